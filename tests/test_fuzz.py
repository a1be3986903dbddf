"""Documents mutated from a valid spec: `validate` ends with problems at their places or with none, never with a traceback."""

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cloudgen.load.catalog import PROVIDERS, Catalog
from cloudgen.load.specfile import load
from cloudgen.problems import Problem, ProblemsError
from cloudgen.resolve.pipeline import resolve_all
from tests.support.stacks import EXAMPLES, ROOT

CATALOG = Catalog()
TEXTS = {name: (ROOT / "examples" / name / "cloudgen.yaml").read_text(encoding="utf-8") for name in EXAMPLES}
DATA = {name: yaml.safe_load(text) for name, text in TEXTS.items()}
WORDS = [
    "yes", "no", "on", "~", "", "=", "010", "1:30", "1.10", "1_000", "0x1F", ".nan", "-.inf", "1.0e+400", "1e3", "9" * 5000, "0x" + "f" * 5000,
    "-5", "1.5", "true", "'", '"', "*x", "&a", "!t x", "[", "{", "- a", "a: b", "|", "users", "web", "prod", "environments", "<<", "${x}",
]  # fmt: skip
KEYS = [
    "name",
    "kind",
    "settings",
    "aws",
    "from",
    "to",
    "action",
    "like",
    "prod",
    "domain",
    "regions",
    "usage",
    "users",
    "x-a",
    "0",
    "[key]",
    "str",
]
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.sampled_from([*WORDS, 10**30, -1, 0.5]), st.dates()
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)), max_leaves=6
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path of a document."""
    members: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        members = list(value.items())
    elif isinstance(value, list):
        members = list(enumerate(value))
    return [path, *(deeper for key, member in members for deeper in paths(member, (*path, key)))]


@st.composite
def mutated(draw: Any) -> str:
    """An example with one to four parts replaced, removed or added."""
    data = copy.deepcopy(DATA[draw(st.sampled_from(EXAMPLES))])
    for _ in range(draw(st.integers(1, 4))):
        *above, last = draw(st.sampled_from([path for path in paths(data) if path]))
        place = data
        for part in above:
            place = place[part]
        how = draw(st.sampled_from(["replace", "remove", "add"]))
        if how == "remove":
            del place[last]
        elif how == "add" and isinstance(place, dict):
            place[draw(st.sampled_from(KEYS))] = draw(VALUES)
        else:
            place[last] = draw(VALUES)
        if not data:
            break
    return str(yaml.safe_dump(data, sort_keys=False, allow_unicode=True))


@st.composite
def scribbled(draw: Any) -> str:
    """An example with words written over parts of its lines, so that it may be YAML or not."""
    lines = TEXTS[draw(st.sampled_from(EXAMPLES))].splitlines()
    for _ in range(draw(st.integers(1, 3))):
        number = draw(st.integers(0, len(lines) - 1))
        start = draw(st.integers(0, len(lines[number])))
        end = draw(st.integers(start, len(lines[number])))
        lines[number] = lines[number][:start] + draw(st.sampled_from(WORDS)) + lines[number][end:]
    return "\n".join(lines) + "\n"


def outcome(folder: Path, text: str) -> tuple[Problem, ...]:
    """What `validate` tells of a spec on all clouds."""
    path = folder / "cloudgen.yaml"
    path.write_text(text, encoding="utf-8", errors="replace")
    try:
        return resolve_all(load(path), CATALOG, PROVIDERS)[1]
    except ProblemsError as error:
        assert any(problem.severity == "error" for problem in error.problems)
        return error.problems


def check(folder: Path, text: str) -> None:
    """Every problem has a place in the file, says something, is said once, and blames the input."""
    found = outcome(folder, text)
    assert len(set(found)) == len(found)
    for problem in found:
        assert problem.blame == "input", problem
        assert problem.code != "catalog", problem
        assert problem.where is not None, problem
        assert 1 <= problem.where.line <= len(text.splitlines()) + 1, problem
        assert len(problem.message) < 1000, problem
        assert "\n" not in problem.message, problem
        assert "pydantic" not in problem.message, problem


@given(mutated())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_mutated_document_is_a_spec_or_problems(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Values of any type at any path."""
    check(tmp_path_factory.mktemp("mutated"), text)


@given(scribbled())
@example("name: a\ncomponents: {a: {kind: service, aws: {max_replicas: .nan}}}\n")
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_scribbled_text_is_a_spec_or_problems(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """What YAML can read, and what it can't."""
    check(tmp_path_factory.mktemp("scribbled"), text)
