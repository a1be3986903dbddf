"""What a subscription holds: resources by path, registered providers, and names that stay taken after a deletion."""

import copy
import re
import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.lives.server import Json, texts

TENANT, SUBSCRIPTION = "11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222"
CLIENT, OBJECT = "33333333-3333-3333-3333-333333333333", "44444444-4444-4444-4444-444444444444"
RESOURCE_GROUP = "microsoft.resources/resourcegroups"
# Parents that show their children inside of themselves: kind -> the children's part of the path, and the property.
EMBEDDED = {
    "microsoft.network/virtualnetworks": ("subnets", "subnets"),
    "microsoft.network/networksecuritygroups": ("securityrules", "securityRules"),
}


def guid(*of: object) -> str:
    """The same identifier for the same words."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(map(str, of)).lower()))


def kind_of(path: str) -> str:
    """The type of what a path names, in lower case: microsoft.network/virtualnetworks/subnets. The last provider counts."""
    path = path.lower()
    if "/providers/" not in path:
        return RESOURCE_GROUP if re.search(r"/resourcegroups/[^/]+$", path) else ""
    parts = path.rsplit("/providers/", 1)[1].split("/")
    return "/".join([parts[0], *parts[1::2]])


@dataclass
class State:
    """The subscription. Keys are paths in lower case; Resource Manager doesn't tell cases apart, and answers in the case of the first call."""

    address: str = ""  # where the stand-in answers
    resources: dict[str, Json] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    registered: set[str] = field(default_factory=lambda: {"microsoft.resources", "microsoft.authorization"})
    deleted: dict[str, Json] = field(default_factory=dict)  # soft-deleted: their names are taken

    def keep(self, path: str, value: Json) -> Json:
        """Keep a resource under its path."""
        key = path.lower().rstrip("/")
        path = self.paths.setdefault(key, path)
        types = path.rsplit("/providers/", 1)[-1].split("/")
        kind = "/".join([types[0], *types[1::2]]) if "/providers/" in path else "Microsoft.Resources/resourceGroups"
        value.update(id=path, name=path.rsplit("/", 1)[1], type=kind)
        value.setdefault("properties", {}).setdefault("provisioningState", "Succeeded")
        self.resources[key] = value
        return value

    def name(self, key: str) -> str:
        """A resource's name, in its own case."""
        return self.paths[key].rsplit("/", 1)[1]

    def children(self, key: str) -> list[str]:
        """The keys right below a path."""
        return [other for other in self.resources if other.startswith(f"{key}/") and "/" not in other[len(key) + 1 :]]

    def users(self, key: str, kinds: str) -> list[str]:
        """Keys of the resources of some kinds (a pattern) that name another one, or a part of it; neither parents nor children."""
        return [
            other
            for other, value in self.resources.items()
            if other != key
            and not other.startswith(f"{key}/")
            and not key.startswith(f"{other}/")
            and re.match(kinds, kind_of(other))
            and any(f"{text.lower()}/".startswith(f"{key}/") for text in texts({**value, "id": None}))
        ]

    def shown(self, key: str) -> Json:
        """A resource as it is read, with the children that its kind embeds."""
        value = copy.deepcopy(self.resources[key])
        if kind_of(key) in EMBEDDED:
            part, name = EMBEDDED[kind_of(key)]
            value["properties"][name] = [self.shown(child) for child in self.children(f"{key}/{part}")]
        return value

    def of_kind(self, kind: str) -> list[tuple[str, Json]]:
        """All resources of a kind."""
        return [(key, value) for key, value in self.resources.items() if kind_of(key) == kind]


def merged(old: Any, new: Any) -> Any:
    """A PATCH: mappings merged into each other; tags are replaced whole."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return new
    return {**old, **{key: merged(old[key], item) if key in old and key != "tags" else item for key, item in new.items()}}
