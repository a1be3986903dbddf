"""Edges on Google Cloud: one load balancer for all of them, with its routes, firewalls and public address."""

from pathlib import Path
from typing import Any

import pytest

from cloudgen.architecture import Architecture, Module
from cloudgen.generate import generate
from cloudgen.language.hclvalues import Value
from cloudgen.load.catalog import Catalog
from cloudgen.render.hcl import body, expression
from tests.support.readback import read_back
from tests.support.specs import HEAD, loaded, problems, resolved
from tests.support.stacks import initialised, terraform, write

KINDS = {"shield": "firewall", "edge": "cdn", "other": "cdn", "media": "object-store", "web": "service", "api": "service"}


def spec(*flows: str, domain: bool = True) -> str:
    """A spec of flows such as `edge -> web: route, path: /app/*` and of the components that they name."""
    lines, names = [], []
    for flow in flows:
        ends, keys = flow.split(": ", 1)
        source, target = ends.split(" -> ")
        names += [source, target]
        lines.append(f"  - {{from: {source}, to: {target}, action: {keys}}}\n")
    components = [f"  {name}: {{kind: {kind}}}\n" for name, kind in KINDS.items() if name in names]
    head = HEAD + ("domain: shop.example.com\n" if domain else "") + "components:\n  watch: {kind: observability}\n"
    return head + "".join(components) + "flows:\n" + "".join(lines)


def module(architecture: Architecture, key: str) -> Module:
    """The module block of a component or foundation piece."""
    [found] = [each for each in architecture.modules if each.key == key]
    return found


def argument(architecture: Architecture, key: str, name: str) -> Value:
    """One argument of a module block."""
    return module(architecture, key).arguments.get(name)


def grants(architecture: Architecture, prefix: str) -> dict[str, str]:
    """Resources of flows whose label begins like this, as Terraform, by address."""
    found = [resource for connection in architecture.connections for resource in connection.resources]
    return {resource.address: "\n".join(body(resource.arguments)) for resource in found if resource.label.startswith(prefix)}


ALL = (
    "users -> shield: request, per_user_day: 10",
    "shield -> edge: route, ratio: 0.9",
    "shield -> api: route, ratio: 0.1, path: /api/*",
    "edge -> web: route, path: /app/*",
    "edge -> web: route, path: /app/admin/*",
    "edge -> media: read, path: /img/*",
    "edge -> media: read, path: /js/*",
)


def test_several_paths_to_one_target_are_one_backend_and_several_routes(tmp_path: Path) -> None:
    """Backends are keyed by component, routes by path, whichever edge they come from."""
    found = resolved(tmp_path, spec(*ALL), "gcp")
    backends = argument(found, "load-balancer", "service_backends")
    assert isinstance(backends, dict)
    assert sorted(backends) == ["api", "web"]
    assert argument(found, "load-balancer", "routes") == {
        "/api/*": {"backend": "api", "edge": "shield"},
        "/app/*": {"backend": "web", "edge": "edge"},
        "/app/admin/*": {"backend": "web", "edge": "edge"},
        "/img/*": {"backend": "media", "edge": "edge"},
        "/js/*": {"backend": "media", "edge": "edge"},
    }
    stores = argument(found, "load-balancer", "store_backends")
    assert isinstance(stores, dict)
    assert expression(stores["media"]) == "{ bucket_name = module.media.name, cache_ttl_seconds = var.edge.cache_ttl_seconds }"
    assert module(found, "edge").folder is None


def test_each_path_of_a_store_has_a_grant_of_its_own(tmp_path: Path) -> None:
    """The load balancer reads what is below the paths, and nothing else."""
    found = grants(resolved(tmp_path, spec(*ALL), "gcp"), "edge_to_media")
    assert sorted(found) == ["google_storage_bucket_iam_member.edge_to_media_img", "google_storage_bucket_iam_member.edge_to_media_js"]
    for path in ("img", "js"):
        text = found[f"google_storage_bucket_iam_member.edge_to_media_{path}"]
        assert f"resource.name.startsWith('projects/_/buckets/${{module.media.name}}/objects/{path}/')" in text
        assert "roles/storage.objectViewer" in text


def test_firewalls_are_keyed_by_the_edge_that_they_protect(tmp_path: Path) -> None:
    """The CDN behind it, and the firewall itself where it leads to a service; no other edge."""
    found = argument(resolved(tmp_path, spec(*ALL), "gcp"), "load-balancer", "firewalls")
    assert isinstance(found, dict)
    assert sorted(found) == ["edge", "shield"]
    for policies in found.values():
        assert expression(policies).count("module.shield.") == 2
    without = resolved(tmp_path, spec("users -> edge: request", "edge -> web: route"), "gcp")
    assert argument(without, "load-balancer", "firewalls") is None


@pytest.mark.parametrize(
    ("flows", "url"),
    [
        (("users -> web: request",), '"https://${var.web.name}-${local.project_number}.${var.region}.run.app"'),
        (("users -> edge: request", "edge -> web: route"), "module.load_balancer.url"),
        (("users -> shield: request", "shield -> edge: route", "edge -> web: route"), "module.load_balancer.url"),
        (("users -> shield: request", "shield -> web: route"), "module.load_balancer.url"),
        (("users -> web: request", "edge -> web: route"), '"https://${var.web.name}-${local.project_number}.${var.region}.run.app"'),
    ],
    ids=["directly", "cdn", "firewall-and-cdn", "firewall", "an-edge-that-no-user-calls"],
)
def test_a_service_knows_its_public_address(tmp_path: Path, flows: tuple[str, ...], url: str) -> None:
    """That of the edge that users call, else Cloud Run's own, which its name and its project make; never an output of the service."""
    architecture = resolved(tmp_path, spec(*flows), "gcp")
    environment = expression(argument(architecture, "web", "environment"))
    assert f"PUBLIC_URL = {url}" in environment
    assert "module.web." not in environment


def test_a_service_that_no_user_reaches_has_no_public_address(tmp_path: Path) -> None:
    """A route from an edge that nobody calls is none."""
    assert argument(resolved(tmp_path, spec("edge -> web: route"), "gcp"), "web", "environment") is None


def test_two_edges_share_the_paths_of_the_load_balancer(tmp_path: Path) -> None:
    """Two targets on one path are a problem at both lines, also where a CDN and a firewall lead there."""
    text = spec("users -> shield: request", "users -> edge: request", "shield -> api: route", "edge -> web: route")
    found = [each for each in problems(tmp_path, text, "gcp") if each.code == "path-clash"]
    lines = [number for number, line in enumerate(text.splitlines(), 1) if "action: route" in line]
    assert {each.where.line if each.where else 0: each.message for each in found} == {
        lines[0]: f"shield leads /* to api here, and edge leads /* to web in line {lines[1]}.",
        lines[1]: f"edge leads /* to web here, and shield leads /* to api in line {lines[0]}.",
    }


def test_what_a_url_map_cannot_say_is_a_problem_at_the_flow(tmp_path: Path) -> None:
    """A star within a name, part of a CDN behind a firewall, and a timeout of a route."""
    text = spec("users -> shield: request", "shield -> edge: route, path: /a/*", "edge -> web: route, path: /api*")
    found = {(each.code, each.where.line if each.where else 0): each for each in problems(tmp_path, text, "gcp")}
    firewall, star = (number for number, line in enumerate(text.splitlines(), 1) if "action: route" in line)
    assert "so the flow's path must be /*." in found["unsupported", firewall].message
    assert found["limit", star].hint == "In a URL map a star may only follow a slash, as in /static/*."
    text = spec("users -> edge: request", "edge -> web: route, timeout_seconds: 5")
    [late] = [each for each in problems(tmp_path, text, "gcp") if each.severity == "error"]
    assert (late.code, late.where and late.where.line) == ("unsupported", len(text.splitlines()))
    assert "waits as long as Cloud Run does" in late.message


def test_the_load_balancer_takes_the_domain_for_all_edges(tmp_path: Path) -> None:
    """Two CDNs on one domain clash on paths alone."""
    text = spec("users -> edge: request", "users -> other: request", "edge -> web: route", "other -> api: route, path: /api/*")
    found = resolved(tmp_path, text, "gcp")
    assert {output.name for output in found.outputs if output.name.endswith("_url")} == {"edge_url", "other_url"}
    assert expression(argument(found, "load-balancer", "domain")) == "var.domain"


def _resources(folder: Path, environment: str) -> dict[str, dict[str, Any]]:
    """What the shipped tests applied in an environment, by address."""
    done = read_back(folder)
    assert (done.passed, done.failed) == (6, 0), done.messages
    pending = [done.states[environment]["values"]["root_module"]]
    found: dict[str, dict[str, Any]] = {}
    while pending:
        part = pending.pop()
        pending += part.get("child_modules", [])
        found |= {resource["address"]: resource["values"] for resource in part.get("resources", [])}
    return found


@pytest.mark.terraform
def test_one_load_balancer_serves_all_edges(tmp_path: Path) -> None:
    """Formatted, valid, applied with mocks: backends with their edge's policy, every route, and 404 for what no route has."""
    write(tmp_path, generate(loaded(tmp_path, spec(*ALL)), Catalog(), ("gcp",)).artifacts)
    folder = initialised(tmp_path / "infra/gcp", "gcp")
    for arguments in (("fmt", "-check", "-recursive", "-diff"), ("validate",)):
        done = terraform(folder, *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
    found = _resources(folder, "prod")
    for component in ("api", "web"):
        backend = found[f'module.load_balancer.google_compute_backend_service.service["{component}"]']
        assert backend["security_policy"] == "projects/example-project/global/securityPolicies/mock"
        assert found[f"module.{component}.google_cloud_run_v2_service.this"]["ingress"] == "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"
    store = found['module.load_balancer.google_compute_backend_bucket.store["media"]']
    assert store["edge_security_policy"] == "projects/example-project/global/securityPolicies/mock"
    [matcher] = found["module.load_balancer.google_compute_url_map.this"]["path_matcher"]
    assert sorted(path for rule in matcher["path_rule"] for path in rule["paths"]) == [
        "/api/*", "/app/*", "/app/admin/*", "/img/*", "/js/*",
    ]  # fmt: skip
    [action] = matcher["default_route_action"]
    assert action["fault_injection_policy"][0]["abort"] == [{"http_status": 404, "percentage": 100}]
