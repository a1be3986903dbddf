"""What a project holds: objects by host and path, policies and operations."""

import base64
import datetime
import hashlib
import itertools
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.lives.gcp.documents import Call
from tests.lives.server import Json, texts

PROJECT, NUMBER, BILLING = "demo-project", "123456789012", "012345-6789AB-CDEF01"
OWN = frozenset({"selfLink", "name", "targetLink", "id"})  # fields in which an object names itself


@dataclass
class State:
    """The project. Keys are `host/path` without a version and with the project's id, never its number."""

    objects: dict[str, Json] = field(default_factory=dict)
    policies: dict[str, Json] = field(default_factory=dict)
    operations: dict[str, Json] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(4_000_000_000_001))

    def number(self) -> str:
        """A number that nothing else has."""
        return str(next(self.numbers))

    def matching(self, pattern: str) -> list[tuple[str, Json]]:
        """Objects whose key has the pattern in it."""
        return [(key, value) for key, value in self.objects.items() if re.search(pattern, key)]

    def users(self, key: str) -> list[str]:
        """Keys of the objects that name another one, by its link or by its path below the project."""
        path = key.split("/", 1)[1].split("/", 2)[-1]
        return [
            other
            for other, value in self.objects.items()
            if other != key
            and not other.startswith(f"{key}/")
            and any(text == path or text.endswith(f"/{path}") for text in texts(value, OWN))
        ]


def now() -> str:
    """The time as the APIs write it."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def mark(*of: object) -> str:
    """An etag or fingerprint."""
    return base64.b64encode(hashlib.sha256(repr(of).encode()).digest()[:9]).decode()


def key_of(host: str, path: str) -> str:
    """The key of what a path names. Verbs of global proxies are documented without the word `global`."""
    path = re.sub(r"^(projects/[^/]+)/(target\w+Proxies/)", r"\1/global/\2", path)
    return f"{host}/{path}".replace(f"/projects/{NUMBER}/", f"/projects/{PROJECT}/")


def stamped(state: State, call: Call, kind: str, value: Json, key: str, *, new: bool) -> Json:
    """The object with the times, marks, links and numbers that its type has, and the defaults that its document states."""
    host, path = key.split("/", 1)
    fields = call.type({"$ref": kind}).get("properties", {}) if kind else {}
    number = value["id"] if str(value.get("id", "")).isdigit() else state.number()
    base = "https://www.googleapis.com/compute/v1" if host.startswith("compute") else f"https://{host}"
    made = {"uid": str(uuid.uuid4()), "uniqueId": f"1{number}", "createTime": now(), "creationTimestamp": now(), "timeCreated": now()}
    always = {"selfLink": f"{base}/{path}", "updateTime": now(), "updated": now(), "generation": str(int(value.get("generation", 0)) + 1)}
    always |= {name: mark(name, state.number()) for name in ("etag", "fingerprint", "labelFingerprint")}
    for name, about in fields.items():
        if name in always:
            value[name] = always[name]
        elif name in made and new:
            value[name] = made[name]
        elif name == "creationTime" and new:
            value[name] = now() if about["type"] == "string" else int(number)
        elif name == "id" and about.get("format") == "uint64":
            value[name] = number
        elif "default" in about and about.get("type") in ("string", "boolean", "integer"):
            value.setdefault(name, {"true": True, "false": False}.get(about["default"], about["default"]))
    for part in ("region", "zone"):
        found = re.match(rf"(projects/[^/]+/{part}s/[^/]+)/", path)
        if found and part in fields and host.startswith("compute"):
            value[part] = f"{base}/{found[1]}"
    return value


def operation(state: State, key: str, value: Json | None, kind: str) -> Json:
    """A long-running operation that is done, in the form of its API."""
    host, path = key.split("/", 1)
    name = f"op-{state.number()}"
    if host.startswith("compute"):
        parts = path.split("/")
        base = "https://www.googleapis.com/compute/v1"
        result: Json = {
            "kind": "compute#operation", "name": name, "id": name[3:], "status": "DONE", "progress": 100, "operationType": kind,
            "targetLink": f"{base}/{path}", "targetId": (value or {}).get("id", "1"),
        }  # fmt: skip
        if parts[2] == "regions":
            result["region"] = f"{base}/projects/{PROJECT}/regions/{parts[3]}"
    elif host.startswith("sqladmin"):
        result = {
            "kind": "sql#operation", "name": name, "status": "DONE", "operationType": kind.upper(),
            "targetId": key.rsplit("/", 1)[1], "targetProject": PROJECT,
        }  # fmt: skip
    else:
        found = re.match(r"((?:projects/[^/]+/)?(?:locations/[^/]+/)?)", path)
        prefix = found[1] if found else ""
        empty = {"@type": "type.googleapis.com/google.protobuf.Empty"}
        result = {"name": f"{prefix}operations/{name}", "done": True, "response": {**empty, **(value or {})}}
    state.operations[name] = result
    return result
