"""Rules of Google Cloud that a stack must keep, which neither `validate` nor a mocked provider checks."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import hcl2
import pytest

from cloudgen.architecture import Architecture
from cloudgen.language.hclvalues import Value
from cloudgen.render.hcl import expression
from tests.support.specs import HEAD, resolved
from tests.support.stacks import ROOT

# Google refuses to delete one of these while something names it. A plain removal destroys it before what names it is changed.
IN_USE = {
    "google_certificate_manager_certificate",
    "google_certificate_manager_certificate_map",
    "google_certificate_manager_dns_authorization",
    "google_compute_backend_bucket",
    "google_compute_backend_service",
    "google_compute_region_network_endpoint_group",
    "google_compute_security_policy",
    "google_compute_ssl_policy",
    "google_compute_target_https_proxy",
    "google_compute_url_map",
    "google_monitoring_notification_channel",
    "google_monitoring_uptime_check_config",
}
STACK = HEAD + (
    "domain: shop.example.com\n"
    "components:\n"
    "  edge: {kind: cdn}\n"
    "  web: {kind: service}\n"
    "  api: {kind: service}\n"
    "  jobs: {kind: queue}\n"
    "  mailer: {kind: worker}\n"
    "  media: {kind: object-store}\n"
    "  inbox: {kind: object-store}\n"
    "  data: {kind: relational-db}\n"
    "  fast: {kind: cache}\n"
    "  watch: {kind: observability}\n"
    "flows:\n"
)
FLOWS = (
    "  - {from: users, to: edge, action: request, per_user_day: 10}\n"
    "  - {from: edge, to: web, action: route}\n"
    "  - {from: api, to: web, action: request}\n"
    "  - {from: edge, to: media, action: read, path: /media/*}\n"
    "  - {from: api, to: inbox, action: write}\n"
    "  - {from: api, to: jobs, action: enqueue}\n"
    "  - {from: mailer, to: jobs, action: consume}\n"
    "  - {from: api, to: data, action: read}\n"
    "  - {from: api, to: fast, action: read}\n"
)


def _resources() -> list[tuple[str, str, dict[str, Any]]]:
    found = []
    for path in sorted((ROOT / "templates" / "gcp").glob("*/*.tf")):
        for block in hcl2.loads(path.read_text(encoding="utf-8")).get("resource", []):
            [(kind, labelled)] = block.items()
            found += [(path.parent.name, kind.strip('"'), body) for body in labelled.values()]
    return found


def _module(architecture: Architecture, key: str, argument: str) -> Value:
    [found] = [each for each in architecture.modules if each.key == key]
    return found.arguments.get(argument)


def _settings(architecture: Architecture, environment: str, key: str) -> Mapping[str, Any]:
    [found] = [each for each in architecture.environments if each.name == environment]
    return found.inputs[key]


def test_what_others_name_goes_after_them() -> None:
    """Every resource that Google keeps while it is in use is replaced and removed after the last change of what uses it."""
    found = [(module, kind, body) for module, kind, body in _resources() if kind in IN_USE]
    assert {kind for _, kind, _ in found} == IN_USE
    for module, kind, body in found:
        lifecycles = body.get("lifecycle", [])
        assert any(each.get("create_before_destroy") for each in lifecycles), f"{kind} in {module}"


def test_a_service_behind_a_load_balancer_has_no_decorative_grant(tmp_path: Path) -> None:
    """It checks nobody's permission, so a grant to call it would do nothing; without a route the grant is there."""
    behind = resolved(tmp_path, STACK + FLOWS, "gcp")
    directly = resolved(tmp_path, STACK + FLOWS.replace("  - {from: edge, to: web, action: route}\n", ""), "gcp")
    addresses = [
        {each.address for connection in architecture.connections for each in connection.resources} for architecture in (behind, directly)
    ]
    grant, rule = "google_cloud_run_v2_service_iam_member.api_to_web", "google_compute_firewall.api_to_web"
    assert grant not in addresses[0]
    assert grant in addresses[1]
    assert rule in addresses[0] & addresses[1]
    assert "google_cloud_run_v2_service_iam_member.mailer_to_jobs" in addresses[0]


def test_pubsub_may_sign_the_tokens_of_its_pushes(tmp_path: Path) -> None:
    """On the account of the push alone, and not on the project."""
    architecture = resolved(tmp_path, STACK + FLOWS, "gcp")
    resources = {each.address: each for connection in architecture.connections for each in connection.resources}
    arguments = resources["google_service_account_iam_member.mailer_to_jobs_token"].arguments
    assert expression(arguments["service_account_id"]) == 'module.identity.ids["mailer-push"]'
    assert arguments["role"] == "roles/iam.serviceAccountTokenCreator"
    assert expression(arguments["member"]) == "local.pubsub_agent"


def test_only_a_trial_is_emptied_to_be_deleted(tmp_path: Path) -> None:
    """Buckets and the registry of dev, and a protected bucket not even there."""
    text = STACK.replace("inbox: {kind: object-store}", "inbox: {kind: object-store, settings: {deletion_protection: true}}") + FLOWS
    architecture = resolved(tmp_path, text, "gcp")
    forced = {
        (environment, key): _settings(architecture, environment, key)["force_destroy"]
        for environment in ("dev", "prod")
        for key in ("media", "inbox", "registry")
    }
    assert [place for place, value in forced.items() if value] == [("dev", "media"), ("dev", "registry")]


@pytest.mark.parametrize(("kind", "name"), [("data", "databases"), ("fast", "caches")])
def test_the_network_has_what_its_components_need(tmp_path: Path, kind: str, name: str) -> None:
    """The policy of Memorystore and the peering of Cloud SQL are made for those that use them."""
    whole = resolved(tmp_path, STACK + FLOWS, "gcp")
    assert _module(whole, "network", name) == {kind: True}
    lines = [line for line in (STACK + FLOWS).splitlines(keepends=True) if f"to: {kind}," not in line and not line.startswith(f"  {kind}:")]
    assert _module(resolved(tmp_path, "".join(lines), "gcp"), "network", name) is None


def test_logs_are_those_of_the_stack(tmp_path: Path) -> None:
    """What each component logs, by the type and the name of its resource; nothing that only shares the project."""
    sources = _module(resolved(tmp_path, STACK + FLOWS, "gcp"), "logs", "sources")
    assert isinstance(sources, dict)
    assert sorted(sources) == ["api", "data", "data-setup", "load-balancer", "mailer", "network", "network-nat", "web"]
    assert expression(sources["web"]).endswith("name = module.web.name }")


def test_flags_of_a_database_can_be_pinned(tmp_path: Path) -> None:
    """`max_connections` and the like come from the spec."""
    text = STACK.replace("data: {kind: relational-db}", 'data: {kind: relational-db, gcp: {flags: {max_connections: "200"}}}') + FLOWS
    assert _settings(resolved(tmp_path, text, "gcp"), "dev", "data")["flags"] == {"max_connections": "200"}


def test_a_last_backup_is_kept_but_of_trials(tmp_path: Path) -> None:
    """For 30 days."""
    architecture = resolved(tmp_path, STACK + FLOWS, "gcp")
    kept = [_settings(architecture, environment, "data")["final_backup_days"] for environment in ("dev", "prod")]
    assert [Decimal(days) for days in kept] == [0, 30]
