"""Consumers on AWS that share the messages of a queue, or get a copy of each. What is resolved, billed, and what Terraform applies."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cloudgen.cost.price.book import load_book
from cloudgen.cost.price.estimate import estimate
from cloudgen.cost.price.rules import Rules
from cloudgen.cost.price.tariff import Tariff
from cloudgen.render.hcl import expression
from tests.support import readback
from tests.support.edges import argument, module, resources, stack, statements
from tests.support.readback import bill_of, costs_by_address, read_back
from tests.support.specs import HEAD, resolved

COPIES = (
    HEAD
    + """traffic: {monthly_active_users: 1000}
components:
  api: {kind: service}
  media: {kind: object-store}
  jobs: {kind: queue}
  uploads: {kind: queue}
  failed: {kind: dead-letter}
  one: {kind: worker}
  two: {kind: worker}
  audit: {kind: worker}
  watch: {kind: observability}
  tick: {kind: job}
flows:
  - {from: tick, to: api, action: request, ratio: 100000}
  - {from: api, to: jobs, action: enqueue}
  - {from: api, to: media, action: write, path: /uploads/*}
  - {from: media, to: uploads, action: enqueue, path: /uploads/*}
  - {from: jobs, to: failed, action: enqueue, ratio: 0.01}
  - {from: uploads, to: failed, action: enqueue, ratio: 0.01}
  - {from: one, to: jobs, action: consume}
  - {from: two, to: jobs, action: consume}
  - {from: audit, to: jobs, action: consume, copies: each}
  - {from: one, to: uploads, action: consume, copies: each}
  - {from: audit, to: uploads, action: consume, copies: each}
"""
)
SHARED = COPIES.replace(", copies: each", "")
TAKE = (
    '{ Effect = "Allow" Action = [ "sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage", ]'
    " Resource = %s }"
)


def test_a_consumer_takes_messages_from_its_own_queue_or_from_the_shared_one(tmp_path: Path) -> None:
    """Right, event source and variables are of the same queue."""
    architecture = resolved(tmp_path, COPIES, "aws")
    assert argument(architecture, "jobs", "copies") == "{ audit = true }"
    assert argument(architecture, "jobs", "shared") == "{ one = true, two = true }"
    assert statements(architecture, "one -> jobs") == [TAKE % "module.jobs.arn"]
    assert statements(architecture, "audit -> jobs") == [TAKE % 'module.jobs.copy_arns["audit"]']
    assert argument(architecture, "audit", "queues") == (
        '{ jobs = module.jobs.copy_arns["audit"], uploads = module.uploads.copy_arns["audit"] }'
    )
    variables = {c.heading: {name: expression(value) for name, value in c.environment.items()} for c in architecture.connections}
    assert variables["one -> jobs"] == {"JOBS_NAME": "module.jobs.name", "JOBS_ENDPOINT": "module.jobs.url"}
    assert variables["audit -> jobs"] == {
        "JOBS_NAME": 'module.jobs.copy_names["audit"]',
        "JOBS_ENDPOINT": 'module.jobs.copy_urls["audit"]',
    }
    assert "jobs-copy-audit-age" in module(architecture, "watch").arguments["alarms"]  # type: ignore[operator]
    assert argument(architecture, "failed", "sources") == "{ jobs = module.jobs.queue_arns, uploads = module.uploads.queue_arns }"


@pytest.mark.parametrize(
    ("text", "statement", "endpoint"),
    [
        (COPIES, '{ Effect = "Allow", Action = ["sns:Publish"], Resource = module.jobs.topic_arn }', "module.jobs.topic_arn"),
        (SHARED, '{ Effect = "Allow", Action = ["sqs:GetQueueUrl", "sqs:SendMessage"], Resource = module.jobs.arn }', "module.jobs.url"),
    ],
    ids=["copies", "shared"],
)
def test_senders_publish_where_a_consumer_wants_copies(tmp_path: Path, text: str, statement: str, endpoint: str) -> None:
    """One right, on what the address names."""
    architecture = resolved(tmp_path, text, "aws")
    assert statements(architecture, "api -> jobs") == [statement]
    [connection] = [c for c in architecture.connections if c.heading == "api -> jobs"]
    assert expression(connection.environment["JOBS_ENDPOINT"]) == endpoint


def test_a_bucket_tells_the_topic_where_a_consumer_wants_copies(tmp_path: Path) -> None:
    """And the queue otherwise; never both."""
    copied, shared = (module(resolved(tmp_path, text, "aws"), "media").arguments for text in (COPIES, SHARED))
    assert expression(copied["topics"]) == "{ uploads = module.uploads.topic_notify_arn }"
    assert "queues" not in copied
    assert expression(shared["queues"]) == "{ uploads = module.uploads.notify_arn }"
    assert "topics" not in shared


def test_every_copy_is_billed(tmp_path: Path) -> None:
    """Published once, and sent, received and deleted in each queue that gets messages; each consumer polls."""
    found = {each.address: each.usage for each in resolved(tmp_path, COPIES, "aws").environments[0].billed}
    runs, polls = 730 / 24, 5 * 730 * 3600 / 20
    messages = runs * 100000
    assert found["module.jobs.aws_sns_topic.this[0]"]["monthly_requests"] == pytest.approx(messages)
    assert found["module.jobs.aws_sqs_queue.this"]["monthly_requests"] == pytest.approx(3 * messages + 2 * polls)
    assert found["module.jobs.aws_sqs_queue.copy[0]"]["monthly_requests"] == pytest.approx(3 * messages + polls)
    assert found["module.jobs.aws_sqs_queue.copy[0]"]["request_size_kb"] == found["module.jobs.aws_sqs_queue.this"]["request_size_kb"]
    # Every consumer of the uploads has a queue of its own, so nothing reaches the queue itself.
    assert found["module.uploads.aws_sqs_queue.this"]["monthly_requests"] == 0
    assert [found[f"module.uploads.aws_sqs_queue.copy[{n}]"]["monthly_requests"] for n in (0, 1)] == pytest.approx(
        [3 * messages + polls] * 2
    )
    assert "module.uploads.aws_kms_key.topic[0]" in found
    assert "module.jobs.aws_kms_key.topic[0]" not in found
    plain = {each.address for each in resolved(tmp_path, SHARED, "aws").environments[0].billed}
    assert not [address for address in plain if "sns_topic.this" in address or "copy" in address or "kms" in address]


# Terraform


@pytest.fixture(scope="module")
def tested(tmp_path_factory: pytest.TempPathFactory) -> readback.Tested:
    """The shipped tests of the stack with copies."""
    done = read_back(stack(tmp_path_factory.mktemp("copies"), COPIES))
    assert (done.passed > 6, done.failed) == (True, 0), done.messages
    return done


@pytest.fixture
def copied(tested: readback.Tested) -> dict[str, dict[str, Any]]:
    """What they apply in dev, by address."""
    return resources(tested.states["dev"])


@pytest.mark.terraform
def test_what_is_applied_costs_what_the_estimate_says(tmp_path: Path, tested: readback.Tested) -> None:
    """Topics, keys and every copy, in cents."""
    architecture = resolved(tmp_path, COPIES, "aws")
    environment = architecture.environments[0]
    bills = (
        estimate(architecture, environment, Rules("aws"), Tariff(load_book("aws"))).bill,
        bill_of(tested.states["dev"], environment, "aws"),
    )
    queues = re.compile(r"module\.(jobs|uploads|failed)\.")
    expected, applied = ({address: cost for address, cost in costs_by_address(bill).items() if queues.match(address)} for bill in bills)
    assert applied == expected
    costs = {address.removeprefix("module.uploads."): float(cost) for address, cost in applied.items() if ".uploads." in address}
    assert costs["aws_kms_key.topic"] >= 1
    assert costs["aws_sns_topic.this"] > 0
    assert costs["aws_sqs_queue.copy"] > costs["aws_sqs_queue.this"] == 0


@pytest.mark.terraform
def test_the_topic_fills_the_queues_that_consumers_take_from(copied: dict[str, dict[str, Any]]) -> None:
    """Messages arrive as they were sent; a queue that nobody shares gets none."""
    subscriptions = {
        address: values for address, values in copied.items() if "aws_sns_topic_subscription" in address and ".watch." not in address
    }
    assert set(subscriptions) == {
        'module.jobs.aws_sns_topic_subscription.copy["audit"]',
        "module.jobs.aws_sns_topic_subscription.shared[0]",
        'module.uploads.aws_sns_topic_subscription.copy["audit"]',
        'module.uploads.aws_sns_topic_subscription.copy["one"]',
    }
    assert {(each["protocol"], each["raw_message_delivery"]) for each in subscriptions.values()} == {("sqs", True)}
    statements = json.loads(copied["module.jobs.aws_sqs_queue_policy.this"]["policy"])["Statement"]
    assert [each["Sid"] for each in statements] == ["DenyWithoutTls", "TopicEnqueues"]
    assert statements[1]["Condition"] == {"ArnEquals": {"aws:SourceArn": copied["module.jobs.aws_sns_topic.this[0]"]["arn"]}}
    unshared = json.loads(copied["module.uploads.aws_sqs_queue_policy.this"]["policy"])["Statement"]
    assert [each["Sid"] for each in unshared] == ["DenyWithoutTls"]


@pytest.mark.terraform
def test_copies_have_the_settings_of_the_queue(copied: dict[str, dict[str, Any]]) -> None:
    """Only the name differs; they redrive to the same dead-letter queue, which takes them."""
    same = (
        "message_retention_seconds",
        "receive_wait_time_seconds",
        "redrive_policy",
        "sqs_managed_sse_enabled",
        "visibility_timeout_seconds",
    )
    queue, copy = (copied[f"module.jobs.aws_sqs_queue.{name}"] for name in ("this", 'copy["audit"]'))
    assert {name: queue[name] for name in same} == {name: copy[name] for name in same}
    assert (queue["name"], copy["name"]) == ("demo-dev-jobs", "demo-dev-jobs-audit")
    assert json.loads(queue["redrive_policy"])["maxReceiveCount"] == 5
    allowed = json.loads(copied["module.failed.aws_sqs_queue_redrive_allow_policy.this"]["redrive_allow_policy"])
    assert len(allowed["sourceQueueArns"]) == 5


@pytest.mark.terraform
def test_topics_are_encrypted_with_a_key_that_their_senders_can_use(copied: dict[str, dict[str, Any]]) -> None:
    """AWS's own, or one that lets the bucket publish."""
    assert copied["module.jobs.aws_sns_topic.this[0]"]["kms_master_key_id"] == "alias/aws/sns"
    key = copied["module.uploads.aws_kms_key.topic[0]"]
    assert copied["module.uploads.aws_sns_topic.this[0]"]["kms_master_key_id"] == key["arn"]
    statements = {each["Sid"]: each for each in json.loads(key["policy"])["Statement"]}
    assert {each: tuple(statement["Action"]) for each, statement in statements.items() if each != "AccountAdministers"} == {
        "SendersPublish": ("kms:Decrypt", "kms:GenerateDataKey"),
        "BucketsPublish": ("kms:Decrypt", "kms:GenerateDataKey"),
    }
    assert not {"kms:Decrypt", "kms:Encrypt", "kms:CreateGrant"} & set(statements["AccountAdministers"]["Action"])
    assert statements["BucketsPublish"]["Principal"] == {"Service": "s3.amazonaws.com"}
    assert statements["BucketsPublish"]["Condition"] == {
        "ArnEquals": {"aws:SourceArn": ["arn:aws:s3:::mock"]},
        "StringEquals": {"aws:SourceAccount": "123456789012"},
    }
    assert statements["SendersPublish"]["Condition"]["StringEquals"] == {
        "kms:CallerAccount": "123456789012",
        "kms:ViaService": "sns.us-east-1.amazonaws.com",
    }
    [notice] = copied["module.media.aws_s3_bucket_notification.this[0]"]["topic"]
    assert (notice["topic_arn"], notice["filter_prefix"]) == (copied["module.uploads.aws_sns_topic.this[0]"]["arn"], "uploads/")
    topic = json.loads(copied["module.uploads.aws_sns_topic_policy.this[0]"]["policy"])["Statement"]
    assert [(each["Sid"], each["Effect"]) for each in topic] == [("DenyWithoutTls", "Deny"), ("BucketPublishesMedia", "Allow")]
