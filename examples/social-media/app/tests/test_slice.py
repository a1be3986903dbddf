"""The first way through all layers: sign up, post, read home."""

from tests.world import World


async def test_a_post_is_in_its_authors_home(world: World) -> None:
    """At once, and with a link to what comes before."""
    ann = await world.person()
    post = await ann.say("Hello #World")
    home = await ann.home()
    assert [each["id"] for each in home] == [post["id"]]
    assert home[0]["tags"][0]["name"] == "world"
    assert world.last is not None
    assert 'rel="prev"' in world.last.headers["link"]
