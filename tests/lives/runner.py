"""Live a life: generate, plan, judge the plan, apply, and plan again, step by step."""

import json
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import yaml

from tests.lives.steps import Spec, Step, changed
from tests.support.commands import cli
from tests.support.forgotten import differing
from tests.support.stacks import terraform

# Types whose loss is a loss of data, or of what only a person can put back.
HOLD_DATA = frozenset(
    {
        "aws_db_instance", "aws_dynamodb_table", "aws_ecr_repository", "aws_elasticache_replication_group", "aws_elasticache_serverless_cache",
        "aws_rds_cluster", "aws_s3_bucket", "aws_secretsmanager_secret", "aws_sqs_queue",
        "azurerm_container_registry", "azurerm_key_vault", "azurerm_log_analytics_workspace", "azurerm_managed_redis",
        "azurerm_postgresql_flexible_server", "azurerm_postgresql_flexible_server_database", "azurerm_servicebus_namespace",
        "azurerm_servicebus_queue", "azurerm_storage_account", "azurerm_storage_container",
        "google_artifact_registry_repository", "google_memorystore_instance", "google_pubsub_subscription", "google_pubsub_topic",
        "google_secret_manager_secret", "google_sql_database", "google_sql_database_instance", "google_storage_bucket",
    }
)  # fmt: skip

# Types of which every change is a new revision: a plan calls it a replacement.
REVISIONS = frozenset({"aws_ecs_task_definition"})


class StandIn(Protocol):
    """A cloud's API on loopback, as the runner needs it."""

    provider: str  # aws, azure or gcp
    refusals: list[str]  # calls that it refused, other than looks at what isn't there

    def environment(self) -> dict[str, str]:
        """The variables that lead the provider to it."""

    def prepare(self, root: Path) -> None:
        """Lay beside a generated stack what it needs here: a local backend, and where the provider calls."""

    def secrets(self) -> tuple[str, ...]:
        """What the provider was given and must not write down."""

    def forgiven(self, change: dict[str, Any]) -> bool:
        """Whether a change of a plan comes from what the stand-in can't keep."""


@dataclass
class Life:
    """A stack in a folder of its own, applied to a stand-in. Faults are collected; only an apply that fails ends the life."""

    folder: Path
    cloud: StandIn
    spec: Spec
    environment: str = "life"
    faults: list[str] = field(default_factory=list)
    seconds: list[tuple[str, float]] = field(default_factory=list)
    modules: str = ""  # what `terraform init` last saw

    @property
    def root(self) -> Path:
        """The folder of the cloud's Terraform."""
        return self.folder / "infra" / self.cloud.provider

    def run(self, *arguments: str) -> str:
        """Run Terraform on the stack; what it wrote. A failure is an AssertionError with its errors."""
        done = terraform(self.root, *arguments, environment=self.cloud.environment())
        refused = "".join(f"\nrefused: {line}" for line in self.cloud.refusals)
        assert done.returncode in (0, 2), f"terraform {arguments[0]}: {done.stderr[-3000:]}{refused}"
        return done.stdout

    def write(self, step: Step) -> None:
        """The spec after the step, generated as a user does it, and made ready for the stand-in."""
        self.spec = changed(self.spec, step)
        generated(self.folder, self.cloud.provider, self.spec, step)
        self.cloud.prepare(self.root)
        modules = "".join(sorted(re.findall(r'^module "\w+"|^ +source +=.*', (self.root / "main.tf").read_text(encoding="utf-8"), re.M)))
        if modules != self.modules:
            self.run("init", "-input=false")
            self.modules = modules

    def plan(self) -> dict[str, Any]:
        """A plan, kept in `life.tfplan`, as Terraform shows it to programs."""
        self.run("plan", "-input=false", "-out=life.tfplan", f"-var-file=environments/{self.environment}.tfvars")
        result: dict[str, Any] = json.loads(self.run("show", "-json", "life.tfplan"))
        return result

    def take(self, step: Step) -> None:
        """Take one step: its plan is judged, it is applied, and the plan after it must be empty."""
        began = time.monotonic()
        self.cloud.refusals.clear()
        if step.before:
            self.faults += [f"{step.title}: {fault}" for fault in step.before(self.cloud)]
        self.write(step)
        self.faults += [f"{step.title}: {fault}" for fault in judged(self.plan(), step)]
        self.run("apply", "-input=false", "life.tfplan")
        self.faults += [f"{step.title}: refused: {line}" for line in self.cloud.refusals]
        self.faults += [f"{step.title}: the second plan: {fault}" for fault in remaining(self.plan(), self.cloud)]
        state = (self.root / "terraform.tfstate").read_text(encoding="utf-8")
        self.faults += [f"{step.title}: the state holds the provider's secret" for secret in self.cloud.secrets() if secret in state]
        self.seconds.append((step.title, time.monotonic() - began))

    def destroy(self) -> None:
        """Destroy everything; nothing may be refused on the way."""
        began = time.monotonic()
        self.cloud.refusals.clear()
        self.run("destroy", "-input=false", "-auto-approve", f"-var-file=environments/{self.environment}.tfvars")
        self.faults += [f"destroy: refused: {line}" for line in self.cloud.refusals]
        left = json.loads((self.root / "terraform.tfstate").read_text(encoding="utf-8"))["resources"]
        self.faults += [f"destroy: {resource['type']} is left" for resource in left if resource["mode"] == "managed"]
        self.seconds.append(("destroy", time.monotonic() - began))


def generated(folder: Path, provider: str, spec: Spec, step: Step) -> None:
    """Generate a spec as a user does: what a component takes along when it leaves is accepted, and no other loss of data."""
    (folder / "cloudgen.yaml").write_text(yaml.safe_dump(spec, sort_keys=False), encoding="utf-8")
    accepted = ("--accept-replace",) if step.without else ()
    done = cli("generate", "-p", provider, *accepted, cwd=folder)
    assert done.returncode == 0, f"{step.title}: {done.stdout}{done.stderr}"


def component_of(address: str) -> str:
    """The module that a resource is in, as the component's key; empty in the root."""
    found = re.match(r"module\.(\w+)", address)
    return found.group(1).replace("_", "-") if found else ""


def may_go(address: str, kind: str, step: Step) -> bool:
    """Whether a step may destroy a resource: what leaves takes its own module along, and elsewhere what holds no data."""
    if kind in step.destroys or component_of(address) in step.without:
        return True
    return bool(step.without or step.cut or step.shrinks) and kind not in HOLD_DATA


def judged(plan: dict[str, Any], step: Step) -> list[str]:
    """What a step's plan does and must not: replace or destroy what is there; or doesn't and must: make or change what it is about."""
    faults = []
    done: dict[str, set[str]] = {"create": set(), "update": set()}
    for resource in plan.get("resource_changes", []):
        kind, actions, address = resource["type"], resource["change"]["actions"], resource["address"]
        if "delete" in actions and "create" in actions:
            if kind not in REVISIONS and kind not in step.replaces:
                paths = resource["change"].get("replace_paths", [])
                faults.append(
                    f"{address} is replaced because of {', '.join('.'.join(map(str, path)) for path in paths) or 'another resource'}"
                )
        elif actions == ["delete"]:
            if not may_go(address, kind, step):
                faults.append(f"{address} is destroyed")
        else:
            done.setdefault(actions[0], set()).add(kind)
    faults += [f"no {kind} is made" for kind in step.makes if kind not in done["create"]]
    faults += [f"no {kind} is changed in place" for kind in step.changes if kind not in done["update"]]
    return faults


def remaining(plan: dict[str, Any], cloud: StandIn) -> list[str]:
    """What a plan right after an apply still wants to do."""
    outputs = [f"output {name} changes" for name, change in plan.get("output_changes", {}).items() if change["actions"] != ["no-op"]]
    return outputs + [
        f"{resource['address']}: {' and '.join(resource['change']['actions'])} {', '.join(sorted(touched(resource['change'])))}"
        for resource in plan.get("resource_changes", [])
        if resource["change"]["actions"] not in (["no-op"], ["read"]) and not cloud.forgiven(resource)
    ]


def touched(change: dict[str, Any]) -> set[str]:
    """The attributes that a change touches."""
    return differing(change["before"] or {}, change["after"] or {}, change.get("after_unknown"))
