"""Google's discovery documents: which calls there are, and what their bodies may hold.

`google-api-python-client` ships them. A call or a field that no document knows is refused, as the real APIs do, so a stand-in
made of them can't let a misspelt argument pass. They say little of defaults, and nothing of what may be deleted.
"""

import importlib.util
import json
import re
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.lives.server import Json, RefusedError

DOCUMENTS = (
    "artifactregistry.v1", "billingbudgets.v1", "certificatemanager.v1", "cloudbilling.v1", "cloudresourcemanager.v1", "cloudresourcemanager.v3",
    "cloudscheduler.v1", "compute.v1", "dns.v1", "iam.v1", "logging.v2", "monitoring.v1", "monitoring.v3", "networkconnectivity.v1",
    "pubsub.v1", "run.v2", "secretmanager.v1", "servicenetworking.v1", "serviceusage.v1", "sqladmin.v1beta4", "storage.v1",
)  # fmt: skip
# The package has no document of Memorystore for Valkey: its instances are kept, and their fields aren't checked.
# https://cloud.google.com/memorystore/docs/valkey/reference/rest/v1/projects.locations.instances, read 2026-11
UNDOCUMENTED_API = "memorystore.googleapis.com"
# Sent by the provider, taken by the API, and in no document.
UNDOCUMENTED_FIELDS = {"deleteBgpAlwaysCompareMed", "initialNatIps"}
_VERSION = re.compile(r"^(?:(?:compute|storage|sql|dns)/)?v\d+(?:(?:beta|alpha)\d*)?/")


@dataclass(frozen=True)
class Call:
    """A call that a document knows."""

    id: str  # such as compute.firewalls.insert
    request: str  # the body's type; empty without one
    response: str
    document: Json

    @property
    def action(self) -> str:
        """The last word of the id."""
        return self.id.rsplit(".", 1)[1]

    def type(self, node: Json) -> Json:
        """A type with its reference followed."""
        while "$ref" in node:
            node = self.document["schemas"][node["$ref"]]
        return node


@cache
def _routes() -> dict[tuple[str, str], list[tuple[re.Pattern[str], Call]]]:
    """Per host and verb the calls and their paths, the most specific first."""
    found = importlib.util.find_spec("googleapiclient.discovery_cache")
    assert found
    assert found.submodule_search_locations
    folder = Path(found.submodule_search_locations[0]) / "documents"
    routes: dict[tuple[str, str], list[tuple[int, re.Pattern[str], Call]]] = {}
    for name in DOCUMENTS:
        document = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        host = urllib.parse.urlparse(document["rootUrl"]).netloc
        for method in _methods(document):
            path = document["servicePath"] + (method.get("flatPath") or method["path"])
            pattern = "".join(_part(part) for part in re.split(r"(\{[^}]+\})", path))
            call = Call(method["id"], method.get("request", {}).get("$ref", ""), method.get("response", {}).get("$ref", ""), document)
            fixed = len(re.sub(r"\{[^}]+\}", "", path))
            routes.setdefault((host, method["httpMethod"]), []).append((fixed, re.compile(pattern + r"\Z"), call))
    return {key: [entry[1:] for entry in sorted(found, key=lambda entry: -entry[0])] for key, found in routes.items()}


def _part(part: str) -> str:
    if part.startswith("{+"):
        return ".+"
    return r"[^/:]+" if part.startswith("{") else re.escape(part)


def _methods(node: Json) -> Iterator[Json]:
    yield from node.get("methods", {}).values()
    for child in node.get("resources", {}).values():
        yield from _methods(child)


def find(host: str, verb: str, path: str) -> Call:
    """The call of a host, a verb and a path with its version; refused where no document knows it."""
    for pattern, call in _routes().get((host, verb), ()):
        if pattern.match(path):
            return call
    if host == UNDOCUMENTED_API:
        return Call(f"{host}.instances.{verb.lower()}", "", "" if verb == "GET" else "Operation", {"schemas": {"Operation": {}}})
    raise RefusedError(501, "NOT_IMPLEMENTED", f"{verb} {host}/{path}: no document knows this call")


def versionless(path: str) -> str:
    """A path without the API's version, so that v1 and v1beta1 name the same object."""
    return _VERSION.sub("", path)


def checked(call: Call, node: Json, value: Any, where: str = "") -> Any:
    """A body as the service takes it: without what only the service sets, integers and durations in their canonical form.
    Refused where a field or a value of an enumeration is unknown.
    """
    known = call.type(node)
    if isinstance(value, dict) and (known.get("properties") or known.get("additionalProperties")):
        return _checked_object(call, known, value, where)
    if isinstance(value, list) and "items" in known:
        return [checked(call, known["items"], item, f"{where}[]") for item in value]
    if isinstance(value, str) and value and "enum" in known and value not in known["enum"]:
        raise RefusedError(400, "INVALID_ARGUMENT", f"Invalid value at '{where}': {value}, not one of {known['enum'][:12]}")
    if isinstance(value, str) and known.get("format") == "google-duration":
        return duration(value, where)
    if isinstance(value, int) and not isinstance(value, bool) and known.get("type") == "string":
        return str(value)
    return value


def _checked_object(call: Call, known: Json, value: Json, where: str) -> Json:
    fields, more = known.get("properties", {}), known.get("additionalProperties")
    result = {}
    for key, item in value.items():
        path = f"{where}.{key}".lstrip(".")
        if key in fields:
            if not fields[key].get("readOnly"):
                result[key] = checked(call, fields[key], item, path)
        elif more is not None:
            result[key] = checked(call, more, item, path)
        elif key not in UNDOCUMENTED_FIELDS:
            raise RefusedError(
                400, "INVALID_ARGUMENT", f"Invalid JSON payload received. Unknown name \"{key}\" at '{where}': Cannot find field."
            )
    return result


def duration(text: str, where: str) -> str:
    """A duration as protocol buffers write it: seconds with none, three, six or nine decimals.
    https://protobuf.dev/programming-guides/json/, read 2026-11
    """
    found = re.fullmatch(r"(-?\d+)(?:\.(\d{1,9}))?s", text)
    if not found:
        raise RefusedError(400, "INVALID_ARGUMENT", f"Invalid value at '{where}': {text} is no duration in seconds")
    decimals = (found[2] or "").rstrip("0")
    decimals += "0" * (-len(decimals) % 3)
    return f"{found[1]}.{decimals}s" if decimals else f"{found[1]}s"
