"""Weakened stacks: one grant widened, one door opened or one protection dropped at a time, and whether the shipped tests notice."""

import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.support.stacks import ROOT, terraform

_BLOCK = re.compile(r'^resource "(?P<type>\w+)" "(?P<label>\w+)" \{\n.*?^\}', re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Weakening:
    """A change of one file: `place` says where and what, `noticed_by` is the test file that has to fail."""

    example: str
    path: str
    place: str
    before: str
    after: str
    noticed_by: str

    @property
    def name(self) -> str:
        """What it is called in a report; it stays the same when others come and go."""
        return f"{self.example} {self.path}: {self.place}"

    @property
    def pattern(self) -> re.Pattern[str]:
        """What it changes; runs of spaces stand for any."""
        return re.compile(r"\s+".join(re.escape(word) for word in self.before.split()))


# Of resources in flows.tf: what the change is, what it finds, and what it puts there.
_POLICY = (
    ("every action", r'(Action += )\[[^\]]*\]', r'\1["*"]'),
    ("one more action", r'(Action += \[)', r'\1"iam:PassRole", '),
    ("every resource", r'(Resource += )(?!"\*")(?:\[[^\n]*\]|[^\n,}]+?)(?=,? *[}\n])', r'\1"*"'),
    ("without its condition", r"\n +Condition += [^\n]*", ""),
    ("one more statement", r"(Statement = \[)", r'\1{ Effect = "Allow", Action = ["s3:*"], Resource = "*" },'),
    ("another role", r'(role += )[^\n]*', r'\1"somebody-else"'),
)
_GROUP_RULE = (
    ("open to everybody", r"(?:referenced_security_group_id|prefix_list_id)( += )[^\n]*", r'cidr_ipv4\1"0.0.0.0/0"'),
    ("a range of ports", r"(to_port +=) [^\n]*", r"\1 65535"),
    ("every protocol", r'(ip_protocol +=) "tcp"', r'\1 "-1"'),
    ("another group", r"(  security_group_id +=) [^\n]*", r'\1 "sg-0a1b2c3d4e5f60718"'),
)
_AZURE_ROLE = (
    ("owner", r'(role_definition_name +=) [^\n]*', r'\1 "Owner"'),
    ("the whole group of resources", r"(scope +=) [^\n]*", r"\1 azurerm_resource_group.stack.id"),
    ("another principal", r"(principal_id +=) [^\n]*", r'\1 "99999999-9999-9999-9999-999999999999"'),
)
_AZURE_RULE = (
    ("open to everybody", r"source_address_prefixes( +=) [^\n]*", r'source_address_prefix\1 "*"'),
    ("every port", r"destination_port_ranges( +=) [^\n]*", r'destination_port_range\1 "*"'),
    ("every destination", r"(destination_address_prefix +=) [^\n]*", r'\1 "*"'),
    ("every protocol", r'(protocol +=) "Tcp"', r'\1 "*"'),
)
_GOOGLE_MEMBER = (
    ("administrator", r'(role +=) [^\n]*', r'\1 "roles/storage.admin"'),
    ("everybody", r"(member +=) [^\n]*", r'\1 "allUsers"'),
    ("without its condition", r"\n  condition \{.*?\n  \}\n", "\n"),
)
_GOOGLE_FIREWALL = (
    ("every destination", r"(destination_ranges +=) (?!\[\"0)[^\n]*", r'\1 ["0.0.0.0/0"]'),
    ("every port", r"\n    ports +=[^\n]*", ""),
    ("every protocol", r'(protocol +=) "tcp"', r'\1 "all"'),
    ("every instance", r"\n  target_tags +=[^\n]*", ""),
)
_CHANGES: dict[str, Sequence[tuple[str, str, str]]] = {
    "aws_iam_role_policy": _POLICY,
    "aws_vpc_security_group_egress_rule": _GROUP_RULE,
    "aws_vpc_security_group_ingress_rule": _GROUP_RULE,
    "azurerm_network_security_rule": _AZURE_RULE,
    "azurerm_role_assignment": _AZURE_ROLE,
    "google_compute_firewall": _GOOGLE_FIREWALL,
}


def of_flows(example: str, text: str) -> Iterator[Weakening]:
    """Every change of the tables that a flows.tf has a place for: the first place in each resource."""
    for block in _BLOCK.finditer(text):
        kind = block["type"]
        for what, find, put in _CHANGES.get(kind, _GOOGLE_MEMBER if kind.endswith("_iam_member") else ()):
            after, count = re.subn(find, put, block[0], count=1, flags=re.DOTALL)
            if count:
                yield Weakening(example, "flows.tf", f"{kind}.{block['label']}: {what}", block[0], after, "flows")


def of_files(provider: str) -> Iterator[Weakening]:
    """The changes that tests/teeth/<provider>.yaml lists: of modules, of main.tf and of the environments' values."""
    listed: dict[str, dict[str, list[dict[str, Any]]]] = yaml.safe_load((ROOT / "tests" / "teeth" / f"{provider}.yaml").read_text())
    for example, files in listed.items():
        for path, changes in files.items():
            first, _, rest = path.partition("/")
            noticed_by = rest.partition("/")[0] if first == "modules" else {"environments": "environments", "main.tf": "modules"}[first]
            for change in changes:
                yield Weakening(example, path, change["what"], change["find"], change["put"], change.get("noticed_by", noticed_by))


def sample(found: Sequence[Weakening], count: int) -> list[Weakening]:
    """Those whose names hash lowest, in turn of flows and of other files, so that both are there."""
    ordered = sorted(found, key=lambda each: hashlib.sha256(each.name.encode()).hexdigest())
    grants = [each for each in ordered if each.path == "flows.tf"]
    others = [each for each in ordered if each.path != "flows.tf"]
    return [*grants[: count // 3], *others[: count - count // 3]]


def weakened(stack: Path, weakening: Weakening, folder: Path) -> Path:
    """A copy of an initialised stack with the change; runs of spaces in what it finds stand for any."""
    copy = folder / "stack"
    shutil.copytree(stack, copy, ignore=shutil.ignore_patterns(".terraform"))
    (copy / ".terraform").symlink_to(stack / ".terraform")
    path = copy / weakening.path
    text = path.read_text(encoding="utf-8")
    changed, count = weakening.pattern.subn(lambda _: weakening.after, text, count=1)
    assert count == 1, f"{weakening.name}: there is no {weakening.before!r}"
    assert changed.split() != text.split(), f"{weakening.name}: nothing changes"
    path.write_text(changed, encoding="utf-8")
    return copy


def verdict(stack: Path, test: str) -> str:
    """`noticed` where an assertion of the test file fails, `survived` where all hold, else what went wrong before one was tried."""
    done = terraform(stack, "test", "-json", f"-filter=tests/{test}.tftest.hcl")
    entries = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    states = {entry["test_run"]["run"]: entry["test_run"].get("status") for entry in entries if entry["type"] == "test_run"}
    said = [entry["diagnostic"] for entry in entries if entry["type"] == "diagnostic"]
    if "fail" in states.values() or any(each["summary"] == "Test assertion failed" for each in said):
        return "noticed"
    if states and set(states.values()) == {"pass"}:
        return "survived"
    return "invalid: " + "; ".join(f"{each['summary']}: {each.get('detail', '')}" for each in said)[:300]
