"""Edges on Azure: routes by path, prefixes of stores, copies of messages, public addresses. What is resolved, and what Terraform applies."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cloudgen.architecture import Architecture, Resource
from cloudgen.cost.plans.planfile import resources_of, with_usage
from cloudgen.cost.price.book import load_book
from cloudgen.cost.price.engine import price_resources
from cloudgen.cost.price.estimate import estimate, usage_by_address
from cloudgen.cost.price.rules import Rules
from cloudgen.cost.price.tariff import Tariff
from cloudgen.generate import generate
from cloudgen.load.catalog import Catalog
from cloudgen.render.hcl import expression
from tests.support import readback
from tests.support.specs import HEAD, loaded, problems, resolved
from tests.support.stacks import initialised, terraform, write

# A firewall, a CDN with overlapping paths, stores with several paths, a service that users call directly, and copies of messages.
STACK = (
    HEAD
    + """
traffic: {monthly_active_users: 1000}
components:
  shield: {kind: firewall}
  edge: {kind: cdn}
  web: {kind: service}
  feed: {kind: service, settings: {timeout_seconds: 60}}
  admin: {kind: service}
  assets: {kind: object-store, settings: {public: true}}
  media: {kind: object-store}
  jobs: {kind: queue}
  failed: {kind: dead-letter}
  other: {kind: queue}
  worker: {kind: worker}
  helper: {kind: worker}
  audit: {kind: worker}
  index: {kind: worker, service: {azure: functions-flex}}
  watch: {kind: observability, settings: {emails: [a@example.com]}}
flows:
  - {from: users, to: shield, action: request, per_user_day: 10}
  - {from: users, to: admin, action: request, per_user_day: 1}
  - {from: shield, to: edge, action: route}
  - {from: edge, to: web, action: route, path: /*}
  - {from: edge, to: feed, action: route, path: /api/v1/timelines/*}
  - {from: edge, to: feed, action: route, path: /api/v1/*, timeout_seconds: 90}
  - {from: edge, to: assets, action: read, path: /static/*}
  - {from: edge, to: assets, action: read, path: /favicon.ico}
  - {from: edge, to: media, action: read}
  - {from: web, to: media, action: read-write, path: /uploads/*}
  - {from: web, to: media, action: write, path: /avatars/*}
  - {from: web, to: media, action: read, path: /renditions/*}
  - {from: feed, to: media, action: read, path: /renditions/*}
  - {from: feed, to: media, action: read, path: /avatars/*}
  - {from: admin, to: media, action: read-write}
  - {from: media, to: jobs, action: enqueue, path: /uploads/*}
  - {from: media, to: jobs, action: enqueue, path: /avatars/*}
  - {from: media, to: other, action: enqueue, path: /uploads/*}
  - {from: web, to: jobs, action: enqueue}
  - {from: jobs, to: failed, action: enqueue, ratio: 0.001}
  - {from: worker, to: jobs, action: consume}
  - {from: helper, to: jobs, action: consume}
  - {from: audit, to: jobs, action: consume, copies: each}
  - {from: index, to: jobs, action: consume, copies: each}
  - {from: worker, to: other, action: consume, as: other}
"""
)

Applied = tuple[Path, readback.Tested]
QUEUE_SETTINGS = (
    "lock_duration", "max_delivery_count", "default_message_ttl", "dead_lettering_on_message_expiration",
    "requires_duplicate_detection", "duplicate_detection_history_time_window",
)  # fmt: skip
BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"


def argument(architecture: Architecture, key: str, name: str) -> str:
    """An argument of a component's module as Terraform reads it, without line breaks and alignment."""
    module = next(each for each in architecture.modules if each.key == key)
    return " ".join(expression(module.arguments[name]).split())


def assignments(architecture: Architecture, heading: str) -> list[Resource]:
    """The role assignments of a pair."""
    [found] = [each for each in architecture.connections if each.heading == heading]
    return [each for each in found.resources if each.type == "azurerm_role_assignment"]


def said(resource: Resource, name: str) -> str | None:
    """An argument of a grant as text, or None where it has none."""
    return expression(resource.arguments[name]) if name in resource.arguments else None


def test_an_edge_has_one_origin_per_target_and_a_route_per_path(tmp_path: Path) -> None:
    """A flow's own timeout comes before the target's; the store's paths are in the spec's order."""
    architecture = resolved(tmp_path, STACK, "azure")
    assert argument(architecture, "edge", "routes") == (
        '{ "/*" = { origin = "web", timeout_seconds = var.web.timeout_seconds }'
        ' "/api/v1/timelines/*" = { origin = "feed", timeout_seconds = var.feed.timeout_seconds }'
        ' "/api/v1/*" = { origin = "feed", timeout_seconds = 90 }'
        ' "/static/*" = { origin = "assets" } "/favicon.ico" = { origin = "assets" } "/media/*" = { origin = "media" } }'
    )
    assert argument(architecture, "edge", "service_origins").count("host = ") == 2
    assert 'paths = ["/static/*", "/favicon.ico"]' in argument(architecture, "edge", "store_origins")


@pytest.mark.parametrize(("flow", "code", "says"), [
    ("{from: edge, to: web, action: route, path: /api*}", "limit", "a star after a slash only"),
    ("{from: edge, to: web, action: route, path: /slow/*, timeout_seconds: 300}", "limit", "240 seconds"),
    ("{from: shield, to: web, action: route}", "unsupported", "takes none; put a cdn between the two"),
])  # fmt: skip
def test_what_front_door_cannot_do_is_a_problem_at_the_flow(tmp_path: Path, flow: str, code: str, says: str) -> None:
    """Each with the reason that holds for this caller."""
    found = [each for each in problems(tmp_path, f"{STACK}  - {flow}\n", "azure") if each.code == code]
    assert [each.where.line for each in found if each.where] == [f"{STACK}  - {flow}".count("\n") + 1]
    assert says in f"{found[0].message} {found[0].hint}"


def test_people_reach_a_service_at_its_edge_or_its_own_address(tmp_path: Path) -> None:
    """PUBLIC_URL is Front Door's host behind one, the app's own host where users call it, and absent where nobody does."""
    architecture = resolved(tmp_path, STACK, "azure")
    for key in ("web", "feed"):
        assert 'PUBLIC_URL = "https://${module.edge.host}"' in argument(architecture, key, "environment")
    assert 'PUBLIC_URL = "https://${var.admin.name}.${module.cluster.default_domain}"' in argument(architecture, "admin", "environment")
    assert "PUBLIC_URL" not in argument(architecture, "worker", "environment")
    without_firewall = STACK.replace("{from: users, to: shield", "{from: users, to: edge").replace("  shield: {kind: firewall}\n", "")
    without_firewall = without_firewall.replace("  - {from: shield, to: edge, action: route}\n", "")
    assert 'PUBLIC_URL = "https://${module.edge.host}"' in argument(resolved(tmp_path, without_firewall, "azure"), "web", "environment")


def test_paths_of_one_pair_are_one_assignment_per_role(tmp_path: Path) -> None:
    """Azure refuses a second one of the same principal, role and scope; what allows more stands on the list at its address."""
    architecture = resolved(tmp_path, STACK, "azure")
    made = assignments(architecture, "web -> media")
    assert {each.label: (said(each, "role_definition_name"), said(each, "condition")) for each in made} == {
        "web_to_media": ('"Storage Blob Data Contributor"', 'module.media.write_conditions["web"]'),
        "web_to_media_links": ('"Storage Blob Delegator"', None),
        "web_to_media_renditions": ('"Storage Blob Data Reader"', 'module.media.read_conditions["web"]'),
    }
    assert argument(architecture, "media", "writers") == '{ web = ["uploads/", "avatars/"] }'
    assert argument(architecture, "media", "readers") == '{ web = ["renditions/"], feed = ["renditions/", "avatars/"] }'
    addresses = {each.address for connection in architecture.connections for each in connection.resources}
    assert {each.address for each in architecture.wide if each.address.startswith("azurerm_")} <= addresses


@pytest.mark.parametrize("wider", ["/*", None])
def test_a_flow_without_a_path_lifts_the_condition(tmp_path: Path, wider: str | None) -> None:
    """One that writes every name beside one that writes some: the assignment has no condition, and the caller is not listed."""
    path = f", path: {wider}" if wider else ""
    text = STACK.replace("to: media, action: write, path: /avatars/*", f"to: media, action: write{path}")
    architecture = resolved(tmp_path, text, "azure")
    made = [each for each in assignments(architecture, "web -> media") if "Contributor" in str(said(each, "role_definition_name"))]
    assert [(said(each, "condition"), said(each, "condition_version")) for each in made] == [(None, None)]
    assert not any("writers" in module.arguments for module in architecture.modules)
    assert {said(each, "condition") for each in assignments(architecture, "admin -> media")} == {None}


def test_consumers_share_a_queue_unless_they_want_copies(tmp_path: Path) -> None:
    """Each takes from a queue by name, and is granted that queue alone; senders are granted what is in front of all."""
    architecture = resolved(tmp_path, STACK, "azure")
    callers = ("web", "media", "worker", "helper", "audit", "index")
    scopes = {caller: said(assignments(architecture, f"{caller} -> jobs")[0], "scope") for caller in callers}
    assert scopes == {
        "web": "module.jobs.send_id",
        "media": "module.jobs.send_id",
        "worker": "module.jobs.id",
        "helper": "module.jobs.id",
        "audit": 'module.jobs.copy_ids["audit"]',
        "index": 'module.jobs.copy_ids["index"]',
    }
    variables = {each.heading: each.environment for each in architecture.connections}
    assert expression(variables["web -> jobs"]["JOBS_NAME"]) == "module.jobs.send_name"
    assert expression(variables["helper -> jobs"]["JOBS_NAME"]) == "module.jobs.name"
    assert expression(variables["index -> jobs"]["JOBS_NAME"]) == 'module.jobs.copy_names["index"]'
    assert 'name = module.jobs.copy_names["audit"]' in argument(architecture, "audit", "queues")
    assert argument(architecture, "jobs", "shared") == "{ worker = true, helper = true }"


def test_copies_are_counted_as_operations_and_alarms(tmp_path: Path) -> None:
    """Sent once, forwarded three times, received and deleted in three queues; without copies a message is three operations."""
    copied = resolved(tmp_path, STACK, "azure").environments[-1].figures["jobs"]
    assert copied["operations"].value == pytest.approx(10 * copied["messages"].value)
    assert copied["metric_alarms"].value == 6
    shared = resolved(tmp_path, STACK.replace(", copies: each", ""), "azure").environments[-1].figures["jobs"]
    assert shared["operations"].value == pytest.approx(3 * shared["messages"].value)
    assert shared["metric_alarms"].value == 1


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Applied:
    """The stack's folder and what its tests applied, once for all tests of this file."""
    folder = tmp_path_factory.mktemp("edges-azure")
    write(folder, generate(loaded(folder, STACK), Catalog(), ("azure",)).artifacts)
    stack = initialised(folder / "infra" / "azure", "azure")
    return stack, readback.read_back(stack)


def _resources(module: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from module.get("resources", ())
    for child in module.get("child_modules", ()):
        yield from _resources(child)


def values(applied: Applied, prefix: str) -> dict[str, Mapping[str, Any]]:
    """What prod applied, by the rest of the address after a prefix."""
    root = applied[1].states["prod"]["values"]["root_module"]
    return {each["address"].removeprefix(prefix): each["values"] for each in _resources(root) if each["address"].startswith(prefix)}


@pytest.mark.terraform
def test_the_stack_passes_terraform(applied: Applied) -> None:
    """Formatted, valid, and its shipped tests pass in every environment, which a cycle would prevent."""
    for arguments in (("fmt", "-check", "-recursive", "-diff"), ("validate",)):
        done = terraform(applied[0], *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
    assert (applied[1].passed > 6, applied[1].failed) == (True, 0), applied[1].messages


@pytest.mark.terraform
def test_front_door_gets_the_routes(applied: Applied) -> None:
    """A service has one route with all its paths; a store has one per path, of which the first has the store's name."""
    routes = values(applied, "module.edge.azurerm_cdn_frontdoor_route.this")
    assert {key: each["patterns_to_match"] for key, each in routes.items()} == {
        '["web"]': ["/*"],
        '["feed"]': ["/api/v1/*", "/api/v1/timelines/*"],
        '["assets"]': ["/static/*"],
        '["assets-b1803648"]': ["/favicon.ico"],
        '["media"]': ["/media/*"],
    }
    paths = {each["patterns_to_match"][0]: each["cdn_frontdoor_origin_path"] for each in routes.values()}
    assert {path: paths[path] for path in ("/static/*", "/favicon.ico", "/media/*")} == {
        "/static/*": "/assets/static/",
        "/favicon.ico": "/assets/favicon.ico",
        "/media/*": "/media/media/",
    }
    assert values(applied, "module.edge.azurerm_cdn_frontdoor_profile.")["this"]["response_timeout_seconds"] == 90
    assert set(values(applied, "module.edge.azurerm_cdn_frontdoor_origin.this")) == {'["assets"]', '["feed"]', '["media"]', '["web"]'}


@pytest.mark.terraform
def test_a_queue_hears_of_what_is_below_its_paths(applied: Applied) -> None:
    """One path is the beginning of the subject; several are one subscription, so that nothing is delivered twice."""
    found = values(applied, "module.media.azurerm_eventgrid_system_topic_event_subscription.this")
    subject = "/blobServices/default/containers/media/blobs/"
    assert found['["other"]']["subject_filter"][0]["subject_begins_with"] == f"{subject}uploads/"
    assert found['["jobs"]']["subject_filter"][0]["subject_begins_with"] == subject
    [several] = found['["jobs"]']["advanced_filter"][0]["string_begins_with"]
    assert several == {"key": "subject", "values": [f"{subject}uploads/", f"{subject}avatars/"]}
    # The queue with copies is behind a topic.
    assert ("/topics/" in found['["jobs"]']["service_bus_topic_id"], found['["jobs"]']["service_bus_queue_id"]) == (True, None)
    assert ("/queues/" in found['["other"]']["service_bus_queue_id"], found['["other"]']["service_bus_topic_id"]) == (True, None)


@pytest.mark.terraform
def test_conditions_name_the_prefixes(applied: Applied) -> None:
    """The texts are Microsoft's, for reading and listing and for all that a contributor may do."""
    found = values(applied, "azurerm_role_assignment.")
    reading = f"ActionMatches{{'{BLOBS}/read'}} AND NOT SubOperationMatches{{'Blob.List'}}"
    listing = f"ActionMatches{{'{BLOBS}/read'}} AND SubOperationMatches{{'Blob.List'}}"
    changing = " AND ".join(f"!(ActionMatches{{'{BLOBS}/{action}'}})" for action in ("write", "add/action", "delete", "move/action"))
    path, prefix = f"@Resource[{BLOBS}:path] StringStartsWith", f"@Request[{BLOBS}:prefix] StringStartsWith"
    assert found["feed_to_media"]["condition"] == (
        f"((!({reading})) OR ({path} 'renditions/' OR {path} 'avatars/'))"
        f" AND ((!({listing})) OR ({prefix} 'renditions/' OR {prefix} 'avatars/'))"
    )
    assert found["web_to_media"]["condition"] == (
        f"((!({reading}) AND {changing}) OR ({path} 'uploads/' OR {path} 'avatars/'))"
        f" AND ((!({listing})) OR ({prefix} 'uploads/' OR {prefix} 'avatars/'))"
    )
    assert {key for key, each in found.items() if each["condition"]} == {"feed_to_media", "web_to_media", "web_to_media_renditions"}
    assert {each["condition_version"] for each in found.values() if each["condition"]} == {"2.0"}


@pytest.mark.terraform
def test_copies_are_queues_of_the_same_settings(applied: Applied) -> None:
    """The topic fills the shared queue and one per consumer that wants copies; a queue without copies has no topic."""
    found = values(applied, "module.jobs.azurerm_servicebus_")
    forwards = {each["name"]: each["forward_to"] for key, each in found.items() if key.startswith("subscription.")}
    assert forwards == {
        "audit-to-jobs": "demo-prod-jobs.copy.audit",
        "index-to-jobs": "demo-prod-jobs.copy.index",
        "shared": "demo-prod-jobs",
    }
    assert found["topic.copies[0]"]["name"] == "demo-prod-jobs.copies"
    queues = [[each[name] for name in QUEUE_SETTINGS] for key, each in found.items() if key.startswith("queue.")]
    assert queues == [["PT1M", 5, "P4D", True, True, "PT10M"]] * 3
    assert set(values(applied, "module.other.azurerm_servicebus_")) == {"queue.this"}
    watched = values(applied, "module.watch.azurerm_monitor_metric_alert.this")
    names = {key: each["criteria"][0]["dimension"][0]["values"][0] for key, each in watched.items() if "jobs" in key or "failed" in key}
    assert names == {
        '["jobs-backlog"]': "demo-prod-jobs",
        '["failed-jobs-messages"]': "demo-prod-jobs",
        '["jobs-copies"]': "demo-prod-jobs.copies",
        '["jobs-copy-audit-backlog"]': "demo-prod-jobs.copy.audit",
        '["jobs-copy-audit-dead-letters"]': "demo-prod-jobs.copy.audit",
        '["jobs-copy-index-backlog"]': "demo-prod-jobs.copy.index",
        '["jobs-copy-index-dead-letters"]': "demo-prod-jobs.copy.index",
    }


@pytest.mark.terraform
def test_what_is_applied_costs_what_the_estimate_says(applied: Applied, tmp_path: Path) -> None:
    """Copies and their alarms included."""
    architecture = resolved(tmp_path, STACK, "azure")
    for environment in architecture.environments:
        tariff = Tariff(load_book("azure"))
        expected = estimate(architecture, environment, Rules("azure"), tariff)
        found = resources_of(applied[1].states[environment.name], environment.name, {"azure": environment.region})
        bill = price_resources(with_usage(found.resources, usage_by_address(environment)), Rules("azure"), tariff)
        assert abs(bill.monthly - expected.bill.monthly) < Decimal("0.005")


# An environment without a domain, one with its records elsewhere, one that says that they are there, one with its zone.
DOMAINS = (
    HEAD
    + """dns_zone: {azure: /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/dns/providers/Microsoft.Network/dnsZones/example.com}
environments:
  none: {like: dev}
  waiting: {like: dev, domain: shop.example.org}
  ready: {like: staging, domain: www.example.org, domain_ready: true}
  zone: {like: prod, domain: [www.example.com, example.com]}
components:
  shield: {kind: firewall}
  edge: {kind: cdn}
  web: {kind: service}
flows:
  - {from: users, to: shield, action: request}
  - {from: shield, to: edge, action: route}
  - {from: edge, to: web, action: route}
"""
)


def test_a_domain_in_each_state(tmp_path: Path) -> None:
    """The values are the environment's, and what users are told is what Front Door serves."""
    architecture = resolved(tmp_path, DOMAINS, "azure")
    found = {each.name: (each.stack["domain"], each.stack["domain_aliases"], each.stack["domain_ready"]) for each in architecture.environments}
    assert found == {
        "none": (None, [], False),
        "waiting": ("shop.example.org", [], False),
        "ready": ("www.example.org", [], True),
        "zone": ("www.example.com", ["example.com"], False),
    }
    for name in ("domain", "domain_aliases", "domain_ready", "dns_zone"):
        assert argument(architecture, "edge", name) == f"var.{name}"
    assert 'PUBLIC_URL = "https://${module.edge.host}"' in argument(architecture, "web", "environment")


@pytest.mark.terraform
def test_a_stack_is_valid_in_each_state_of_its_domain(tmp_path: Path) -> None:
    """`terraform test` passes for every environment."""
    write(tmp_path, tuple(generate(loaded(tmp_path, DOMAINS), Catalog(), ["azure"]).artifacts))
    done = terraform(initialised(tmp_path / "infra" / "azure", "azure"), "test")
    assert done.returncode == 0, done.stdout + done.stderr
