"""A worker on AWS as an ordinary container: a service on Fargate that takes messages by itself, and as many tasks as they need."""

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cloudgen.architecture import Architecture
from cloudgen.cost.price.book import load_book
from cloudgen.cost.price.estimate import estimate
from cloudgen.cost.price.rules import Rules
from cloudgen.cost.price.tariff import Tariff
from tests.support.edges import argument, resources, stack, statements
from tests.support.readback import bill_of, costs_by_address, read_back
from tests.support.specs import HEAD, problems, resolved
from tests.support.stacks import with_images

SPEC = (
    HEAD
    + """environments:
  dev: {}
  prod: {components: {mailer: {settings: {min_replicas: 2, max_replicas: 10}}}}
traffic: {monthly_active_users: 100000}
components:
  web: {kind: service}
  jobs: {kind: queue}
  uploads: {kind: queue}
  mailer: {kind: worker, service: {aws: ecs-worker}}
  audit: {kind: worker, service: {aws: ecs-worker}, settings: {read_only_root: false}}
  watch: {kind: observability}
flows:
  - {from: web, to: jobs, action: enqueue}
  - {from: web, to: uploads, action: enqueue, per_day: 50000}
  - {from: mailer, to: jobs, action: consume}
  - {from: mailer, to: uploads, action: consume}
  - {from: audit, to: jobs, action: consume, copies: each}
"""
)
TAKE = (
    '{ Effect = "Allow" Action = [ "sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage", ]'
    " Resource = %s }"
)


def test_it_may_take_messages_hide_them_longer_and_delete_them(tmp_path: Path) -> None:
    """Its own queue and no other; a copy is the consumer's own queue."""
    architecture = resolved(tmp_path, SPEC, "aws")
    assert statements(architecture, "mailer -> jobs") == [TAKE % "module.jobs.arn"]
    assert statements(architecture, "audit -> jobs") == [TAKE % 'module.jobs.copy_arns["audit"]']
    assert argument(architecture, "mailer", "queues") == "{ jobs = module.jobs.arn, uploads = module.uploads.arn }"


def test_lambda_stays_what_a_worker_is(tmp_path: Path) -> None:
    """The container is chosen by its service, on AWS alone."""
    plain = SPEC.replace(", service: {aws: ecs-worker}", "")
    assert {each.service for each in resolved(tmp_path, plain, "aws").components if each.kind == "worker"} == {"lambda-worker"}
    assert {each.service for each in resolved(tmp_path, SPEC, "azure").components if each.kind == "worker"} == {"container-app-worker"}


def test_settings_that_it_has_no_use_for_are_named(tmp_path: Path) -> None:
    """The code asks for as many messages as it wants; what Lambda ignores counts here."""
    text = SPEC.replace("read_only_root: false", "batch_size: 5, concurrency: 3, cpu: 1, read_only_root: false")
    assert [found.message for found in problems(tmp_path, text, "aws") if found.code == "ignored-setting"] == [
        "Amazon ECS worker on AWS Fargate ignores 'batch_size'."
    ]


@dataclass(frozen=True)
class Applied:
    """The stack's architecture, and the state that each environment's run left, with an image for each component."""

    architecture: Architecture
    states: dict[str, dict[str, Any]]

    def resources(self, name: str) -> dict[str, dict[str, Any]]:
        """The values of an environment's resources, by address."""
        return resources(self.states[name])


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Applied:
    """Formatted, valid, clean for tflint and checkov; its shipped tests pass."""
    folder = tmp_path_factory.mktemp("worker")
    root = stack(folder, SPEC)
    for environment in ("dev", "prod"):
        with_images(root, environment, "123456789012.dkr.ecr.us-east-1.amazonaws.com/code:1")
    done = read_back(root)
    assert done.failed == 0, done.messages
    return Applied(resolved(folder, SPEC, "aws"), done.states)


@pytest.mark.terraform
def test_the_estimate_is_what_is_applied(applied: Applied) -> None:
    """Tasks, logs, and the alarms that scale it: two metrics of each queue."""
    for environment in applied.architecture.environments:
        expected = estimate(applied.architecture, environment, Rules("aws"), Tariff(load_book("aws"))).bill
        bill = bill_of(applied.states[environment.name], environment, "aws")
        differing = costs_by_address(bill).items() ^ costs_by_address(expected).items()
        assert not differing, sorted(differing)
        assert abs(bill.monthly - expected.monthly) < Decimal("0.005")
        costs = {address: Decimal(cost) for address, cost in costs_by_address(bill).items()}
        for alarm in ("aws_cloudwatch_metric_alarm.busy", "aws_cloudwatch_metric_alarm.idle"):
            assert costs[f"module.mailer.{alarm}"] == 2 * costs[f"module.audit.{alarm}"] > 0


@pytest.mark.terraform
@pytest.mark.parametrize(
    ("environment", "least", "steps"),
    [("dev", 0, [(0, 6, 1), (6, None, 2)]), ("prod", 10, [(0, 11, 4), (11, 31, 8), (31, None, 10)])],
)
def test_tasks_follow_the_messages_of_all_queues(applied: Applied, environment: str, least: int, steps: list[tuple[Any, ...]]) -> None:
    """Five messages a task: the first step begins where the least tasks have enough, and none is left out or twice."""
    found = applied.resources(environment)
    [policy] = found["module.mailer.aws_appautoscaling_policy.busy[0]"]["step_scaling_policy_configuration"]
    assert policy["adjustment_type"] == "ExactCapacity"
    assert sorted(
        (float(step["metric_interval_lower_bound"]), float(step["metric_interval_upper_bound"] or 0), step["scaling_adjustment"])
        for step in policy["step_adjustment"]
    ) == [(lower, upper or 0, tasks) for lower, upper, tasks in steps]
    busy, idle = (found[f"module.mailer.aws_cloudwatch_metric_alarm.{name}[0]"] for name in ("busy", "idle"))
    assert (busy["comparison_operator"], busy["threshold"], busy["treat_missing_data"]) == ("GreaterThanThreshold", least, "notBreaching")
    assert (idle["comparison_operator"], idle["threshold"]) == ("LessThanOrEqualToThreshold", least)
    assert (idle["treat_missing_data"], idle["evaluation_periods"]) == ("breaching", 5)
    for alarm in (busy, idle):
        metrics = {(query["id"], metric["metric_name"]) for query in alarm["metric_query"] for metric in query["metric"]}
        assert metrics == {
            (f"{state}_{queue}", f"ApproximateNumberOfMessages{suffix}")
            for state, suffix in (("waiting", "Visible"), ("in_flight", "NotVisible"))
            for queue in ("jobs", "uploads")
        }


@pytest.mark.terraform
def test_its_tasks_are_reached_by_nothing(applied: Applied) -> None:
    """No port, no load balancer, no way in; the network lets HTTPS out."""
    found = applied.resources("prod")
    service = found["module.mailer.aws_ecs_service.this[0]"]
    assert service["load_balancer"] == []
    assert service["network_configuration"][0]["assign_public_ip"] is False
    assert not [address for address in found if address.startswith("aws_vpc_security_group_ingress_rule.") and "mailer" in address]
    [container] = json.loads(found["module.mailer.aws_ecs_task_definition.this[0]"]["container_definitions"])
    assert "portMappings" not in container
    assert (container["readonlyRootFilesystem"], container["stopTimeout"]) == (True, 60)
    [writable] = json.loads(found["module.audit.aws_ecs_task_definition.this[0]"]["container_definitions"])
    assert writable["readonlyRootFilesystem"] is False


@pytest.mark.terraform
def test_dev_runs_on_spare_capacity(applied: Applied) -> None:
    """Prod doesn't."""
    used = {
        name: applied.resources(name)["module.mailer.aws_ecs_service.this[0]"]["capacity_provider_strategy"][0]["capacity_provider"]
        for name in ("dev", "prod")
    }
    assert used == {"dev": "FARGATE_SPOT", "prod": "FARGATE"}
