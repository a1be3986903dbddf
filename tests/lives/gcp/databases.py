"""Cloud SQL and Memorystore for Valkey: what they add, and what their create functions refuse."""

from tests.lives.gcp.state import NUMBER, PROJECT, State, now
from tests.lives.server import Json, RefusedError, fill

SQL_SOURCE = (
    "Reference of sqladmin v1beta4: DatabaseInstance, Settings, IpConfiguration, BackupConfiguration; "
    "assumed: maintenance version, certificate, zone, replicationLagMaxSeconds."
)
VALKEY_SOURCE = "Provider: mode, node_config, zone_distribution_config, persistence_config; assumed: addresses and attachments."


def sql(state: State, value: Json, key: str) -> None:
    """An instance. With a private network it needs the private services connection; without one it gets a public address."""
    name, region, version = key.rsplit("/", 1)[1], value.get("region"), value.get("databaseVersion")
    certificate = {
        "kind": "sql#sslCert", "cert": "x", "certSerialNumber": "0", "commonName": "C=US", "sha1Fingerprint": "ab", "instance": name,
        "createTime": now(), "expirationTime": "2036-01-01T00:00:00Z",
    }  # fmt: skip
    fill(value, state="RUNNABLE", backendType="SECOND_GEN", instanceType="CLOUD_SQL_INSTANCE", project=PROJECT, gceZone=f"{region}-b")
    fill(
        value,
        connectionName=f"{PROJECT}:{region}:{name}",
        serviceAccountEmailAddress=f"p{NUMBER}-abc123@gcp-sa-cloud-sql.iam.gserviceaccount.com",
    )
    fill(value, serverCaCert=certificate, satisfiesPzs=False, sqlNetworkArchitecture="NEW_NETWORK_ARCHITECTURE")
    value.update(maintenanceVersion=f"{version}_4.R20261101.00_00", databaseInstalledVersion=f"{version}_4")
    settings = value.setdefault("settings", {})
    _sql_settings(settings, region)
    private = settings["ipConfiguration"].get("privateNetwork")
    if not private:
        fill(value, ipAddresses=[{"type": "PRIMARY", "ipAddress": "203.0.113.77"}])
        return
    network = private.rsplit("/", 1)[-1]
    if not any(network in str(connection.get("network")) for _, connection in state.matching("/connections/")):
        raise RefusedError(400, "invalid", f"Network association failed: NETWORK_NOT_PEERED: {private} has no private services connection.")
    ranges = [address["address"] for _, address in state.matching("/addresses/") if address.get("purpose") == "VPC_PEERING"]
    base = (ranges or ["10.9.0.0"])[0].rsplit(".", 1)[0]
    fill(value, ipAddresses=[{"type": "PRIVATE", "ipAddress": f"{base}.{3 + len(state.matching(r'sqladmin.*/instances/[^/]+$'))}"}])


def _sql_settings(settings: Json, region: object) -> None:
    fill(
        settings,
        kind="sql#settings",
        activationPolicy="ALWAYS",
        pricingPlan="PER_USE",
        replicationType="SYNCHRONOUS",
        dataDiskType="PD_SSD",
    )
    fill(
        settings,
        dataDiskSizeGb="10",
        storageAutoResizeLimit="0",
        availabilityType="ZONAL",
        edition="ENTERPRISE",
        replicationLagMaxSeconds=31536000,
    )
    fill(
        settings, locationPreference={"zone": f"{region}-b", "kind": "sql#locationPreference"}, dataCacheConfig={"dataCacheEnabled": False}
    )
    settings["settingsVersion"] = str(int(settings.get("settingsVersion", 0)) + 1)
    fill(settings.setdefault("ipConfiguration", {}), ipv4Enabled=True, sslMode="ALLOW_UNENCRYPTED_AND_ENCRYPTED", requireSsl=False)
    fill(settings["ipConfiguration"], serverCaMode="GOOGLE_MANAGED_INTERNAL_CA")
    backup = settings.setdefault("backupConfiguration", {})
    fill(
        backup,
        kind="sql#backupConfiguration",
        enabled=False,
        startTime="03:00",
        transactionalLogStorageState="CLOUD_STORAGE",
        backupTier="STANDARD",
    )
    fill(backup, transactionLogRetentionDays=7, backupRetentionSettings={"retentionUnit": "COUNT", "retainedBackups": 7})
    fill(backup["backupRetentionSettings"], retentionUnit="COUNT")
    insights = settings.get("insightsConfig") or {}
    if insights.get("queryInsightsEnabled"):
        fill(insights, queryStringLength=1024, queryPlansPerMinute=5)


def valkey(state: State, value: Json, key: str) -> None:
    """An instance, which needs a service connection policy for its class in its region."""
    region = key.split("/locations/")[1].split("/")[0]
    fill(
        value,
        state="ACTIVE",
        mode="CLUSTER",
        replicaCount=0,
        authorizationMode="AUTH_DISABLED",
        transitEncryptionMode="TRANSIT_ENCRYPTION_DISABLED",
    )
    fill(
        value,
        shardCount=1,
        zoneDistributionConfig={"mode": "MULTI_ZONE"},
        persistenceConfig={"mode": "DISABLED"},
        nodeConfig={"sizeGb": 1.4},
    )
    fill(value, engineConfigs={}, engineVersion="VALKEY_8_0", discoveryEndpoints=[])
    if value.get("endpoints") and value["endpoints"][0].get("connections", [{}])[0].get("pscAutoConnection", {}).get("ipAddress"):
        return
    policies = [policy for _, policy in state.matching("/serviceConnectionPolicies/") if policy.get("serviceClass") == "gcp-memorystore"]
    if not policies:
        raise RefusedError(400, "FAILED_PRECONDITION", "The network has no service connection policy for gcp-memorystore.")
    subnet = next(
        found
        for other, found in state.matching("/subnetworks/")
        if policies[0]["pscConfig"]["subnetworks"][0].endswith(other.split("/", 1)[1])
    )
    base = subnet["ipCidrRange"].split("/")[0].rsplit(".", 1)[0]
    value["endpoints"] = [{"connections": [_connection(state, region, policies[0]["network"], base, place) for place in (3, 4)]}]


def _connection(state: State, region: str, network: str, base: str, place: int) -> Json:
    kind = {3: "CONNECTION_TYPE_PRIMARY", 4: "CONNECTION_TYPE_READER"}[place]
    rule = f"https://www.googleapis.com/compute/v1/projects/{PROJECT}/regions/{region}/forwardingRules/sca-auto-{place}"
    return {
        "pscAutoConnection": {
            "pscConnectionId": state.number(), "ipAddress": f"{base}.{place}", "forwardingRule": rule, "projectId": PROJECT,
            "network": network, "port": 6379, "connectionType": kind, "pscConnectionStatus": "ACTIVE",
            "serviceAttachment": f"projects/9/regions/{region}/serviceAttachments/gcp-memorystore-{place}",
        }
    }  # fmt: skip
