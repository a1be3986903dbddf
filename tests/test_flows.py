"""Flows are grants: removing one takes away what it made and nothing else, and every wide grant is on one list."""

import re
from pathlib import Path

import pytest

from cloudgen.architecture import Architecture, Resource
from cloudgen.generate import generate
from cloudgen.language.hclvalues import Call, Expr, Value
from cloudgen.load.catalog import PROVIDERS, Catalog
from cloudgen.load.specfile import load
from cloudgen.render.hcl import expression
from cloudgen.resolve.grants import granted_id
from tests.support.specs import HEAD, PUBLIC, USERS_FLOW, problems, resolved
from tests.support.stacks import EXAMPLES, ROOT, artifacts

SYSTEM = (
    HEAD
    + """
components:
  api: {kind: service}
  batch: {kind: job}
  worker: {kind: worker}
  jobs: {kind: queue}
  fast: {kind: cache}
  files: {kind: object-store}
  data: {kind: relational-db}
flows:
"""
)
FLOWS = [
    "{from: api, to: jobs, action: enqueue}",
    "{from: batch, to: jobs, action: enqueue}",
    "{from: worker, to: jobs, action: consume}",
    "{from: api, to: fast, action: read}",
    "{from: api, to: fast, action: write}",
    "{from: worker, to: fast, action: read}",
    "{from: api, to: files, action: read-write}",
    "{from: worker, to: files, action: read}",
    "{from: api, to: data, action: read-write}",
    "{from: worker, to: data, action: read}",
]


def spec(flows: list[str]) -> str:
    """The system with these flows."""
    return SYSTEM + "".join(f"  - {flow}\n" for flow in flows) if flows else SYSTEM.replace("flows:\n", "")


def effects(architecture: Architecture) -> dict[str, str]:
    """Every grant, rule, variable and entry: its address and what it says."""
    found = {}
    for connection in architecture.connections:
        for resource in connection.resources:
            found[resource.address] = expression(resource.arguments)
        for name, value in connection.environment.items():
            found[f"{connection.heading} {name}"] = expression(value)
    for module in architecture.modules:
        for name, value in module.arguments.items():
            if name in ("queues", "users", "consumers", "cdn_readers", "bucket_senders", "service_origins", "store_origins"):
                assert isinstance(value, dict)
                found |= {f"module.{module.label} {name} {key}": expression(member) for key, member in value.items()}
    return found


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("removed", range(len(FLOWS)))
def test_removing_a_flow_removes_its_effects_and_no_others(tmp_path: Path, provider: str, removed: int) -> None:
    """What goes is the pair's own, what stays is the same to the letter; a read beside a write stays a read."""
    before = effects(resolved(tmp_path, spec(FLOWS), provider))
    after = effects(resolved(tmp_path, spec([flow for number, flow in enumerate(FLOWS) if number != removed]), provider))
    source, target = re.findall(r"(?:from|to): ([a-z]+)", FLOWS[removed])
    own = re.compile(
        rf"\b{source}_to_{target}(_|$)|^{source} -> {target} |^module\.({source}|{target}) \w+ ({source}|{target})$|\bto_{target}\b"
    )
    for address in before.keys() ^ after.keys():
        assert own.search(address), address
    for address in before.keys() & after.keys():
        assert before[address] == after[address] or own.search(address), address
    shared = [flow for number, flow in enumerate(FLOWS) if number != removed and f"from: {source}, to: {target}," in flow]
    assert shared or not [address for address in after if re.search(rf"\b{source}_to_{target}\b|^{source} -> {target} ", address)]
    assert shared or before.keys() - after.keys(), "the flow made nothing"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_equal_grants_of_two_flows_are_made_once_and_stay_with_either(tmp_path: Path, provider: str) -> None:
    """Reading and writing the cache: one grant; it is there with both flows, and with each alone."""
    both, read, write = FLOWS[3:5], FLOWS[3:4], FLOWS[4:5]
    found = [effects(resolved(tmp_path, spec(flows), provider)) for flows in (both, read, write)]
    grants = [{address for address in each if "api_to_fast" in address} for each in found]
    assert grants[0]
    assert grants[0] == grants[1] == grants[2]
    none = effects(resolved(tmp_path, spec([]), provider))
    assert not [address for address in none if "api_to_fast" in address]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_shared_network_rule_stays_while_any_flow_needs_it(tmp_path: Path, provider: str) -> None:
    """Two callers of one database: without the first flow the second still has its way."""
    with_both = effects(resolved(tmp_path, spec(FLOWS[8:10]), provider))
    alone = effects(resolved(tmp_path, spec(FLOWS[9:10]), provider))
    rules = {
        "aws": "aws_vpc_security_group_ingress_rule.worker_to_data",
        "azure": "azurerm_network_security_rule.to_data",
        "gcp": "google_compute_firewall.worker_to_data",
    }
    assert with_both[rules[provider]] == alone[rules[provider]]


# What users make who call a service directly, on each cloud.
MADE_BY_USERS = {
    "aws": {
        "aws_vpc_security_group_ingress_rule.users_to_web", "aws_vpc_security_group_egress_rule.users_to_web_balancer",
        "aws_vpc_security_group_ingress_rule.users_to_web_balancer", "module.web public users", "module.watch shares web-public-errors",
        "module.watch alarms web-public-latency", "module.watch alarms web-public-unanswered", "module.watch alarms web-public-down",
        "module.web environment PUBLIC_URL", "output web_url", "output web_domain_name", "output web_dns_records",
        "value domain", "value domain_aliases", "value domain_ready", "value dns_zone",
    },
    "azure": {"module.cluster public web", "module.web environment PUBLIC_URL"},
    "gcp": {
        "google_cloud_run_v2_service_iam_member.users_to_web", "module.web public users", "module.web environment PUBLIC_URL", "output web_url",
    },
}  # fmt: skip
WAYS_IN = {
    "aws": {"aws_vpc_security_group_ingress_rule.users_to_web"},
    "azure": set(),
    "gcp": {"google_cloud_run_v2_service_iam_member.users_to_web"},
}
OPEN = re.compile(r"allUsers|allAuthenticatedUsers|cidr_ipv4 += \"0\.0\.0\.0/0\"")


def everything(architecture: Architecture) -> dict[str, str]:
    """Every resource of the root, argument of a module (maps by member), output and stack value."""
    found = {r.address: expression(r.arguments) for connection in architecture.connections for r in connection.resources}
    for module in architecture.modules:
        for name, value in module.arguments.items():
            found |= {f"module.{module.label} {name} {key}".rstrip(): expression(member) for key, member in members(value)}
    found |= {f"output {output.name}": expression(output.value) for output in architecture.outputs}
    return found | {f"value {name}": "" for name in architecture.environments[0].stack}


def members(value: Value) -> list[tuple[str, Value]]:
    """A map by its keys, a merge of maps and locals by theirs, and anything else as it is."""
    if isinstance(value, Call) and value.function == "merge" and isinstance(value.argument, list):
        return [member for each in value.argument for member in members(each)]
    if isinstance(value, Expr) and value.text.startswith("local."):
        return [(value.text, value)]
    return list(value.items()) if isinstance(value, dict) else [("", value)]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_users_flow_makes_its_target_public_and_nothing_else_does(tmp_path: Path, provider: str) -> None:
    """Removing it removes grant, rules and public address, and leaves the rest to the letter; only it opens anything to everybody."""
    public = everything(resolved(tmp_path, PUBLIC, provider))
    private = everything(resolved(tmp_path, PUBLIC.replace(USERS_FLOW, ""), provider))
    assert public.keys() - private.keys() == MADE_BY_USERS[provider]
    assert private.items() <= public.items()
    ways_in = {address for address, text in public.items() if OPEN.search(text) and "_egress_rule." not in address}
    assert ways_in == WAYS_IN[provider]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_users_and_a_cdn_may_share_a_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, provider: str) -> None:
    """What either flow makes is there beside the other's, to the letter."""
    # On AWS a domain can lead to one of the two alone, and production asks for one: not what this is about.
    monkeypatch.setattr("cloudgen.resolve.pipeline.check_conditions", lambda *_: None)
    base = HEAD + "components:\n  web: {kind: service}\n  edge: {kind: cdn}\nflows:\n"
    route = "  - {from: edge, to: web, action: route}\n"
    both = everything(resolved(tmp_path, base + USERS_FLOW + route, provider))
    for alone in (base + USERS_FLOW, base + route):
        assert everything(resolved(tmp_path, alone, provider)).items() <= both.items()


@pytest.mark.parametrize(("provider", "directly", "beside_a_cdn"), [
    ("aws", [], ["domain-clash"]), ("azure", ["unused-domain"], []), ("gcp", ["unused-domain"], []),
])  # fmt: skip
def test_a_domain_leads_to_one_place(tmp_path: Path, provider: str, directly: list[str], beside_a_cdn: list[str]) -> None:
    """A load balancer of AWS takes the domain, but not beside a CDN; where nothing takes it, a warning says so."""
    assert [problem.code for problem in problems(tmp_path, PUBLIC, provider)] == directly
    routed = PUBLIC.replace("  db:", "  edge: {kind: cdn}\n  db:") + "  - {from: edge, to: web, action: route}\n"
    assert [problem.code for problem in problems(tmp_path, routed, provider)] == beside_a_cdn


def test_a_grant_to_everybody_is_listed_as_wide(tmp_path: Path) -> None:
    """Cloud Run's is the one, with its reason."""
    wide = {each.address: each for each in resolved(tmp_path, PUBLIC, "gcp").wide}
    assert wide["google_cloud_run_v2_service_iam_member.users_to_web"].what == "roles/run.invoker"


# Every grant that allows more than its flow says, or names no narrower resource, in the examples. New ones need a reason here.
WIDE = {
    "aws": {"cloudwatch:PutMetricData", "ecr:GetAuthorizationToken", "logs:DescribeLogGroups", "xray:PutTelemetryRecords, xray:PutTraceSegments",
            "ec2:AssignPrivateIpAddresses, ec2:CreateNetworkInterface, ec2:DeleteNetworkInterface, ec2:DescribeNetworkInterfaces, ec2:DescribeSubnets, ec2:UnassignPrivateIpAddresses",
            "ssmmessages:CreateControlChannel, ssmmessages:CreateDataChannel, ssmmessages:OpenControlChannel, ssmmessages:OpenDataChannel",
            "edge -> web"},
    "azure": {"azurerm_managed_redis_access_policy_assignment", "Azure Service Bus Data Owner", "network rule", "Storage Blob Data Contributor", "Storage Blob Delegator", "Monitoring Metrics Publisher", "Key Vault Secrets User", "edge -> assets"},
    "gcp": {"roles/logging.logWriter", "roles/monitoring.metricWriter", "roles/cloudtrace.agent", "roles/memorystore.dbConnectionUser", "roles/storage.objectUser", "edge -> web"},
}  # fmt: skip


@pytest.mark.parametrize("provider", PROVIDERS)
def test_wide_grants_are_listed_with_their_reason(provider: str) -> None:
    """The architecture's list holds each of them, and nothing that isn't expected."""
    for example in EXAMPLES:
        [architecture] = generate(load(ROOT / "examples" / example / "cloudgen.yaml"), Catalog(), (provider,)).architectures
        assert {wide.what for wide in architecture.wide} <= WIDE[provider]
        assert all(len(wide.reason) > 20 for wide in architecture.wide)
        listed = {wide.address for wide in architecture.wide}
        [readme] = [a.content for a in artifacts(example, provider) if a.path == f"infra/{provider}/README.md"]
        assert all(f"| `{wide.address}` | {wide.what} | {wide.reason} |" in readme for wide in architecture.wide)
        for connection in architecture.connections:
            for resource in connection.resources:
                if 'Resource = "*"' in re.sub(r" +", " ", expression(resource.arguments)):
                    assert resource.address in listed, f"{resource.address} allows all resources without a reason"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_no_action_is_a_wildcard(provider: str) -> None:
    """No `*` action but in statements that deny."""
    for example in EXAMPLES:
        for artifact in artifacts(example, provider):
            if artifact.path.endswith(".tf"):
                for found in re.finditer(r'Action\s*=\s*\[?"[^"]*\*"', artifact.content):
                    context = artifact.content[max(0, found.start() - 200) : found.start()]
                    assert 'Effect    = "Deny"' in context or 'Effect    = "Deny"' in context.replace("  ", " "), artifact.path


@pytest.mark.parametrize("provider", PROVIDERS)
def test_callers_get_the_same_variables_on_every_cloud(tmp_path: Path, provider: str) -> None:
    """The application doesn't see the cloud but in the values."""
    architecture = resolved(tmp_path, spec(FLOWS), provider)
    names = {name for connection in architecture.connections for name in connection.environment}
    assert names == {
        "JOBS_NAME", "JOBS_ENDPOINT", "FAST_HOST", "FAST_PORT", "FAST_NAME", "FAST_USER", "FAST_AUTH", "FAST_CA", "FILES_NAME", "FILES_ENDPOINT",
        "DATA_HOST", "DATA_PORT", "DATA_NAME", "DATA_USER", "DATA_AUTH", "DATA_CA",
    }  # fmt: skip


def test_one_name_from_two_sources_is_solved_by_a_prefix(tmp_path: Path) -> None:
    """`as:` names the variables."""
    text = spec(["{from: api, to: fast, action: read, as: sessions}"])
    architecture = resolved(tmp_path, text, "aws")
    assert "SESSIONS_HOST" in {name for connection in architecture.connections for name in connection.environment}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_rename_moves_and_keeps_names(tmp_path: Path, provider: str) -> None:
    """With `was:` the tfvars keep the names, and every address that changes has a moved block."""
    flows = [*FLOWS[:3], *FLOWS[8:9]]
    before = resolved(tmp_path, spec(flows), provider)
    text = spec([flow.replace("jobs", "tasks") for flow in flows]).replace("jobs: {kind: queue}", "tasks: {kind: queue, was: jobs}")
    after = resolved(tmp_path, text, provider)
    assert [e.inputs["jobs"] for e in before.environments] == [e.inputs["tasks"] for e in after.environments]
    moves = {(move.source, move.target) for move in after.moves}
    assert ("module.jobs", "module.tasks") in moves

    def addresses(architecture: Architecture) -> set[str]:
        resources = {resource.address for connection in architecture.connections for resource in connection.resources}
        return resources | {f"module.{module.label}" for module in architecture.modules if module.folder}

    gone, new = addresses(before) - addresses(after), addresses(after) - addresses(before)
    assert {source for source, _ in moves} == gone
    assert {target for _, target in moves} == new
    assert {name for c in before.connections for name in c.environment} == {name for c in after.connections for name in c.environment}


def test_settings_and_pins_are_layered(tmp_path: Path) -> None:
    """The nearer wins; within a layer a pin beats a setting; a nearer setting drops a farther pin computed from it."""
    text = (
        HEAD
        + """
components:
  fast: {kind: cache, settings: {memory_gb: 3, replicas: 2}, aws: {node_type: cache.r7g.xlarge}}
environments:
  dev: {components: {fast: {settings: {memory_gb: 0.3}}}}
  staging: {components: {fast: {settings: {replicas: 0}}}}
  prod: {components: {fast: {aws: {nodes: 4}}}}
"""
    )
    inputs = {e.name: e.inputs["fast"] for e in resolved(tmp_path, text, "aws").environments}
    assert (inputs["dev"]["node_type"], inputs["dev"]["nodes"]) == ("cache.t4g.micro", 3)
    assert (inputs["staging"]["node_type"], inputs["staging"]["nodes"]) == ("cache.r7g.xlarge", 1)
    assert (inputs["prod"]["node_type"], inputs["prod"]["nodes"]) == ("cache.r7g.xlarge", 4)


def test_alternatives_are_chosen_in_the_spec(tmp_path: Path) -> None:
    """A worker on Functions Flex, a cache on ElastiCache Serverless; the other clouds keep their defaults."""
    text = (
        spec(FLOWS[:4])
        .replace("worker: {kind: worker}", "worker: {kind: worker}")
        .replace("fast: {kind: cache}", "fast: {kind: cache, service: elasticache-serverless}")
    )
    assert {m.key: m.folder for m in resolved(tmp_path, text, "aws").modules}["fast"] == "elasticache-serverless"
    assert {m.key: m.folder for m in resolved(tmp_path, text, "gcp").modules}["fast"] == "memorystore-valkey"
    text = spec(FLOWS[2:3]).replace("worker: {kind: worker}", "worker: {kind: worker, service: functions-flex}")
    assert {m.key: m.folder for m in resolved(tmp_path, text, "azure").modules}["worker"] == "functions-flex"


def test_a_flows_volume_says_how_it_comes_about(tmp_path: Path) -> None:
    """Of people, of the system's own, and of the caller's calls."""
    text = HEAD + "domain: a.example.com\ntraffic: {monthly_active_users: 100}\ncomponents:\n  edge: {kind: cdn}\n  web: {kind: service}\n  q: {kind: queue}\nflows:\n"
    text += "  - {from: users, to: edge, action: request, per_user_day: 2}\n  - {from: edge, to: web, action: route, ratio: 0.5}\n"
    text += "  - {from: web, to: q, action: enqueue, per_day: 24}\n"
    volumes = resolved(tmp_path, text, "aws").environments[-1].flows
    assert [volume.formula for volume in volumes] == ["100 users x 2 a day x 30.42 days", "0.5 x 6,083 of edge", "24 a day x 30.42 days"]
    assert [round(volume.calls) for volume in volumes] == [6083, 3042, 730]


@pytest.mark.parametrize(("resource", "id_"), [
    (Resource("a_grant", "one", {}), "a_grant.one.id"),
    (Resource("a_grant", "maybe", {}, count=Expr("var.x ? 1 : 0")), "one(a_grant.maybe[*].id)"),
    (Resource("a_grant", "each", {}, for_each=Expr("var.x")), 'join(",", values(a_grant.each)[*].id)'),
])  # fmt: skip
def test_the_id_of_a_grant_fits_how_often_it_is_made(resource: Resource, id_: str) -> None:
    """What waits for grants takes each as one text."""
    assert expression(granted_id(resource)) == id_
