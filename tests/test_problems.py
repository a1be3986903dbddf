"""Problems as data: who has to act, and the exit code that follows from it."""

import pytest

from cloudgen.cli.problem_report import as_data, exit_code
from cloudgen.problems import Blame, Problem, Severity


@pytest.mark.parametrize(
    ("blames", "expected"),
    [
        ([("error", "environment")], 3),
        ([("error", "environment"), ("warning", "input")], 3),
        ([("error", "environment"), ("error", "input")], 2),
        ([("error", "input")], 2),
        ([("error", "catalog")], 2),
    ],
)
def test_the_exit_code_follows_the_blame(blames: list[tuple[Severity, Blame]], expected: int) -> None:
    """The code of a problem plays no part; one wrong input is enough for 2."""
    assert exit_code([Problem("any", "Any.", severity=severity, blame=blame) for severity, blame in blames]) == expected


def test_a_program_reads_who_has_to_act() -> None:
    """The JSON form carries the blame."""
    assert as_data(Problem("write-failed", "No space.", blame="environment"))["blame"] == "environment"
    assert as_data(Problem("wrong-value", "No number."))["blame"] == "input"
