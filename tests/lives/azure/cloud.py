"""A control plane of Azure on loopback: enough of it to apply, change and destroy stacks with the real provider.

Answers as the metadata service, Entra ID's token endpoint, Microsoft Graph's service principals and Resource Manager. What it checks: that
providers are registered, parents, references and principals exist, that names and priorities are free, that what is locked or in use stays.
What it doesn't: the fields of bodies, permissions, quotas, limits of values other than those in `messaging.py` and `stores.py`, what runs, how
long things take. An empty second plan proves the stack and the provider, and the cloud only as far as the sources in `defaults.py` do.
"""

import base64
import copy
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.lives.azure import directory, rules
from tests.lives.azure.defaults import ROWS, filled
from tests.lives.azure.state import CLIENT, OBJECT, SUBSCRIPTION, TENANT, State, guid, kind_of, merged
from tests.lives.server import Answer, Json, RefusedError, Request, Server

# What a service made up stays when a resource is put again without it.
COMPUTED = (
    "AppId", "ConnectionString", "InstrumentationKey", "customDnsConfigs", "customerId", "defaultDomain", "frontDoorId",
    "fullyQualifiedDomainName", "hostName", "networkInterfaces",
)  # fmt: skip
SECRET = "lives-secret-that-opens-nothing"  # noqa: S105
# (verbs, kinds, status) where the provider's client takes another one than 200.
STATUS = (
    ("POST", r"microsoft.keyvault/locations/deletedvaults/purge", 202),
    ("PUT|PATCH", r"microsoft.dbforpostgresql/", 202),
    ("DELETE", r"microsoft.dbforpostgresql/|microsoft.cache/redisenterprise/databases/|microsoft.insights/workbooks", 204),
    ("PUT|PATCH", r"microsoft.eventgrid/(systemtopics/)?eventsubscriptions", 201),
)
# The last word of a POST -> its answer. Keys open nothing: there is no data plane.
ACTIONS: dict[str, Json] = {
    "listkeys": {
        "keys": [{"keyName": "key1", "value": base64.b64encode(b"x" * 64).decode(), "permissions": "FULL"}],
        "primaryKey": "a", "secondaryKey": "b", "primarySharedKey": "a", "secondarySharedKey": "b",
    },
    "sharedkeys": {"primarySharedKey": "a", "secondarySharedKey": "b"},
    "listsecrets": {"value": []},
    "getfullurl": {"endpointUrl": "https://example.com"},
    "getdeliveryattributes": {"value": []},
}  # fmt: skip


# What a PATCH takes away where it doesn't name it: notes in the provider's internal/services/cdn/cdn_frontdoor_helpers.go, 5.2.0.
CLEARED = {"microsoft.cdn/profiles/afdendpoints/routes": ("cacheConfiguration", "customDomains")}


class Azure(Server):
    """The stand-in of Azure: one subscription, in which nothing is registered but what always is."""

    provider = "azure"

    def __init__(self) -> None:
        super().__init__()
        self.state = State()
        self.folder = Path()

    @contextmanager
    def serving(self, tls: Any = None) -> Iterator[None]:
        """Answer over TLS: the provider knows no other way."""
        # What makes certificates isn't everywhere where these tests are collected.
        from tests.lives.azure.tls import context

        with tempfile.TemporaryDirectory(prefix="lives-") as folder:
            self.folder = Path(folder)
            with super().serving(tls or context(self.folder)):
                self.state.address = self.address
                yield

    @property
    def address(self) -> str:
        """Where everything is."""
        return f"https://127.0.0.1:{self.port}/"

    def environment(self) -> dict[str, str]:
        """The variables that lead the provider here, and those of the root that have no value of their own: undeclared ones are ignored."""
        administrator = {"name": "terraform", "object_id": OBJECT, "principal_type": "ServicePrincipal"}
        return {
            "TF_VAR_database_administrator": json.dumps(administrator),
            "ARM_METADATA_HOSTNAME": f"127.0.0.1:{self.port}", "ARM_TENANT_ID": TENANT, "ARM_SUBSCRIPTION_ID": SUBSCRIPTION,
            "ARM_CLIENT_ID": CLIENT, "ARM_CLIENT_SECRET": SECRET, "ARM_USE_CLI": "false", "SSL_CERT_FILE": str(self.folder / "authority.pem"),
        }  # fmt: skip

    def prepare(self, root: Path) -> None:
        """State on disk."""
        (root / "zz_override.tf").write_text('terraform {\n  backend "local" {}\n}\n', encoding="utf-8")

    def forgiven(self, _change: Json) -> bool:
        """Nothing is: all that the provider compares is kept."""
        return False

    def secrets(self) -> tuple[str, ...]:
        """What the provider was given and must not write down."""
        return (SECRET,)

    def refusal(self, error: RefusedError) -> Json:
        """An error as Azure's clients read it."""
        return {"error": {"code": error.reason, "message": str(error)}}

    def answer(self, request: Request) -> Answer:
        """The answer to a call, with the status that the provider's client expects."""
        path = re.sub(r"//+", "/", request.path).rstrip("/")
        value = self._result(Request(request.verb, path, request.query, request.body))
        kind = kind_of(path)
        status = next((code for verbs, kinds, code in STATUS if re.fullmatch(verbs, request.verb) and re.match(kinds, kind)), 200)
        done = f"{self.address}subscriptions/{SUBSCRIPTION}/operationStatuses/done?api-version=1"
        return Answer(status, value, {"Azure-AsyncOperation": done} if status == 202 else {})

    def _result(self, request: Request) -> Any:
        key = request.path.lower()
        for pattern, special in self._specials().items():
            found = re.search(pattern, key)
            if found:
                return special(request, found)
        return getattr(self, f"_{request.verb.lower()}")(request, key)

    def _specials(self) -> dict[str, Callable[[Request, re.Match[str]], Any]]:
        """What isn't a resource: pattern of the path -> its answer."""
        state = self.state
        principal = {"id": OBJECT, "appId": CLIENT, "displayName": "terraform"}
        subscription = {"subscriptionId": SUBSCRIPTION, "tenantId": TENANT, "displayName": "demo", "state": "Enabled"}
        return {
            r"^/metadata/endpoints$": lambda *_: directory.endpoints(self.address),
            r"/oauth2/(v2\.0/)?token$": lambda *_: directory.token(),
            r"^/v1\.0/serviceprincipals": lambda *_: {"value": [principal]},
            r"/roledefinitions(/|$)": lambda request, _: directory.roles(request),
            r"^/subscriptions/[^/]+$": lambda request, _: {"id": request.path, **subscription},
            r"^/subscriptions/[^/]+/locations$": lambda *_: {"value": []},
            r"^/subscriptions/[^/]+/providers(?:/([^/]+)(/register)?)?$": lambda _, at: directory.providers(
                state, at[1], register=bool(at[2])
            ),
            r"^/vault/": lambda *_: {},
            r"/checknameavailability$": lambda *_: {"nameAvailable": True},
            r"/operation(results|statuses)/": lambda *_: {"status": "Succeeded"},
            r"/deleted(vaults|workspaces)(?:/([^/]+)(/purge)?)?$": self._deleted,
            r"^(/subscriptions/[^/]+/resourcegroups/[^/]+)/resources$": lambda _, at: self._inside(at[1]),
        }

    def _inside(self, group: str) -> Json:
        """What is in a resource group; the provider refuses to delete one that isn't empty."""
        found = [self.state.resources[key] for key in rules.emptied(self.state, group)]
        return {"value": [{name: value[name] for name in ("id", "name", "type")} for value in found]}

    def _deleted(self, request: Request, at: re.Match[str]) -> Json:
        """Soft-deleted vaults and workspaces: shown, or purged."""
        if not at[2]:
            return {"value": []}
        hit = next((key for key in self.state.deleted if key.endswith(f"/{at[1].removeprefix('deleted')}/{at[2]}")), None)
        if hit and at[3]:
            if self.state.deleted[hit]["properties"].get("enablePurgeProtection"):
                raise RefusedError(409, "Conflict", f"{hit} has purge protection.")
            del self.state.deleted[hit]
            return {}
        if hit:
            return {"id": request.path, "name": self.state.name(hit), "properties": {"vaultId": self.state.paths[hit]}}
        raise RefusedError(404, "ResourceNotFound", f"{request.path} was not found.")

    def _get(self, request: Request, key: str) -> Json:
        if key in self.state.resources:
            return self.state.shown(key)
        parts = key.rsplit("/providers/", 1)[1].split("/") if "/providers/" in key else []
        if parts and len(parts) % 2 == 0:
            return {"value": [self.state.shown(child) for child in self.state.children(key)]}
        raise RefusedError(404, "ResourceNotFound", f"The Resource '{request.path}' was not found.")

    def _head(self, request: Request, key: str) -> Json:
        return self._get(request, key)

    def _post(self, _request: Request, key: str) -> Json:
        word = key.rsplit("/", 1)[1]
        if word not in ACTIONS:
            raise RefusedError(501, "NotImplemented", f"{kind_of(key)}: this action is unknown to the stand-in.")
        return ACTIONS[word]

    def _put(self, request: Request, key: str) -> Json:
        return self._write(request, key, copy.deepcopy(request.body))

    def _patch(self, request: Request, key: str) -> Json:
        if key not in self.state.resources:
            raise RefusedError(404, "ResourceNotFound", f"The Resource '{request.path}' was not found.")
        old = copy.deepcopy(self.state.resources[key])
        for name in CLEARED.get(kind_of(key), ()):
            old["properties"].pop(name, None)
        return self._write(request, key, merged(old, request.body))

    def _write(self, request: Request, key: str, value: Json) -> Json:
        state, kind = self.state, kind_of(key)
        rules.writable(state, request.path)
        state.paths.setdefault(key, request.path)
        value["properties"] = value.get("properties") or {}
        rules.created(state, key, value)
        state.deleted.pop(key, None)  # recovered
        value["properties"].pop("createMode", None)
        old = state.resources.get(key)
        if old and kind in ROWS:
            value["properties"] |= {
                name: old["properties"][name] for name in COMPUTED if name in old["properties"] and name not in value["properties"]
            }
        self._identify(value)
        rules.references_exist(state, request.path, value)
        filled(state, kind, key, value)
        for embedded in ("subnets", "securityRules"):
            if kind.rsplit("/", 1)[-1] in ("virtualnetworks", "networksecuritygroups"):
                value["properties"].pop(embedded, None)
        state.keep(request.path, value)
        value.setdefault("etag", 'W/"1"')
        return state.shown(key)

    def _identify(self, value: Json) -> None:
        """Give a resource its identities; Refused where one that it names isn't there."""
        identity = value.get("identity") or {}
        named = identity.get("userAssignedIdentities") or {}
        for path in list(named):
            if path.lower() not in self.state.resources:
                raise RefusedError(400, "FailedIdentityOperation", f"The identity {path} was not found.")
            named[path] = {"principalId": guid(path.lower(), "p"), "clientId": guid(path.lower(), "c")}
        if "SystemAssigned" in identity.get("type", ""):
            identity.update(principalId=guid(value.get("id", str(value)), "system"), tenantId=TENANT)

    def _delete(self, request: Request, key: str) -> None:
        state = self.state
        if key not in state.resources:
            return
        rules.deletable(state, key)
        value = state.resources.pop(key)
        if kind_of(key) in rules.SOFT_DELETED and request.query.get("force") != "true":
            state.deleted[key] = value
        for child in [other for other in state.resources if other.startswith(f"{key}/")]:
            del state.resources[child]
        for interface in value["properties"].get("networkInterfaces") or []:
            state.resources.pop(interface["id"].lower(), None)
