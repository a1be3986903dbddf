"""Service Bus: namespaces and queues."""

from tests.lives.azure.durations import FOREVER, canonical, seconds
from tests.lives.azure.state import State
from tests.lives.server import Json, RefusedError, fill

SOURCE = (
    "Reference of Microsoft.ServiceBus (lock of a minute, 10 deliveries, history of 10 minutes); "
    "https://learn.microsoft.com/azure/service-bus-messaging/service-bus-quotas (256 KB, lock of 5 minutes at most)."
)
_DURATIONS = ("lockDuration", "defaultMessageTimeToLive", "autoDeleteOnIdle", "duplicateDetectionHistoryTimeWindow")


def namespace(state: State, key: str, value: Json) -> None:
    """A namespace, with its rules of the network and its root key."""
    it, path = value["properties"], state.paths[key]
    fill(value["sku"], tier=value["sku"]["name"])
    fill(
        it,
        serviceBusEndpoint=f"https://{state.name(key)}.servicebus.windows.net:443/",
        status="Active",
        zoneRedundant=True,
        disableLocalAuth=False,
    )
    fill(it, minimumTlsVersion="1.2", publicNetworkAccess="Enabled", premiumMessagingPartitions=0)
    if f"{key}/networkrulesets/default" not in state.resources:
        rules: Json = {"defaultAction": "Allow", "publicNetworkAccess": it["publicNetworkAccess"], "ipRules": [], "virtualNetworkRules": []}
        state.keep(f"{path}/networkRuleSets/default", {"properties": {**rules, "trustedServiceAccessEnabled": False}})
    state.keep(f"{path}/AuthorizationRules/RootManageSharedAccessKey", {"properties": {"rights": ["Listen", "Manage", "Send"]}})


def queue(state: State, key: str, value: Json) -> None:
    """A queue, whose durations read back as .NET writes them. Refused where the lock is too long, or Basic is asked for more than it has."""
    it = value["properties"]
    fill(it, lockDuration="PT1M", maxSizeInMegabytes=1024, defaultMessageTimeToLive=FOREVER, autoDeleteOnIdle=FOREVER, maxDeliveryCount=10)
    fill(it, requiresDuplicateDetection=False, requiresSession=False, deadLetteringOnMessageExpiration=False, status="Active")
    fill(it, duplicateDetectionHistoryTimeWindow="PT10M", enableBatchedOperations=True, enablePartitioning=False, enableExpress=False)
    fill(it, maxMessageSizeInKilobytes=256)
    for name in _DURATIONS:
        it[name] = canonical(it[name])
    if seconds(it["lockDuration"]) > 300:
        raise RefusedError(400, "BadRequest", f"The lock of {it['lockDuration']} is longer than 5 minutes.")
    if state.resources[key.rsplit("/queues/", 1)[0]]["sku"]["name"] == "Basic" and it["requiresDuplicateDetection"]:
        raise RefusedError(400, "BadRequest", "Basic has no duplicate detection.")


FILL = {"microsoft.servicebus/namespaces": namespace, "microsoft.servicebus/namespaces/queues": queue}
