"""What services add to what they are given: defaults and computed values, by collection.

Each row has its source. "Reference" is the REST reference of the field's API, whose text the discovery documents repeat; "provider" is what
the provider's schema says the API answers when an argument is left out; "assumed" is what nobody wrote down and the provider accepts.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.lives.gcp import databases, runs
from tests.lives.gcp.state import NUMBER, PROJECT, State, now
from tests.lives.server import Json, fill

Fill = Callable[[State, Json, str], None]


@dataclass(frozen=True)
class Row:
    """What is added to objects whose key has the pattern in it."""

    pattern: str
    source: str
    values: dict[str, Any] | None = None
    function: Fill | None = None


def _address(_state: State, value: Json, _key: str) -> None:
    fill(value, address="203.0.113.9", addressType="EXTERNAL", status="RESERVED", prefixLength=0)
    if value["addressType"] == "EXTERNAL":
        fill(value, networkTier="PREMIUM", ipVersion="IPV4")


def _forwarding(state: State, value: Json, _key: str) -> None:
    """The address that is named by its link comes back as the number that it holds; one port comes back as a range."""
    fill(value, IPProtocol="TCP", networkTier="PREMIUM")
    link = value.get("IPAddress", "")
    held = [address["address"] for other, address in state.matching("/addresses/") if link.endswith(other.split("/projects/")[-1])]
    value["IPAddress"] = held[0] if held else link or "203.0.113.10"
    if re.fullmatch(r"\d+", value.get("portRange", "")):
        value["portRange"] = f"{value['portRange']}-{value['portRange']}"


def _backend(_state: State, value: Json, _key: str) -> None:
    draining = {"drainingTimeoutSec": 0}
    fill(value, sessionAffinity="NONE", port=80, portName="http", timeoutSec=30, affinityCookieTtlSec=0, connectionDraining=draining)
    fill(value, enableCDN=False)
    for backend in value.get("backends", []):
        fill(backend, balancingMode="UTILIZATION", capacityScaler=1)


def _bucket_backend(_state: State, value: Json, _key: str) -> None:
    if value.get("enableCdn"):
        fill(value.setdefault("cdnPolicy", {}), cacheMode="CACHE_ALL_STATIC", signedUrlCacheMaxAgeSec="0", requestCoalescing=True)


def _certificate(_state: State, value: Json, _key: str) -> None:
    managed = value.get("managed", {})
    fill(value, expireTime="", subjectAlternativeNames=managed.get("domains", []))
    fill(managed, status="PROVISIONING")


def _authorization(_state: State, value: Json, _key: str) -> None:
    record = {"name": f"_acme-challenge_abcdefghijklmnop.{value['domain']}.", "type": "CNAME", "data": "0.1.authorize.certificatemanager.goog."}
    fill(value, type="FIXED_RECORD", dnsResourceRecord=record)


def _managed(_state: State, value: Json, _key: str) -> None:
    """No domain is ever validated here."""
    managed = value.get("managed", {})
    fill(value, sanDnsnames=managed.get("domains", []), scope="DEFAULT")
    fill(managed, state="PROVISIONING")


def _router(_state: State, value: Json, _key: str) -> None:
    for nat in value.get("nats", []):
        fill(nat, enableEndpointIndependentMapping=False, endpointTypes=["ENDPOINT_TYPE_VM"], type="PUBLIC", autoNetworkTier="PREMIUM")
        fill(nat, enableDynamicPortAllocation=False, natIpAllocateOption="AUTO_ONLY", udpIdleTimeoutSec=30, icmpIdleTimeoutSec=30)
        fill(nat, tcpEstablishedIdleTimeoutSec=1200, tcpTransitoryIdleTimeoutSec=30, tcpTimeWaitTimeoutSec=120)


def _bucket(_state: State, value: Json, _key: str) -> None:
    name = value["name"]
    location = value.get("location", "US").upper()
    value.update(
        id=name, selfLink=f"https://www.googleapis.com/storage/v1/b/{name}", projectNumber=NUMBER, location=location, metageneration="1"
    )
    fill(value, storageClass="STANDARD", locationType="region")
    if location in ("US", "EU", "ASIA"):
        fill(value, rpo="DEFAULT")
    access = value.setdefault("iamConfiguration", {})
    fill(access, publicAccessPrevention="inherited", uniformBucketLevelAccess={"enabled": False})
    if access["uniformBucketLevelAccess"].get("enabled"):
        fill(access["uniformBucketLevelAccess"], lockedTime="2027-03-01T00:00:00Z")
    access["bucketPolicyOnly"] = access["uniformBucketLevelAccess"]
    value.setdefault("softDeletePolicy", {"retentionDurationSeconds": "604800"}).setdefault("effectiveTime", now())


def _account(_state: State, value: Json, key: str) -> None:
    value.update(email=key.rsplit("/", 1)[1], projectId=PROJECT, oauth2ClientId=f"1{value['uniqueId']}", name=key.split("/", 1)[1])


def _registry(_state: State, value: Json, key: str) -> None:
    region, name = key.split("/locations/")[1].split("/")[0], key.rsplit("/", 1)[1]
    scanning = {"enablementState": "SCANNING_DISABLED", "enablementStateReason": "The API is off.", "lastEnableTime": now()}
    value["vulnerabilityScanningConfig"] = {**value.get("vulnerabilityScanningConfig", {}), **scanning}
    fill(value, mode="STANDARD_REPOSITORY")
    value["registryUri"] = f"{region}-docker.pkg.dev/{PROJECT}/{name}"


def _alert(state: State, value: Json, key: str) -> None:
    fill(value, enabled=True, creationRecord={"mutateTime": now(), "mutatedBy": "me@example.com"})
    for condition in value.get("conditions", []):
        fill(condition, name=f"{key.split('/', 1)[1]}/conditions/{state.number()}")


def _uptime(_state: State, value: Json, _key: str) -> None:
    fill(value, checkerType="STATIC_IP_CHECKERS")
    fill(value.get("httpCheck", {}), requestMethod="GET", path="/")


def _policy(_state: State, value: Json, _key: str) -> None:
    fill(value, infrastructure="PSC")
    fill(value.get("pscConfig", {}), producerInstanceLocation="PRODUCER_INSTANCE_LOCATION_UNSPECIFIED")


_ROUTING = {"routingMode": "REGIONAL", "bgpBestPathSelectionMode": "LEGACY"}
_CIPHERS = ["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"]
ROWS = (
    Row(r"compute.*/addresses/", "Reference: addressType, networkTier; the address itself is assumed.", function=_address),
    Row(r"compute.*orwardingRules/", "Reference: IPAddress, portRange, IPProtocol.", function=_forwarding),
    Row(r"compute.*/backendServices/", "Reference: timeoutSec, portName, sessionAffinity; provider: capacityScaler.", function=_backend),
    Row(r"compute.*/backendBuckets/", "Provider: cdn_policy's defaults.", function=_bucket_backend),
    Row(r"compute.*/routers/", "Reference: the timeouts of nats[]; autoNetworkTier, endpointTypes.", function=_router),
    Row(
        r"compute.*/networks/", "Provider: mtu, network_firewall_policy_enforcement_order, bgp_best_path_selection_mode.",
        {"networkFirewallPolicyEnforcementOrder": "AFTER_CLASSIC_FIREWALL", "mtu": 1460, "routingConfig": _ROUTING},
    ),
    Row(
        r"compute.*/subnetworks/", "Reference: purpose, stackType, privateIpv6GoogleAccess; the gateway is assumed.",
        {"purpose": "PRIVATE", "stackType": "IPV4_ONLY", "privateIpv6GoogleAccess": "DISABLE_GOOGLE_ACCESS", "gatewayAddress": "10.0.0.1",
         "allowSubnetCidrRoutesOverlap": False},
    ),
    Row(r"compute.*/firewalls/", "Reference: priority, direction, disabled.", {"priority": 1000, "direction": "INGRESS", "disabled": False, "logConfig": {"enable": False}}),
    Row(r"compute.*/sslPolicies/", "Reference: profile, minTlsVersion; the list of ciphers is assumed.", {"profile": "COMPATIBLE", "minTlsVersion": "TLS_1_0", "enabledFeatures": _CIPHERS}),
    Row(r"compute.*/sslCertificates/", "Reference: managed.status; no domain is ever validated here.", function=_certificate),
    Row(r"certificatemanager.*/dnsAuthorizations/", "Provider: type, dns_resource_record; the form of the record is assumed.", function=_authorization),
    Row(r"certificatemanager.*/certificates/", "Reference: managed.state, sanDnsnames, scope.", function=_managed),
    Row(r"compute.*/targetHttpsProxies/", "Reference: quicOverride, tlsEarlyData.", {"quicOverride": "NONE", "tlsEarlyData": "DISABLED"}),
    Row(r"compute.*/securityPolicies/", "Reference: type.", {"type": "CLOUD_ARMOR"}),
    Row(r"sqladmin.*/instances/[^/]+$", databases.SQL_SOURCE, function=databases.sql),
    Row(r"memorystore.*/instances/", databases.VALKEY_SOURCE, function=databases.valkey),
    Row(r"run\..*/services/", runs.SOURCE, function=runs.service),
    Row(r"run\..*/jobs/", runs.SOURCE, function=runs.job),
    Row(r"storage.*/b/[^/]+$", "Reference: storageClass, iamConfiguration, softDeletePolicy (7 days).", function=_bucket),
    Row(r"iam\..*/serviceAccounts/", "Reference: email, uniqueId.", function=_account),
    Row(r"networkconnectivity.*/serviceConnectionPolicies/", "Provider: infrastructure; assumed: producerInstanceLocation.", function=_policy),
    Row(r"artifactregistry.*/repositories/", "Provider: mode, registry_uri; scanning is off as its API is.", function=_registry),
    Row(r"pubsub.*/topics/", "Reference: state.", {"state": "ACTIVE"}),
    Row(
        r"pubsub.*/subscriptions/", "Reference: messageRetentionDuration (7 days), ackDeadlineSeconds (10), expirationPolicy (31 days).",
        {"state": "ACTIVE", "messageRetentionDuration": "604800s", "ackDeadlineSeconds": 10, "expirationPolicy": {"ttl": "2678400s"}, "pushConfig": {}},
    ),
    Row(r"cloudscheduler.*/jobs/", "Reference: state, attemptDeadline (3 minutes).", {"state": "ENABLED", "attemptDeadline": "180s", "retryConfig": {}}),
    Row(r"monitoring.*/notificationChannels/", "Reference: enabled.", {"enabled": True}),
    Row(r"monitoring.*/alertPolicies/", "Reference: enabled, creationRecord, conditions[].name.", function=_alert),
    Row(r"monitoring.*/uptimeCheckConfigs/", "Reference: checkerType, httpCheck.requestMethod, httpCheck.path.", function=_uptime),
    Row(
        r"dns.*/managedZones/[^/]+$", "Reference: visibility; the name server is assumed.",
        {"nameServers": ["ns-gcp-private.googledomains.com."], "visibility": "public", "cloudLoggingConfig": {"kind": "dns#managedZoneCloudLoggingConfig"}},
    ),
    Row(
        r"logging.*/sinks/", "Reference: writerIdentity, by the project's own log router where none is given.",
        {"writerIdentity": f"serviceAccount:service-{NUMBER}@gcp-sa-logging.iam.gserviceaccount.com"},
    ),
    Row(r"logging.*/buckets/", "Reference: lifecycleState.", {"lifecycleState": "ACTIVE"}),
)  # fmt: skip


def filled(state: State, key: str, value: Json) -> Json:
    """The object with what its service adds; refused where a service refuses the value while it does."""
    for row in ROWS:
        if re.search(row.pattern, key):
            fill(value, **(row.values or {}))
            if row.function:
                row.function(state, value, key)
    return value
