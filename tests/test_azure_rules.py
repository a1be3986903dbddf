"""What Azure refuses or reads back in another form, over all of its modules and services."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cloudgen.architecture import Architecture, Resource
from cloudgen.render.hcl import expression
from tests.support.specs import HEAD, resolved
from tests.support.stacks import ROOT
from tests.test_edges_azure import STACK

TEMPLATES = ROOT / "templates" / "azure"
SERVICES = ROOT / "catalog" / "services" / "azure"

# The namespace that each type of resource is of, as the API spells it: the provider compares names letter by letter and passes by what it does
# not find (terraform-provider-azurerm 5.2.0, internal/resourceproviders, read 2026-11). The longest prefix counts.
NAMESPACES = {
    "azurerm_application_insights": "microsoft.insights",
    "azurerm_cdn_frontdoor_": "Microsoft.Cdn",
    "azurerm_cdn_frontdoor_firewall_policy": "Microsoft.Network",
    "azurerm_consumption_budget_": "Microsoft.Consumption",
    "azurerm_container_app": "Microsoft.App",
    "azurerm_container_registry": "Microsoft.ContainerRegistry",
    "azurerm_dns_": "Microsoft.Network",
    "azurerm_eventgrid_": "Microsoft.EventGrid",
    "azurerm_function_app_": "Microsoft.Web",
    "azurerm_key_vault": "Microsoft.KeyVault",
    "azurerm_log_analytics_": "Microsoft.OperationalInsights",
    "azurerm_managed_redis": "Microsoft.Cache",
    "azurerm_management_lock": "Microsoft.Authorization",
    "azurerm_monitor_": "microsoft.insights",
    "azurerm_nat_gateway": "Microsoft.Network",
    "azurerm_network_": "Microsoft.Network",
    "azurerm_postgresql_": "Microsoft.DBforPostgreSQL",
    "azurerm_private_": "Microsoft.Network",
    "azurerm_public_ip": "Microsoft.Network",
    "azurerm_redis_": "Microsoft.Cache",
    "azurerm_resource_group": "Microsoft.Resources",
    "azurerm_role_assignment": "Microsoft.Authorization",
    "azurerm_service_plan": "Microsoft.Web",
    "azurerm_servicebus_": "Microsoft.ServiceBus",
    "azurerm_storage_": "Microsoft.Storage",
    "azurerm_subnet": "Microsoft.Network",
    "azurerm_user_assigned_identity": "Microsoft.ManagedIdentity",
    "azurerm_virtual_network": "Microsoft.Network",
}
# Registered in every subscription: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-providers-and-types, read 2026-11.
REGISTERED = {"Microsoft.Authorization", "Microsoft.Resources"}
# What else a type needs, because Azure or the provider makes more than the resource.
BESIDES = {
    "azurerm_application_insights": "Microsoft.AlertsManagement",
    "azurerm_container_app_environment": "Microsoft.ContainerService",
    "azurerm_function_app_flex_consumption": "Microsoft.App",
}
OLD_CACHE = HEAD + (
    "components:\n  web: {kind: service}\n  cache: {kind: cache, service: {azure: azure-cache-for-redis}}\n"
    "flows:\n  - {from: users, to: web, action: request}\n  - {from: web, to: cache, action: read}\n"
)
SPECS = {
    "web-app": (ROOT / "examples" / "web-app" / "cloudgen.yaml").read_text(encoding="utf-8"),
    "event-pipeline": (ROOT / "examples" / "event-pipeline" / "cloudgen.yaml").read_text(encoding="utf-8"),
    "edges": STACK,
    "old-cache": OLD_CACHE,
}


def namespace_of(type_: str) -> str:
    """The namespace of a type of resource."""
    fitting = [prefix for prefix in NAMESPACES if type_.startswith(prefix)]
    assert fitting, f"{type_} has no namespace in NAMESPACES"
    return NAMESPACES[max(fitting, key=len)]


def types_of(architecture: Architecture) -> set[str]:
    """The types of all resources of a stack: of its modules, of flows.tf and of main.tf."""
    made = {resource.type for connection in architecture.connections for resource in connection.resources}
    files = [path for module in architecture.modules if module.folder for path in (TEMPLATES / module.folder).glob("*.tf")]
    files.append(TEMPLATES / "root" / "main.tf.j2")
    return made | {found for path in files for found in re.findall(r'^resource "(azurerm_[^"]+)"', path.read_text(encoding="utf-8"), re.MULTILINE)}


@pytest.mark.parametrize("spec", SPECS)
def test_a_stack_registers_the_providers_of_its_resources(tmp_path: Path, spec: str) -> None:
    """A fresh subscription has none of them, and a name in other letters is passed by."""
    architecture = resolved(tmp_path, SPECS[spec], "azure")
    types = types_of(architecture)
    wanted = {namespace_of(type_) for type_ in types} | {BESIDES[type_] for type_ in types & BESIDES.keys()}
    registered = set(architecture.needs["resource_providers"])
    assert wanted - registered <= REGISTERED
    assert registered <= {*NAMESPACES.values(), *BESIDES.values()}


# A text that is a duration by ISO 8601, or begins as one and goes on with a value.
DURATION = re.compile(r'"?\b(P(?:T?(?:\d+|\$\{[^}]+\})[YMWDHS])+(?:T(?:(?:\d+|\$\{[^}]+\})[HMS])+)?)\b"?')
UNITS = {"D": 86400, "H": 3600, "M": 60, "S": 1}


def canonical(text: str) -> str:
    """A duration as .NET and so the API writes it: days, hours, minutes, seconds, each as large as it can be."""
    date, _, time = text.removeprefix("P").partition("T")
    left = sum(int(number) * UNITS[unit] for part in (date, time) for number, unit in re.findall(r"(\d+)([DHMS])", part))
    counts = {}
    for unit, seconds in UNITS.items():
        counts[unit], left = divmod(left, seconds)
    hours = "".join(f"{counts[unit]}{unit}" for unit in "HMS" if counts[unit])
    return "P" + (f"{counts['D']}D" if counts["D"] else "") + (f"T{hours}" if hours else "")


def durations() -> Iterator[tuple[str, str]]:
    """Every duration in the modules and services of Azure, with its file."""
    for path in sorted([*TEMPLATES.rglob("*.tf"), *TEMPLATES.rglob("*.j2"), *SERVICES.glob("*.yaml")]):
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.lstrip().startswith("#"):
                yield from ((str(path.relative_to(ROOT)), found) for found in DURATION.findall(line))


def test_durations_are_written_as_the_api_reads_them_back() -> None:
    """Another form is a change in every plan, and an update of a queue waits for the same text until it fails.

    A value may count days, which stay days; seconds and minutes of a value are put together by the module, which has a test of its own.
    """
    found = list(durations())
    assert {"PT5M", "PT10M", "P1D", "P${var.retention_days}D"} <= {text for _, text in found}
    wrong = {(file, text) for file, text in found if "$" in text and not re.fullmatch(r"P\$\{[^}]+\}D", text)}
    assert not wrong | {(file, text) for file, text in found if "$" not in text and text != canonical(text)}


@pytest.mark.parametrize(("text", "form"), [
    ("PT120S", "PT2M"), ("PT90S", "PT1M30S"), ("P14D", "P14D"), ("PT24H", "P1D"), ("PT36H", "P1DT12H"), ("PT3600S", "PT1H"),
])  # fmt: skip
def test_the_form_of_a_duration(text: str, form: str) -> None:
    """What the test above compares with."""
    assert canonical(text) == form


def resources(architecture: Architecture, type_: str) -> list[Resource]:
    """Every resource of a type in flows.tf."""
    return [each for connection in architecture.connections for each in connection.resources if each.type == type_]


def argument(architecture: Architecture, key: str, name: str) -> str:
    """An argument of a component's module as Terraform reads it; empty without one."""
    arguments = next(each.arguments for each in architecture.modules if each.key == key)
    return expression(arguments[name]) if name in arguments else ""


@pytest.mark.parametrize("spec", SPECS)
def test_a_lock_waits_for_every_role_assignment_below_it(tmp_path: Path, spec: str) -> None:
    """A lock holds the role assignments below it, too: one that it doesn't know of could not be removed any more."""
    architecture = resolved(tmp_path, SPECS[spec], "azure")
    locked = [module for module in architecture.modules if module.folder == "blob-storage"]
    assert locked or spec == "old-cache"
    for module in locked:
        known = argument(architecture, module.key, "waits_for")
        below = [
            each.address
            for each in resources(architecture, "azurerm_role_assignment")
            if expression(each.arguments["scope"]).startswith(f"module.{module.label}.")
        ]
        assert [address for address in below if address not in known] == []
    for folder in ("blob-storage", "postgresql-flexible-server"):
        made = re.findall(r'^resource "([^"]+)" "([^"]+)"', "".join(each.read_text() for each in (TEMPLATES / folder).glob("*.tf")), re.MULTILINE)
        lock = (TEMPLATES / folder / "main.tf").read_text(encoding="utf-8").partition('resource "azurerm_management_lock"')[2]
        # The account or server is named by the lock's scope, a topic by its subscriptions, assignments by the rights; a job is beside it.
        named = lock + "azurerm_eventgrid_system_topic.this azurerm_role_assignment.operators azurerm_role_assignment.undelivered "
        named += "azurerm_container_app_job.setup"
        assert [f"{type_}.{label}" for type_, label in made if f"{type_}.{label}" not in named and type_ != "azurerm_management_lock"] == []


def test_a_worker_is_scaled_as_another_identity_than_it_works(tmp_path: Path) -> None:
    """The worker receives and no more; the right that KEDA needs is on its queue alone, and is listed as wider. Functions have no scaler."""
    architecture = resolved(tmp_path, STACK, "azure")
    roles: dict[str, set[str]] = {}
    for each in resources(architecture, "azurerm_role_assignment"):
        said = {name: expression(value) for name, value in each.arguments.items()}
        if "Service Bus" in said["role_definition_name"] and said["principal_id"].startswith("module.identity."):
            roles.setdefault(said["principal_id"].split('"')[1], set()).add(f"{said['role_definition_name']} on {said['scope']}")
    receives, scales = '"Azure Service Bus Data Receiver" on ', '"Azure Service Bus Data Owner" on '
    assert roles["worker"] == {receives + "module.jobs.id", receives + "module.other.id"}
    assert roles["worker-scaler"] == {scales + "module.jobs.id", scales + "module.other.id"}
    assert roles["audit-scaler"] == {scales + 'module.jobs.copy_ids["audit"]'}
    assert roles["index"] == {receives + 'module.jobs.copy_ids["index"]'}
    assert "index-scaler" not in roles
    assert {wide.address for wide in architecture.wide if "scaler" in wide.address} == {
        f"azurerm_role_assignment.{caller}_to_{queue}_scaler"
        for caller, queue in (("worker", "jobs"), ("worker", "other"), ("helper", "jobs"), ("audit", "jobs"))
    }
    assert argument(architecture, "worker", "queues").count('scaler_id = module.identity.ids["worker-scaler"]') == 2


def test_events_that_no_queue_took_are_kept_and_told(tmp_path: Path) -> None:
    """The store's topic sends as itself and has no further right in flows.tf; losing an event and keeping one both raise an alarm."""
    architecture = resolved(tmp_path, STACK, "azure")
    sent = [each for each in resources(architecture, "azurerm_role_assignment") if "events_principal_id" in expression(each.arguments["principal_id"])]
    assert {each.label for each in sent} == {"media_to_jobs", "media_to_other"}
    assert {expression(each.arguments["role_definition_name"]) for each in sent} == {'"Azure Service Bus Data Sender"'}
    alarms = argument(architecture, "watch", "alarms")
    assert {name for name in ("media-undelivered", "media-dropped") if f"{name} = {{" in alarms} == {"media-undelivered", "media-dropped"}
    assert 'metric      = "DroppedEventCount"' in alarms


def test_the_budget_counts_the_platforms_group(tmp_path: Path) -> None:
    """Container Apps makes its load balancer and addresses in a group beside the stack's."""
    architecture = resolved(tmp_path, SPECS["web-app"], "azure")
    assert "module.cluster.infrastructure_resource_group_name" in argument(architecture, "budget", "resource_groups")


def test_each_environment_has_a_container_for_its_state(tmp_path: Path) -> None:
    """The roles of those who apply are on containers."""
    architecture = resolved(tmp_path, SPECS["web-app"], "azure")
    containers = {each.name: each.backend["container_name"] for each in architecture.environments}
    assert containers == {name: f"tfstate-{name}" for name in ("dev", "staging", "prod")}


def test_network_rules_say_that_they_let_all_compute_in(tmp_path: Path) -> None:
    """Azure tells callers apart by subnet: each rule is on the list, in the block of each flow that needs it, and explains its priority."""
    architecture = resolved(tmp_path, STACK, "azure")
    rules = resources(architecture, "azurerm_network_security_rule")
    assert rules
    assert {each.address for each in rules} == {wide.address for wide in architecture.wide if wide.what == "network rule"}
    assert all("hash of the target's name" in str(each.comment) for each in rules)
    blocks = {each.heading: each.wide for each in architecture.connections}
    assert "azurerm_network_security_rule.to_media" in blocks["web -> media"]
    assert "azurerm_network_security_rule.to_media" in blocks["feed -> media"]


def test_a_private_link_is_asked_for_by_the_profiles_id() -> None:
    """The text by which the README's commands tell it from a stranger's request."""
    module = (TEMPLATES / "front-door" / "main.tf").read_text(encoding="utf-8")
    assert 'request_message        = "Front Door ${azurerm_cdn_frontdoor_profile.this.resource_guid} serves ${each.key}"' in module
    readme = (TEMPLATES / "root" / "README.md.j2").read_text(encoding="utf-8")
    assert "starts_with(not_null(properties.privateLinkServiceConnectionState.description, ''), 'Front Door $2 ')" in readme


def test_a_registry_keeps_its_images_when_its_tier_changes() -> None:
    """Zone redundancy is the one argument of it that recreates a registry, and every tier has it anyway."""
    module = (TEMPLATES / "container-registry" / "main.tf").read_text(encoding="utf-8")
    assert re.findall(r"^\s*(?!#)(.*zone_redundancy_enabled.*)$", module, re.MULTILINE) == ["ignore_changes = [zone_redundancy_enabled]"]


@pytest.mark.parametrize("spec", SPECS)
def test_no_two_role_assignments_are_the_same(tmp_path: Path, spec: str) -> None:
    """Azure refuses a second one of the same principal, role and scope, whatever its description says."""
    made = resources(resolved(tmp_path, SPECS[spec], "azure"), "azurerm_role_assignment")
    keys = [tuple(expression(each.arguments[name]) for name in ("scope", "role_definition_name", "principal_id")) for each in made]
    assert sorted(set(keys)) == sorted(keys)
