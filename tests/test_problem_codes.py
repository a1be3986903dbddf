"""Every problem has a code, a place and a test: commands that end with the problems which no other file of tests covers."""

import ast
import re
from pathlib import Path

import pytest

from cloudgen.problems import Problems, Where
from cloudgen.resolve.wiring import Entry, _entries
from tests.support.commands import cli
from tests.support.specs import HEAD
from tests.support.stacks import ROOT

SPEC = HEAD + "components:\n  web: {kind: service}\n  jobs: {kind: queue}\n  vault: {kind: secrets, settings: {names: [token]}}\n"
NAT = '{"planned_values": {"root_module": {"resources": [{"address": "aws_nat_gateway.a", "type": "aws_nat_gateway", "values": {}}]}}}'

FLOWS = "flows:\n  - {from: web, to: "
LOOP = FLOWS + "jobs, action: enqueue}\n  - {from: w, to: jobs, action: consume}\n  - {from: w, to: jobs, action: enqueue, ratio: 1}\n"
CIRCLE = FLOWS + "api, action: request}\n  - {from: api, to: web, action: request, ratio: 0.1}\n"
ROUTES = "flows:\n  - {from: e, to: web, action: route, path: /a/*}\n  - {from: e, to: api, action: route, path: /a/*}\n"
USAGE = "resource_usage:\n  aws_nat_gateway.a: {monthly_data_processed_gb: 1}\n"

# By code: a command, what a line on stderr says, and the files that differ from a spec without mistakes.
CASES: dict[str, tuple[str, str, dict[str, str]]] = {
    # The spec.
    "no-region": (
        "validate -p aws", "cloudgen.yaml:2:1: error: The spec names no region for aws.",
        {"cloudgen.yaml": SPEC.replace("aws: us-east-1, ", "")},
    ),
    "wrong-service": (
        "validate -p aws", "cloudgen.yaml:5:23: error: 'elasticache' is a cache, and jobs is a queue.",
        {"cloudgen.yaml": SPEC.replace("kind: queue", "kind: queue, service: elasticache")},
    ),
    "unknown-action": (
        "validate -p aws", "cloudgen.yaml:8:27: error: Unknown action 'enque'.",
        {"cloudgen.yaml": SPEC + FLOWS + "jobs, action: enque}\n"},
    ),
    "unknown-flow-key": (
        "validate -p gcp", "cloudgen.yaml:8:44: error: 'secrets' has no effect on 'enqueue' from web to jobs.",
        {"cloudgen.yaml": SPEC + FLOWS + "jobs, action: enqueue, secrets: [token]}\n"},
    ),
    "missing-flow-key": (
        "validate -p gcp", "cloudgen.yaml:8:5: error: The flow from web to vault needs 'secrets'.",
        {"cloudgen.yaml": SPEC + FLOWS + "vault, action: read}\n"},
    ),
    "unknown-member": (
        "validate -p azure", "cloudgen.yaml:8:42: error: vault has no 'tokn' in 'names'.",
        {"cloudgen.yaml": SPEC + FLOWS + "vault, action: read, secrets: [tokn]}\n"},
    ),
    "path-clash": (
        "validate -p aws", "cloudgen.yaml:10:5: error: e leads /a/* to web here and to api in line 11.",
        {"cloudgen.yaml": SPEC + "  e: {kind: cdn}\n  api: {kind: service}\n" + ROUTES},
    ),
    "endless-loop": (
        "validate -p aws", "error: The loop jobs -> w -> jobs makes 1 calls of each, so it never ends.",
        {"cloudgen.yaml": SPEC + "  w: {kind: worker}\n" + LOOP},
    ),
    "call-loop": (
        "validate -p aws", "error: Requests form a loop: api -> web -> api.",
        {"cloudgen.yaml": SPEC + "  api: {kind: service}\n" + CIRCLE},
    ),
    # Plans, usage, bills and own prices.
    "not-json": ("cost --plan plan.json", "plan.json:2:2: error: The plan is incomplete JSON: Expecting value.", {"plan.json": '{"a":\n x}'}),
    "wrong-plan": ("cost --plan plan.json", "plan.json:1:1: error: This JSON is neither a Terraform plan nor a state.", {"plan.json": "{}"}),
    "wrong-usage": (
        "cost --plan plan.json --usage usage.yaml",
        "usage.yaml:2:23: error: aws_nat_gateway: 'monthly_data_processed_gb' must be a number.",
        {"plan.json": NAT, "usage.yaml": USAGE.replace(" 1", " many")},
    ),
    "unknown-usage": (
        "cost --plan plan.json --usage usage.yaml",
        "usage.yaml:2:23: error: aws_nat_gateway has no usage figure 'monthly_data_procesed_gb'.",
        {"plan.json": NAT, "usage.yaml": USAGE.replace("processed", "procesed")},
    ),
    "wrong-bill": (
        "cost -p aws --diff bill.json",
        "bill.json:1:1: error: Not a saved bill: each project needs a 'breakdown' with resources and amounts.", {"bill.json": '{"projects": 1}'},
    ),
    "wrong-prices": (
        "cost -p aws --prices own.yaml", "own.yaml:2:15: error: 'x' must be a number from 0 to 100.",
        {"own.yaml": "fixed: {}\npercent_off: {x: 120}\n"},
    ),
    "unknown-price": (
        "cost -p aws", "cloudgen.yaml:7:1: error: Unknown price 'nat_gatewy.hour' on these clouds; did you mean 'nat_gateway.hour'?",
        {"cloudgen.yaml": SPEC + "prices: {fixed: {nat_gatewy.hour: 1}}\n"},
    ),
    # Options, which have no place in a file.
    "wrong-option": ("cost --rate x", "error: --rate must be a number above 0 and at most 1,000,000,000,000, not 'x'.", {}),
    "wrong-set": ("what-if --set traffic", "error: 'traffic' is not of the form path=value,value.", {}),
    "unknown-example": ("init web-ap elsewhere", "error: Unknown example 'web-ap'.", {}),
    "no-price": ("prices list --service teleport", "error: No price matches the service 'teleport'.", {}),
    "no-book": ("prices check -p aws --book none.yaml", "error: There is no price book none.yaml.", {}),
    "one-cloud": ("prices check --book none.yaml", "error: --book goes with one --provider.", {}),
    "no-key": ("prices update -p gcp", "error: Google Cloud's price feed needs an API key.", {}),
    "bad-url": ("prices update -p aws --url http://prices.example.com", "error: http://prices.example.com isn't an https address.", {}),
    # The output folder.
    "journal": ("generate -p aws", "error: .cloudgen/journal.json isn't what cloudgen wrote.", {".cloudgen/journal.json": "{"}),
}  # fmt: skip


@pytest.mark.parametrize("code", CASES)
def test_a_problem_is_named_with_its_place(tmp_path: Path, code: str) -> None:
    """Exit 2, and one line on stderr with file, line, column, message and code."""
    command, said, files = CASES[code]
    for path, content in {"cloudgen.yaml": SPEC, **files}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content)
    done = cli(*command.split(), cwd=tmp_path, CLOUDGEN_GCP_API_KEY="")
    assert done.returncode == 2, done.stderr
    assert [line for line in done.stderr.splitlines() if line.endswith(f"[{code}]") and said in line], done.stderr


def test_different_entries_for_one_key_are_a_problem_at_the_flow() -> None:
    """Equal ones are one entry; the message names both flows."""
    where = Where("cloudgen.yaml", 7, 5)
    entries = [Entry("web", "origins", "a", value, heading, where) for value, heading in ((1, "one"), (1, "two"), (2, "three"))]
    problems = Problems()
    assert _entries(entries, problems) == {"web": {"origins": {"a": 1}}}
    [problem] = problems.all
    assert (problem.code, problem.where) == ("entry-clash", where)
    assert problem.message == "'three' and 'one' in line 7 give web.origins[a] different values."


# Functions that take a problem's code first and its message second.
MAKERS = {"Problem", "add", "warn", "wrong", "refused", "_refused"}
CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def codes_in(source: str) -> set[str]:
    """The codes of the problems that a module makes."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and len(node.args) >= 2 and isinstance(node.args[0], ast.Constant):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            code = node.args[0].value
            if name in MAKERS and isinstance(code, str) and CODE.fullmatch(code):
                found.add(code)
    return found


def test_codes_are_found_however_a_problem_is_made() -> None:
    """The check below would pass over what it doesn't find."""
    source = "problems.add('one', f'{x} is wrong.')\nraise ProblemsError((Problem('two-2', message),))\nnames.add('three')"
    assert codes_in(source) == {"one", "two-2"}


def test_every_problem_appears_in_a_test() -> None:
    """As a word in quotes or brackets, or behind a place, in a file of tests."""
    made = {code for path in (ROOT / "cloudgen").rglob("*.py") for code in codes_in(path.read_text(encoding="utf-8"))}
    assert len(made) > 60
    tests = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests").glob("test_*.py")))
    untested = sorted(code for code in made if not re.search(rf"[\"'\[ ]{re.escape(code)}[\"'\]]", tests))
    assert not untested
