"""`social`: serve, migrate, settings, audit."""

import argparse
import asyncio
import json
import sys
from typing import Any

from pydantic import ValidationError

from social.settings import Settings, schema


def main(arguments: list[str] | None = None) -> int:
    """The command line; the exit code."""
    parser = argparse.ArgumentParser("social", description="A social network backend that speaks the Mastodon client API.")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="Run the role of SOCIAL_ROLE; everything in one process unless told otherwise.")
    serve.add_argument("--demo", action="store_true", help="Fill an empty database with people and posts.")
    commands.add_parser("migrate", help="Bring the database's schema up.")
    commands.add_parser("settings", help="Print the environment variables as JSON Schema.")
    audit = commands.add_parser("audit", help="Check the chain of the audit log.")
    audit.add_argument("deed", choices=["verify"])
    audit.add_argument("--head", help="A head that was noted earlier and must still be in the chain.")
    options = parser.parse_args(arguments)
    if options.command == "settings":
        json.dump(schema(), sys.stdout, indent=2)
        sys.stdout.write("\n")
        return 0
    try:
        settings = Settings()  # type: ignore[call-arg]
    except ValidationError as error:
        for each in error.errors():
            sys.stderr.write(f"SOCIAL_{'_'.join(map(str, each['loc'])).upper()}: {each['msg']}\n")
        return 2
    if options.command == "audit":
        return asyncio.run(_verify(options, settings))
    asyncio.run(_run(options, settings))
    return 0


async def _verify(options: Any, settings: Settings) -> int:
    from social.app.auditing import verify
    from social.http.app import closed
    from social.wiring import wire

    services = wire(settings)
    try:
        checked = await verify(services, options.head)
    finally:
        await closed(services)
    if checked.broken is not None:
        sys.stderr.write(f"Row {checked.broken} of the audit log doesn't fit: {checked.reason}.\n")
    elif not checked.seen:
        sys.stderr.write(f"The audit log was cut off or written anew: {checked.reason}.\n")
    else:
        sys.stdout.write(f"{checked.rows} rows, all as they were written. Head: {checked.head}\n")
    return 0 if checked.whole else 1


async def _run(options: Any, settings: Settings) -> None:
    if options.command == "migrate":
        from social.adapters.sql.migrate import upgrade
        from social.http.app import closed
        from social.wiring import wire

        services = wire(settings)
        await upgrade(services.db)
        await closed(services)
        return
    from social.process import run

    if settings.role == "all":
        sys.stderr.write(
            f"Listening on {settings.base_url}. Try:\n  toot login_cli -i {settings.base_url}\n"
            f"  python -c \"from mastodon import Mastodon; print(Mastodon.create_app('try', api_base_url='{settings.base_url}'))\"\n"
        )
    await run(settings, demo=options.demo)


if __name__ == "__main__":
    sys.exit(main())
