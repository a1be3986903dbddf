"""What Google Cloud refuses: disabled APIs, references to what isn't there, principals that don't exist, deleting what is in use."""

import re

from tests.lives.gcp.state import NUMBER, OWN, PROJECT, State
from tests.lives.server import Json, RefusedError, texts

# Answered whatever is enabled; the provider needs them to enable anything.
ALWAYS_ENABLED = ("serviceusage", "cloudresourcemanager", "cloudbilling")
# Enabled in a project made in the console: https://cloud.google.com/service-usage/docs/enabled-service#default, read 2026-11
ENABLED_AT_FIRST = ("storage.googleapis.com", "logging.googleapis.com", "monitoring.googleapis.com")
# Google's own accounts exist once something else does: the end of the address -> a pattern of that thing's key.
# https://cloud.google.com/iam/docs/service-agents, read 2026-11
AGENTS = {
    "@https-lb.iam.gserviceaccount.com": r"compute.*/backendBuckets/",
    "@gcp-sa-pubsub.iam.gserviceaccount.com": r"serviceusage.*/services/pubsub",
    "@gs-project-accounts.iam.gserviceaccount.com": r"storage.*/serviceAccount$",
}
# Compute objects and notification channels aren't deleted while another object names them. Topics, secrets, accounts and buckets are.
# https://cloud.google.com/compute/docs/troubleshooting/troubleshooting-resource-in-use ("resourceInUseByAnotherResource") and
# the `force` argument of https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.notificationChannels/delete, read 2026-11
# That Certificate Manager keeps what is named, too, is assumed.
KEPT_WHILE_NAMED = (r"compute\.", r"monitoring.*/notificationChannels/", r"certificatemanager\.")
# A peering leaves with its network (assumed), so that it doesn't hold it.
HOLD_NOTHING = ("servicenetworking.",)
_REFERENCE = re.compile(
    r"(projects/[^/]+/(?:global|regions/[^/]+)/(?:networks|subnetworks|backendServices|backendBuckets|urlMaps|targetHttps?Proxies"
    r"|sslCertificates|sslPolicies|securityPolicies|addresses|networkEndpointGroups)/[^/]+)$"
)


def api_enabled(state: State, host: str) -> None:
    """Refused where the project hasn't enabled an API."""
    if not host.startswith(ALWAYS_ENABLED) and f"serviceusage.googleapis.com/projects/{PROJECT}/services/{host}" not in state.objects:
        raise RefusedError(403, "SERVICE_DISABLED", f"{host} has not been used in project {NUMBER} before or it is disabled.")


def references_exist(state: State, body: Json) -> None:
    """Refused where a body names a Compute object that isn't there."""
    for text in texts(body, OWN):
        found = _REFERENCE.search(text)
        if found and f"compute.googleapis.com/{found[1]}".replace(f"/{NUMBER}/", f"/{PROJECT}/") not in state.objects:
            raise RefusedError(404, "notFound", f"The resource '{found[1]}' was not found")


def members_exist(state: State, policy: Json) -> None:
    """Refused where a policy names an account of the project, or one of Google's, that isn't there."""
    for member in (member for binding in policy.get("bindings", []) for member in binding.get("members", [])):
        address = member.split(":", 1)[-1]
        missing = any(address.endswith(end) and not state.matching(pattern) for end, pattern in AGENTS.items())
        if address.endswith(f"@{PROJECT}.iam.gserviceaccount.com"):
            missing = not state.matching(f"/serviceAccounts/{re.escape(address)}$")
        if missing:
            raise RefusedError(400, "INVALID_ARGUMENT", f"Service account {address} does not exist.")


def deletable(state: State, key: str) -> None:
    """Refused where an object is in use, or protected."""
    users = [user for user in state.users(key) if not user.startswith(HOLD_NOTHING)]
    if users and any(re.match(pattern, key) for pattern in KEPT_WHILE_NAMED):
        raise RefusedError(400, "resourceInUseByAnotherResource", f"The resource '{key}' is already being used by '{users[0]}'")
    if state.objects[key].get("settings", {}).get("deletionProtectionEnabled"):
        raise RefusedError(400, "invalid", "The instance is protected. Disable its deletion protection first.")


def named_well(key: str) -> None:
    """Refused where a Compute object's name isn't one (RFC 1035), as the reference of each `name` says."""
    name = key.rsplit("/", 1)[1]
    if key.startswith("compute") and not re.fullmatch(r"[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?", name):
        raise RefusedError(400, "invalid", f"Invalid value for field 'resource.name': '{name}'")
