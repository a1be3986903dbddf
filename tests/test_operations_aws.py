"""AWS in operation: alarms for an outage and for silence, what may be destroyed, sessions in tasks, and who may not delete."""

from pathlib import Path
from typing import Any

import pytest

from cloudgen.load.catalog import PROVIDERS
from cloudgen.render.hcl import expression
from tests.support.edges import module, spec, statements
from tests.support.projects import Project
from tests.support.specs import HEAD, problems, resolved

STACK = (
    HEAD
    + """domain: shop.example.com
components:
  edge: {kind: cdn}
  web: {kind: service}
  tick: {kind: job}
  importer: {kind: worker}
  inbox: {kind: queue}
  db: {kind: relational-db}
  fast: {kind: cache}
  files: {kind: object-store}
  vault: {kind: secrets, settings: {names: [mail-token]}}
  watch: {kind: observability}
flows:
  - {from: users, to: edge, action: request}
  - {from: edge, to: web, action: route}
  - {from: web, to: db, action: read-write}
  - {from: web, to: fast, action: read-write}
  - {from: web, to: files, action: write}
  - {from: web, to: inbox, action: enqueue}
  - {from: importer, to: inbox, action: consume}
  - {from: web, to: vault, action: read, secrets: [mail-token]}
"""
)


def alarms(folder: Path, text: str) -> dict[str, str]:
    """The alarms of a stack, each as Terraform reads it in one line."""
    members = module(resolved(folder, text, "aws"), "watch").arguments["alarms"]
    assert isinstance(members, dict)
    return {name: " ".join(expression(member).split()) for name, member in members.items()}


# Alarms


def test_an_outage_rings(tmp_path: Path) -> None:
    """Without a healthy task the tasks have no errors: the load balancer's own count, and so does that nothing is there to be counted."""
    found = alarms(tmp_path, STACK)
    assert 'metric = "AWS/ApplicationELB/HTTPCode_ELB_5XX_Count"' in found["web-unanswered"]
    assert 'metric = "AWS/ApplicationELB/HealthyHostCount"' in found["web-down"]
    assert "TargetGroup = module.web.target_group_metric_name" in found["web-down"]
    assert 'statistic = "Maximum" threshold = 1 below = true minutes = 5 missing = "breaching"' in found["web-down"]


def test_users_without_a_cdn_get_the_same_alarms(tmp_path: Path) -> None:
    """On the load balancer that they call."""
    text = HEAD + "domain: shop.example.com\ncomponents:\n  web: {kind: service}\n  watch: {kind: observability}\n"
    found = alarms(tmp_path, text + "flows:\n  - {from: users, to: web, action: request}\n")
    assert "TargetGroup = module.web.public_target_group_metric_name" in found["web-public-down"]
    assert "LoadBalancer = module.web.public_metric_name" in found["web-public-unanswered"]


def test_a_job_that_does_not_run_rings(tmp_path: Path) -> None:
    """Whether the scheduler says so or nothing at all; its module knows how long it may be silent."""
    found = alarms(tmp_path, STACK)
    assert 'metric = "AWS/States/ExecutionsStarted"' in found["tick-silent"]
    assert "periods = module.tick.silence.days missing = module.tick.silence.missing" in found["tick-silent"]
    assert 'metric = "AWS/Scheduler/TargetErrorCount" dimensions = { ScheduleGroup = module.tick.schedule_group }' in found["tick-scheduler"]


# What may be destroyed, and when changes take effect

LIVES = {
    "dev": {"final_snapshot": False, "force_destroy": True, "apply_immediately": True},
    "staging": {"final_snapshot": True, "force_destroy": False, "apply_immediately": True},
    "prod": {"final_snapshot": True, "force_destroy": False, "apply_immediately": False},
}


def test_data_goes_by_itself_in_dev_alone(tmp_path: Path) -> None:
    """Deletion protection is another value, and says nothing about the last snapshot."""
    for environment in resolved(tmp_path, STACK, "aws").environments:
        asked: dict[tuple[str, str], Any] = {
            (label, name): value
            for label, inputs in environment.inputs.items()
            for name, value in inputs.items()
            if name in LIVES["dev"]
        }
        assert asked == {(label, name): LIVES[environment.name][name] for label, name in asked}
        assert {label for label, name in asked if name == "force_destroy"} == {"files", "registry", "vault"}
        assert {label for label, name in asked if name == "final_snapshot"} == {"db"}
        assert {label for label, name in asked if name == "apply_immediately"} == {"db", "fast"}


def test_a_protected_bucket_isnt_emptied(tmp_path: Path) -> None:
    """Not in dev either."""
    text = spec("files: {kind: object-store, settings: {deletion_protection: true}}")
    assert {each.inputs["files"]["force_destroy"] for each in resolved(tmp_path, text, "aws").environments} == {False}


def test_an_older_valkey_is_refused_because_it_replaces_the_cache(tmp_path: Path) -> None:
    """Versions count as numbers part by part: 8.10 is above 8.9."""
    project = Project(tmp_path)
    text = spec("fast: {kind: cache, aws: {engine_version: '%s'}}")
    project.generated(text % "8.9", provider="aws")
    project.generated(text % "8.10", provider="aws")
    done = project.generate(text % "8.9", provider="aws")
    assert done.returncode == 2
    assert "'engine_version' shrinks from 8.10 to 8.9" in done.stderr


# Permissions


def test_writing_to_a_bucket_deletes_nothing(tmp_path: Path) -> None:
    """Like INSERT in a database."""
    assert statements(resolved(tmp_path, STACK, "aws"), "web -> files") == [
        '{ Effect = "Allow" Action = ["s3:AbortMultipartUpload", "s3:PutObject"] Resource = "${module.files.arn}/*" }',
    ]


def test_the_code_of_a_function_makes_no_network_interfaces(tmp_path: Path) -> None:
    """Lambda may, in the function's name: the key is missing from its calls, so a negated condition holds."""
    [own] = [c for c in resolved(tmp_path, STACK, "aws").connections if c.heading == "importer: what the platform needs"]
    [policy] = [" ".join(expression(r.arguments["policy"]).split()) for r in own.resources if r.type == "aws_iam_role_policy"]
    function = "arn:${local.partition}:lambda:${var.region}:${local.account_id}:function:"
    assert f'Condition = {{ ArnNotEquals = {{ "lambda:SourceFunctionArn" = "{function}${{var.importer.name}}" }} }}' in policy
    assert policy.count("ec2:CreateNetworkInterface") == 1


def test_sessions_in_tasks_are_off_and_granted_where_they_are_on(tmp_path: Path) -> None:
    """By a policy of their own, which exists only then."""
    architecture = resolved(tmp_path, STACK.replace("{kind: worker}", "{kind: worker, service: {aws: ecs-worker}}"), "aws")
    for key in ("web", "importer"):
        assert {each.inputs[key]["enable_execute_command"] for each in architecture.environments} == {False}
    grants = [r for c in architecture.connections for r in c.resources if "ssmmessages" in str(r.arguments)]
    assert {grant.address: grant.count and grant.count.text for grant in grants} == {
        "aws_iam_role_policy.web_exec": "var.web.enable_execute_command ? 1 : 0",
        "aws_iam_role_policy.importer_exec": "var.importer.enable_execute_command ? 1 : 0",
    }


# Values and variables


@pytest.mark.parametrize("provider", PROVIDERS)
def test_callers_know_the_name_of_a_cache(tmp_path: Path, provider: str) -> None:
    """AWS signs the token of a login for it."""
    [pair] = [c for c in resolved(tmp_path, STACK, provider).connections if c.heading == "web -> fast"]
    assert expression(pair.environment["FAST_NAME"]) == "module.fast.name"


def test_a_serverless_cache_is_another_login(tmp_path: Path) -> None:
    """Its token has a further parameter."""
    text = STACK.replace("fast: {kind: cache}", "fast: {kind: cache, service: {aws: elasticache-serverless}}")
    [pair] = [c for c in resolved(tmp_path, text, "aws").connections if c.heading == "web -> fast"]
    assert (expression(pair.environment["FAST_NAME"]), pair.environment["FAST_AUTH"]) == ("module.fast.cache_name", "aws-iam-serverless")


def test_a_value_that_nothing_reads_is_not_asked_for(tmp_path: Path) -> None:
    """The age of messages, where there is no queue. (The modules of Azure and Google Cloud read their thresholds themselves.)"""
    with_queue = resolved(tmp_path, STACK, "aws")
    lines = [line for line in STACK.splitlines(keepends=True) if "inbox" not in line and "importer" not in line]
    without = resolved(tmp_path, "".join(lines), "aws")
    for architecture, expected in ((with_queue, True), (without, False)):
        assert {"queue_age_seconds" in each.inputs["watch"] for each in architecture.environments} == {expected}
        assert ("queue_age_seconds" in {each.name for each in module(architecture, "watch").attributes}) is expected


def test_a_period_that_cloudwatch_lacks_is_refused(tmp_path: Path) -> None:
    """Pinned, because the setting has none of these."""
    text = HEAD + "foundation: {logs: {aws: {retention_days: 31}}}\ncomponents:\n  web: {kind: service}\n"
    assert "no log for the days that 'retention_days' pins" in problems(tmp_path, text, "aws")[0].message


def test_a_region_with_two_zones_has_two_in_prod(tmp_path: Path) -> None:
    """Three are prod's default elsewhere."""
    text = STACK.replace("us-east-1", "us-west-1")
    networks = {each.name: each.inputs["network"] for each in resolved(tmp_path, text, "aws").environments}
    assert (networks["prod"]["availability_zones"], networks["prod"]["nat_gateways"]) == (2, 2)
