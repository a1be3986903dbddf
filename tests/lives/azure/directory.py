"""What the provider asks before it does anything: where everything is, a token, who it is, roles, providers."""

import base64
import json
import re
import time

from tests.lives.azure.state import CLIENT, OBJECT, SUBSCRIPTION, TENANT, State
from tests.lives.server import Json, RefusedError, Request

# Each in its own case, by which the provider compares them. https://learn.microsoft.com/azure/azure-resource-manager/management/azure-services-resource-providers
NAMESPACES = (
    "Microsoft.AlertsManagement", "Microsoft.App", "Microsoft.Authorization", "Microsoft.Cache", "Microsoft.Cdn", "Microsoft.Compute",
    "Microsoft.Consumption", "Microsoft.ContainerRegistry", "Microsoft.ContainerService", "Microsoft.DBforPostgreSQL", "Microsoft.DocumentDB",
    "Microsoft.EventGrid", "microsoft.insights", "Microsoft.KeyVault", "Microsoft.ManagedIdentity", "Microsoft.Network",
    "Microsoft.OperationalInsights", "Microsoft.Resources", "Microsoft.ServiceBus", "Microsoft.Sql", "Microsoft.Storage", "Microsoft.Web",
)  # fmt: skip
# Built-in roles that stacks name. https://learn.microsoft.com/azure/role-based-access-control/built-in-roles, read 2026-11
ROLES = {
    "AcrPull": "7f951dda-4ed3-4680-a7ca-43fe172d538d",
    "AcrPush": "8311e382-0749-4cb8-b61a-304f252e45ec",
    "Azure Service Bus Data Owner": "090c5cfd-751d-490a-894a-3ce6f1109419",
    "Azure Service Bus Data Receiver": "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0",
    "Azure Service Bus Data Sender": "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39",
    "Key Vault Secrets User": "4633458b-17de-408a-b874-0445c86b69e6",
    "Monitoring Metrics Publisher": "3913510d-42f4-4e42-8a64-420c390055eb",
    "Storage Blob Data Contributor": "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    "Storage Blob Data Reader": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    "Storage Blob Delegator": "db58b8e5-c6ad-4a2a-8342-4190687cbf4a",
}
_SUFFIXES = {
    "storage": "core.windows.net", "keyVaultDns": "vault.azure.net", "acrLoginServer": "azurecr.io", "azureFrontDoorEndpointSuffix": "azurefd.net",
    "postgresqlServerEndpoint": "postgres.database.azure.com", "sqlServerHostname": "database.windows.net", "mhsmDns": "managedhsm.azure.net",
}  # fmt: skip


def endpoints(address: str) -> Json:
    """The metadata service's answer: everything is at one address."""
    login = {"loginEndpoint": address, "audiences": [address], "tenant": "common", "identityProvider": "AAD"}
    return {
        "name": "Loopback", "resourceManager": address, "microsoftGraphResourceId": address, "portal": address, "authentication": login,
        "suffixes": _SUFFIXES, "logAnalyticsResourceId": "https://api.loganalytics.io",
        "ossrDbmsResourceId": "https://ossrdbms-aad.database.windows.net",
    }  # fmt: skip


def token() -> Json:
    """An unsigned token; the provider reads who it is for."""
    claims = {"aud": "x", "tid": TENANT, "oid": OBJECT, "appid": CLIENT, "idtyp": "app", "exp": int(time.time()) + 86400, "roles": []}
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({"alg": "none"}, claims, "none"))
    return {"token_type": "Bearer", "expires_in": 86400, "access_token": ".".join(parts)}


def roles(request: Request) -> Json:
    """Definitions of built-in roles, by name or by id; Refused where one isn't listed above."""
    named = re.search(r"roleName eq '([^']+)'", request.query.get("$filter", ""))
    if named:
        return {"value": [_role(named[1])] if named[1] in ROLES else []}
    last = request.path.rsplit("/", 1)[1].lower()
    if last == "roledefinitions":
        return {"value": [_role(name) for name in ROLES]}
    for name, identifier in ROLES.items():
        if identifier == last:
            return _role(name)
    raise RefusedError(404, "RoleDefinitionDoesNotExist", f"{request.path} was not found.")


def _role(name: str) -> Json:
    base = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions"
    about = {"roleName": name, "type": "BuiltInRole", "description": "", "assignableScopes": ["/"], "permissions": []}
    return {"id": f"{base}/{ROLES[name]}", "name": ROLES[name], "type": "Microsoft.Authorization/roleDefinitions", "properties": about}


def providers(state: State, namespace: str | None, *, register: bool) -> Json:
    """One resource provider, or all; registering takes no time."""
    if namespace is None:
        return {"value": [_provider(state, name) for name in NAMESPACES]}
    if register:
        state.registered.add(namespace)
    for name in NAMESPACES:
        if name.lower() == namespace:
            return _provider(state, name)
    raise RefusedError(404, "InvalidResourceNamespace", f"The resource namespace '{namespace}' is invalid.")


def _provider(state: State, name: str) -> Json:
    registered = "Registered" if name.lower() in state.registered else "NotRegistered"
    return {
        "namespace": name,
        "id": f"/subscriptions/{SUBSCRIPTION}/providers/{name}",
        "registrationState": registered,
        "resourceTypes": [],
    }
