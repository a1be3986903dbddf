"""Plans of the examples by the real azurerm and google providers, which need no account to plan what does not exist yet.

Mocked tests never run a provider's own plan, and some mistakes are refused there only. Where a provider just replays
its schema, or none is installed, every test here is a skip with its reason, on any machine: nothing can replace them.
"""

import base64
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.support.stacks import EXAMPLES, TERRAFORM_NAMES, artifacts, copy, terraform, write
from tests.support.tools import REAL_PROVIDERS, real_provider, unavailable

PROVIDERS = ("azure", "gcp")
ENVIRONMENTS = ("dev", "staging", "prod")
NOBODY = "00000000-0000-0000-0000-000000000000"

# What the architecture is about; a plan without one of these has lost a component.
CENTRAL = {
    ("web-app", "azure"): {
        "azurerm_cdn_frontdoor_firewall_policy", "azurerm_cdn_frontdoor_route", "azurerm_consumption_budget_subscription",
        "azurerm_container_app", "azurerm_key_vault",
        "azurerm_managed_redis", "azurerm_postgresql_flexible_server", "azurerm_role_assignment", "azurerm_storage_container",
    },
    ("event-pipeline", "azure"): {
        "azurerm_consumption_budget_subscription", "azurerm_container_app", "azurerm_container_app_job",
        "azurerm_eventgrid_system_topic_event_subscription", "azurerm_key_vault",
        "azurerm_postgresql_flexible_server", "azurerm_role_assignment", "azurerm_servicebus_queue", "azurerm_storage_container",
    },
    ("web-app", "gcp"): {
        "google_billing_budget", "google_cloud_run_v2_service", "google_compute_global_forwarding_rule", "google_compute_security_policy",
        "google_memorystore_instance", "google_project_iam_member", "google_secret_manager_secret", "google_sql_database_instance",
        "google_storage_bucket",
    },
    ("event-pipeline", "gcp"): {
        "google_billing_budget", "google_cloud_run_v2_job", "google_cloud_run_v2_service", "google_cloud_scheduler_job", "google_project_iam_member",
        "google_pubsub_subscription", "google_secret_manager_secret", "google_sql_database_instance", "google_storage_bucket",
        "google_storage_notification",
    },
}  # fmt: skip

# Module, what it says, what a mistake makes of it, and the provider's words. Neither `validate` nor a mocked test sees it.
MISTAKES = {
    "azure": (
        "modules/container-registry/main.tf",
        "local.premium ? 30 : null",
        "30",
        "retention_policy_in_days",
    ),
    "gcp": (
        "modules/cloud-armor/main.tf",
        "    priority    = 2000",
        "    priority    = 1000",
        "Two rules have the same priority",
    ),
}


@dataclass(frozen=True)
class Plan:
    """What Terraform said of an environment."""

    exit_code: int
    resources: dict[str, str]  # address -> type
    actions: set[str]
    diagnostics: list[str]


def _token() -> dict[str, str]:
    """The answer of an identity endpoint. The token is unsigned: the provider reads who it is for and checks no more."""
    until = str(int(time.time()) + 86400)
    claims = {"aud": "https://management.azure.com/", "oid": NOBODY, "appid": NOBODY, "tid": NOBODY, "exp": int(until)}
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({"alg": "none"}, claims)]
    return {
        "access_token": ".".join([*parts, ""]),
        "expires_in": "86400",
        "expires_on": until,
        "not_before": "0",
        "resource": "https://management.azure.com/",
        "token_type": "Bearer",
    }


class _IdentityEndpoint(BaseHTTPRequestHandler):
    """Azure's endpoint for managed identities, as azurerm asks it."""

    def do_GET(self) -> None:
        """Give a token to whoever asks."""
        body = json.dumps(_token()).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@pytest.fixture(scope="module")
def login() -> Iterator[dict[str, str]]:
    """The environment of a login that belongs to nobody; whatever calls a cloud nevertheless fails at once."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _IdentityEndpoint)
    Thread(target=server.serve_forever, daemon=True).start()
    yield {
        "ARM_USE_MSI": "true",
        "ARM_USE_CLI": "false",
        "ARM_USE_OIDC": "false",
        "ARM_MSI_ENDPOINT": f"http://127.0.0.1:{server.server_port}/",
        "ARM_SUBSCRIPTION_ID": NOBODY,
        "ARM_TENANT_ID": NOBODY,
        "ARM_CLIENT_ID": "",
        "ARM_CLIENT_SECRET": "",
        "TF_VAR_database_administrator": json.dumps({"name": "administrators", "object_id": NOBODY, "principal_type": "Group"}),
        "GOOGLE_CREDENTIALS": "",
        "GOOGLE_APPLICATION_CREDENTIALS": "",
        "GOOGLE_OAUTH_ACCESS_TOKEN": "none",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "NO_PROXY": "127.0.0.1",
    }
    server.shutdown()
    server.server_close()


def _require_real(provider: str) -> None:
    """Skip without the real provider, also where a missing tool is a failure: a replayed one is no missing tool."""
    name = TERRAFORM_NAMES[provider]
    if not real_provider(name):
        unavailable(REAL_PROVIDERS, f"there is no {name}, or one that replays its schema and can't plan", optional=True)


def _overrides(provider: str) -> str:
    """State on disk; and azurerm would call Azure to register what a subscription needs."""
    backend = 'terraform {\n  backend "local" {}\n}\n'
    return backend + ('\nprovider "azurerm" {\n  resource_providers_to_register = []\n}\n' if provider == "azure" else "")


@pytest.fixture(scope="module", params=[(example, provider) for provider in PROVIDERS for example in EXAMPLES], ids="-".join)
def plannable(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str, Path]:
    """An example, a cloud, and the folder of its Terraform, initialised with the real provider."""
    example, provider = request.param
    _require_real(provider)
    target = tmp_path_factory.mktemp(f"plan-{example}-{provider}")
    write(target, artifacts(example, provider))
    folder = target / "infra" / provider
    (folder / "plan_override.tf").write_text(_overrides(provider), encoding="utf-8")
    done = terraform(folder, "init", "-input=false")
    assert done.returncode == 0, done.stderr
    return example, provider, folder


def _planning_test(folder: Path, environment: str) -> str:
    """The shipped test of one environment, with the real provider: it plans, and what it reads from Google is given."""
    shipped = (folder / "tests" / "stack.tftest.hcl").read_text(encoding="utf-8")
    mocks = (folder / "tests" / "mocks" / "gcp.tfmock.hcl").read_text(encoding="utf-8")
    mocked = dict(re.findall(r'^mock_data "(\w+)" \{\n  defaults = (\{.*?\})\n\}', mocks, re.DOTALL | re.MULTILINE))
    root = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.tf")))
    given = [
        f"override_data {{\n  target = data.{kind}.{name}\n  values = {mocked[kind]}\n}}\n"
        for kind, name in re.findall(r'^data "(\w+)" "(\w+)"', root, re.MULTILINE)
    ]
    runs = re.findall(rf'^run "{environment}(?:_settings)?" \{{\n.*?^\}}\n', shipped, re.DOTALL | re.MULTILINE)
    assert len(runs) == 2, environment
    stack = runs[1].replace("{\n", "{\n  command = plan\n", 1)
    provider = 'provider "google" {\n  access_token = "none"\n  project      = "example-project"\n  region       = "us-central1"\n}\n'
    return "\n".join([provider, *given, runs[0], stack])


def _messages(text: str) -> list[dict[str, Any]]:
    """Terraform's JSON lines."""
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def _diagnostics(messages: list[dict[str, Any]]) -> list[str]:
    """Errors and warnings in words, without line breaks and the words' own wrapping."""
    found = [message["diagnostic"] for message in messages if message["type"] == "diagnostic"]
    return [" ".join(f"{one['severity']}: {one['summary']} {one['detail']}".split()) for one in found]


def _plan_azure(folder: Path, environment: str, login: dict[str, str]) -> Plan:
    """A plain `terraform plan`, as a user runs it."""
    arguments = ("plan", "-input=false", "-json", "-lock=false", f"-var-file=environments/{environment}.tfvars")
    done = terraform(folder, *arguments, environment=login)
    messages = _messages(done.stdout)
    changes = [message["change"] for message in messages if message["type"] == "planned_change"]
    resources = {change["resource"]["addr"]: change["resource"]["resource_type"] for change in changes}
    return Plan(done.returncode, resources, {change["action"] for change in changes}, _diagnostics(messages))


def _plan_gcp(folder: Path, environment: str, login: dict[str, str]) -> Plan:
    """A plan inside `terraform test`, which alone can give data sources their values: the project is one."""
    test = folder / "tests" / "stack.tftest.hcl"
    shipped = test.read_text(encoding="utf-8")
    test.write_text(_planning_test(folder, environment), encoding="utf-8")
    try:
        done = terraform(folder, "test", "-json", "-verbose", "-filter=tests/stack.tftest.hcl", environment=login)
    finally:
        test.write_text(shipped, encoding="utf-8")
    messages = _messages(done.stdout)
    plans = [message["test_plan"] for message in messages if message["type"] == "test_plan" and message["@testrun"] == environment]
    changes = [change for plan in plans for change in plan.get("resource_changes", []) if change["mode"] == "managed"]
    resources = {change["address"]: change["type"] for change in changes}
    actions = {action for change in changes for action in change["change"]["actions"]}
    return Plan(done.returncode, resources, actions, _diagnostics(messages))


PLANS = {"azure": _plan_azure, "gcp": _plan_gcp}


def _modules(text: str) -> set[str]:
    return set(re.findall(r'^module "(\w+)"', text, re.MULTILINE))


@pytest.mark.terraform
@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_real_provider_plans_the_whole_stack(plannable: tuple[str, str, Path], environment: str, login: dict[str, str]) -> None:
    """No error, no warning, and every module, grant and central resource is to be created."""
    example, provider, folder = plannable
    plan = PLANS[provider](folder, environment, login)
    assert plan.diagnostics == []
    assert plan.exit_code == 0
    assert plan.actions == {"create"}
    assert CENTRAL[example, provider] <= set(plan.resources.values())
    assert len(plan.resources) >= 60

    planned = {match.group(1) for address in plan.resources if (match := re.match(r"module\.(\w+)\.", address))}
    assert planned == _modules((folder / "main.tf").read_text(encoding="utf-8"))
    # What flows.tf makes unconditionally stands at the left margin with neither count nor for_each.
    blocks = re.findall(
        r'^resource "(\w+)" "(\w+)" \{\n(.*?)^\}', (folder / "flows.tf").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    always = {f"{kind}.{name}" for kind, name, body in blocks if not re.match(r"(?:  #.*\n)*  (?:count|for_each) ", body)}
    assert always
    assert always <= set(plan.resources)


@pytest.mark.terraform
@pytest.mark.parametrize("plannable", [("web-app", provider) for provider in PROVIDERS], indirect=True, ids=PROVIDERS)
def test_a_plan_refuses_what_nothing_else_does(plannable: tuple[str, str, Path], login: dict[str, str], tmp_path: Path) -> None:
    """A planted mistake passes `validate` and the shipped test with its mocks, and fails the plan."""
    _, provider, source = plannable
    folder = copy(source, tmp_path / "stack")
    path, right, wrong, message = MISTAKES[provider]
    text = (folder / path).read_text(encoding="utf-8")
    assert text.count(right) == 1
    (folder / path).write_text(text.replace(right, wrong), encoding="utf-8")

    assert terraform(folder, "validate").returncode == 0
    mocked = terraform(folder, "test")
    assert mocked.returncode == 0, mocked.stdout[-2000:]

    plan = PLANS[provider](folder, "dev", login)
    assert plan.exit_code != 0
    assert any(one.startswith("error") and message in one for one in plan.diagnostics), plan.diagnostics
