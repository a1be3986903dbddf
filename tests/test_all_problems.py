"""All problems of a spec in one run, also of different stages; what is wrong hides nothing else, and nothing is said twice."""

from pathlib import Path

import pytest

from cloudgen.load.catalog import PROVIDERS, Catalog
from cloudgen.load.specfile import load
from cloudgen.problems import ProblemsError
from cloudgen.resolve.pipeline import resolve_all
from tests.support.specs import HEAD, problems
from tests.support.stacks import EXAMPLES, ROOT

ALL = (
    HEAD
    + """budget: yes
extra: 1
tags: {Owner: me}
environments:
  prod: {components: {db: {settings: {backup_days: 900}}, dv: {}}}
  test: {}
components:
  web: {kind: service, settings: {port: many, portt: 1}, aws: {portt: 1, max_replicas: 2.5}}
  db: {kind: relational-dbb}
  cash: {kind: cache, settings: {memory_gb: 300}}
  Bad: {kind: queue}
  wall: {kind: firewall}
flows:
  - {from: web, to: db, action: read, per_day: lots}
  - {from: web, to: db, action: read}
  - {from: web, to: cash, action: enqueue}
  - {from: web, to: cahs, action: read}
  - {from: Bad, to: cash, action: read}
  - {from: web, to: cash, action: read, of: 5}
sequences: {s: {title: T, steps: [1, 'web -> nobody: hi', 'web -> db: hi']}}
"""
)


def places(folder: Path, text: str, provider: str | None = None) -> list[str]:
    """Problems as `line:column code`."""
    return [f"{p.where.line}:{p.where.column} {p.code}" if p.where else p.code for p in problems(folder, text, provider)]


def test_every_problem_of_every_stage_comes_in_one_run(tmp_path: Path) -> None:
    """Of the file, its keys and values, its links, the catalog's names, settings, pins, sizes and flows."""
    assert places(tmp_path, ALL, "aws") == [
        "3:1 wrong-value",
        "4:1 unknown-key",
        "5:8 wrong-tag",
        "7:59 unknown-component",
        "8:3 missing-like",
        "10:35 wrong-type",
        "10:47 unknown-setting",
        "10:64 unknown-pin",
        "10:74 wrong-pin",
        "11:8 unknown-kind",
        "13:3 wrong-name",
        "16:39 wrong-value",
        "18:27 illegal-flow",
        "19:17 unknown-component",
        "21:41 wrong-value",
        "22:35 wrong-value",
        "22:38 unknown-component",
    ]


def test_problems_of_all_clouds_come_together(tmp_path: Path) -> None:
    """Each once, in the order of the file."""
    text = HEAD.replace("us-east-1", "US East") + "components:\n  fast: {kind: cache, settings: {replicas: 3}}\n"
    text += "  c: {kind: cdn, service: cdn-classic}\n  db: {kind: nothing}\ndomain: a.example.com\n"
    path = tmp_path / "cloudgen.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        resolve_all(load(path), Catalog(), PROVIDERS)
    found = [(p.where.line if p.where else 0, p.code) for p in caught.value.problems]
    assert found == [(2, "unknown-region"), (4, "limit"), (5, "service-closed"), (6, "unknown-kind")]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("kind: relational-db", "kind: relational-dbb"),
        ("kind: firewall", "kind: 5"),
        ("regions: {aws: us-east-1", "regions: {aws: 5"),
        ("settings: {names: [session-key, mail-token]}", "settings: 7"),
        ("app-cache", "App_cache"),
        ("from: shield, to: edge, action: route", "from: shield, to: edge, action: [route]"),
        ("domain: gallery.example.com", "domain: 5"),
        ("budget: 1500", "budget: no"),
        ("secrets: [session-key, mail-token]}", "secrets: 5}"),
    ],
)
@pytest.mark.parametrize("provider", PROVIDERS)
def test_one_mistake_is_one_problem(tmp_path: Path, provider: str, wrong: str, right: str) -> None:
    """What is missing only because the wrong part was left out is not reported."""
    text = (ROOT / "examples" / "web-app" / "cloudgen.yaml").read_text(encoding="utf-8")
    assert wrong in text
    found = [p for p in problems(tmp_path, text.replace(wrong, right), provider) if p.severity == "error"]
    assert len(found) == 1, found


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_spec_without_a_part_is_no_traceback(tmp_path: Path, example: str) -> None:
    """Each top-level key left out, and each with a wrong value: problems, if any, all with their place."""
    lines = (ROOT / "examples" / example / "cloudgen.yaml").read_text(encoding="utf-8").splitlines()
    heads = [number for number, line in enumerate(lines) if line and line[0].isalpha()]
    for start, end in zip(heads, [*heads[1:], len(lines)], strict=True):
        key = lines[start].split(":")[0]
        for instead in ([], [f"{key}: 5"], [f"{key}: [x]"], [f"{key}: {{x: {{}}}}"]):
            found = problems(tmp_path, "\n".join([*lines[:start], *instead, *lines[end:]]), "aws")
            assert all(problem.where for problem in found if problem.code != "no-region"), (key, instead, found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD, ["1:1 missing"]),
        (HEAD + "components:\n", ["3:1 wrong-value"]),
        (HEAD + "components: {}\n", ["3:1 missing"]),
        (HEAD + "components: 5\nflows: [{from: a, to: b, action: read}]\n", ["3:1 wrong-value"]),
        (HEAD + "components: {a: {kind: service, service: {azur: x}}}\n", ["3:43 unknown-key"]),
        (HEAD + "components: {a: {kind: service, service: 5}}\n", ["3:33 wrong-value"]),
        (HEAD + "components: {a: {kindd: service}}\n", ["3:14 missing", "3:18 unknown-key"]),
        (HEAD + "version: 1\ncomponents: {a: {kind: service}}\n", ["3:1 reserved"]),
        (
            HEAD + "components: {a: {kind: service}}\nflows: [5, {from: a, to: x, action: request}]\n",
            ["4:9 wrong-value", "4:22 unknown-component"],
        ),
    ],
)
def test_what_is_missing_or_of_the_wrong_form(tmp_path: Path, text: str, expected: list[str]) -> None:
    """At the key, or at what should hold it; later members of a list keep their places."""
    assert places(tmp_path, text, "aws") == expected


def test_a_missing_key_names_the_required_ones(tmp_path: Path) -> None:
    """And an unknown one all that are allowed there, nearest first."""
    text = HEAD + "components: {a: {kind: service, servce: x}}\nflows: [{from: users, to: a}]\n"
    found = [(p.message, p.hint) for p in problems(tmp_path, text)]
    allowed = "settings, aws, azure, gcp, usage, kind, title, service, was, environment, existing"
    assert found == [
        ("'servce' is unknown here.", f"Did you mean 'service'? Allowed: {allowed}."),
        ("'action' is missing in flows.0.", "Required there: from, to, action."),
    ]


@pytest.mark.parametrize("kind", ["cdn", "cdnn"])
@pytest.mark.parametrize(("key", "hint"), [("ratoi: 1", "'ratio'"), ("pahth: /a/*", "'path'")])
def test_an_unknown_key_of_a_flow_is_reported_whatever_its_ends_are(tmp_path: Path, kind: str, key: str, hint: str) -> None:
    """With the nearest of all keys, those that every flow has among them; a kind that is unknown hides it as little."""
    text = HEAD + f"components:\n  edge: {{kind: {kind}}}\n  web: {{kind: service}}\nflows:\n  - {{from: edge, to: web, action: route, {key}}}\n"
    [found] = [each for each in problems(tmp_path, text, "aws") if each.code == "unknown-flow-key"]
    assert (found.where and (found.where.line, found.where.column)) == (7, 42)
    assert f"Did you mean {hint}?" in str(found.hint)


@pytest.mark.parametrize("of", ["route", "rout"])
def test_a_ratio_is_of_calls_that_the_caller_gets(tmp_path: Path, of: str) -> None:
    """An action that no flow brings to the caller would make the volume zero in silence."""
    text = HEAD + "components:\n  web: {kind: service}\n  fast: {kind: cache}\nflows:\n  - {from: users, to: web, action: request}\n"
    text += f"  - {{from: web, to: fast, action: read, of: {of}}}\n"
    [found] = [each for each in problems(tmp_path, text, "aws") if each.code == "unknown-action"]
    assert found.message == f"'of' is '{of}', and no flow with that action leads to web."
    assert (found.where and (found.where.line, found.where.column)) == (8, 41)
    assert not [each for each in problems(tmp_path, text.replace(f"of: {of}", "of: request"), "aws") if each.code == "unknown-action"]


def test_a_key_without_effect_is_at_its_place_with_what_the_flow_takes(tmp_path: Path) -> None:
    """On a flow that takes no key, and on one that takes another."""
    text = HEAD + "components:\n  web: {kind: service}\n  fast: {kind: cache}\n  vault: {kind: secrets, settings: {names: [a]}}\nflows:\n"
    text += "  - {from: web, to: fast, action: read, path: /a/*}\n  - {from: web, to: vault, action: read, secrets: [a], copies: each}\n"
    found = {each.where.line: each for each in problems(tmp_path, text, "gcp") if each.code == "unknown-flow-key" and each.where}
    assert [(line, each.where.column, each.hint) for line, each in found.items() if each.where] == [
        (8, 41, "'read' from web to fast takes no further keys."), (9, 56, "Allowed: secrets."),
    ]  # fmt: skip


def test_an_unknown_usage_figure_is_at_its_place_in_every_layer(tmp_path: Path) -> None:
    """The component's own, and an environment's."""
    text = HEAD + "environments: {prod: {components: {q: {usage: {mesages: 1}}}}}\ncomponents:\n  q: {kind: queue, usage: {messagess: 1}}\n"
    found = [each for each in problems(tmp_path, text, "aws") if each.code == "unknown-usage"]
    assert sorted((each.where.line, each.where.column) for each in found if each.where) == [(3, 48), (5, 28)]
    assert all("Did you mean 'messages'?" in str(each.hint) for each in found)
