"""Cloud Run: what it adds to services and jobs."""

from tests.lives.gcp.state import NUMBER, State, now
from tests.lives.server import Json, fill

SOURCE = (
    "Reference of run v2: Probe, Container.ports, RevisionTemplate (timeout, maxInstanceRequestConcurrency), TaskTemplate (maxRetries 3, "
    "timeout 10 minutes); https://cloud.google.com/run/docs/configuring/memory-limits (512 MiB); assumed: maxInstanceCount, conditions."
)
_READY = {"type": "Ready", "state": "CONDITION_SUCCEEDED"}
_LATEST = {"type": "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", "percent": 100}


def _containers(template: Json) -> None:
    for container in template.get("containers", []):
        fill(container.setdefault("resources", {}).setdefault("limits", {}), cpu="1000m", memory="512Mi")
        ports = container.get("ports") or []
        for port in ports:
            fill(port, name="http1")
        for probe in (container[name] for name in ("startupProbe", "livenessProbe") if name in container):
            fill(probe, timeoutSeconds=1, periodSeconds=10, failureThreshold=3)
            for way in (probe[name] for name in ("httpGet", "tcpSocket") if name in probe):
                fill(way, port=ports[0]["containerPort"] if ports else 8080)


def service(_state: State, value: Json, key: str) -> None:
    """A service with a revision that is ready at once; its image is never looked at."""
    name, region, path = key.rsplit("/", 1)[1], key.split("/locations/")[1].split("/")[0], key.split("/", 1)[1]
    template = value["template"]
    fill(value, ingress="INGRESS_TRAFFIC_ALL", launchStage="GA", traffic=[_LATEST], creator="me@example.com", lastModifier="me@example.com")
    account = f"{NUMBER}-compute@developer.gserviceaccount.com"
    fill(template, maxInstanceRequestConcurrency=80, timeout="300s", scaling={"maxInstanceCount": 100}, serviceAccount=account)
    fill(template["scaling"], maxInstanceCount=100)
    _containers(template)
    for container in template.get("containers", []):
        fill(container, ports=[{"name": "http1", "containerPort": 8080}])
        fill(container["resources"], cpuIdle=True)
        probe = {"timeoutSeconds": 240, "periodSeconds": 240, "failureThreshold": 1}
        fill(container, startupProbe={**probe, "tcpSocket": {"port": container["ports"][0]["containerPort"]}})
    revision = f"{path}/revisions/{name}-{value.get('generation', '1').zfill(5)}-abc"
    value.update(
        latestReadyRevision=revision, latestCreatedRevision=revision, observedGeneration=value.get("generation"), reconciling=False
    )
    value.update(terminalCondition={**_READY, "lastTransitionTime": now()}, conditions=[], trafficStatuses=[_LATEST])
    value.pop("uri", None)
    value.pop("urls", None)
    if not value.get("defaultUriDisabled"):
        value["uri"] = f"https://{name}-{NUMBER}.{region}.run.app"
        value["urls"] = [value["uri"]]


def job(_state: State, value: Json, _key: str) -> None:
    """A job that has never run."""
    fill(value, launchStage="GA", creator="me@example.com", lastModifier="me@example.com", executionCount=0)
    fill(value["template"], taskCount=1)
    tasks = value["template"]["template"]
    fill(tasks, timeout="600s", maxRetries=3)
    _containers(tasks)
    value.update(terminalCondition={**_READY, "lastTransitionTime": now()}, observedGeneration=value.get("generation"), reconciling=False)
