"""What services add to what they are given, by kind.

Each row has its source. "Reference" is the REST reference of the kind (https://learn.microsoft.com/rest/api), "provider" what the provider's
schema states as default or reads back, "assumed" what nobody wrote down and the provider accepts. Read 2026-11.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.lives.azure import apps, messaging, stores
from tests.lives.azure.state import TENANT, State, guid
from tests.lives.server import Json, fill

Fill = Callable[[State, str, Json], None]


@dataclass(frozen=True)
class Row:
    """What is added to a kind's properties, and by a function to the whole resource."""

    source: str
    values: dict[str, Any] = field(default_factory=dict)
    function: Fill | None = None


def _identity(_: State, key: str, value: Json) -> None:
    value["properties"].update(principalId=guid(key, "p"), clientId=guid(key, "c"), tenantId=TENANT)


def _assignment(state: State, key: str, value: Json) -> None:
    value["properties"]["scope"] = state.paths[key].rsplit("/providers/", 1)[0]


def _zone(state: State, key: str, value: Json) -> None:
    """A zone comes with its SOA record."""
    fill(value["properties"], numberOfRecordSets=1, maxNumberOfRecordSets=25000, maxNumberOfVirtualNetworkLinks=1000)
    fill(value["properties"], maxNumberOfVirtualNetworkLinksWithRegistration=100)
    if f"{key}/soa/@" not in state.resources:
        record = {"host": "azureprivatedns.net", "email": "azureprivatedns-host.microsoft.com", "serialNumber": 1, "refreshTime": 3600}
        record |= {"retryTime": 300, "expireTime": 2419200, "minimumTTL": 10}
        state.keep(f"{state.paths[key]}/SOA/@", {"properties": {"ttl": 3600, "fqdn": f"{state.name(key)}.", "soaRecord": record}})


def _endpoint(state: State, key: str, value: Json) -> None:
    """A private endpoint is approved at once and has a network interface with one address. Refused where its target isn't there."""
    it = value["properties"]
    path = state.paths[key]
    if not it.get("networkInterfaces"):
        interface = f"{path.rsplit('/providers/', 1)[0]}/providers/Microsoft.Network/networkInterfaces/{state.name(key)}.nic.{guid(key)}"
        address = f"10.10.4.{4 + len(state.of_kind('microsoft.network/privateendpoints'))}"
        configuration = {"name": "a", "properties": {"privateIPAddress": address, "subnet": {"id": it["subnet"]["id"]}}}
        state.keep(
            interface, {"location": value["location"], "properties": {"ipConfigurations": [configuration], "privateEndpoint": {"id": path}}}
        )
        it["networkInterfaces"] = [{"id": interface}]
        it["customDnsConfigs"] = [{"fqdn": f"{state.name(key)}.example", "ipAddresses": [address]}]
    for name in ("privateLinkServiceConnections", "manualPrivateLinkServiceConnections"):
        for connection in it.get(name) or []:
            stores.linked(state, connection)
            connection["id"] = f"{path}/{name}/{connection['name']}"
    fill(it, manualPrivateLinkServiceConnections=[], ipConfigurations=[], customNetworkInterfaceName="", applicationSecurityGroups=[])


def _zone_group(state: State, key: str, value: Json) -> None:
    for configuration in value["properties"]["privateDnsZoneConfigs"]:
        zone = configuration["properties"]["privateDnsZoneId"].rsplit("/", 1)[1]
        configuration["id"] = f"{state.paths[key]}/privateDnsZoneConfigs/{configuration['name']}"
        record = {
            "recordType": "A",
            "recordSetName": "x",
            "fqdn": f"x.{zone}",
            "ttl": 10,
            "ipAddresses": ["10.10.4.4"],
            "provisioningState": "Succeeded",
        }
        configuration["properties"]["recordSets"] = [record]


def _workspace(_: State, key: str, value: Json) -> None:
    fill(
        value["properties"],
        customerId=guid(key),
        publicNetworkAccessForIngestion="Enabled",
        publicNetworkAccessForQuery="Enabled",
        retentionInDays=30,
    )
    fill(value["properties"], features={}, workspaceCapping={"dailyQuotaGb": -1.0})


def _insights(state: State, key: str, value: Json) -> None:
    """Application Insights makes an alert rule and an action group that nobody asked for.
    https://learn.microsoft.com/azure/azure-monitor/alerts/proactive-failure-diagnostics; the provider's `disable_generated_rule`.
    """
    it = value["properties"]
    fill(it, InstrumentationKey=guid(key), AppId=guid(key, "a"), RetentionInDays=90, SamplingPercentage=100, IngestionMode="LogAnalytics")
    fill(
        it,
        ConnectionString=f"InstrumentationKey={guid(key)};IngestionEndpoint=https://x.in.applicationinsights.azure.com/",
        Application_Type="web",
    )
    fill(
        it, publicNetworkAccessForIngestion="Enabled", publicNetworkAccessForQuery="Enabled", DisableIpMasking=False, DisableLocalAuth=False
    )
    fill(it, ForceCustomerStorageForProfiler=False)
    group = state.paths[key].split("/providers/")[0]
    rule = f"{group}/providers/microsoft.alertsManagement/smartDetectorAlertRules/Failure Anomalies - {state.name(key)}"
    receivers = f"{group}/providers/microsoft.insights/actionGroups/Application Insights Smart Detection"
    # Whoever writes the rule needs Microsoft.AlertsManagement to be registered, as for any resource of it.
    if key in state.resources:
        return
    about: Json = {"state": "Enabled", "severity": "Sev3", "frequency": "PT1M", "detector": {"id": "FailureAnomaliesDetector"}}
    about |= {"scope": [state.paths[key]], "actionGroups": {"groupIds": [receivers]}}
    state.keep(rule, {"location": "global", "properties": about})
    group_of = {"groupShortName": "SmartDetect", "enabled": True, "armRoleReceivers": [{"name": "x", "roleId": "y"}]}
    if receivers.lower() not in state.resources:
        state.keep(receivers, {"location": "Global", "properties": group_of})


def _afd(state: State, key: str, value: Json) -> None:
    """Whatever is below a Front Door profile."""
    profile = state.name(key.split("/profiles/")[0] + "/profiles/" + key.split("/profiles/")[1].split("/")[0])
    fill(value["properties"], deploymentStatus="NotStarted", profileName=profile)


def _afd_endpoint(state: State, key: str, value: Json) -> None:
    _afd(state, key, value)
    host = f"{state.name(key)}-abcdefghb2c3d4e5.z01.azurefd.net"
    fill(value["properties"], hostName=host, enabledState="Enabled", autoGeneratedDomainNameLabelScope="TenantReuse")


def _afd_domain(state: State, key: str, value: Json) -> None:
    """A domain whose validation never ends."""
    _afd(state, key, value)
    validation = {"validationToken": "token", "expirationDate": "2027-01-01T00:00:00Z"}
    fill(value["properties"], domainValidationState="Pending", validationProperties=validation)


def _profile(_: State, key: str, value: Json) -> None:
    fill(value, kind="frontdoor")
    fill(value["properties"], frontDoorId=guid(key), resourceState="Active", originResponseTimeoutSeconds=60)


def _budget(_: State, _key: str, value: Json) -> None:
    fill(value["properties"].setdefault("timePeriod", {}), endDate="2036-12-01T00:00:00Z")
    fill(value["properties"], currentSpend={"amount": 0, "unit": "USD"})
    fill(value, eTag='"1"')


_RECEIVERS = (
    "emailReceivers", "smsReceivers", "webhookReceivers", "azureAppPushReceivers", "itsmReceivers", "voiceReceivers",
    "automationRunbookReceivers", "logicAppReceivers", "azureFunctionReceivers", "armRoleReceivers", "eventHubReceivers",
)  # fmt: skip
_ADDRESS = {
    "ipAddress": "203.0.113.20",
    "idleTimeoutInMinutes": 4,
    "publicIPAddressVersion": "IPv4",
    "ddosSettings": {"protectionMode": "VirtualNetworkInherited"},
}
_SUBNET = {"privateEndpointNetworkPolicies": "Disabled", "privateLinkServiceNetworkPolicies": "Enabled", "delegations": []}
_LINK = {"virtualNetworkLinkState": "Completed", "resolutionPolicy": "Default", "registrationEnabled": False}
_NETWORK = {"enableDdosProtection": False, "subnets": [], "privateEndpointVNetPolicies": "Disabled"}
_AFD = Row("Provider; assumed: deploymentStatus.", function=_afd)
ROWS = {
    "microsoft.authorization/roleassignments": Row("Reference: scope.", function=_assignment),
    "microsoft.managedidentity/userassignedidentities": Row("Reference; the ids are hashes.", function=_identity),
    "microsoft.network/publicipaddresses": Row("Reference; the address is assumed.", _ADDRESS),
    "microsoft.network/virtualnetworks": Row("Reference.", _NETWORK),
    "microsoft.network/virtualnetworks/subnets": Row("Reference.", _SUBNET),
    "microsoft.network/natgateways": Row("Reference: 4 minutes.", {"idleTimeoutInMinutes": 4}),
    "microsoft.network/privatednszones": Row("Reference; assumed: the SOA record's numbers.", function=_zone),
    "microsoft.network/privatednszones/virtualnetworklinks": Row("Reference.", _LINK),
    "microsoft.network/privateendpoints": Row("Reference; the address is assumed.", function=_endpoint),
    "microsoft.network/privateendpoints/privatednszonegroups": Row("Reference; the record is assumed.", function=_zone_group),
    "microsoft.operationalinsights/workspaces": Row("Reference: 30 days, no daily cap.", function=_workspace),
    "microsoft.insights/components": Row("Reference: 90 days, 100%.", function=_insights),
    "microsoft.insights/metricalerts": Row("Reference: autoMitigate.", {"autoMitigate": True, "isMigrated": False}),
    "microsoft.insights/actiongroups": Row("Reference: the lists.", {name: [] for name in _RECEIVERS}),
    "microsoft.eventgrid/systemtopics": Row("Assumed: metricResourceId.", {"metricResourceId": "55555555-5555-5555-5555-555555555555"}),
    "microsoft.cdn/profiles": Row("Provider: 60 seconds; the id is a hash.", function=_profile),
    "microsoft.cdn/profiles/afdendpoints": Row("Provider; the host name's hash is assumed.", function=_afd_endpoint),
    "microsoft.cdn/profiles/customdomains": Row("Reference: Pending until a record is there.", function=_afd_domain),
    **dict.fromkeys((f"microsoft.cdn/profiles/{part}" for part in ("origingroups", "origingroups/origins", "rulesets", "rulesets/rules", "afdendpoints/routes", "securitypolicies")), _AFD),
    "microsoft.network/frontdoorwebapplicationfirewallpolicies": Row("Reference.", {"resourceState": "Enabled", "frontendEndpointLinks": [], "securityPolicyLinks": []}),
    "microsoft.consumption/budgets": Row("Provider: ten years.", function=_budget),
    **{kind: Row(apps.SOURCE, function=function) for kind, function in apps.FILL.items()},
    **{kind: Row(stores.SOURCE, function=function) for kind, function in stores.FILL.items()},
    **{kind: Row(messaging.SOURCE, function=function) for kind, function in messaging.FILL.items()},
}  # fmt: skip


def filled(state: State, kind: str, key: str, value: Json) -> None:
    """Add to a resource what its service adds; Refused where the service refuses the value while it does."""
    row = ROWS.get(kind)
    if row:
        fill(value["properties"], **row.values)
        if row.function:
            row.function(state, key, value)
