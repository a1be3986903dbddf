"""A control plane of Google Cloud on loopback: enough of it to apply, change and destroy stacks with the real provider.

What it checks: that each call and field is one of the API's, that references, APIs and principals exist, etags, taken names, and that what is
in use stays. What it doesn't: permissions, quotas, limits of values, what runs, how long things take. Defaults are those of `defaults.py`,
each with its source, so an empty second plan proves the stack and the provider, and the cloud only as far as these sources do.
"""

import copy
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.lives.gcp import customs, rules
from tests.lives.gcp.customs import Asked
from tests.lives.gcp.defaults import filled
from tests.lives.gcp.documents import checked, find, versionless
from tests.lives.gcp.state import NUMBER, PROJECT, State, key_of, now, operation, stamped
from tests.lives.server import Answer, Json, RefusedError, Request, Server

# The provider's variable for each API -> host and base path. https://registry.terraform.io/providers/hashicorp/google/7.45.0/docs
ENDPOINTS = {
    "ARTIFACT_REGISTRY": "artifactregistry.googleapis.com/v1/", "BILLING": "billingbudgets.googleapis.com/v1/",
    "BILLING_BUDGETS": "billingbudgets.googleapis.com/v1/", "CERTIFICATE_MANAGER": "certificatemanager.googleapis.com/v1/",
    "CLOUD_BILLING": "cloudbilling.googleapis.com/v1/", "CLOUD_RUN_V2": "run.googleapis.com/v2/",
    "CLOUD_SCHEDULER": "cloudscheduler.googleapis.com/v1/", "COMPUTE": "compute.googleapis.com/compute/v1/", "DNS": "dns.googleapis.com/dns/v1/",
    "IAM_BETA": "iam.googleapis.com/v1/", "LOGGING": "logging.googleapis.com/v2/", "MEMORYSTORE": "memorystore.googleapis.com/v1/",
    "MONITORING": "monitoring.googleapis.com/", "NETWORK_CONNECTIVITY": "networkconnectivity.googleapis.com/v1/",
    "NETWORK_CONNECTIVITYV1": "networkconnectivity.googleapis.com/v1/", "PUBSUB": "pubsub.googleapis.com/v1/",
    "RESOURCE_MANAGER": "cloudresourcemanager.googleapis.com/v1/", "RESOURCE_MANAGER_V3": "cloudresourcemanager.googleapis.com/v3/",
    "SECRET_MANAGER": "secretmanager.googleapis.com/v1/", "SERVICE_NETWORKING": "servicenetworking.googleapis.com/v1/",
    "SERVICE_USAGE": "serviceusage.googleapis.com/v1/", "SQL": "sqladmin.googleapis.com/sql/v1beta4/", "STORAGE": "storage.googleapis.com/storage/v1/",
}  # fmt: skip
TOKEN = "ya29.lives-token-that-opens-nothing"  # noqa: S105
# Custom verbs that do what a plain one does, and answer with an operation.
ASYNCHRONOUS = {"createAsync": "POST", "updateAsync": "PATCH"}
_KEPT_BY_PUT = ("id", "selfLink", "kind", "name", "creationTimestamp", "uid", "createTime")
_NAMED_BY_BODY = ("compute", "sqladmin", "storage", "dns")  # their objects keep a short name; others are named by their path
_NAMED_SHORT = r"logging.*/(sinks|exclusions|metrics)/"


class Gcp(Server):
    """The stand-in of Google Cloud: one project, whose APIs are off but for those that a new project has."""

    provider = "gcp"

    def __init__(self) -> None:
        super().__init__()
        self.state = State()
        objects = self.state.objects
        services = f"serviceusage.googleapis.com/projects/{PROJECT}/services"
        objects.update({f"{services}/{name}": customs.api(name) for name in rules.ENABLED_AT_FIRST})
        project = {
            "projectId": PROJECT,
            "projectNumber": NUMBER,
            "name": PROJECT,
            "lifecycleState": "ACTIVE",
            "labels": {},
            "createTime": now(),
        }
        objects[f"cloudresourcemanager.googleapis.com/projects/{PROJECT}"] = project
        agent = {"email_address": f"service-{NUMBER}@gs-project-accounts.iam.gserviceaccount.com", "kind": "storage#serviceAccount"}
        objects[f"storage.googleapis.com/projects/{PROJECT}/serviceAccount"] = agent
        bucket = f"projects/{PROJECT}/locations/global/buckets/_Default"
        objects[f"logging.googleapis.com/{bucket}"] = {"name": bucket, "retentionDays": 30, "lifecycleState": "ACTIVE"}

    def environment(self) -> dict[str, str]:
        """The variables that lead the provider here. The token isn't one."""
        base = f"http://127.0.0.1:{self.port}"
        endpoints = {f"GOOGLE_{name}_CUSTOM_ENDPOINT": f"{base}/{path}" for name, path in ENDPOINTS.items()}
        return {**endpoints, "GOOGLE_OAUTH_ACCESS_TOKEN": TOKEN, "GOOGLE_PROJECT": PROJECT}

    def prepare(self, root: Path) -> None:
        """State on disk."""
        (root / "zz_override.tf").write_text('terraform {\n  backend "local" {}\n}\n', encoding="utf-8")

    def forgiven(self, _change: Json) -> bool:
        """Nothing is: all that the provider compares is kept."""
        return False

    def secrets(self) -> tuple[str, ...]:
        """What the provider was given and must not write down."""
        return (TOKEN,)

    def refusal(self, error: RefusedError) -> Json:
        """An error as Google's clients read it."""
        reasons = [{"reason": error.reason, "message": str(error)}]
        return {"error": {"code": error.status, "status": error.reason, "message": str(error), "errors": reasons}}

    def answer(self, request: Request) -> Answer:
        """The answer to a call; the path begins with the host that it is for."""
        host, _, full = request.path.strip("/").partition("/")
        return Answer(200, copy.deepcopy(self._result(request, host, full)))

    def _result(self, request: Request, host: str, full: str) -> Any:
        path = versionless(full)
        if "/operations/" in f"/{path}" and request.verb == "GET":
            return self.state.operations.get(path.rsplit("/", 1)[1]) or {"name": path, "done": True, "status": "DONE"}
        call = find(host, request.verb, full)
        rules.api_enabled(self.state, host)
        custom = ""
        if ":" in path.rsplit("/", 1)[-1] and (request.verb == "POST" or call.action.endswith("IamPolicy")):
            path, _, custom = path.rpartition(":")
        if custom in ASYNCHRONOUS:
            request, custom = replace(request, verb=ASYNCHRONOUS[custom]), ""
        asked = Asked(request, call, host, key_of(host, path), custom, request.body)
        if call.action in customs.WHOLE:
            return customs.WHOLE[call.action](self.state, asked)
        if request.verb == "GET":
            return self._read(asked)
        return self._write(asked)

    def _read(self, asked: Asked) -> Any:
        """An object, or the objects of a collection."""
        if asked.key in self.state.objects:
            return self.state.objects[asked.key]
        if asked.key.endswith("/certificateAuthority"):
            return customs.authority(self.state, asked)
        if asked.call.action == "aggregatedList":
            return {"items": {}}
        fields = (
            [
                name
                for name, about in asked.call.type({"$ref": asked.call.response}).get("properties", {}).items()
                if about.get("type") == "array"
            ]
            if asked.call.response
            else []
        )
        if asked.call.action != "list" and not asked.call.response.startswith("List"):
            raise RefusedError(404, "notFound", f"The resource '{asked.key}' was not found")
        items = [
            value for key, value in self.state.objects.items() if key.startswith(f"{asked.key}/") and "/" not in key[len(asked.key) + 1 :]
        ]
        name = next((name for name in fields if name not in ("unreachable", "warnings")), "items")
        query = asked.request.query
        if name == "rrsets" and query.get("name"):
            items = [item for item in items if item["name"] == query["name"] and item["type"] == query.get("type", item["type"])]
        return {name: items} if items or asked.host.startswith("storage") else {}

    def _write(self, asked: Asked) -> Any:
        request, call = asked.request, asked.call
        body = checked(call, {"$ref": call.request}, asked.body) if call.request else asked.body
        if request.verb != "PATCH" or _mask(request) or asked.host.startswith("run"):
            body = without_nulls(body)
        asked = Asked(request, call, asked.host, asked.key, asked.custom, body)
        rules.references_exist(self.state, body)
        if call.id == "dns.changes.create":
            return customs.records(self.state, asked)
        if request.verb == "POST" and (asked.custom or (asked.host.startswith("compute") and call.action != "insert")):
            return customs.in_place(self.state, asked)
        if request.verb == "DELETE":
            key, value = self._delete(asked), None
        elif request.verb == "POST" or (request.verb == "PUT" and asked.key not in self.state.objects):
            key = self._create(asked)
            value = self.state.objects[key]
        else:
            key = self._update(asked)
            value = self.state.objects[key]
        if call.response in ("Operation", "GoogleLongrunningOperation"):
            return operation(self.state, key, value, request.verb.lower())
        return value or {}

    def _create(self, asked: Asked) -> str:
        key, value, kind = asked.key, copy.deepcopy(asked.body), asked.call.request
        if asked.request.verb == "POST":
            name = _name(self.state, asked)
            key = f"{key}/{name}"
        if "accountId" in value:
            value, kind = value.get("serviceAccount", {}), "ServiceAccount"
        if key in self.state.objects:
            raise RefusedError(409, "alreadyExists", f"The resource '{key}' already exists")
        rules.named_well(key)
        value = stamped(self.state, asked.call, kind, value, key, new=True)
        if not asked.host.startswith(_NAMED_BY_BODY) and not re.search(_NAMED_SHORT, key):
            value["name"] = key.split("/", 1)[1]
        if "/notificationConfigs/" in key and asked.host.startswith("storage"):
            value["id"] = key.rsplit("/", 1)[1]
        self.state.objects[key] = filled(self.state, key, value)
        return key

    def _update(self, asked: Asked) -> str:
        key, body = asked.key, dict(asked.body)
        if key not in self.state.objects:
            raise RefusedError(404, "notFound", f"{key} was not found")
        old = self.state.objects[key]
        mask = _mask(asked.request) or body.pop("updateMask", None)
        for wrapper in ("topic", "subscription", "serviceAccount"):
            if isinstance(body.get(wrapper), dict):
                body = body[wrapper]
        if mask:
            value = masked(old, body, mask)
        elif asked.request.verb == "PATCH":
            value = merged(old, body)
        else:
            kept = old if asked.host.startswith("sqladmin") else {name: item for name, item in old.items() if name in _KEPT_BY_PUT}
            value = {**kept, **body}
        value = stamped(self.state, asked.call, asked.call.request, value, key, new=False)
        self.state.objects[key] = filled(self.state, key, value)
        return key

    def _delete(self, asked: Asked) -> str:
        key = asked.key
        if asked.host.startswith("sqladmin") and key.endswith("/users"):
            key = f"{key}/{asked.request.query['name']}"
        if key not in self.state.objects:
            raise RefusedError(404, "notFound", f"{key} was not found")
        rules.deletable(self.state, key)
        for gone in [key, *(other for other in self.state.objects if other.startswith(f"{key}/"))]:
            del self.state.objects[gone]
            self.state.policies.pop(gone, None)
        return key


def _mask(request: Request) -> str:
    return request.query.get("updateMask") or request.query.get("update_mask") or ""


def _name(state: State, asked: Asked) -> str:
    """The name of what is made: from the query, the body, or the service."""
    body = asked.body
    if "accountId" in body:
        return f"{body['accountId']}@{PROJECT}.iam.gserviceaccount.com"
    ids = [value for key, value in asked.request.query.items() if re.search(r"[iI]d$", key) and key not in ("requestId", "request_id")]
    if ids:
        return ids[0]
    if isinstance(body.get("name"), str) and body["name"]:
        return str(body["name"].rsplit("/", 1)[-1])
    number = state.number()
    if "uptimeCheckConfigs" in asked.key:
        return f"{re.sub(r'[^a-z0-9]+', '-', body['displayName'].lower())}-{number[-5:]}"
    return number


def without_nulls(value: Any) -> Any:
    """Without nulls, which protocol buffers read as not set. https://protobuf.dev/programming-guides/json/, read 2026-11"""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


def merged(old: Json, new: Json) -> Json:
    """A JSON merge patch (RFC 7396)."""
    result = dict(old)
    for key, value in new.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result[key], value) if isinstance(value, dict) and isinstance(result.get(key), dict) else value
    return result


def masked(old: Json, new: Json, mask: str) -> Json:
    """The old object with the fields of a mask taken from the new one; a field that the new one lacks is cleared."""
    result = copy.deepcopy(old)
    for path in filter(None, mask.split(",")):
        *front, last = re.sub(r"_([a-z])", lambda found: found[1].upper(), path).split(".")
        target, source = result, new
        for part in front:
            target, source = target.setdefault(part, {}), source.get(part) or {}
        if last in source:
            target[last] = source[last]
        else:
            target.pop(last, None)
    return result
