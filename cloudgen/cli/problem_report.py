"""Problems as text or JSON, and the exit codes: 0 fine, 1 a check failed, 2 the input is wrong, 3 the environment is."""

import errno
import json
import os
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from cloudgen.problems import Problem

INTERRUPTED = 130


def guarded(command: Callable[[], Any]) -> None:
    """Run the command line; what a user can cause ends as a message."""
    try:
        try:
            command()
        finally:
            sys.stdout.flush()
    except SystemExit as end:
        # typer turns a closed pipe into exit 1 and an interrupt into 130, both without a message.
        if isinstance(end.__context__, BrokenPipeError):
            sys.exit(0)
        if end.code == INTERRUPTED:
            typer.echo("Interrupted; an unfinished write is completed or undone by the next command.", err=True)
        raise
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        # The interpreter would try to write the rest once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        typer.echo(f"error: The output can't be written: {error.strerror}. [write-failed]", err=True)
        sys.exit(3)
    except Exception as error:
        from cloudgen.problems import ProblemsError

        if not isinstance(error, ProblemsError):
            raise
        show(error.problems, "json" if _wants_json(sys.argv) else "text")
        sys.exit(exit_code(error.problems))


def _wants_json(arguments: list[str]) -> bool:
    return any(
        a == "--format=json" or (a in ("--format", "-f") and b == "json") for a, b in zip(arguments, [*arguments[1:], ""], strict=True)
    )


def exit_code(problems: Iterable["Problem"]) -> int:
    """3 where every error is the machine's (an unwritable folder, a missing tool), else 2."""
    return 3 if all(problem.blame == "environment" for problem in problems if problem.severity == "error") else 2


def show(problems: Iterable["Problem"], form: str) -> None:
    """Problems to stderr as text, or to stdout as JSON."""
    if form == "json":
        typer.echo(json.dumps({"problems": [as_data(problem) for problem in problems]}, indent=2))
        return
    for problem in problems:
        place = f"{problem.where.file}:{problem.where.line}:{problem.where.column}: " if problem.where else ""
        typer.echo(f"{place}{problem.severity}: {problem.message} [{problem.code}]", err=True)
        if problem.hint:
            typer.echo(f"  {problem.hint}", err=True)


def as_data(problem: "Problem") -> dict[str, Any]:
    """A problem as plain data."""
    where = problem.where
    return {
        "code": problem.code,
        "severity": problem.severity,
        "blame": problem.blame,
        "message": problem.message,
        "hint": problem.hint,
        "file": where.file if where else None,
        "line": where.line if where else None,
        "column": where.column if where else None,
    }
