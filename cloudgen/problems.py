"""Problems are data: what is wrong, where, and what to do. They are collected within a stage and raised all at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

Severity = Literal["error", "warning"]
Blame = Literal["input", "environment", "catalog"]
"""What has to change: the spec, file or option that was given; the machine (a missing tool, an unwritable folder); the catalog."""


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file; line and column count from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that the user should know or must fix; the exit code follows the blame."""

    code: str
    message: str
    where: Where | None = None
    hint: str | None = None
    severity: Severity = "error"
    blame: Blame = "input"


class ProblemsError(Exception):
    """All problems of a stage."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


class Problems:
    """Collects problems until a stage ends."""

    def __init__(self) -> None:
        self.all: list[Problem] = []

    def add(self, code: str, message: str, where: Where | None = None, hint: str | None = None) -> None:
        """Note an error, once."""
        self._note(Problem(code, message, where, hint))

    def warn(self, code: str, message: str, where: Where | None = None, hint: str | None = None) -> None:
        """Note a warning, once."""
        self._note(Problem(code, message, where, hint, "warning"))

    def _note(self, problem: Problem) -> None:
        if problem not in self.all:
            self.all.append(problem)

    def raise_if_errors(self) -> None:
        """End the stage if anything is wrong."""
        if any(problem.severity == "error" for problem in self.all):
            raise ProblemsError(tuple(sorted(self.all, key=_place)))


def _place(problem: Problem) -> tuple[str, int, int, str]:
    where = problem.where or Where("", 0, 0)
    return where.file, where.line, where.column, problem.code


def nearest(name: str, allowed: Iterable[str]) -> str | None:
    """The allowed name that looks most like `name`, if one does."""
    close = get_close_matches(name, list(allowed), n=1, cutoff=0.6)
    return close[0] if close else None


<<<<<<< HEAD
def nearest_hint(name: str, allowed: Iterable[str]) -> str:
    """What is allowed, with the nearest first."""
    names = list(allowed)
    close = nearest(name, names)
    start = f"Did you mean '{close}'? " if close else ""
    return f"{start}Allowed: {', '.join(names)}." if names else f"{start}Nothing is allowed here."
=======
def did_you_mean(name: str, allowed: Iterable[str], listed_as: str = "Allowed") -> str:
    """A hint after a wrong name: the nearest allowed one if there is one, then all: `Did you mean 'cache'? Kinds: cache, queue.`."""
    names = list(allowed)
    close = nearest(name, names)
    return f"{f'Did you mean {close!r}? ' if close else ''}{listed_as}: {', '.join(names)}."
>>>>>>> 38f5515 (Shared options of the commands are declared once; commands are tested in process)
