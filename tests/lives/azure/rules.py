"""What Azure refuses: unregistered providers, missing parents and references, taken priorities and names, locks, deleting what is in use."""

import re

from tests.lives.azure.state import OBJECT, RESOURCE_GROUP, State, kind_of
from tests.lives.server import Json, RefusedError, texts

# Made with their parent, so that nobody creates them first.
WITHOUT_PARENT = (
    "blobservices",
    "fileservices",
    "queueservices",
    "tableservices",
    "networkrulesets",
    "managementpolicies",
    "currentbillingfeatures",
)
# Deleting the first is refused while one of the second names it.
# https://learn.microsoft.com/azure/virtual-network/manage-virtual-network#delete-a-virtual-network, …/nat-gateway/manage-nat-gateway,
# …/frontdoor/standard-premium/how-to-add-custom-domain; environments with apps and endpoints with routes are assumed. Read 2026-11
IN_USE = (
    (r"microsoft.network/(virtualnetworks|virtualnetworks/subnets|networksecuritygroups|natgateways|publicipaddresses|privatednszones)$", r"microsoft\.(network|app)/"),
    (r"microsoft.app/managedenvironments$", r"microsoft.app/(containerapps|jobs)$"),
    (r"microsoft.cdn/profiles/(rulesets|origingroups|origingroups/origins|customdomains|afdendpoints)$", r"microsoft.cdn/"),
    (r"microsoft.network/frontdoorwebapplicationfirewallpolicies$", r"microsoft.cdn/profiles/securitypolicies$"),
)  # fmt: skip
# Their names stay taken after a deletion until they are purged or recovered. A vault is recovered by `createMode`, a workspace by being created
# as it was. https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview, .../azure-monitor/logs/delete-workspace, read 2026-12
SOFT_DELETED = ("microsoft.keyvault/vaults", "microsoft.operationalinsights/workspaces")
_REFERENCE = re.compile(
    r"/subscriptions/[^/]+/resourcegroups/[^/]+/providers/microsoft\.(network|cdn|app|operationalinsights|servicebus)/\S+", re.IGNORECASE
)


def writable(state: State, path: str) -> None:
    """Refused where the provider isn't registered, or the group, the parent or the scope isn't there."""
    key, kind = path.lower(), kind_of(path)
    namespace = kind.split("/")[0]
    if namespace not in state.registered:
        raise RefusedError(409, "MissingSubscriptionRegistration", f"The subscription is not registered to use namespace '{namespace}'.")
    group = re.match(r"(/subscriptions/[^/]+/resourcegroups/[^/]+)/", key)
    if group and group[1] not in state.resources:
        raise RefusedError(404, "ResourceGroupNotFound", f"Resource group '{group[1]}' could not be found.")
    above, _, below = key.rpartition("/providers/")
    parts = below.split("/") if above else []
    if len(parts) > 3 and not any(f"/{part}/" in f"{key}/" for part in WITHOUT_PARENT):
        parent = key.rsplit("/", 2)[0]
        if parent not in state.resources:
            raise RefusedError(404, "ParentResourceNotFound", f"{parent} could not be found.")
    if "/providers/" in above and above not in state.resources:
        raise RefusedError(404, "ResourceNotFound", f"The scope {above} could not be found.")


def locked(state: State, key: str) -> None:
    """Refused below a lock. CanNotDelete also keeps children and role assignments; a lock itself may go."""
    for lock, value in state.of_kind("microsoft.authorization/locks"):
        scope = lock.split("/providers/microsoft.authorization/locks/")[0]
        if lock != key and f"{key}/".startswith(f"{scope}/"):
            level = value["properties"].get("level")
            raise RefusedError(409, "ScopeLocked", f"The scope '{key}' cannot perform delete operation: it is locked ({level}) by {lock}.")


def deletable(state: State, key: str) -> None:
    """Refused where something names the resource, is in it, or a lock is over it."""
    kind = kind_of(key)
    locked(state, key)
    for target, kinds in IN_USE:
        users = state.users(key, kinds) if re.match(target, kind) else []
        if users:
            raise RefusedError(409, "InUse", f"{state.paths[key]} is in use by {state.paths[users[0]]}")
    if kind == "microsoft.network/privatednszones" and state.children(f"{key}/virtualnetworklinks"):
        raise RefusedError(409, "CannotDeleteResource", f"{state.paths[key]} has nested resources.")


def references_exist(state: State, path: str, value: Json) -> None:
    """Refused where a resource names one of a checked provider that isn't there."""
    key = path.lower()
    for text in texts(value):
        named = text.lower()
        if (
            _REFERENCE.fullmatch(text)
            and named not in state.resources
            and not named.startswith(key)
            and "/frontendipconfigurations" not in named
        ):
            raise RefusedError(400, "InvalidResourceReference", f"{path}: {text} does not exist")


def _network_rules(_state: State, _key: str, it: Json) -> None:
    """https://learn.microsoft.com/azure/service-bus-messaging/service-bus-ip-filtering, read 2026-11"""
    if (
        it.get("defaultAction") == "Deny"
        and not it.get("ipRules")
        and not it.get("virtualNetworkRules")
        and it.get("publicNetworkAccess") != "Disabled"
    ):
        raise RefusedError(400, "BadRequest", "DefaultAction Deny needs at least one IP or virtual network rule.")


def _assignment(state: State, key: str, it: Json) -> None:
    known = {value["properties"]["principalId"] for _, value in state.of_kind("microsoft.managedidentity/userassignedidentities")} | {
        OBJECT
    }
    known |= {value["identity"]["principalId"] for value in state.resources.values() if (value.get("identity") or {}).get("principalId")}
    if it["principalId"] not in known:
        raise RefusedError(400, "PrincipalNotFound", f"Principal {it['principalId']} does not exist in the directory.")
    for other in state.children(key.rsplit("/", 1)[0]):
        its = state.resources[other]["properties"]
        if other != key and (its["principalId"], its["roleDefinitionId"].lower()) == (it["principalId"], it["roleDefinitionId"].lower()):
            raise RefusedError(409, "RoleAssignmentExists", f"The role assignment already exists: {other}")


def _security_rule(state: State, key: str, it: Json) -> None:
    for other in state.children(key.rsplit("/", 1)[0]):
        its = state.resources[other]["properties"]
        if other != key and (its["priority"], its["direction"]) == (it["priority"], it["direction"]):
            raise RefusedError(400, "SecurityRuleConflict", f"Priority {it['priority']} is taken by {state.name(other)}.")


def _security_policy(state: State, _key: str, it: Json) -> None:
    """Equal tiers of profile and firewall. https://learn.microsoft.com/azure/web-application-firewall/afds/afds-overview, read 2026-11"""
    policy = state.resources.get(str(it.get("parameters", {}).get("wafPolicy", {}).get("id")).lower())
    profile = state.resources[_key.split("/securitypolicies/")[0]]
    if policy and policy["sku"]["name"] != profile["sku"]["name"]:
        raise RefusedError(400, "BadRequest", f"The firewall policy is {policy['sku']['name']} and the profile {profile['sku']['name']}.")


def _vault(state: State, key: str, it: Json) -> None:
    if key in state.deleted and it.get("createMode") != "recover":
        raise RefusedError(409, "ConflictError", f"{key} exists in a deleted state; recover or purge it.")


CREATION = {
    "microsoft.servicebus/namespaces/networkrulesets": _network_rules,
    "microsoft.authorization/roleassignments": _assignment,
    "microsoft.network/networksecuritygroups/securityrules": _security_rule,
    "microsoft.cdn/profiles/securitypolicies": _security_policy,
    "microsoft.keyvault/vaults": _vault,
}


def created(state: State, key: str, value: Json) -> None:
    """Refused where the service refuses the values, which neither the provider nor the type knows."""
    rule = CREATION.get(kind_of(key))
    if rule:
        rule(state, key, value.get("properties") or {})
    old = state.resources.get(key)
    if old and old.get("location") and value.get("location") and place(old["location"]) != place(value["location"]):
        raise RefusedError(409, "InvalidResourceLocation", f"{key} already exists in location '{old['location']}'.")


def place(location: str) -> str:
    """East US 2 and eastus2 are one location."""
    return location.lower().replace(" ", "")


def emptied(state: State, key: str) -> list[str]:
    """What is still in a resource group: deleting the group takes it along, and the provider refuses to."""
    assert kind_of(key) == RESOURCE_GROUP
    return [other for other in state.resources if other.startswith(f"{key}/providers/") and other.count("/") == 8]
