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
    """Collects problems until a stage ends, each once."""

    def __init__(self, found: Iterable[Problem] = ()) -> None:
        self._found: dict[Problem, None] = dict.fromkeys(found)

    @property
    def all(self) -> list[Problem]:
        """What was found, in the order of the files."""
        return sorted(self._found, key=_place)

    @property
    def errors(self) -> bool:
        """Whether anything is wrong; warnings aren't."""
        return any(problem.severity == "error" for problem in self._found)

    def extend(self, found: Iterable[Problem]) -> None:
        """Note those of another stage."""
        self._found |= dict.fromkeys(found)

    def add(self, code: str, message: str, where: Where | None = None, hint: str | None = None) -> None:
        """Note an error, once."""
        self._note(Problem(code, message, where, hint))

    def warn(self, code: str, message: str, where: Where | None = None, hint: str | None = None) -> None:
        """Note a warning, once."""
        self._note(Problem(code, message, where, hint, "warning"))

    def _note(self, problem: Problem) -> None:
        self._found[problem] = None

    def raise_if_errors(self) -> None:
        """End the stage if anything is wrong."""
        if self.errors:
            raise ProblemsError(tuple(self.all))


def _place(problem: Problem) -> tuple[str, int, int, str]:
    where = problem.where or Where("", 0, 0)
    return where.file, where.line, where.column, problem.code


def nearest(name: str, allowed: Iterable[str]) -> str | None:
    """The allowed name that looks most like `name`, if one does."""
    close = get_close_matches(name, list(allowed), n=1, cutoff=0.6)
    return close[0] if close else None


_MOST_LISTED = 40


def nearest_hint(name: str, allowed: Iterable[str], listed_as: str = "Allowed") -> str:
    """A hint after a wrong name, with the nearest allowed one if there is one: `Did you mean 'cache'? Kinds: cache, queue.`."""
    names = list(allowed)
    if not names:
        return "Nothing is allowed here."
    close = nearest(name, names)
    listed = names if len(names) <= _MOST_LISTED else [*names[:_MOST_LISTED], "..."]
    return f"{f'Did you mean {close!r}? ' if close else ''}{listed_as}: {', '.join(listed)}{'.' if listed is names else ''}"
