"""Stores of data: storage accounts, PostgreSQL, Redis, vaults, registries."""

import re

from tests.lives.azure.state import State
from tests.lives.server import Json, RefusedError, fill

SOURCE = (
    "Reference of Microsoft.Storage, DBforPostgreSQL, Cache, KeyVault (90 days) and ContainerRegistry; provider: PostgreSQL's storage tier, "
    "Redis's clustering and eviction; assumed: minor versions, zones, dates."
)
_SERVICES = ("blob", "file", "queue", "table")


def storage(state: State, key: str, value: Json) -> None:
    """A storage account. Refused where its name isn't one."""
    it, name = value["properties"], state.name(key)
    if not re.fullmatch(r"[a-z0-9]{3,24}", name):
        raise RefusedError(400, "AccountNameInvalid", f"{name} is not a valid storage account name.")
    fill(
        it,
        primaryEndpoints={part: f"https://{name}.{part}.core.windows.net/" for part in (*_SERVICES, "dfs", "web")},
        primaryLocation=value["location"],
    )
    fill(it, statusOfPrimary="available", creationTime="2026-11-30T00:00:00Z", supportsHttpsTrafficOnly=True, accessTier="Hot")
    encrypted = {part: {"enabled": True, "keyType": "Account"} for part in ("blob", "file")}
    fill(it, dnsEndpointType="Standard", encryption={"keySource": "Microsoft.Storage", "services": encrypted}, allowBlobPublicAccess=False)
    fill(it, networkAcls={"bypass": "AzureServices", "defaultAction": "Allow"}, publicNetworkAccess="Enabled")
    fill(it["networkAcls"], virtualNetworkRules=[], ipRules=[], resourceAccessRules=[])
    fill(value.get("sku") or {}, tier=str((value.get("sku") or {}).get("name")).split("_")[0])
    for service in _SERVICES:
        if f"{key}/{service}services/default" not in state.resources:
            about = {"cors": {"corsRules": []}, "deleteRetentionPolicy": {"enabled": False}}
            state.keep(f"{state.paths[key]}/{service}Services/default", {"properties": about})


def container(_: State, _key: str, value: Json) -> None:
    """A container of blobs."""
    fill(value["properties"], publicAccess="None", hasImmutabilityPolicy=False, hasLegalHold=False, leaseState="Available")
    fill(value["properties"], defaultEncryptionScope="$account-encryption-key", denyEncryptionScopeOverride=False)


def postgres(state: State, key: str, value: Json) -> None:
    """A flexible server. A smaller disk than it has is refused, as the API does."""
    it, old = value["properties"], (state.resources.get(key) or {}).get("properties", {})
    fill(
        it, fullyQualifiedDomainName=f"{state.name(key)}.postgres.database.azure.com", state="Ready", minorVersion="5", availabilityZone="1"
    )
    fill(it, replicationRole="Primary", replicaCapacity=5, highAvailability={"mode": "Disabled", "state": "NotEnabled"})
    fill(it, maintenanceWindow={"customWindow": "Disabled", "dayOfWeek": 0, "startHour": 0, "startMinute": 0})
    storage_of = it.setdefault("storage", {})
    fill(storage_of, storageSizeGB=32, autoGrow="Disabled", tier="P4", iops=120, type="")
    if storage_of["storageSizeGB"] < old.get("storage", {}).get("storageSizeGB", 0):
        raise RefusedError(400, "InvalidParameterValue", "The storage of a server can't be made smaller.")
    fill(it.setdefault("backup", {}), backupRetentionDays=7, geoRedundantBackup="Disabled", earliestRestoreDate="2026-11-30T00:00:00Z")
    fill(it.setdefault("network", {}), publicNetworkAccess="Enabled")
    fill(it.setdefault("authConfig", {}), activeDirectoryAuth="Disabled", passwordAuth="Enabled")
    it.pop("createMode", None)
    it.pop("administratorLoginPassword", None)


def administrator(state: State, key: str, value: Json) -> None:
    """An administrator of PostgreSQL is named by its object id."""
    value["properties"]["objectId"] = state.name(key)


def redis(state: State, key: str, value: Json) -> None:
    """Managed Redis."""
    fill(
        value["properties"], hostName=f"{state.name(key)}.{value['location']}.redis.azure.net", resourceState="Running", redisVersion="7.4"
    )
    fill(value["properties"], highAvailability="Enabled", minimumTlsVersion="1.2", publicNetworkAccess="Enabled", encryption={})


def redis_database(_: State, _key: str, value: Json) -> None:
    """The one database of a Redis."""
    fill(
        value["properties"],
        port=10000,
        resourceState="Running",
        clientProtocol="Encrypted",
        clusteringPolicy="OSSCluster",
        redisVersion="7.4",
    )
    fill(value["properties"], evictionPolicy="VolatileLRU", modules=[], accessKeysAuthentication="Disabled", deferUpgrade="NotDeferred")


def vault(state: State, key: str, value: Json) -> None:
    """A key vault. Its data plane is an address here that answers whatever is asked: the provider waits until it does."""
    it = value["properties"]
    fill(it, vaultUri=f"{state.address}vault/{state.name(key)}/", enableSoftDelete=True, softDeleteRetentionInDays=90, accessPolicies=[])
    fill(it, enabledForDeployment=False, networkAcls={"bypass": "AzureServices", "defaultAction": "Allow"})
    fill(it["networkAcls"], ipRules=[], virtualNetworkRules=[])


def registry(state: State, key: str, value: Json) -> None:
    """A registry."""
    fill(value["sku"], tier=value["sku"]["name"])
    policies = {
        "quarantinePolicy": {"status": "disabled"}, "trustPolicy": {"type": "Notary", "status": "disabled"},
        "retentionPolicy": {"days": 7, "status": "disabled"}, "exportPolicy": {"status": "enabled"},
    }  # fmt: skip
    fill(value["properties"], loginServer=f"{state.name(key)}.azurecr.io", creationDate="2026-11-30T00:00:00Z", adminUserEnabled=False)
    fill(
        value["properties"],
        publicNetworkAccess="Enabled",
        networkRuleBypassOptions="AzureServices",
        zoneRedundancy="Disabled",
        policies=policies,
    )
    fill(value["properties"], anonymousPullEnabled=False, dataEndpointEnabled=False, encryption={"status": "disabled"})


def linked(state: State, connection: Json) -> None:
    """A connection of a private endpoint, approved at once. Refused where its target isn't there."""
    it = connection["properties"]
    if it["privateLinkServiceId"].lower() not in state.resources:
        raise RefusedError(400, "PrivateLinkServiceIdNotFound", it["privateLinkServiceId"])
    it["privateLinkServiceConnectionState"] = {"status": "Approved", "description": "Auto-Approved", "actionsRequired": "None"}


FILL = {
    "microsoft.storage/storageaccounts": storage,
    "microsoft.storage/storageaccounts/blobservices/containers": container,
    "microsoft.dbforpostgresql/flexibleservers": postgres,
    "microsoft.dbforpostgresql/flexibleservers/administrators": administrator,
    "microsoft.cache/redisenterprise": redis,
    "microsoft.cache/redisenterprise/databases": redis_database,
    "microsoft.keyvault/vaults": vault,
    "microsoft.containerregistry/registries": registry,
}
