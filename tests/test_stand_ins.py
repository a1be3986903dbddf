"""The stand-ins of the clouds' APIs refuse what the clouds refuse, normalise what they normalise, and the judgement of a step finds what it must."""

import json
import ssl
import urllib.request
from typing import Any

import pytest

from tests.lives.azure import defaults as azure_defaults
from tests.lives.azure.cloud import Azure
from tests.lives.azure.durations import FOREVER, canonical
from tests.lives.azure.state import SUBSCRIPTION
from tests.lives.gcp import defaults as gcp_defaults
from tests.lives.gcp.cloud import Gcp, masked
from tests.lives.gcp.state import PROJECT
from tests.lives.runner import judged, remaining
from tests.lives.server import Answer, Request, Server
from tests.lives.specs import spec_of
from tests.lives.steps import Step, changed, merged

COMPUTE = f"/compute.googleapis.com/compute/v1/projects/{PROJECT}/global"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/life"


def call(server: Server, verb: str, path: str, body: dict[str, Any] | None = None, **query: str) -> Answer:
    """One call of a stand-in, without a network."""
    return server.respond(Request(verb, path, query, body or {}))


@pytest.fixture
def gcp() -> Gcp:
    """A project with the Compute and Pub/Sub APIs on."""
    cloud = Gcp()
    names = ["compute.googleapis.com", "pubsub.googleapis.com"]
    call(cloud, "POST", f"/serviceusage.googleapis.com/v1/projects/{PROJECT}/services:batchEnable", {"serviceIds": names})
    return cloud


@pytest.fixture
def azure() -> Azure:
    """A subscription with some providers registered and one resource group."""
    cloud = Azure()
    for name in ("Microsoft.Network", "Microsoft.ServiceBus", "Microsoft.KeyVault"):
        call(cloud, "POST", f"/subscriptions/{SUBSCRIPTION}/providers/{name}/register")
    call(cloud, "PUT", GROUP, {"location": "eastus2"})
    return cloud


def reason(answer: Answer) -> str:
    """The word for a refusal."""
    error = answer.value["error"]
    return str(error.get("status") or error["code"])


def test_google_refuses_calls_and_fields_that_no_document_knows(gcp: Gcp) -> None:
    """A misspelt field, a value outside its enumeration and an unknown call."""
    for body in ({"name": "a", "autoCreateSubnets": True}, {"name": "a", "routingConfig": {"routingMode": "WORLD"}}):
        assert reason(call(gcp, "POST", f"{COMPUTE}/networks", body)) == "INVALID_ARGUMENT"
    assert call(gcp, "POST", f"{COMPUTE}/internets", {}).status == 501
    assert len(gcp.refusals) == 3


def test_google_refuses_an_api_that_is_off(gcp: Gcp) -> None:
    """In a new project; Compute is on here."""
    assert reason(call(gcp, "GET", f"/run.googleapis.com/v2/projects/{PROJECT}/locations/us-central1/services/web")) == "SERVICE_DISABLED"


def test_google_keeps_what_is_named_elsewhere(gcp: Gcp) -> None:
    """A network with a firewall rule stays, also under a name that is taken; without the rule it goes."""
    assert call(gcp, "POST", f"{COMPUTE}/networks", {"name": "net"}).value["status"] == "DONE"
    assert reason(call(gcp, "POST", f"{COMPUTE}/networks", {"name": "net"})) == "alreadyExists"
    rule = {"name": "rule", "network": f"projects/{PROJECT}/global/networks/net"}
    assert reason(call(gcp, "POST", f"{COMPUTE}/firewalls", {**rule, "network": rule["network"] + "work"})) == "notFound"
    call(gcp, "POST", f"{COMPUTE}/firewalls", rule)
    assert reason(call(gcp, "DELETE", f"{COMPUTE}/networks/net")) == "resourceInUseByAnotherResource"
    call(gcp, "DELETE", f"{COMPUTE}/firewalls/rule")
    assert call(gcp, "DELETE", f"{COMPUTE}/networks/net").status == 200


def test_google_refuses_accounts_that_are_not_there(gcp: Gcp) -> None:
    """In a policy; and a policy whose etag is old."""
    topic = f"/pubsub.googleapis.com/v1/projects/{PROJECT}/topics/jobs"
    call(gcp, "PUT", topic, {})
    member = f"serviceAccount:nobody@{PROJECT}.iam.gserviceaccount.com"
    policy: dict[str, Any] = {"bindings": [{"role": "roles/pubsub.publisher", "members": [member]}]}
    assert reason(call(gcp, "POST", f"{topic}:setIamPolicy", {"policy": policy})) == "INVALID_ARGUMENT"
    policy["bindings"][0]["members"] = ["user:me@example.com"]
    old = call(gcp, "POST", f"{topic}:setIamPolicy", {"policy": policy}).value["etag"]
    call(gcp, "POST", f"{topic}:setIamPolicy", {"policy": policy})
    assert reason(call(gcp, "POST", f"{topic}:setIamPolicy", {"policy": {**policy, "etag": old}})) == "ABORTED"


def test_google_writes_durations_its_own_way(gcp: Gcp) -> None:
    """1.5 seconds have three decimals; minutes aren't known."""
    path = f"/pubsub.googleapis.com/v1/projects/{PROJECT}/topics/jobs"
    assert call(gcp, "PUT", path, {"messageRetentionDuration": "1.5s"}).value["messageRetentionDuration"] == "1.500s"
    assert reason(call(gcp, "PUT", f"{path}2", {"messageRetentionDuration": "2m"})) == "INVALID_ARGUMENT"


def test_a_mask_changes_what_it_names() -> None:
    """A field in the mask that the body lacks is cleared; one that isn't in the mask stays."""
    assert masked({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"b": 5, "c": 6}}, "a.b,d") == {"a": {"b": 5, "c": 2}}


def test_azure_refuses_unregistered_providers_and_missing_parents(azure: Azure) -> None:
    """And groups that aren't there."""
    assert reason(call(azure, "PUT", f"{GROUP}/providers/Microsoft.App/managedEnvironments/e", {})) == "MissingSubscriptionRegistration"
    assert reason(call(azure, "PUT", f"{GROUP}x/providers/Microsoft.Network/virtualNetworks/v", {})) == "ResourceGroupNotFound"
    assert reason(call(azure, "PUT", f"{GROUP}/providers/Microsoft.Network/virtualNetworks/v/subnets/s", {})) == "ParentResourceNotFound"


def test_azure_keeps_what_is_in_use_or_locked(azure: Azure) -> None:
    """A group with a rule of a subnet; anything below a lock; a group that holds something is shown to hold it."""
    groups = f"{GROUP}/providers/Microsoft.Network/networkSecurityGroups"
    network = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/v"
    call(azure, "PUT", f"{groups}/g", {"location": "eastus2"})
    call(azure, "PUT", network, {"location": "eastus2"})
    call(azure, "PUT", f"{network}/subnets/s", {"properties": {"networkSecurityGroup": {"id": f"{groups}/g"}}})
    assert reason(call(azure, "DELETE", f"{groups}/g")) == "InUse"
    lock = f"{network}/providers/Microsoft.Authorization/locks/keep"
    call(azure, "PUT", lock, {"properties": {"level": "CanNotDelete"}})
    assert reason(call(azure, "DELETE", f"{network}/subnets/s")) == "ScopeLocked"
    assert len(call(azure, "GET", f"{GROUP}/resources").value["value"]) == 2
    for path in (lock, f"{network}/subnets/s", f"{groups}/g"):
        assert call(azure, "DELETE", path).status == 200


def test_azure_refuses_a_priority_twice(azure: Azure) -> None:
    """In one direction of a group."""
    group = f"{GROUP}/providers/Microsoft.Network/networkSecurityGroups/g"
    call(azure, "PUT", group, {"location": "eastus2"})
    rule = {"properties": {"priority": 100, "direction": "Inbound"}}
    assert call(azure, "PUT", f"{group}/securityRules/one", rule).status == 200
    assert reason(call(azure, "PUT", f"{group}/securityRules/two", rule)) == "SecurityRuleConflict"


def test_azure_keeps_the_name_of_a_deleted_vault(azure: Azure) -> None:
    """Until it is recovered, or purged, which purge protection forbids."""
    vault = f"{GROUP}/providers/Microsoft.KeyVault/vaults/safe"
    purge = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.KeyVault/locations/eastus2/deletedVaults/safe/purge"
    call(azure, "PUT", vault, {"location": "eastus2", "properties": {}})
    call(azure, "DELETE", vault)
    assert reason(call(azure, "PUT", vault, {"location": "eastus2", "properties": {}})) == "ConflictError"
    assert call(azure, "PUT", vault, {"location": "eastus2", "properties": {"createMode": "recover"}}).status == 200
    call(azure, "DELETE", vault)
    assert call(azure, "POST", purge).status == 202
    call(azure, "PUT", vault, {"location": "eastus2", "properties": {"enablePurgeProtection": True}})
    call(azure, "DELETE", vault)
    assert reason(call(azure, "POST", purge)) == "Conflict"


@pytest.mark.parametrize(
    ("given", "read"),
    [("PT120S", "PT2M"), ("PT24H", "P1D"), ("PT90M", "PT1H30M"), ("P1D", "P1D"), ("PT0S", "PT0S"), (FOREVER, FOREVER)],
)
def test_azure_writes_durations_its_own_way(azure: Azure, given: str, read: str) -> None:
    """As .NET does; the lock of a queue comes back that way."""
    assert canonical(given) == read
    namespace = f"{GROUP}/providers/Microsoft.ServiceBus/namespaces/n"
    call(azure, "PUT", namespace, {"location": "eastus2", "sku": {"name": "Standard"}, "properties": {}})
    answer = call(azure, "PUT", f"{namespace}/queues/q", {"properties": {"defaultMessageTimeToLive": given}})
    assert answer.value["properties"]["defaultMessageTimeToLive"] == read


def test_every_default_has_its_source() -> None:
    """Or says that it is assumed."""
    sources = [row.source for row in (*gcp_defaults.ROWS, *azure_defaults.ROWS.values())]
    assert all(source.endswith(".") and ("Reference" in source or "Provider" in source or "ssumed" in source) for source in sources), (
        sources
    )


def test_the_servers_answer_on_loopback_alone() -> None:
    """Over HTTP and, for Azure, over TLS with the authority that the provider is told of."""
    for cloud in (Gcp(), Azure()):
        with cloud.serving():
            named = cloud.environment()
            if isinstance(cloud, Azure):
                url, context = f"{cloud.address}metadata/endpoints", ssl.create_default_context(cafile=named["SSL_CERT_FILE"])
            else:
                url, context = f"{named['GOOGLE_SERVICE_USAGE_CUSTOM_ENDPOINT']}projects/{PROJECT}/services", None
            assert "//127.0.0.1:" in url
            with urllib.request.urlopen(url, context=context) as answer:  # noqa: S310
                assert json.load(answer)


def change(kind: str, actions: list[str], address: str = "", **more: Any) -> dict[str, Any]:
    """A resource of a plan."""
    return {"address": address or f"{kind}.this", "type": kind, "change": {"actions": actions, "before": {}, "after": {}, **more}}


def test_a_step_is_judged_by_what_it_replaces_destroys_and_leaves_undone() -> None:
    """What a step allows is no fault; a component that leaves takes its module along, and elsewhere what holds no data."""
    plan = {
        "resource_changes": [
            change("google_sql_database", ["delete", "create"], replace_paths=[["name"]]),
            change("google_storage_bucket", ["delete"], "module.docs.google_storage_bucket.this"),
            change("google_storage_bucket", ["delete"], "module.other.google_storage_bucket.this"),
            change("google_project_iam_member", ["delete"]),
            change("google_pubsub_topic", ["update"]),
        ]
    }
    assert judged(plan, Step("", without=("docs",), makes=("google_pubsub_topic",))) == [
        "google_sql_database.this is replaced because of name",
        "module.other.google_storage_bucket.this is destroyed",
        "no google_pubsub_topic is made",
    ]
    assert len(judged(plan, Step(""))) == 4
    allowed = Step("", replaces=("google_sql_database",), destroys=("google_storage_bucket", "google_project_iam_member"))
    assert not judged(plan, Step("", allowed.spec, replaces=allowed.replaces, destroys=allowed.destroys, changes=("google_pubsub_topic",)))


def test_whatever_a_second_plan_changes_is_a_fault() -> None:
    """Resources and outputs; reading isn't a change."""
    plan = {
        "output_changes": {"url": {"actions": ["update"]}, "same": {"actions": ["no-op"]}},
        "resource_changes": [
            change("google_pubsub_topic", ["update"], before={"labels": {}}, after={"labels": {"a": "b"}}),
            change("google_pubsub_topic", ["no-op"]),
            change("google_project", ["read"]),
        ],
    }
    assert remaining(plan, Gcp()) == ["output url changes", "google_pubsub_topic.this: update labels.a"]


def test_a_step_changes_the_spec_as_a_user_would() -> None:
    """Values merge, null takes away, a component leaves with its flows, and a new key keeps the old one under `was`."""
    assert merged({"a": {"b": 1, "c": 2}}, {"a": {"b": None, "d": 3}}) == {"a": {"c": 2, "d": 3}}
    spec = spec_of("web-app")
    after = changed(
        spec, Step("", without=("shield",), renamed={"app-db": "main-db"}, flows=({"from": "users", "to": "edge", "action": "request"},))
    )
    assert after["components"]["main-db"]["was"] == "app-db"
    assert not {"shield", "app-db"} & {*after["components"], *(flow[end] for flow in after["flows"] for end in ("from", "to"))}
    assert after["flows"][-1] == {"from": "users", "to": "edge", "action": "request"}
    assert "shield" in spec["components"], "the spec before the step is left as it was"
