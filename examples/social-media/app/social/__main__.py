"""`social`: serve, migrate, work, copy, role, settings, audit, health."""

import argparse
import asyncio
import json
import os
import sys
from contextlib import suppress
from typing import Any

from social.domain.permissions import ROLES
from social.settings import Settings, Wrong, from_environment, schema


def parser() -> argparse.ArgumentParser:
    """The command line."""
    found = argparse.ArgumentParser("social", description="A social network backend that speaks the Mastodon client API.")
    commands = found.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="Run the role of SOCIAL_ROLE; everything in one process unless told otherwise.")
    serve.add_argument("--demo", action="store_true", help="Fill an empty database with people and posts.")
    commands.add_parser("migrate", help="Bring the database's schema up.")
    commands.add_parser("work", help="Send and handle everything that waits in the queues, then end.")
    copy = commands.add_parser("copy", help="Copy every table into another, empty database; nothing may write meanwhile.")
    copy.add_argument("--to", required=True, metavar="URL", help="postgresql://… or sqlite:///folder/social.db")
    role = commands.add_parser("role", help="Make somebody staff, or no longer; it is noted in the audit log.")
    role.add_argument("name", help="Their username.")
    role.add_argument("role", choices=ROLES)
    commands.add_parser("settings", help="Print the environment variables as JSON Schema.")
    commands.add_parser("health", help="Ask the process of these settings how it is; exit code 0 if it answers.")
    audit = commands.add_parser("audit", help="Check the chain of the audit log.")
    audit.add_argument("deed", choices=["verify"])
    audit.add_argument("--head", help="A head that was noted earlier and must still be in the chain.")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run a command; the exit code."""
    options = parser().parse_args(arguments)
    if options.command == "settings":
        return _print(json.dumps(schema(), indent=2))
    try:
        settings = from_environment()
    except Wrong as error:
        sys.stderr.write(f"{error}\n")
        return 2
    from social.process import CannotStart

    try:
        with asyncio.Runner(loop_factory=_loop) as runner:
            return runner.run(COMMANDS[options.command](options, settings))
    except CannotStart as error:
        sys.stderr.write(f"{error}\n")
        return error.code


def _print(text: str) -> int:
    """To whoever reads, for as long as they do."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # What is left would be written once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _loop() -> asyncio.AbstractEventLoop:
    """A quicker one where it exists: it saves a tenth of the time of a request."""
    with suppress(ImportError):
        import uvloop

        return uvloop.new_event_loop()
    return asyncio.new_event_loop()


async def _serve(options: Any, settings: Settings) -> int:
    from social.process import run

    def ready() -> None:
        if settings.role == "all":
            sys.stderr.write(
                f"Listening on {settings.base_url}. Try:\n  toot login_cli -i {settings.base_url}\n"
                f"  python -c \"from mastodon import Mastodon; print(Mastodon.create_app('try', api_base_url='{settings.base_url}'))\"\n"
            )
        else:
            sys.stderr.write(f"Role {settings.role} is ready on port {settings.port}.\n")

    await run(settings, demo=options.demo, ready=ready)
    return 0


async def _migrate(options: Any, settings: Settings) -> int:  # noqa: ARG001 - one signature for all commands
    from social.adapters.sql.migrate import upgrade
    from social.http.app import closed
    from social.process import opened

    services = await opened(settings)
    await upgrade(services.db)
    await closed(services)
    return 0


async def _work(options: Any, settings: Settings) -> int:  # noqa: ARG001 - one signature for all commands
    from social.http.app import closed
    from social.ports.queue import QUEUES
    from social.process import existing
    from social.workers import registry
    from social.workers.loop import drain

    registry.load()
    services = await existing(settings)
    try:
        handled = await drain(services, QUEUES)
    finally:
        await closed(services)
    sys.stdout.write(f"{handled} messages\n")
    return 0


async def _copy(options: Any, settings: Settings) -> int:
    from social.adapters.sql.copying import NotEmpty, copy, target
    from social.domain.errors import Unavailable
    from social.http.app import closed
    from social.process import NO_DATABASE, existing

    services = await existing(settings)
    try:
        copied = await copy(services.db, target(options.to, services.db))
    except (NotEmpty, ValueError, Unavailable) as error:
        sys.stderr.write(f"{error}\n")
        return NO_DATABASE
    finally:
        await closed(services)
    for name, number in copied.items():
        sys.stdout.write(f"{number:>10} {name}\n")
    return 0


async def _role(options: Any, settings: Settings) -> int:
    from social.app.staff import give_role
    from social.domain.errors import NotFound
    from social.http.app import closed
    from social.process import existing

    services = await existing(settings)
    try:
        before = await give_role(services, options.name, options.role)
    except NotFound:
        sys.stderr.write(f"There is nobody named {options.name}.\n")
        return 1
    finally:
        await closed(services)
    sys.stdout.write(f"{options.name} is {options.role} now; before: {before}\n")
    return 0


async def _health(options: Any, settings: Settings) -> int:  # noqa: ARG001 - one signature for all commands
    from social.process import healthy

    return 0 if healthy(settings) else 1


async def _verify(options: Any, settings: Settings) -> int:
    from social.app.auditing import verify
    from social.process import reached

    database = await reached(settings)
    try:
        checked = await verify(database, options.head)
    finally:
        await database.close()
    if checked.broken is not None:
        sys.stderr.write(f"Row {checked.broken} of the audit log doesn't fit: {checked.reason}.\n")
    elif not checked.seen:
        sys.stderr.write(f"The audit log was cut off or written anew: {checked.reason}.\n")
    else:
        sys.stdout.write(f"{checked.rows} rows, all as they were written. Head: {checked.head}\n")
    return 0 if checked.whole else 1


COMMANDS = {"serve": _serve, "migrate": _migrate, "work": _work, "copy": _copy, "role": _role, "health": _health, "audit": _verify}

if __name__ == "__main__":
    sys.exit(main())
