"""What `terraform test -json -verbose` applied: the resources of each run, and how the tests went."""

import json
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from cloudgen.architecture import Architecture, Environment
from cloudgen.cost.plans.planfile import resources_of, with_usage
from cloudgen.cost.price.book import load_book
from cloudgen.cost.price.engine import price_resources
from cloudgen.cost.price.estimate import estimate, usage_by_address
from cloudgen.cost.price.model import Bill, base
from cloudgen.cost.price.rules import Rules
from cloudgen.cost.price.tariff import Tariff
from tests.support.stacks import terraform


@dataclass(frozen=True)
class Tested:
    """A test run: its counts, its failures, and the state that each run left."""

    passed: int
    failed: int
    messages: tuple[str, ...]
    states: dict[str, dict[str, Any]]


def read_back(folder: Path, test: str | None = None) -> Tested:
    """Run the shipped tests of a stack, or one file of them, and read back what they applied with mocked providers."""
    only = [f"-filter=tests/{test}.tftest.hcl"] if test else []
    done = terraform(folder, "test", "-json", "-verbose", *only)
    states: dict[str, dict[str, Any]] = {}
    messages: list[str] = []
    summary: dict[str, Any] = {}
    for line in done.stdout.splitlines():
        if '"test_state":{' in line[:400]:
            # The providers' schemas, many megabytes, follow the resources.
            states.update([_state(line)])
            continue
        entry = json.loads(line)
        if entry["type"] == "diagnostic":
            messages.append(f"{entry['diagnostic']['severity']}: {entry['diagnostic']['summary']}: {entry['diagnostic'].get('detail', '')}")
        elif entry["type"] == "test_summary":
            summary = entry["test_summary"]
    return Tested(summary.get("passed", 0), summary.get("failed", 1) + summary.get("errored", 1), (*messages, done.stderr), states)


def _state(line: str) -> tuple[str, dict[str, Any]]:
    """The run's name, and its state as `terraform show -json` has it."""
    decoder = json.JSONDecoder()
    name, _ = decoder.raw_decode(line, line.index('"@testrun":') + len('"@testrun":'))
    root, _ = decoder.raw_decode(line, line.index('"root_module":') + len('"root_module":'))
    return name, {"values": {"root_module": root}}


def bill_of(state: dict[str, Any], environment: Environment, provider: str) -> Bill:
    """What a state costs, with the usage of the environment that it belongs to."""
    found = resources_of(state, environment.name, {provider: environment.region})
    return price_resources(with_usage(found.resources, usage_by_address(environment)), Rules(provider), Tariff(load_book(provider)))


def costs_by_address(bill: Bill) -> dict[str, str]:
    """What each resource costs, instances together, in cents."""
    sums: dict[str, Decimal] = {}
    for resource in bill.resources:
        if resource.status in ("priced", "unknown"):
            sums[base(resource.address)] = sums.get(base(resource.address), Decimal(0)) + resource.monthly
    return {address: f"{monthly:.2f}" for address, monthly in sums.items()}


def of_resources(bill: Bill) -> Bill:
    """A bill without the charges of managed APIs, which have no resource in a state."""
    return replace(bill, resources=tuple(each for each in bill.resources if each.address.startswith("module.")))


def assert_estimated(architecture: Architecture, tested: Tested) -> None:
    """What each environment's stack run applied costs what the spec's estimate says, resource by resource."""
    tariff = Tariff(load_book(architecture.provider))
    for environment in architecture.environments:
        expected = of_resources(estimate(architecture, environment, Rules(architecture.provider), tariff).bill)
        bill = bill_of(tested.states[environment.name], environment, architecture.provider)
        differing = costs_by_address(bill).items() ^ costs_by_address(expected).items()
        assert not differing, sorted(differing)
        assert abs(bill.monthly - expected.monthly) < Decimal("0.005")
        assert bill.certain == expected.certain
        assert bill.monthly > 1
