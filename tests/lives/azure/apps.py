"""Container Apps: environments, apps and jobs."""

from tests.lives.azure.state import State, guid
from tests.lives.server import Json, RefusedError, fill

SOURCE = (
    "Reference of Microsoft.App; https://learn.microsoft.com/azure/container-apps/scale-app (at most 10 replicas), .../revisions (100 inactive); "
    "assumed: addresses, the domain's first word, ephemeral storage."
)


def environment(_: State, key: str, value: Json) -> None:
    """An environment, with the domain below which its apps are."""
    it = value["properties"]
    fill(it, defaultDomain=f"{guid(key)[:8]}.{value['location']}.azurecontainerapps.io", staticIp="203.0.113.30", eventStreamEndpoint="x")
    fill(it, customDomainConfiguration={"customDomainVerificationId": "A" * 32}, zoneRedundant=False, publicNetworkAccess="Enabled")
    fill(
        it,
        peerAuthentication={"mtls": {"enabled": False}},
        peerTrafficConfiguration={"encryption": {"enabled": False}},
        appLogsConfiguration={},
    )


def app(state: State, key: str, value: Json) -> None:
    """An app with a revision that is ready at once. Refused where its environment isn't there."""
    it, name = value["properties"], state.name(key)
    named = it.get("environmentId") or it.get("managedEnvironmentId") or ""
    if named.lower() not in state.resources:
        raise RefusedError(400, "InvalidRequest", f"The environment {named} does not exist.")
    domain = state.resources[named.lower()]["properties"]["defaultDomain"]
    it["environmentId"] = it["managedEnvironmentId"] = state.paths[named.lower()]
    fill(
        it,
        customDomainVerificationId="A" * 32,
        outboundIpAddresses=["203.0.113.31"],
        runningStatus="Running",
        workloadProfileName="Consumption",
    )
    configuration = it.setdefault("configuration", {})
    fill(configuration, activeRevisionsMode="Single", maxInactiveRevisions=100)
    ingress = configuration.get("ingress")
    if ingress:
        ingress["fqdn"] = f"{name}.{domain}" if ingress.get("external") else f"{name}.internal.{domain}"
        fill(ingress, exposedPort=0, allowInsecure=False)
    it.update(latestRevisionName=f"{name}--abc", latestReadyRevisionName=f"{name}--abc", latestRevisionFqdn=f"{name}--abc.{domain}")
    template = it.setdefault("template", {})
    for container in template.get("containers") or []:
        fill(container.setdefault("resources", {}), ephemeralStorage="2Gi")
    fill(template.setdefault("scale", {}), maxReplicas=10)


def job(_: State, _key: str, value: Json) -> None:
    """A job that has never run."""
    fill(value["properties"], outboundIpAddresses=["203.0.113.31"], eventStreamEndpoint="x", workloadProfileName="Consumption")


FILL = {"microsoft.app/managedenvironments": environment, "microsoft.app/containerapps": app, "microsoft.app/jobs": job}
