"""Edges on AWS: routes by path, prefixes of stores, public addresses, firewalls. What is resolved, and what Terraform applies."""

import json
from pathlib import Path
from typing import Any

import pytest

from cloudgen.render.hcl import expression
from tests.support.edges import argument, module, resources, spec, stack, statements
from tests.support.readback import read_back
from tests.support.specs import HEAD, problems, resolved

# A CDN with overlapping paths and no /*, a store with several paths, and a queue behind a part of it.
STACK = (
    HEAD
    + """
components:
  shield: {kind: firewall}
  edge: {kind: cdn}
  web: {kind: service}
  api: {kind: service, settings: {timeout_seconds: 60}}
  media: {kind: object-store}
  inbox: {kind: queue}
  importer: {kind: worker}
flows:
  - {from: users, to: shield, action: request, per_user_day: 1}
  - {from: shield, to: edge, action: route}
  - {from: edge, to: web, action: route, path: /app*}
  - {from: edge, to: web, action: route, path: /app}
  - {from: edge, to: api, action: route, path: /app/api/*}
  - {from: edge, to: api, action: route, path: /app/api/uploads/*, timeout_seconds: 120}
  - {from: edge, to: media, action: read, path: /media/*}
  - {from: edge, to: media, action: read, path: /favicon.ico}
  - {from: api, to: media, action: write, path: /uploads/*}
  - {from: web, to: media, action: read, path: /media/*}
  - {from: media, to: inbox, action: enqueue, path: /uploads/*}
  - {from: importer, to: inbox, action: consume}
  - {from: importer, to: media, action: read-write, path: /uploads/*}
"""
)


# Routes


def test_several_paths_to_one_target_are_one_origin_and_a_route_each(tmp_path: Path) -> None:
    """A route has its own timeout, else that of its target."""
    architecture = resolved(tmp_path, STACK, "aws")
    assert set(module(architecture, "edge").arguments["service_origins"]) == {"web", "api"}  # type: ignore[arg-type]
    assert argument(architecture, "edge", "store_origins") == "{ media = { domain_name = module.media.domain_name } }"
    assert argument(architecture, "edge", "routes") == (
        '{ "/app*" = { origin = "web", timeout_seconds = var.web.timeout_seconds }'
        ' "/app" = { origin = "web", timeout_seconds = var.web.timeout_seconds }'
        ' "/app/api/*" = { origin = "api", timeout_seconds = var.api.timeout_seconds }'
        ' "/app/api/uploads/*" = { origin = "api", timeout_seconds = 120 }'
        ' "/media/*" = { origin = "media" } "/favicon.ico" = { origin = "media" } }'
    )
    assert argument(architecture, "media", "cdn_readers") == '{ edge = { arn = module.edge.arn, paths = ["/media/*", "/favicon.ico"] } }'
    rules = [r.address for c in architecture.connections if c.heading == "edge -> web" for r in c.resources]
    assert len(rules) == 1


def test_cloudfronts_limits_hold_behind_a_cdn_alone(tmp_path: Path) -> None:
    """A service may take 300 seconds where components call it; a route may not, whether it or its target says so."""
    slow = "web: {kind: service, settings: {timeout_seconds: 300}}"
    assert not problems(tmp_path, spec(f"{slow}\n  tick: {{kind: job}}", "from: tick, to: web, action: request"), "aws")
    behind = f"{slow}\n  edge: {{kind: cdn}}"
    users = "from: users, to: edge, action: request"
    left = problems(tmp_path, spec(behind, users, "from: edge, to: web, action: route"), "aws")
    assert {(p.code, p.where.line if p.where else 0) for p in left} == {("limit", 8)}
    assert "must be at most 120 behind Amazon CloudFront" in left[0].message
    said = problems(tmp_path, spec(behind, users, "from: edge, to: web, action: route, timeout_seconds: 121"), "aws")
    assert [(p.code, p.where.line if p.where else 0, p.hint) for p in said] == [("limit", 8, "CloudFront waits no longer for an answer.")]
    assert not problems(tmp_path, spec(behind, users, "from: edge, to: web, action: route, timeout_seconds: 120"), "aws")


# Prefixes of stores


def test_a_path_limits_the_grants_of_a_store_to_what_is_below_it(tmp_path: Path) -> None:
    """Objects and listing; a write lists nothing."""
    architecture = resolved(tmp_path, STACK, "aws")
    assert statements(architecture, "web -> media") == [
        '{ Effect = "Allow", Action = ["s3:GetObject"], Resource = "${module.media.arn}/media/*" }',
        '{ Effect = "Allow" Action = ["s3:ListBucket"] Resource = module.media.arn'
        ' Condition = { StringLike = { "s3:prefix" = "media/*" } } }',
    ]
    assert statements(architecture, "api -> media") == [
        '{ Effect = "Allow" Action = ["s3:AbortMultipartUpload", "s3:PutObject"]'
        ' Resource = "${module.media.arn}/uploads/*" }',
    ]
    assert statements(architecture, "importer -> media") == [
        '{ Effect = "Allow" Action = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"]'
        ' Resource = "${module.media.arn}/uploads/*" }',
        '{ Effect = "Allow" Action = ["s3:ListBucket"] Resource = module.media.arn'
        ' Condition = { StringLike = { "s3:prefix" = "uploads/*" } } }',
    ]


def test_without_a_path_the_grants_of_a_store_are_for_all_of_it(tmp_path: Path) -> None:
    """No condition on listing."""
    two = "web: {kind: service}\n  media: {kind: object-store}"
    architecture = resolved(tmp_path, spec(two, "from: web, to: media, action: read"), "aws")
    assert statements(architecture, "web -> media") == [
        '{ Effect = "Allow", Action = ["s3:GetObject"], Resource = "${module.media.arn}/*" }',
        '{ Effect = "Allow", Action = ["s3:ListBucket"], Resource = module.media.arn }',
    ]


def test_reading_and_writing_two_paths_grants_each_its_own(tmp_path: Path) -> None:
    """One policy of the pair; what is read isn't written."""
    two = "web: {kind: service}\n  media: {kind: object-store}"
    flows = ("from: web, to: media, action: read, path: /public/*", "from: web, to: media, action: write, path: /drafts/*")
    found = statements(resolved(tmp_path, spec(two, *flows), "aws"), "web -> media")
    objects = [each for each in found if "ListBucket" not in each]
    assert [("GetObject" in each, "PutObject" in each, "/public/*" in each, "/drafts/*" in each) for each in objects] == [
        (True, False, True, False),
        (False, True, False, True),
    ]


STORE_AND_QUEUES = "media: {kind: object-store}\n  one: {kind: queue}\n  two: {kind: queue}"


@pytest.mark.parametrize(
    ("first", "second"), [("", ""), ("", ", path: /a/*"), (", path: /a/*", ", path: /a/b/*"), (", path: /a", ", path: /ab")]
)
def test_s3_tells_one_queue_of_an_object(tmp_path: Path, first: str, second: str) -> None:
    """Overlapping prefixes are a problem at both lines."""
    flows = (f"from: media, to: one, action: enqueue{first}", f"from: media, to: two, action: enqueue{second}")
    found = problems(tmp_path, spec(STORE_AND_QUEUES, *flows), "aws")
    assert [(p.code, p.where.line if p.where else 0) for p in found] == [("overlapping-paths", 8), ("overlapping-paths", 9)]
    assert "copies: each" in (found[0].hint or "")


def test_s3_tells_two_queues_of_different_prefixes(tmp_path: Path) -> None:
    """Which have no name in common."""
    flows = ("from: media, to: one, action: enqueue, path: /a/*", "from: media, to: two, action: enqueue, path: /b/*")
    architecture = resolved(tmp_path, spec(STORE_AND_QUEUES, *flows), "aws")
    assert argument(architecture, "media", "notification_paths") == '{ one = ["/a/*"], two = ["/b/*"] }'


# Public addresses

SERVICE = "web: {kind: service}"
CDN = f"{SERVICE}\n  edge: {{kind: cdn}}"
SHIELDED = f"{CDN}\n  shield: {{kind: firewall}}"
TO_WEB = "from: edge, to: web, action: route"
WAYS = {
    "users": (SERVICE, ("from: users, to: web, action: request",), "module.web.public_url"),
    "cdn": (CDN, ("from: users, to: edge, action: request", TO_WEB), "module.edge.url"),
    "firewall": (
        f"{SERVICE}\n  shield: {{kind: firewall}}",
        ("from: users, to: shield, action: request", "from: shield, to: web, action: route"),
        "module.web.public_url",
    ),
    "firewall and cdn": (
        SHIELDED,
        ("from: users, to: shield, action: request", "from: shield, to: edge, action: route", TO_WEB),
        "module.edge.url",
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_service_that_people_reach_knows_its_address(tmp_path: Path, way: str) -> None:
    """That of the edge in front of it, else its own."""
    components, flows, url = WAYS[way]
    assert (
        argument(resolved(tmp_path, f"domain: shop.example.com\n{spec(components, *flows)}", "aws"), "web", "environment")
        == f"{{ PUBLIC_URL = {url} }}"
    )


def test_a_service_that_nobody_reaches_has_no_address(tmp_path: Path) -> None:
    """A job's calls make nothing public, nor does a CDN that nobody calls."""
    architecture = resolved(tmp_path, spec(f"{SERVICE}\n  tick: {{kind: job}}", "from: tick, to: web, action: request"), "aws")
    assert "environment" not in module(architecture, "web").arguments
    assert "environment" not in module(resolved(tmp_path, spec(CDN, TO_WEB), "aws"), "web").arguments


# Firewalls

GUARDED = (
    HEAD
    + """domain: shop.example.com
traffic: {monthly_active_users: 1000}
components:
  shield: {kind: firewall}
  web: {kind: service}
  tick: {kind: job}
  watch: {kind: observability}
flows:
  - {from: users, to: shield, action: request, per_user_day: 50, payload_kb: 20}
  - {from: shield, to: web, action: route}
  - {from: tick, to: web, action: request, ratio: 10}
"""
)


def test_a_firewall_in_front_of_a_service_belongs_to_its_region(tmp_path: Path) -> None:
    """The provider of the region makes it; only the public load balancer lets users in."""
    architecture = resolved(tmp_path, GUARDED, "aws")
    assert module(architecture, "shield").providers == {}
    assert module(architecture, "shield").arguments["scope"] == "REGIONAL"
    assert argument(architecture, "web", "firewalls") == "{ shield = module.shield.arn }"
    assert set(module(architecture, "web").arguments["public"]) == {"shield"}  # type: ignore[arg-type]
    open_rules = [
        (c.heading, expression(r.arguments["security_group_id"]))
        for c in architecture.connections
        for r in c.resources
        if r.type == "aws_vpc_security_group_ingress_rule" and r.arguments.get("cidr_ipv4")
    ]
    assert open_rules == [("shield -> web", "module.web.public_security_group_id")]
    scopes = {each.values["scope"] for each in architecture.environments[0].billed if each.type == "aws_wafv2_web_acl"}
    assert scopes == {"REGIONAL"}


def test_a_firewall_in_front_of_a_cdn_belongs_to_cloudfront(tmp_path: Path) -> None:
    """In us-east-1."""
    shield = module(resolved(tmp_path, STACK, "aws"), "shield")
    assert (shield.providers, shield.arguments["scope"]) == ({"aws": "aws.us_east_1"}, "CLOUDFRONT")


def test_what_a_firewall_lets_through_is_public_traffic(tmp_path: Path) -> None:
    """It goes through the public load balancer and to the internet, as if users called the service themselves."""
    direct = (
        GUARDED.replace("to: shield, action: request", "to: web, action: request")
        .replace("  - {from: shield, to: web, action: route}\n", "")
        .replace("  shield: {kind: firewall}\n", "")
    )
    found = [resolved(tmp_path, text, "aws").environments[0] for text in (GUARDED, direct)]
    usage = [{each.address: each.usage for each in environment.billed if "aws_lb" in each.address} for environment in found]
    assert usage[0] == usage[1]
    assert usage[0]["module.web.aws_lb.public[0]"]["internet_gb"] > 0


def test_one_firewall_is_for_cdns_or_for_services(tmp_path: Path) -> None:
    """Both lines are named; two firewalls may do it. A trial needs no domain, which only one of the two could have."""
    base = "shield: {kind: firewall}\n  edge: {kind: cdn}\n  web: {kind: service}\n  api: {kind: service}"
    flows = ["from: users, to: shield, action: request", "from: shield, to: edge, action: route", "from: edge, to: web, action: route"]
    trial = "environments: {dev: {}}\n"
    found = problems(tmp_path, trial + spec(base, *flows, "from: shield, to: api, action: route"), "aws")
    assert sorted((p.code, p.where.line if p.where else 0) for p in found) == [("mixed-targets", 11), ("mixed-targets", 13)]
    assert "shield leads to edge (cdn) here and to api (service) in line 13. A web ACL is" in found[0].message
    two = f"{base}\n  guard: {{kind: firewall}}"
    others = ("from: users, to: guard, action: request", "from: guard, to: api, action: route")
    assert not problems(tmp_path, trial + spec(two, *flows, *others), "aws")


# Terraform


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What the shipped tests of the stack apply in dev, by address."""
    done = read_back(stack(tmp_path_factory.mktemp("edges"), STACK))
    assert (done.passed > 6, done.failed) == (True, 0), done.messages
    return resources(done.states["dev"])


@pytest.mark.terraform
def test_behaviors_are_ordered_by_the_longest_literal_part(applied: dict[str, dict[str, Any]]) -> None:
    """An exact path comes before the wildcard of the same literal part, and each behavior has its origin and timeout."""
    distribution = applied["module.edge.aws_cloudfront_distribution.this"]
    behaviors = [(each["path_pattern"], each["target_origin_id"]) for each in distribution["ordered_cache_behavior"]]
    assert behaviors == [
        ("/app/api/uploads/*", "api-120s"),
        ("/favicon.ico", "media"),
        ("/app/api/*", "api-60s"),
        ("/media/*", "media"),
        ("/app", "web-30s"),
        ("/app*", "web-30s"),
    ]
    timeouts = {
        each["origin_id"]: each["vpc_origin_config"][0]["origin_read_timeout"]
        for each in distribution["origin"]
        if each["vpc_origin_config"]
    }
    assert timeouts == {"api-60s": 60, "api-120s": 120, "web-30s": 30}
    methods = {each["path_pattern"]: len(each["allowed_methods"]) for each in distribution["ordered_cache_behavior"]}
    assert {methods["/app"], methods["/app/api/uploads/*"]} == {7}
    assert methods["/media/*"] == 2
    assert {address for address in applied if "vpc_origin" in address} == {
        'module.edge.aws_cloudfront_vpc_origin.service["api"]',
        'module.edge.aws_cloudfront_vpc_origin.service["web"]',
    }


@pytest.mark.terraform
def test_what_no_route_takes_is_answered_by_a_function(applied: dict[str, dict[str, Any]]) -> None:
    """With 404, to every method, without a cache."""
    function = applied["module.edge.aws_cloudfront_function.not_found[0]"]
    assert "statusCode: 404" in function["code"]
    [default] = applied["module.edge.aws_cloudfront_distribution.this"]["default_cache_behavior"]
    assert [(each["event_type"], each["function_arn"]) for each in default["function_association"]] == [("viewer-request", function["arn"])]
    assert len(default["allowed_methods"]) == 7


@pytest.mark.terraform
def test_the_bucket_tells_only_of_uploads_and_lets_the_cdn_read_its_paths(applied: dict[str, dict[str, Any]]) -> None:
    """The notification's filter, and the objects of the bucket's policy."""
    [notice] = applied["module.media.aws_s3_bucket_notification.this[0]"]["queue"]
    assert (notice["id"], notice["filter_prefix"], notice["events"]) == ("inbox uploads/", "uploads/", ["s3:ObjectCreated:*"])
    policy = json.loads(applied["module.media.aws_s3_bucket_policy.this"]["policy"])
    [reader] = [each for each in policy["Statement"] if each["Sid"] == "CdnReadsEdge"]
    assert reader["Resource"] == ["arn:aws:s3:::mock/media/*", "arn:aws:s3:::mock/favicon.ico"]
    assert reader["Condition"] == {"StringEquals": {"AWS:SourceArn": applied["module.edge.aws_cloudfront_distribution.this"]["arn"]}}


@pytest.mark.terraform
def test_the_web_acl_is_in_front_of_the_public_load_balancer(tmp_path: Path) -> None:
    """Associated with it, and of its region."""
    done = read_back(stack(tmp_path, GUARDED))
    assert (done.passed > 6, done.failed) == (True, 0), done.messages
    found = resources(done.states["prod"])
    association = found['module.web.aws_wafv2_web_acl_association.public["shield"]']
    assert association["resource_arn"] == found["module.web.aws_lb.public[0]"]["arn"]
    assert association["web_acl_arn"] == found["module.shield.aws_wafv2_web_acl.this"]["arn"]
    assert ":regional/" in association["web_acl_arn"]
    assert found["module.shield.aws_wafv2_web_acl.this"]["scope"] == "REGIONAL"
