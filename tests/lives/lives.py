"""The steps that lives are made of: those of every cloud, and what each cloud may do to what is there."""

from dataclasses import replace
from typing import Any

from tests.lives.aws.cloud import Aws
from tests.lives.azure.cloud import Azure
from tests.lives.specs import LIFE
from tests.lives.steps import Step

APPLY = Step("apply")
IMAGES = {
    "aws": "123456789012.dkr.ecr.us-east-1.amazonaws.com/life",
    "azure": "lifelifelife.azurecr.io/life",
    "gcp": "us-central1-docker.pkg.dev/demo-project/life/life",
}


def image(provider: str, *components: str, tag: str = "1") -> Step:
    """An image of components, by its tag."""
    settings = {"settings": {"image": f"{IMAGES[provider]}:{tag}"}}
    return Step(f"image {tag} of {' and '.join(components)}", {"components": dict.fromkeys(components, settings)})


def grown(cloud: Azure) -> list[str]:
    """PostgreSQL's storage grows to the next size where it may. https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-storage."""
    for _, server in cloud.state.of_kind("microsoft.dbforpostgresql/flexibleservers"):
        if server["properties"]["storage"]["autoGrow"] == "Enabled":
            server["properties"]["storage"].update(storageSizeGB=64, tier="P6")
    return []


def newer_minor(cloud: Aws) -> list[str]:
    """Caches take minor versions where they may. https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/VersionManagement.html."""
    caches = cloud.backend("elasticache")
    for node in (*caches.replication_groups.values(), *caches.cache_clusters.values()):
        if node.auto_minor_version_upgrade is not False:
            node.engine_version = "8.1.0"
    return []


def old_tasks_run(cloud: Aws) -> list[str]:
    """A scheduled run that is retried still names the revision before the newest: none of a family may be gone."""
    families = cloud.backend("ecs").task_definitions
    return [f"{task.arn} is no longer active" for tasks in families.values() for task in tasks.values() if task.status != "ACTIVE"]


RESIZE_WEB = Step(
    "resize",
    {
        "components": {
            "web": {"settings": {"cpu": 1, "memory_mb": 2048, "max_replicas": 6}},
            "app-db": {"settings": {"memory_gb": 8, "vcpu": 2}},
            "app-cache": {"settings": {"memory_gb": 3}},
        }
    },
)
RESIZE_PIPELINE = Step(
    "resize",
    {
        "components": {
            "importer": {"settings": {"memory_mb": 4096, "max_replicas": 6}},
            "records": {"settings": {"memory_gb": 8, "vcpu": 2}},
            "arrivals": {"settings": {"max_receives": 8}},
        }
    },
)
ADD_ORIGIN = Step(
    "add an origin",
    {"components": {"docs": {"kind": "object-store", "title": "Manuals", "settings": {"public": True}}}},
    flows=({"from": "edge", "to": "docs", "action": "read", "path": "/docs/*"},),
)
REMOVE_ORIGIN = Step("remove an origin", without=("docs",))
REMOVE_FIREWALL = Step(
    "remove the firewall", without=("shield",), flows=({"from": "users", "to": "edge", "action": "request", "per_user_day": 60},)
)
REMOVE_DOMAIN = Step(
    "remove the domain",
    {"environments": {LIFE: {"domain": None}}},
    destroys=(
        "aws_acm_certificate", "aws_acm_certificate_validation",
        "azurerm_cdn_frontdoor_custom_domain", "azurerm_cdn_frontdoor_custom_domain_association",
        "google_certificate_manager_certificate", "google_certificate_manager_certificate_map",
        "google_certificate_manager_certificate_map_entry", "google_certificate_manager_dns_authorization",
        "google_compute_global_forwarding_rule", "google_compute_ssl_policy",
        "google_compute_target_https_proxy", "google_compute_url_map",
    ),
    replaces=("google_monitoring_uptime_check_config",),  # it watches a host name
)  # fmt: skip
ADD_DOMAIN = Step(
    "add a domain",
    {"environments": {LIFE: {"domain": "life.gallery.example.com"}}},
    replaces=("google_monitoring_uptime_check_config",),
)
REMOVE_CACHE = Step("remove the cache", without=("app-cache",))
RENAME_DATABASE = Step("rename the database", renamed={"app-db": "main-db"})
RENAME_STORE = Step("rename the store", renamed={"inbox": "in-tray"})
UPGRADE_WEB = Step("upgrade the database", {"components": {"main-db": {"settings": {"version": "17"}}}})
UPGRADE_PIPELINE = Step("upgrade the database", {"components": {"records": {"settings": {"version": "17"}}}})
CUT_READER = Step("remove a flow", cut=(("importer", "inbox"),))
ADD_QUEUE = Step(
    "add a queue and its worker",
    {"components": {"reports": {"kind": "queue", "title": "Reports"}, "reporter": {"kind": "worker", "title": "Reporter"}}},
    flows=({"from": "importer", "to": "reports", "action": "enqueue"}, {"from": "reporter", "to": "reports", "action": "consume"}),
)
REMOVE_QUEUE = Step("remove a queue and its worker", without=("reporter", "reports"))


# What Azure would make anew with prod's values, as a user keeps it.
CLUSTER = {"cluster": {"azure": {"internal": False, "zone_redundant": False}}}
NAMESPACE = {"namespace": {"azure": {"sku": "Standard", "private": False}}}


def to_prod(database: str, *stores: str, foundation: dict[str, Any]) -> Step:
    """Prod's values, without those that no cloud changes in place."""
    kept: dict[str, Any] = {store: {"azure": {"replication_type": "LRS"}} for store in stores}
    kept[database] = {"azure": {"geo_redundant_backup": False}, "settings": {"storage_gb": 128}}
    # Purge protection can never be taken back.
    kept["vault"] = {"azure": {"recovery_days": 7, "purge_protection": False}}
    return Step("prod's values", {"environments": {LIFE: {"like": "prod"}}, "components": kept, "foundation": foundation})


TO_DEV = Step("dev's values again", {"environments": {LIFE: {"like": "dev"}}}, shrinks=True)
# The provider raises Front Door's tier in place, and never lowers it.
TO_DEV_WEB = replace(TO_DEV, spec={**TO_DEV.spec, "components": {"edge": {"azure": {"sku_name": "Premium_AzureFrontDoor"}}}})

WEB_APP = (
    APPLY, RESIZE_WEB, ADD_ORIGIN, REMOVE_ORIGIN, REMOVE_FIREWALL, REMOVE_DOMAIN, REMOVE_CACHE, RENAME_DATABASE, UPGRADE_WEB,
    ADD_DOMAIN, to_prod("main-db", "assets", "uploads", foundation=CLUSTER), TO_DEV_WEB,
)  # fmt: skip
PIPELINE = (
    APPLY,
    RESIZE_PIPELINE,
    ADD_QUEUE,
    REMOVE_QUEUE,
    RENAME_STORE,
    UPGRADE_PIPELINE,
    to_prod("records", "in-tray", foundation=CLUSTER | NAMESPACE),
    TO_DEV,
)


CODE = {"web-app": ("web",), "event-pipeline": ("fetch", "importer")}
# What a cloud does by itself, or leaves behind: (cloud, example) -> steps that change nothing in the spec.
BY_ITSELF = {
    ("azure", "web-app"): (Step("nothing, after the disk has grown", before=grown),),
    ("azure", "event-pipeline"): (Step("nothing, after the disk has grown", before=grown),),
    ("aws", "web-app"): (Step("nothing, after the cache took a minor version", before=newer_minor),),
    ("aws", "event-pipeline"): (Step("nothing, with runs of the first image under way", before=old_tasks_run),),
}


def life(provider: str, example: str) -> tuple[Step, ...]:
    """The steps of an example's whole life on a cloud, up to where it is destroyed."""
    first, *others = {"web-app": WEB_APP, "event-pipeline": PIPELINE}[example]
    images = [image(provider, *CODE[example], tag=tag) for tag in ("1", "2")]
    steps = (first, *images, *BY_ITSELF.get((provider, example), ()), *others)
    return tuple(replace(step, **ALLOWED.get((provider, step.title), {})) for step in steps)


# What a cloud can't do in place: (cloud, title of the step) -> what is allowed beyond the step's own. Each with its reason.
ALLOWED: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}
