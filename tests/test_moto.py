"""Apply on an AWS emulator on loopback, with the real provider: a second plan is empty, and so is the one after a rename.

What the emulator can't create is overridden by the files of `tests/moto`; what it forgets is in FORGOTTEN.
Whatever else the second plan wants to change is an error of the templates.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cloudgen.generate import generate
from cloudgen.load.catalog import Catalog
from tests.lives.aws.cloud import Aws
from tests.support.forgotten import FORGOTTEN, judged
from tests.support.moto import OVERRIDES, prepared
from tests.support.specs import HEAD, loaded
from tests.support.stacks import EXAMPLES, artifacts, terraform, with_images, write

pytestmark = [pytest.mark.moto, pytest.mark.terraform]

VARIABLES = "environments/dev.tfvars"
OPTIONS = ("-input=false", f"-var-file={VARIABLES}")

# What the job and the worker make only once there is an image. The state machine is overridden, and the database's job has a task from the start.
AWAITED = {"aws_lambda_event_source_mapping", "aws_lambda_function", "aws_scheduler_schedule"}

# What the emulator has whole: network, roles, registry, cluster, log groups, buckets, secrets, topics, keys and queues.
SPEC = (
    HEAD
    + """
components:
  fetch: {kind: job}
  inbox: {kind: object-store}
  vault: {kind: secrets, settings: {names: [api-key]}}
  jobs: {kind: queue}
  index: {kind: worker}
  audit: {kind: worker}
flows:
  - {from: fetch, to: inbox, action: write, path: /new/*}
  - {from: inbox, to: jobs, action: enqueue, path: /new/*}
  - {from: index, to: jobs, action: consume}
  - {from: audit, to: jobs, action: consume, copies: each}
  - {from: fetch, to: vault, action: read, secrets: [api-key]}
"""
)


@pytest.fixture(scope="module")
def emulator() -> Iterator[str]:
    """The address of an emulator of this module's own."""
    cloud = Aws()
    with cloud.serving():
        yield cloud.address


def stack(folder: Path, text: str, address: str) -> Path:
    """The spec's stack, ready for the emulator."""
    write(folder, generate(loaded(folder, text), Catalog(), ("aws",)).artifacts)
    return prepared(folder / "infra" / "aws", address)


def applied(root: Path) -> int:
    """Apply; the number of resources that were made. Nothing may be destroyed on the way."""
    done = terraform(root, "apply", "-auto-approve", *OPTIONS)
    assert done.returncode == 0, done.stderr[-4000:]
    made = re.search(r"Resources: (\d+) added, \d+ changed, 0 destroyed", done.stdout)
    assert made, done.stdout[-2000:]
    return int(made.group(1))


def planned(root: Path) -> str:
    """The last words of a plan."""
    done = terraform(root, "plan", *OPTIONS)
    assert done.returncode == 0, done.stderr
    found = re.search(r"No changes\.|Plan: .*", done.stdout)
    assert found, done.stdout[-2000:]
    return found.group(0)


def plan(root: Path) -> dict[str, Any]:
    """A plan as Terraform shows it to programs."""
    done = terraform(root, "plan", "-out=second.tfplan", *OPTIONS)
    assert done.returncode == 0, done.stderr[-4000:]
    shown = terraform(root, "show", "-json", "second.tfplan")
    assert shown.returncode == 0, shown.stderr
    result: dict[str, Any] = json.loads(shown.stdout)
    return result


def kinds_of(shown: dict[str, Any]) -> set[str]:
    """The resource types of a plan."""
    return {resource["type"] for resource in shown["resource_changes"]}


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_applied_and_the_second_plan_is_empty(tmp_path: Path, emulator: str, example: str) -> None:
    """The plan after an apply changes what the emulator forgot, and nothing else; what it no longer forgets leaves the list."""
    write(tmp_path, artifacts(example, "aws"))
    root = prepared(tmp_path / "infra" / "aws", emulator)
    assert applied(root) > 80
    shown = plan(root)
    faults, met = judged(shown)
    kinds = kinds_of(shown)
    if example == "event-pipeline":
        with_images(root, "dev", "123456789012.dkr.ecr.us-east-1.amazonaws.com/code:1")
        applied(root)
        shown = plan(root)
        assert kinds_of(shown) - kinds == AWAITED
        more_faults, more_met = judged(shown)
        faults, met, kinds = faults + more_faults, met | more_met, kinds_of(shown)
    assert not faults, "\n".join(faults)
    assert met == {entry for entry in FORGOTTEN if entry[0] in kinds}, "listed, but the emulator forgets it no longer"


def test_the_lists_of_exceptions_hold_what_the_examples_use() -> None:
    """Each entry and each override has its reason, and belongs to a resource or module of an example."""
    files = [artifact for example in EXAMPLES for artifact in artifacts(example, "aws")]
    kinds = {found for file in files for found in re.findall(r'^resource "(\w+)"', file.content, re.MULTILINE)}
    modules = {found for file in files for found in re.findall(r"/modules/([^/]+)/", f"/{file.path}")}
    assert {kind for kind, _ in FORGOTTEN} <= kinds
    assert all(reason.endswith(".") for reason in FORGOTTEN.values())
    assert OVERRIDES
    assert set(OVERRIDES) <= modules
    for path in OVERRIDES.values():
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert re.fullmatch(r"# [A-Z].{20,}\.", first), f"{path.name} begins without a reason"


def test_a_second_plan_that_changes_anything_else_is_found() -> None:
    """The judgement itself: an update, a new value, a replacement, a move and an output are faults; a forgotten attribute isn't."""

    def change(kind: str, actions: list[str], before: Any, after: Any, unknown: Any = None, **more: str) -> dict[str, Any]:
        return {
            "address": f"{kind}.this",
            "type": kind,
            "change": {"actions": actions, "before": before, "after": after, "after_unknown": unknown or {}},
            **more,
        }

    described, undescribed = {"description": "x", "port": 1}, {"description": None, "port": 1}
    rule = "aws_vpc_security_group_egress_rule"
    block = "aws_cloudfront_distribution"
    shown = {
        "output_changes": {"url": {"actions": ["update"]}, "same": {"actions": ["no-op"]}},
        "resource_changes": [
            change(rule, ["update"], undescribed, described),
            change(rule, ["update"], undescribed, {**described, "port": 2}),
            change(rule, ["delete", "create"], described, described),
            change(rule, ["no-op"], described, described, previous_address="old"),
            change(
                block,
                ["update"],
                {"default_cache_behavior": [{"forwarded_values": [1], "ttl": 1}]},
                {"default_cache_behavior": [{"forwarded_values": [], "ttl": 2}]},
            ),
            change("aws_sqs_queue", ["update"], {"url": "a"}, {}, {"url": True}),
            change("aws_sqs_queue", ["update"], {"tags": [1]}, {"tags": [1, 2]}),
            change(
                block,
                ["update"],
                {"origin": [{"origin_id": "a", "port": 1}, {"origin_id": "b"}]},
                {"origin": [{"origin_id": "b"}, {"origin_id": "a", "port": 2}]},
            ),
        ],
    }
    faults, met = judged(shown)
    assert met == {(rule, "description"), (block, "default_cache_behavior.forwarded_values")}
    assert faults == [
        "output url: ['update']",
        f"{rule}.this: port",
        f"{rule}.this: ['delete', 'create']",
        f"{rule}.this: moved from old",
        f"{block}.this: default_cache_behavior.ttl",
        "aws_sqs_queue.this: url",
        "aws_sqs_queue.this: tags",
        f"{block}.this: origin.port",
    ]


def test_apply_then_nothing_then_a_rename_that_changes_nothing(tmp_path: Path, emulator: str) -> None:
    """54 resources are made; the next plan has none to change; `was:` moves addresses, also of a rename that was never applied, and touches no resource."""
    root = stack(tmp_path, SPEC, emulator)
    assert applied(root) > 40
    assert planned(root) == "No changes."
    renamed = SPEC.replace("inbox: {kind: object-store}", "box: {kind: object-store, was: [in-tray, inbox]}").replace(": inbox,", ": box,")
    root = stack(tmp_path, renamed, emulator)
    assert planned(root) == "Plan: 0 to add, 0 to change, 0 to destroy."
    moved = (root / "main.tf").read_text(encoding="utf-8")
    (root / "main.tf").write_text(moved[: moved.index("moved {")], encoding="utf-8")
    assert planned(root) != "Plan: 0 to add, 0 to change, 0 to destroy.", "without the moved blocks the rename replaces the store"
