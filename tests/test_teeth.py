"""The tests that a stack ships with notice what weakens it: each grant that is widened, each door that is opened, each protection that goes.

A plain run tries a fixed sample. `python -m pytest tests/test_teeth.py -m mutation` tries all, most of an hour on two processors.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.stacks import EXAMPLES, PROVIDERS, artifacts, initialised, write
from tests.support.teeth import Weakening, of_files, of_flows, sample, verdict, weakened

SAMPLE = 12
LEAST = 40


def found(provider: str) -> list[Weakening]:
    """Every weakening of the examples on a cloud."""
    texts = {
        example: next(each.content for each in artifacts(example, provider) if each.path == f"infra/{provider}/flows.tf") for example in EXAMPLES
    }
    return [*(weakening for example, text in texts.items() for weakening in of_flows(example, text)), *of_files(provider)]


def unnoticed(provider: str, weakenings: Sequence[Weakening], folder: Path) -> list[str]:
    """What the shipped tests let pass, or can't judge."""
    stacks = {}
    for example in {weakening.example for weakening in weakenings}:
        write(folder / example, artifacts(example, provider))
        stacks[example] = initialised(folder / example / "infra" / provider, provider)
    left = []
    for number, weakening in enumerate(weakenings):
        outcome = verdict(weakened(stacks[weakening.example], weakening, folder / str(number)), weakening.noticed_by)
        if outcome != "noticed":
            left.append(f"{weakening.name}: {outcome}")
    return left


@pytest.mark.parametrize("provider", PROVIDERS)
def test_there_are_enough_weakenings(provider: str) -> None:
    """At least LEAST per cloud, each with a name of its own, of grants and of modules."""
    weakenings = found(provider)
    assert len({weakening.name for weakening in weakenings}) == len(weakenings) >= LEAST
    assert len({weakening.path for weakening in weakenings}) > LEAST / 4


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_weakening_finds_its_text(provider: str) -> None:
    """A change of a module takes its weakenings along."""
    texts = {(example, each.path): each.content for example in EXAMPLES for each in artifacts(example, provider)}
    for weakening in found(provider):
        assert weakening.pattern.search(texts[weakening.example, f"infra/{provider}/{weakening.path}"]), weakening.name


@pytest.mark.terraform
@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_sample_is_noticed(provider: str, tmp_path: Path) -> None:
    """An assertion fails for each, in the file that is about it."""
    assert unnoticed(provider, sample(found(provider), SAMPLE), tmp_path) == []


@pytest.mark.mutation
@pytest.mark.terraform
@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_weakening_is_noticed(provider: str, tmp_path: Path) -> None:
    """An assertion fails for each, in the file that is about it."""
    assert unnoticed(provider, found(provider), tmp_path) == []
