"""Flows on Google Cloud that depend on paths and copies: the load balancer that edges share, parts of buckets, subscriptions."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cloudgen.architecture import Architecture, Module
from cloudgen.cost.plans.planfile import resources_of, with_usage
from cloudgen.cost.price.book import load_book
from cloudgen.cost.price.engine import price_resources
from cloudgen.cost.price.estimate import estimate, usage_by_address
from cloudgen.cost.price.rules import Rules
from cloudgen.cost.price.tariff import Tariff
from cloudgen.generate import generate
from cloudgen.language.hclvalues import Value
from cloudgen.load.catalog import Catalog
from cloudgen.render.hcl import body, expression
from tests.support.readback import read_back
from tests.support.specs import HEAD, loaded, problems, resolved
from tests.support.stacks import initialised, terraform, write

KINDS = {
    "shield": "firewall", "guard": "firewall", "edge": "cdn", "other": "cdn", "media": "object-store", "web": "service", "api": "service",
    "jobs": "queue", "failed": "dead-letter", "mailer": "worker", "indexer": "worker",
}  # fmt: skip


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
        "/api/*": "api", "/app/*": "web", "/app/admin/*": "web", "/img/*": "media", "/js/*": "media",
    }  # fmt: skip
    edges = argument(found, "load-balancer", "edges")
    assert isinstance(edges, dict)
    assert sorted(edges) == ["edge media", "edge web", "shield api"]
    assert expression(edges["shield api"]) == '{ backend = "api", edge = "shield" }'
    assert "cache_ttl_seconds = var.edge.cache_ttl_seconds" in expression(edges["edge media"])
    stores = argument(found, "load-balancer", "store_backends")
    assert isinstance(stores, dict)
    assert expression(stores["media"]) == "{ bucket_name = module.media.name }"
    assert module(found, "edge").folder is None


def test_each_path_of_a_store_has_a_grant_of_its_own(tmp_path: Path) -> None:
    """The load balancer reads what is below the paths, and nothing else."""
    found = grants(resolved(tmp_path, spec(*ALL), "gcp"), "edge_to_media")
    assert sorted(found) == ["google_storage_bucket_iam_member.edge_to_media", "google_storage_bucket_iam_member.edge_to_media_js"]
    for suffix, path in (("", "img"), ("_js", "js")):
        text = found[f"google_storage_bucket_iam_member.edge_to_media{suffix}"]
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
        (("users -> web: request",), '"https://${var.web.name}-${data.google_project.current.number}.${var.region}.run.app"'),
        (("users -> edge: request", "edge -> web: route"), "module.load_balancer.url"),
        (("users -> shield: request", "shield -> edge: route", "edge -> web: route"), "module.load_balancer.url"),
        (("users -> shield: request", "shield -> web: route"), "module.load_balancer.url"),
        (("users -> web: request", "edge -> web: route"), '"https://${var.web.name}-${data.google_project.current.number}.${var.region}.run.app"'),
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
        lines[0]: f"shield leads /* to api here and edge to web in line {lines[1]}.",
        lines[1]: f"edge leads /* to web here and shield to api in line {lines[0]}.",
    }


@pytest.mark.parametrize("target", ["edge", "web"])
def test_a_backend_has_one_firewall(tmp_path: Path, target: str) -> None:
    """The second one is the problem, not a further path of the first."""
    further = ("shield -> web: route, path: /a/*", "shield -> web: route, path: /b/*") if target == "web" else ("shield -> edge: route",)
    text = spec("users -> shield: request", "users -> guard: request", *further, f"guard -> {target}: route", "edge -> media: read")
    found = [each for each in problems(tmp_path, text, "gcp") if each.severity == "error"]
    lines = [number for number, line in enumerate(text.splitlines(), 1) if f"to: {target}" in line]
    assert [(each.code, each.where.line if each.where else 0) for each in found] == [("too-many-flows", lines[-1])]
    assert f"and has that in line {lines[0]}." in found[0].message


def test_two_cdns_share_a_stores_backend(tmp_path: Path) -> None:
    """One bucket behind the same path of both is one route; each says how long it caches."""
    found = resolved(tmp_path, spec("edge -> media: read", "other -> media: read"), "gcp")
    assert argument(found, "load-balancer", "routes") == {"/media/*": "media"}
    edges = argument(found, "load-balancer", "edges")
    assert isinstance(edges, dict)
    assert sorted(edges) == ["edge media", "other media"]


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


ZONE = "dns_zone: {gcp: example-com}\n"


@pytest.mark.parametrize(
    ("given", "values", "records"),
    [
        ("", {"domain": None, "domain_aliases": [], "domain_ready": False, "dns_zone": None}, 0),
        (
            "domain: [shop.example.com, www.example.com]\n",
            {"domain": "shop.example.com", "domain_aliases": ["www.example.com"], "domain_ready": False, "dns_zone": None},
            0,
        ),
        (
            "domain: shop.example.com\ndomain_ready: true\n",
            {"domain": "shop.example.com", "domain_aliases": [], "domain_ready": True, "dns_zone": None},
            0,
        ),
        (
            "domain: [shop.example.com, www.example.com]\n" + ZONE,
            {"domain": "shop.example.com", "domain_aliases": ["www.example.com"], "domain_ready": False, "dns_zone": "example-com"},
            4,
        ),
    ],
    ids=["no-domain", "without-records", "ready", "zone"],
)
def test_the_states_of_a_domain(tmp_path: Path, given: str, values: dict[str, Any], records: int) -> None:
    """What the spec says of the domain reaches the load balancer, and records are billed where the stack makes them."""
    text = spec("users -> edge: request, per_user_day: 10", "edge -> web: route", domain=False)
    text = text.replace("components:", f"environments: {{dev: {{{', '.join(given.splitlines())}}}}}\ncomponents:")
    architecture = resolved(tmp_path, text, "gcp")
    [environment] = architecture.environments
    assert {name: environment.stack[name] for name in values} == values
    for name in values:
        assert expression(argument(architecture, "load-balancer", name)) == f"var.{name}"
    assert sum(each.type == "google_dns_record_set" for each in environment.billed) == records
    assert "load_balancer_dns_records" in {output.name for output in architecture.outputs}


BUCKET = "google_storage_bucket_iam_member"
FOLDER = "google_storage_managed_folder_iam_member"


@pytest.mark.parametrize(("action", "role"), [("read", "objectViewer"), ("write", "objectUser"), ("read-write", "objectUser")])
@pytest.mark.parametrize("path", ["", ", path: /*"])
def test_without_a_path_the_whole_bucket_is_granted(tmp_path: Path, action: str, role: str, path: str) -> None:
    """As ever: the role on the bucket, and no folder."""
    architecture = resolved(tmp_path, spec(f"web -> media: {action}{path}"), "gcp")
    [(address, text)] = grants(architecture, "web_to_media").items()
    assert address == f"{BUCKET}.web_to_media"
    assert f'"roles/storage.{role}"' in text
    assert argument(architecture, "media", "folders") is None


@pytest.mark.parametrize(("action", "role"), [("read", "objectViewer"), ("write", "objectUser"), ("read-write", "objectUser")])
def test_below_a_path_the_folder_is_granted(tmp_path: Path, action: str, role: str) -> None:
    """The role on the managed folder, which holds for listing it, and nothing on the bucket."""
    architecture = resolved(tmp_path, spec(f"web -> media: {action}, path: /a/uploads/*"), "gcp")
    [(address, text)] = grants(architecture, "web_to_media").items()
    assert address == f"{FOLDER}.web_to_media"
    assert 'managed_folder = "a/uploads/"' in text
    assert f'role           = "roles/storage.{role}"' in text
    assert argument(architecture, "media", "folders") == {"a/uploads/": True}


def test_each_path_of_a_pair_has_its_own_role(tmp_path: Path) -> None:
    """Writing one folder gives no right to the other, which is read."""
    architecture = resolved(tmp_path, spec("web -> media: write, path: /in/*", "web -> media: read, path: /out/*"), "gcp")
    found = grants(architecture, "web_to_media")
    assert {address: ("objectUser" in text, "objectViewer" in text) for address, text in found.items()} == {
        f"{FOLDER}.web_to_media": (True, False),
        f"{FOLDER}.web_to_media_out": (False, True),
    }


def test_a_prefix_that_is_no_folder_is_a_problem(tmp_path: Path) -> None:
    """The right to list can't be given below it."""
    text = spec("web -> media: read, path: /uploads/a*", domain=False)
    [found] = problems(tmp_path, text, "gcp")
    assert (found.code, found.where and found.where.line) == ("unsupported", len(text.splitlines()))
    assert "end the path in /*, or leave it out." in found.message


def test_messages_of_uploads_are_filtered_by_path(tmp_path: Path) -> None:
    """One notification per queue and path with the path as its prefix; without a path it is for all uploads."""
    flows = ("media -> jobs: enqueue, path: /uploads/*", "media -> jobs: enqueue, path: /imports/a*")
    architecture = resolved(tmp_path, spec(*flows), "gcp")
    found = argument(architecture, "media", "prefixed_queues")
    assert isinstance(found, dict)
    assert {key: expression(value) for key, value in found.items()} == {
        "jobs uploads/": '{ prefix = "uploads/", topic = module.jobs.id }',
        "jobs imports/a": '{ prefix = "imports/a", topic = module.jobs.id }',
    }
    assert argument(architecture, "media", "queues") is None
    whole = resolved(tmp_path, spec("media -> jobs: enqueue"), "gcp")
    assert expression(argument(whole, "media", "queues")) == "{ jobs = module.jobs.id }"
    assert argument(whole, "media", "prefixed_queues") is None


def test_consumers_that_share_are_a_problem_at_every_flow_beyond_the_first(tmp_path: Path) -> None:
    """A subscription pushes to one address; the hint says how each gets a copy."""
    text = spec("web -> jobs: enqueue", "mailer -> jobs: consume", "indexer -> jobs: consume, copies: shared")
    [found] = [each for each in problems(tmp_path, text, "gcp") if each.code == "too-many-flows"]
    last = len(text.splitlines())
    assert found.where
    assert found.where.line == last
    assert found.message == f"jobs (Pub/Sub) takes at most 1 'consume' with copies: shared, and has that in line {last - 1}."
    assert "With 'copies: each' on the flow" in str(found.hint)
    assert not problems(tmp_path, spec("web -> jobs: enqueue", "mailer -> jobs: consume", domain=False), "gcp")


@pytest.mark.parametrize("first", ["", ", copies: each"])
def test_a_consumer_with_copies_has_a_subscription_of_its_own(tmp_path: Path, first: str) -> None:
    """One subscription per consumer, each billed for all messages, whose dead letters go to the same place."""
    flows = [
        "web -> jobs: enqueue, per_day: 1000000, payload_kb: 10",
        "jobs -> failed: enqueue, ratio: 0",
        f"mailer -> jobs: consume{first}",
    ]
    architecture = resolved(tmp_path, spec(*flows, "indexer -> jobs: consume, copies: each"), "gcp")
    consumers = argument(architecture, "jobs", "consumers")
    assert isinstance(consumers, dict)
    assert sorted(consumers) == ["indexer", "mailer"]
    assert expression(argument(architecture, "jobs", "dead_letters")) == "{ failed = module.failed.id }"
    alone = resolved(tmp_path, spec(*flows), "gcp")
    figures = [_subscriptions(each) for each in (alone, architecture)]
    assert [len(each) for each in figures] == [1, 2]
    assert len({figure for each in figures for figure in each}) == 1
    assert figures[0][0] > 0


def _subscriptions(architecture: Architecture) -> list[float]:
    """Terabytes of messages that each subscription of the queue is billed for in prod."""
    billed = [each for each in architecture.environments[-1].billed if each.address.startswith("module.jobs.google_pubsub_subscription")]
    return [float(each.usage["monthly_message_data_tb"]) for each in billed]


def _applied(folder: Path, environment: str) -> dict[str, Any]:
    """The state that the shipped tests applied in an environment."""
    done = read_back(folder)
    assert (done.passed > 6, done.failed) == (True, 0), done.messages
    return done.states[environment]


def _resources(state: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The values of a state's resources, by address."""
    pending = [state["values"]["root_module"]]
    found: dict[str, dict[str, Any]] = {}
    while pending:
        part = pending.pop()
        pending += part.get("child_modules", [])
        found |= {resource["address"]: resource["values"] for resource in part.get("resources", [])}
    return found


@pytest.mark.terraform
def test_one_load_balancer_serves_all_edges(tmp_path: Path) -> None:
    """Formatted, valid, applied with mocks: backends with their edge's policy, every route, 404 for what no route has; and its bill."""
    made = generate(loaded(tmp_path, spec(*ALL)), Catalog(), ("gcp",))
    write(tmp_path, made.artifacts)
    folder = initialised(tmp_path / "infra/gcp", "gcp")
    for arguments in (("fmt", "-check", "-recursive", "-diff"), ("validate",)):
        done = terraform(folder, *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
    state = _applied(folder, "prod")
    found = _resources(state)
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
    prod = made.architectures[0].environments[-1]
    rules, tariff = Rules("gcp"), Tariff(load_book("gcp"))
    billed = with_usage(resources_of(state, "prod", {"gcp": prod.region}).resources, usage_by_address(prod))
    expected = estimate(made.architectures[0], prod, rules, tariff).bill
    assert abs(price_resources(billed, rules, tariff).monthly - expected.monthly) < Decimal("0.005")


def test_the_load_balancer_is_billed_for_what_passes_it(tmp_path: Path) -> None:
    """Users' requests once, whichever edge they enter at; answers of services, and files from the cache, apart."""
    flows = ("users -> shield: request, per_day: 1000000, payload_kb: 10", "shield -> edge: route, ratio: 0.9",
             "shield -> api: route, ratio: 0.1, path: /api/*", "edge -> web: route, ratio: 0.5", "edge -> media: read, ratio: 0.1")  # fmt: skip
    figures = resolved(tmp_path, spec(*flows), "gcp").environments[-1].figures
    found = {name: figures["load-balancer"][name].value for name in figures["load-balancer"]}
    month = figures["shield"]["requests"].value
    assert found["requests"] == pytest.approx(month)
    assert found["service_gb"] == pytest.approx(month * (0.1 + 0.9 * 0.5) * 10 / 1e6)
    assert found["cached_gb"] == pytest.approx(month * 0.9 * 0.5 * 10 / 1e6)
    assert found["cached_requests"] == pytest.approx(month * 0.9 * 0.5)
    assert found["fill_gb"] == pytest.approx(month * 0.9 * 0.1 * 200 / 1e6)


PATHS = (
    "users -> edge: request, per_user_day: 10",
    "edge -> web: route",
    "edge -> media: read, path: /renditions/*",
    "web -> media: write, path: /uploads/*",
    "media -> jobs: enqueue, path: /uploads/*",
    "jobs -> failed: enqueue, ratio: 0.001",
    "mailer -> jobs: consume",
    "indexer -> jobs: consume, copies: each",
    "indexer -> media: read, path: /uploads/*",
    "indexer -> media: write, path: /renditions/*",
)


@pytest.mark.terraform
def test_paths_of_stores_and_copies_of_messages_pass_the_tools(tmp_path: Path) -> None:
    """Formatted, valid without a cycle, applied with mocks: folders, filtered notifications, a subscription per consumer."""
    write(tmp_path, generate(loaded(tmp_path, spec(*PATHS)), Catalog(), ("gcp",)).artifacts)
    folder = initialised(tmp_path / "infra/gcp", "gcp")
    for arguments in (("fmt", "-check", "-recursive", "-diff"), ("validate",)):
        done = terraform(folder, *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
    found = _resources(_applied(folder, "dev"))
    folders = [values for address, values in found.items() if address.startswith("module.media.google_storage_managed_folder.")]
    assert sorted(values["name"] for values in folders) == ["renditions/", "uploads/"]
    assert all(values["force_destroy"] for values in folders)
    [notification] = [values for address, values in found.items() if "google_storage_notification" in address]
    assert notification["object_name_prefix"] == "uploads/"
    subscriptions = [values for address, values in found.items() if address.startswith("module.jobs.google_pubsub_subscription.")]
    assert sorted(values["name"] for values in subscriptions) == ["demo-dev-jobs-indexer", "demo-dev-jobs-mailer"]
    assert all(values["dead_letter_policy"] for values in subscriptions)
    [matcher] = found["module.load_balancer.google_compute_url_map.this"]["path_matcher"]
    assert matcher["default_route_action"] == []
    assert [rule["paths"] for rule in matcher["path_rule"]] == [["/renditions/*"]]
