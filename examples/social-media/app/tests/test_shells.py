"""Functions of three clouds call the very handlers of the poll loop: events as their documentation shows them."""

import base64
import json
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from social.app.services import Services
from social.domain.errors import Unavailable
from social.ports.queue import Ack, Dead, Delivery, Envelope, Outcome, Retry
from social.workers import registry
from social.workers.shells import Again, aws_lambda, azure_function, envelope, pubsub, pubsub_app, queue_of

# Shells are the same on every database.
embedded = pytest.mark.parametrize("settings", ["embedded"], indirect=True)
RECORDED = Path(__file__).parent / "recorded"


class Broker:
    """Notes what is settled, as the adapter of a cloud would do it there."""

    def __init__(self) -> None:
        self.settled: list[tuple[str, str, Outcome]] = []
        self.away = False

    async def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        """Note it."""
        if self.away:
            raise Unavailable("away")
        self.settled.append((delivery.queue, delivery.receipt, outcome))

    async def close(self) -> None:
        """Nothing."""


@pytest.fixture
def broker() -> Broker:
    """One."""
    return Broker()


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Envelope]]:
    """What reached the handlers, which do what the body says."""
    found: list[tuple[str, Envelope]] = []

    def handler_of(queue: str) -> registry.Handler:
        async def handler(message: Envelope, services: Services) -> Outcome:
            found.append((queue, message))
            do = message.body["do"]
            if do == "fail":
                raise RuntimeError(do)
            return {"ack": Ack(), "retry": Retry(30), "dead": Dead("no such post")}[do]

        return handler

    for queue in ("fanout", "media"):
        monkeypatch.setitem(registry.HANDLERS, (queue, "test.recorded"), handler_of(queue))
    return found


@pytest.fixture
def function(services: Services, broker: Broker) -> Services:
    """Services of a function."""
    return replace(services, queue=broker)  # type: ignore[arg-type]


def sqs() -> Any:
    """A batch."""
    return json.loads((RECORDED / "sqs.json").read_text())


@embedded
async def test_a_batch_of_sqs_names_only_what_must_come_again(function: Services, broker: Broker, seen: list[Any]) -> None:
    """Done and buried ones are deleted by the platform; a retry gets its delay."""
    batch = sqs()
    first, second, third = batch["Records"]
    answer = await aws_lambda(batch, function)
    assert answer == {"batchItemFailures": [{"itemIdentifier": second["messageId"]}]}
    assert {(queue, message.id, message.attempt, message.key) for queue, message in seen} == {
        ("fanout", "1", 1, "k1"), ("fanout", "2", 2, "k2"), ("fanout", "3", 1, "k3")
    }  # fmt: skip
    assert sorted(broker.settled, key=str) == sorted(
        [("fanout", second["receiptHandle"], Retry(30)), ("fanout", third["receiptHandle"], Dead("no such post"))], key=str
    )
    assert first["receiptHandle"] not in str(broker.settled)


@embedded
async def test_the_last_retry_is_buried_with_a_reason(function: Services, broker: Broker, seen: list[Any]) -> None:
    """As in the poll loop, and not left to the platform, which knows none."""
    batch = sqs()
    batch["Records"] = batch["Records"][1:2]
    batch["Records"][0]["attributes"]["ApproximateReceiveCount"] = "5"
    assert await aws_lambda(batch, function) == {"batchItemFailures": []}
    assert [outcome for _, _, outcome in broker.settled] == [Dead("5 attempts")]


@embedded
async def test_one_bad_record_does_not_fail_its_batch(function: Services, broker: Broker, seen: list[Any]) -> None:
    """Neither a handler's failure, nor what is no envelope."""
    for body in (
        "no json",
        "[]",
        '{"type": "x"}',
        '{"type": 1, "id": "1", "key": "k"}',
        '{"v": 1, "type": "a", "id": "1", "key": "k", "more": 1}',
    ):
        batch = sqs()
        bad = deepcopy(batch["Records"][0]) | {"messageId": "bad", "body": body}
        batch["Records"] = [bad, batch["Records"][0]]
        assert await aws_lambda(batch, function) == {"batchItemFailures": [{"itemIdentifier": "bad"}]}
    assert len(seen) == 5
    batch = sqs()
    batch["Records"][0]["body"] = batch["Records"][0]["body"].replace("ack", "fail")
    answer = await aws_lambda(batch, function)
    assert [each["itemIdentifier"] for each in answer["batchItemFailures"]] == [record["messageId"] for record in batch["Records"][:2]]


@embedded
async def test_what_cannot_be_settled_comes_again(function: Services, broker: Broker, seen: list[Any]) -> None:
    """A dead letter that could not be buried is not lost."""
    broker.away = True
    batch = sqs()
    answer = await aws_lambda(batch, function)
    assert [each["itemIdentifier"] for each in answer["batchItemFailures"]] == [record["messageId"] for record in batch["Records"][1:]]


def push(do: str, **changes: Any) -> bytes:
    """A push with another body."""
    found = json.loads((RECORDED / "pubsub.json").read_text())
    inner = json.loads(base64.b64decode(found["message"]["data"])) | {"body": {"do": do}}
    found["message"]["data"] = base64.b64encode(json.dumps(inner).encode()).decode()
    return json.dumps({**found, **changes}).encode()


@embedded
async def test_pubsub_pushes_are_answered_by_status(function: Services, broker: Broker, seen: list[Any]) -> None:
    """204 acknowledges."""
    assert await pubsub((RECORDED / "pubsub.json").read_bytes(), function) == 204
    assert [(queue, message.id, message.attempt) for queue, message in seen] == [("media", "1", 3)]
    assert await pubsub(push("retry"), function) == 503
    assert await pubsub(push("fail"), function) == 503
    assert await pubsub(push("dead"), function) == 204
    assert [outcome for _, _, outcome in broker.settled] == [Retry(30), Retry(), Dead("no such post")]
    assert await pubsub(push("retry", deliveryAttempt=5), function) == 204
    for bad in (
        b"",
        b"{}",
        b'{"message": {}}',
        push("ack", subscription="projects/p/subscriptions/other"),
        push("ack", message={"data": "%%%"}),
    ):
        assert await pubsub(bad, function) == 400


@embedded
async def test_pushes_are_believed_only_with_a_token_that_holds(function: Services, seen: list[Any]) -> None:
    """Else nothing is even read."""

    async def verify(token: str) -> bool:
        return token == "good"

    transport = httpx.ASGITransport(app=pubsub_app(function, verify))
    async with httpx.AsyncClient(transport=transport, base_url="http://push") as client:
        for headers in ({}, {"Authorization": "Bearer bad"}, {"Authorization": "Basic good"}):
            assert (await client.post("/", content=push("ack"), headers=headers)).status_code == 401
        good = {"Authorization": "Bearer good"}
        assert seen == []
        assert (await client.get("/", headers=good)).status_code == 405
        assert (await client.post("/", content=b"x" * 1_100_000, headers=good)).status_code == 413
        assert (await client.post("/", content=push("ack"), headers=good)).status_code == 204
    assert len(seen) == 1


@dataclass
class Message:
    """As azure.functions.ServiceBusMessage."""

    do: str
    delivery_count: int | None = 1
    lock_token: str | None = "87931fd2-39f4-415a-9fdc-adfdcbed3148"

    def get_body(self) -> bytes:
        """JSON."""
        return json.dumps({"v": 1, "type": "test.recorded", "id": "1", "key": "k", "body": {"do": self.do}}).encode() if self.do else b"?"


@embedded
async def test_a_service_bus_trigger_raises_for_what_must_come_again(function: Services, broker: Broker, seen: list[Any]) -> None:
    """And returns for what is done or buried."""
    await azure_function(Message("ack", 2), "fanout", function)
    assert seen[-1][1].attempt == 2
    await azure_function(Message("dead"), "fanout", function)
    for do in ("retry", "fail", ""):
        with pytest.raises(Again):
            await azure_function(Message(do), "fanout", function)
    await azure_function(Message("retry", 5), "fanout", function)
    token = Message("ack").lock_token
    assert broker.settled == [("fanout", token, outcome) for outcome in (Dead("no such post"), Retry(30), Retry(), Dead("5 attempts"))]


def test_queues_are_found_by_the_last_word_of_a_name() -> None:
    """Of every cloud's way to write names."""
    assert queue_of("arn:aws:sqs:us-east-2:123456789012:network-prod-fanout") == "fanout"
    assert queue_of("arn:aws:sqs:us-east-2:123456789012:fanout.fifo") == "fanout"
    assert queue_of("projects/p/subscriptions/network_media") == "media"
    assert queue_of("erase") == "erase"
    for name in ("network-other", "notfanout", ""):
        with pytest.raises(ValueError, match="no queue"):
            queue_of(name)


def test_the_brokers_count_is_the_attempt() -> None:
    """Whatever the payload says."""
    assert envelope('{"type": "a", "id": "1", "key": "k", "attempt": 9}', 2).attempt == 2
