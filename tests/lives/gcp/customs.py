"""Calls that are more than create, read, update and delete: policies, APIs, rules of a firewall, records of a zone."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.lives.gcp import rules
from tests.lives.gcp.documents import Call
from tests.lives.gcp.state import BILLING, NUMBER, PROJECT, State, mark, operation
from tests.lives.server import Json, RefusedError, Request


@dataclass(frozen=True)
class Asked:
    """A call with what it is about. The key is without the custom verb after a colon, as in `topic:setIamPolicy`."""

    request: Request
    call: Call
    host: str
    key: str
    custom: str  # the verb after the colon, or empty
    body: Json


def set_policy(state: State, asked: Asked) -> Json:
    """Replace a policy; its etag must be the newest, and its members must exist."""
    key = _policy_key(state, asked)
    policy = asked.body.get("policy", asked.body)
    if policy.get("etag") and key in state.policies and policy["etag"] != state.policies[key]["etag"]:
        raise RefusedError(409, "ABORTED", "There were concurrent policy changes.")
    rules.members_exist(state, policy)
    version = 3 if any("condition" in binding for binding in policy.get("bindings", [])) else 1
    state.policies[key] = {**policy, "etag": mark(state.number()), "version": version}
    return state.policies[key]


def get_policy(state: State, asked: Asked) -> Json:
    """A policy, empty where none was ever set."""
    return state.policies.setdefault(_policy_key(state, asked), {"etag": "ACAB", "version": 1})


def _policy_key(state: State, asked: Asked) -> str:
    key = asked.key
    for end in ("/iam", "/getIamPolicy", "/setIamPolicy"):
        key = key.removesuffix(end)
    if key not in state.objects:
        raise RefusedError(404, "notFound", f"{key} was not found")
    return key


def enable(state: State, asked: Asked) -> Json:
    """Enable one API, or several."""
    base, _, last = asked.key.rpartition("/")
    names = asked.body.get("serviceIds") or [last]
    for name in names:
        parent = asked.key if "serviceIds" in asked.body else base
        state.objects[f"{parent}/{name}"] = api(name)
    return operation(state, asked.key, {}, "enable")


def api(name: str) -> Json:
    """An API that is enabled."""
    return {"name": f"projects/{NUMBER}/services/{name}", "parent": f"projects/{NUMBER}", "state": "ENABLED", "config": {"name": name}}


def disable(state: State, asked: Asked) -> Json:
    """Disable an API."""
    state.objects.pop(asked.key, None)
    return operation(state, asked.key, {}, "disable")


def billing(_: State, asked: Asked) -> Json:
    """The billing account of the project."""
    account = f"billingAccounts/{BILLING}"
    return {"name": asked.request.path, "projectId": PROJECT, "billingAccountName": account, "billingEnabled": True}


def authority(state: State, asked: Asked) -> Json:
    """The certificate authority of a Memorystore instance. The certificate isn't one."""
    if asked.key.rsplit("/", 1)[0] not in state.objects:
        raise RefusedError(404, "notFound", f"{asked.key} was not found")
    certificates = [{"certificates": ["-----BEGIN CERTIFICATE-----"]}]
    return {"name": asked.key.split("/", 1)[1], "managedServerCa": {"caCerts": certificates}}


def records(state: State, asked: Asked) -> Json:
    """Take records out of a zone and put others in; refused where one is there already."""
    zone = asked.key.rsplit("/changes", 1)[0]
    if zone not in state.objects:
        raise RefusedError(404, "notFound", f"{zone} was not found")
    for record in asked.body.get("deletions", []):
        state.objects.pop(f"{zone}/rrsets/{record['name']}|{record['type']}", None)
    for record in asked.body.get("additions", []):
        key = f"{zone}/rrsets/{record['name']}|{record['type']}"
        if key in state.objects:
            raise RefusedError(409, "alreadyExists", f"The resource record set '{record['name']}' already exists")
        state.objects[key] = {"kind": "dns#resourceRecordSet", **record}
    return {"kind": "dns#change", "id": state.number(), "status": "done", **asked.body}


def _add_rule(value: Json, asked: Asked) -> None:
    if any(rule["priority"] == asked.body["priority"] for rule in value.setdefault("rules", [])):
        raise RefusedError(400, "invalid", f"Cannot have rules with the same priority: {asked.body['priority']}")
    value["rules"].append(asked.body)


def _patch_rule(value: Json, asked: Asked) -> None:
    for rule in value["rules"]:
        if str(rule["priority"]) == asked.request.query["priority"]:
            rule.update(asked.body)


def _remove_rule(value: Json, asked: Asked) -> None:
    value["rules"] = [rule for rule in value["rules"] if str(rule["priority"]) != asked.request.query["priority"]]


def _set_field(value: Json, asked: Asked) -> None:
    """setLabels, setUrlMap and their like: the body's fields become the object's."""
    value.update({name: item for name, item in asked.body.items() if item is not None})
    for name in [name for name, item in asked.body.items() if item is None]:
        value.pop(name, None)


def _edge_policy(value: Json, asked: Asked) -> None:
    value["edgeSecurityPolicy"] = asked.body.get("securityPolicy")


def _push(value: Json, asked: Asked) -> None:
    value["pushConfig"] = asked.body["pushConfig"]


def _state(name: str) -> Callable[[Json, Asked], None]:
    return lambda value, _asked: value.update(state=name)


# The last word of the call's id -> what it does.
WHOLE: dict[str, Callable[[State, Asked], Json]] = {
    "setIamPolicy": set_policy, "getIamPolicy": get_policy, "batchEnable": enable, "enable": enable, "disable": disable,
    "getBillingInfo": billing,
}  # fmt: skip
# The same, for calls that change one object in place.
IN_PLACE: dict[str, Callable[[Json, Asked], None]] = {
    "addRule": _add_rule, "patchRule": _patch_rule, "removeRule": _remove_rule, "setEdgeSecurityPolicy": _edge_policy,
    "setTarget": _set_field, "setSecurityPolicy": _set_field, "setLabels": _set_field, "setUrlMap": _set_field, "setSslCertificates": _set_field, "setSslPolicy": _set_field,
    "setQuicOverride": _set_field, "setCertificateMap": _set_field, "setPrivateIpGoogleAccess": _set_field,
    "modifyPushConfig": _push, "pause": _state("PAUSED"), "resume": _state("ENABLED"),
}  # fmt: skip


def in_place(state: State, asked: Asked) -> Json:
    """Change one object by a verb of its own; refused where the verb is unknown here."""
    change = IN_PLACE.get(asked.call.action)
    if change is None:
        raise RefusedError(501, "NOT_IMPLEMENTED", f"{asked.call.id}: this verb is unknown to the stand-in")
    key = asked.key if asked.custom else asked.key.rsplit("/", 1)[0]
    if key not in state.objects:
        raise RefusedError(404, "notFound", f"{key} was not found")
    value = state.objects[key]
    change(value, asked)
    for name in ("fingerprint", "labelFingerprint"):
        if name in value:
            value[name] = mark(state.number())
    if asked.host.startswith("compute"):
        return operation(state, key, value, asked.call.action)
    return {} if asked.call.action == "modifyPushConfig" else value
