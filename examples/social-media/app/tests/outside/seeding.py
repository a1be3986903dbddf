"""The people, the app and the tokens that Mastodon.py's suite expects, as its tests/setup.sql has them."""

import asyncio
import sys

from sqlalchemy import insert

from social import tables as t
from social.adapters.sql.migrate import upgrade
from social.app.oauth import digest
from social.app.passwords import hashed
from social.http.app import closed
from social.settings import Settings
from social.wiring import wire

SCOPES = "read write follow push"
EVERYTHING = f"{SCOPES} admin:read admin:write"
NAME = "__MASTODON_PY_TEST"
# Name, role, locked, may be found, locale, token with its scopes.
PEOPLE = (
    ("admin", "admin", False, True, "en", ("_ACCESS_TOKEN_2", EVERYTHING)),
    ("admin2", "admin", False, True, "de", None),
    ("mastodonpy_test", "user", True, True, "ja", ("_ACCESS_TOKEN", SCOPES)),
    ("mastodonpy_test_2", "user", False, True, "ja", ("_ACCESS_TOKEN_3", SCOPES)),
)
PASSWORD = "5fc638e0e53eafd9c4145b6bb852667d"


async def seed() -> None:
    """Into the empty database of the settings."""
    services = wire(Settings())
    await upgrade(services.db)
    make, now, password = services.ids.next, services.clock.now(), await hashed(PASSWORD)
    async with services.db.begin() as unit:
        run, app = unit.connection.execute, make()
        await run(
            insert(t.apps).values(
                id=app, name="Mastodon.py test suite", redirect_uris=["urn:ietf:wg:oauth:2.0:oob"], scopes=EVERYTHING,
                client_id=f"{NAME}_CLIENT_ID", secret_hash=digest(f"{NAME}_CLIENT_SECRET"), vapid_key=services.pusher.public_key, created_at=now,
            )
        )  # fmt: skip
        for name, role, locked, found, locale, token in PEOPLE:
            account, user = make(), make()
            await run(
                insert(t.accounts).values(
                    id=account, username=name, username_key=name, locked=locked, discoverable=found, indexable=found, created_at=now
                )
            )
            await run(
                insert(t.users).values(
                    id=user, account_id=account, email=f"{name}@localhost", email_key=f"{name}@localhost", password=password, role=role,
                    locale=locale, preferences={"privacy": "public", "sensitive": False}, confirmed_at=now, created_at=now,
                )
            )  # fmt: skip
            if token is not None:
                row = {"id": make(), "token_hash": digest(NAME + token[0]), "app_id": app, "user_id": user, "scopes": token[1]}
                await run(insert(t.tokens).values(**row, created_at=now))
    await closed(services)


if __name__ == "__main__":
    asyncio.run(seed())
    sys.exit(0)
