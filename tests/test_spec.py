"""Specs that are wrong: every problem at its place, all in one run, with what is allowed."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from cloudgen.load.catalog import Catalog
from cloudgen.load.spec_schema import spec_schema
from cloudgen.load.specfile import load
from tests.support.specs import HEAD, problems
from tests.support.stacks import EXAMPLES, ROOT

CACHE = HEAD + "components:\n  api: {kind: service}\n  fast: {kind: cache}\n"


def lines(folder: Path, text: str, provider: str | None = None) -> list[str]:
    """Problems as `line:column code`."""
    return [f"{p.where.line}:{p.where.column} {p.code}" for p in problems(folder, text, provider) if p.where]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("components: {a: {kind: cache}}\n", ["1:1 missing"]),
        (CACHE.replace("name: demo", "nmae: demo"), ["1:1 missing", "1:1 unknown-key"]),
        (CACHE.replace("name: demo", "name: Demo_1"), ["1:1 wrong-value"]),
        (CACHE + "flows:\n  - {from: api, to: fsat, action: read}\n", ["7:17 unknown-component"]),
        (CACHE + "flows:\n  - {from: api, to: fast, action: read, per_day: 1, ratio: 2}\n", ["7:5 volume"]),
        (CACHE + "environments:\n  prod: {components: {fats: {settings: {}}}}\n", ["7:23 unknown-component"]),
        (CACHE + "environments:\n  prod: {components: {fast: {kind: queue}}}\n", ["7:30 unknown-key"]),
        (CACHE + "environments:\n  test: {}\n", ["7:3 missing-like"]),
        (CACHE + "version: 2\n", ["6:1 reserved"]),
        (CACHE + "name: again\n", ["6:1 duplicate-key"]),
        (CACHE + "  network: {kind: cache}\n", ["6:3 reserved"]),
        (CACHE + "  count: {kind: cache}\n", ["6:3 reserved"]),
        (CACHE + "  Bad_Name: {kind: cache}\n", ["6:3 wrong-name"]),
        (CACHE + "domain: not a host\n", ["6:1 wrong-value"]),
        (CACHE + "tags: {Owner: me}\n", ["6:8 wrong-tag"]),
        (CACHE + "sequences: {s: {title: T, steps: ['api -> nobody: hi', 'nonsense']}}\n", ["6:35 unknown-component", "6:56 wrong-step"]),
        (CACHE + "traffic: {monthly_active_users: -1}\n", ["6:11 wrong-value"]),
        (CACHE + "traffic: {monthly_active_users: .nan}\n", ["6:11 yaml-number"]),
        ("- a\n- b\n", ["1:1 not-a-mapping"]),
        ("", ["1:1 not-a-mapping"]),
        ("a: [1, 2\n", ["2:1 yaml"]),
        ("a: *nothing\n", ["1:4 alias"]),
        ("a: &a [*a]\n", ["1:8 alias"]),
        ("\tname: x\n", ["1:1 yaml"]),
    ],
)
def test_problems_stand_at_their_place(tmp_path: Path, text: str, expected: list[str]) -> None:
    """Line and column of the key or value that is wrong."""
    assert lines(tmp_path, text) == expected


def test_all_problems_come_in_one_run(tmp_path: Path) -> None:
    """Three mistakes, three problems."""
    text = CACHE + "budget: lots\ntags: {Owner: me}\nextra: 1\n"
    assert sorted(p.code for p in problems(tmp_path, text)) == ["unknown-key", "wrong-tag", "wrong-value"]


def test_the_nearest_name_is_offered(tmp_path: Path) -> None:
    """For keys, components, kinds, settings, actions, pins and sizes."""
    hints = [str(p.hint) for p in problems(tmp_path, CACHE.replace("components:", "componnets:"))]
    assert any("Did you mean 'components'?" in hint for hint in hints)
    for change, close in [
        ("kind: cache", "kind: cahce"), ("kind: cache", "kind: cache, settings: {memory: 1}"), ("kind: cache", "kind: cache, aws: {nodetype: x}"),
    ]:  # fmt: skip
        found = problems(tmp_path, CACHE.replace(change, close), "aws")
        assert found
        assert "Did you mean" in str(found[0].hint), close


@pytest.mark.parametrize(
    ("text", "provider", "expected"),
    [
        (CACHE + "flows:\n  - {from: api, to: fast, action: read}\n  - {from: api, to: fast, action: read}\n", "aws", ["8:5 duplicate-flow"]),
        (CACHE + "flows:\n  - {from: fast, to: api, action: request}\n", "aws", ["7:6 illegal-flow"]),
        (CACHE + "flows:\n  - {from: api, to: fast, action: enqueue}\n", "gcp", ["7:27 illegal-flow"]),
        (CACHE.replace("kind: cache", "kind: cache, settings: {memory_gb: 900}"), "aws", ["5:34 wrong-value"]),
        (CACHE.replace("kind: cache", "kind: cache, settings: {memory_gb: lots}"), "aws", ["5:34 wrong-type"]),
        (CACHE.replace("kind: cache", "kind: cache, settings: {replicas: 3}"), "azure", ["5:34 limit"]),
        (CACHE.replace("kind: cache", "kind: cache, service: azure-cache-for-redis"), "azure", ["5:23 service-closing"]),
        (CACHE.replace("kind: cache", "kind: cache, service: nonsense"), "azure", ["5:23 unknown-service"]),
        (CACHE.replace("kind: cache", "kind: cache, aws: {node_type: cache.huge}"), "aws", ["5:29 unknown-size"]),
        (CACHE.replace("us-east-1", "us_east_9"), "aws", ["2:11 unknown-region"]),
        (CACHE + "  wall: {kind: firewall}\ndomain: a.example.com\n", "gcp", ["6:3 idle-edge"]),
        (CACHE + "  c: {kind: cdn, service: cdn-classic}\n", "azure", ["6:18 service-closed"]),
        (CACHE + "  tick: {kind: job, settings: {schedule: 61 * * * *}}\n", "aws", ["6:32 wrong-schedule"]),
        (CACHE.replace("kind: service", "kind: service, environment: {FAST_HOST: x}") + "flows:\n  - {from: api, to: fast, action: read}\n", "aws", ["7:5 variable-clash"]),
    ],
)  # fmt: skip
def test_problems_of_a_cloud_stand_at_their_place(tmp_path: Path, text: str, provider: str, expected: list[str]) -> None:
    """What only the catalog knows: kinds, settings, limits, sizes, lifecycle, legality."""
    assert sorted(set(lines(tmp_path, text, provider))) == expected


def test_a_closed_service_names_its_successor(tmp_path: Path) -> None:
    """The hint says what to use."""
    found = problems(tmp_path, CACHE + "  c: {kind: cdn, service: cdn-classic}\n", "azure")
    assert found[0].severity == "error"
    assert found[0].hint == "Use 'front-door' instead."


def test_a_closing_service_is_a_warning_only(tmp_path: Path) -> None:
    """It can still be generated."""
    found = problems(tmp_path, CACHE.replace("kind: cache", "kind: cache, service: azure-cache-for-redis"), "azure")
    assert [(p.severity, p.hint) for p in found] == [("warning", "Use 'managed-redis' instead.")]


def test_a_setting_without_effect_is_a_warning_where_it_stands(tmp_path: Path) -> None:
    """On the cloud where it has no effect, with the reason; not for a permission, and not where it has an effect."""
    text = CACHE.replace("kind: cache", "kind: cache, service: {aws: elasticache-serverless}, settings: {replicas: 1}")
    [found] = problems(tmp_path, text, "aws")
    assert (found.code, found.severity, found.hint) == (
        "ignored-setting",
        "warning",
        "A serverless cache always keeps copies in several zones.",
    )
    assert found.where is not None
    assert found.where.column == text.splitlines()[found.where.line - 1].index("replicas") + 1
    assert problems(tmp_path, text, "azure") == []
    assert problems(tmp_path, CACHE.replace("kind: cache", "kind: object-store, settings: {public: true}"), "aws") == []


def test_a_cloud_may_take_fewer_schedules(tmp_path: Path) -> None:
    """EventBridge knows no day of the month together with a day of the week."""
    job = HEAD + "components:\n  fetch: {kind: job, settings: {schedule: '0 3 1 * 1'}}\n"
    [found] = problems(tmp_path, job, "aws")
    assert (found.code, found.where and found.where.line) == ("limit", len(job.splitlines()))
    assert problems(tmp_path, job, "gcp") == []
    assert problems(tmp_path, job.replace("1 * 1", "1 * *"), "aws") == []


def test_bombs_are_refused_before_they_are_composed(tmp_path: Path) -> None:
    """Aliases of aliases, nesting, and sheer size."""
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 10)}]\n" for n in range(8)
    )
    assert [p.code for p in problems(tmp_path, bomb)] == ["alias"]
    assert [p.code for p in problems(tmp_path, "a: " + "[" * 5000)] == ["too-deep"]
    assert [p.code for p in problems(tmp_path, "x: " + "y" * 50_000_000)] == ["too-large"]


def test_bytes_that_are_no_text_are_a_problem(tmp_path: Path) -> None:
    """Latin-1, a null, a folder."""
    path = tmp_path / "cloudgen.yaml"
    path.write_bytes(b"name: caf\xe9\n")
    assert [p.code for p in _load_problems(path)] == ["not-utf8"]
    path.write_bytes(b"name: a\x00b\n")
    assert [p.code for p in _load_problems(path)] == ["yaml"]
    assert [p.code for p in _load_problems(tmp_path)] == ["unreadable"]
    assert [p.code for p in _load_problems(tmp_path / "none.yaml")] == ["no-spec"]


def _load_problems(path: Path) -> list:  # type: ignore[type-arg]
    from cloudgen.problems import ProblemsError

    with pytest.raises(ProblemsError) as caught:
        load(path)
    return list(caught.value.problems)


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_fit_the_schema_for_editors(example: str) -> None:
    """The JSON Schema accepts what the loader accepts."""
    schema = spec_schema(Catalog())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(yaml.safe_load((ROOT / "examples" / example / "cloudgen.yaml").read_text(encoding="utf-8")), schema)


def test_the_schema_describes_every_key_and_refuses_unknown_ones() -> None:
    """What an editor shows."""
    schema = spec_schema(Catalog())
    assert json.loads(json.dumps(schema)) == schema
    for model in [schema, *schema["$defs"].values()]:
        assert model["additionalProperties"] is False
        for name, field in model["properties"].items():
            meant = schema["$defs"][field["$ref"].rsplit("/", 1)[1]] if "$ref" in field else field
            assert field.get("description") or meant.get("description"), name


def test_a_byte_that_is_no_text_is_named_with_its_line(tmp_path: Path) -> None:
    """Lines count from 1, up to the byte."""
    path = tmp_path / "cloudgen.yaml"
    path.write_bytes(b"name: shop\n# two\ntitle: caf\xe9\n\n\n")
    [found] = _load_problems(path)
    assert (found.where and (found.where.line, found.where.column)) == (3, 1)


def test_the_schema_knows_kinds_and_the_settings_of_each() -> None:
    """A setting of another kind, and a piece of the foundation as a component, are refused by an editor."""
    validator = jsonschema.Draft202012Validator(spec_schema(Catalog()))
    spec = {"name": "shop", "components": {"a": {"kind": "cache", "settings": {"memory_gb": 1}}}}
    assert validator.is_valid(spec)
    spec["components"] = {"a": {"kind": "queue", "settings": {"memory_gb": 1}}}
    assert not validator.is_valid(spec)
    assert not validator.is_valid({"name": "shop", "components": {"a": {"kind": "network"}}})


def test_people_are_no_component(tmp_path: Path) -> None:
    """The message says what the word means."""
    [found] = [each for each in problems(tmp_path, HEAD + "components:\n  users: {kind: queue}\n") if each.code == "reserved"]
    assert "the people who use the system" in found.message
    assert (found.where and (found.where.line, found.where.column)) == (4, 3)
