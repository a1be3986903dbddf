"""What `terraform test -json -verbose` applied: the resources of each run, and how the tests went."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.stacks import terraform


@dataclass(frozen=True)
class Tested:
    """A test run: its counts, its failures, and the state that each run left."""

    passed: int
    failed: int
    messages: tuple[str, ...]
    states: dict[str, dict[str, Any]]


def read_back(folder: Path) -> Tested:
    """Run the shipped tests of a stack and read back what they applied with mocked providers."""
    done = terraform(folder, "test", "-json", "-verbose")
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
