"""People and posts for a first look."""

from sqlalchemy import insert, select

from social import tables as t
from social.app.interactions import boost, favourite
from social.app.passwords import hashed
from social.app.posting import Draft, publish
from social.app.relations import FollowWish, follow
from social.app.services import Services

PEOPLE = {
    "ada": ("Ada", "Numbers, looms, tea."),
    "bea": ("Bea", "I grow tomatoes on a balcony in the fourth floor."),
    "carl": ("Carl", "Trains. Mostly trains."),
    "dora": ("Dora", "Reads too much, sleeps too little."),
    "emil": ("Emil", "Baker. Up at three."),
}
STAFF = {"carl": "moderator", "dora": "admin"}
FOLLOWS = {"ada": "bea carl dora emil", "bea": "ada emil", "carl": "ada dora", "dora": "ada bea carl", "emil": "bea"}
# (who, text, index of the post that it answers)
POSTS: tuple[tuple[str, str, int | None], ...] = (
    ("emil", "First loaves are out. The whole street smells of #bread.", None),
    ("bea", "Seven tomatoes today, one of them the size of a fist. #garden", None),
    ("carl", "The night train was on time, and I have witnesses. #trains", None),
    ("dora", "Finished a book of 900 pages and miss everybody in it. #books", None),
    ("ada", "A machine could do this sum. It would have to be told how, though. #engines", None),
    ("bea", "@ada tell it about tomatoes, too.", 4),
    ("ada", "@bea it would ask for their coordinates.", 5),
    ("emil", "@bea save me one of those for Saturday's #bread!", 1),
)
FAVOURITES = {"ada": (0, 1, 3), "bea": (0, 4), "dora": (2, 4, 6), "emil": (1,), "carl": (3, 4)}
BOOSTS = (("ada", 2), ("dora", 4))


async def inhabited(services: Services) -> bool:
    """Whether a network has people."""
    async with services.db.read() as connection:
        return (await connection.execute(select(t.accounts.c.id).limit(1))).first() is not None


async def fill(services: Services, password: str) -> None:
    """Fill an empty network. Everybody has the same password."""
    stored, now = await hashed(password), services.clock.now()
    async with services.db.begin() as unit:
        for name, (display_name, note) in PEOPLE.items():
            account_id, email = services.ids.next(), f"{name}@example.com"
            who = {"id": account_id, "username": name, "username_key": name, "display_name": display_name, "note": note, "created_at": now}
            await unit.connection.execute(insert(t.accounts).values(who))
            login = {"email": email, "email_key": email, "password": stored, "confirmed_at": now, "created_at": now}
            await unit.connection.execute(
                insert(t.users).values(id=services.ids.next(), account_id=account_id, role=STAFF.get(name, "user"), **login)
            )
    async with services.db.read() as connection:
        people = {row.username: row for row in await connection.execute(select(t.accounts))}
    for name, others in FOLLOWS.items():
        for other in others.split():
            await follow(services, people[name], people[other].id, FollowWish())
    posts: list[int] = []
    for name, text, answers in POSTS:
        draft = Draft(text, "public", language="en", reply_to_id=None if answers is None else posts[answers])
        posts.append(await publish(services, people[name], draft))
    for name, liked in FAVOURITES.items():
        for number in liked:
            await favourite(services, people[name], posts[number])
    for name, number in BOOSTS:
        await boost(services, people[name], posts[number], "public")
