"""Traffic along the flows."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cloudgen.load.catalog import Catalog
from cloudgen.problems import ProblemsError
from cloudgen.resolve.schedule import runs_per_month
from cloudgen.resolve.traffic import DAYS_PER_MONTH, UsageFlow, components, solve
from tests.support.specs import HEAD, resolved

ACTIONS = Catalog().flows().actions


def flow(source: str, target: str, action: str, index: int = 0, **values: Any) -> UsageFlow:
    """A flow of a test."""
    return UsageFlow(source, target, action, ACTIONS[action], index, **values)


def test_calls_follow_ratios() -> None:
    """Users' calls times the ratios on the way."""
    usage = solve([flow("users", "edge", "request", per_user_day=10), flow("edge", "web", "route", ratio=0.5, index=1)], 100, {})
    assert usage.calls["edge"] == pytest.approx(1000 * DAYS_PER_MONTH)
    assert usage.calls["web"] == pytest.approx(500 * DAYS_PER_MONTH)
    assert usage.flows[1] == usage.calls["web"]


def test_a_worker_gets_the_messages_of_its_queue() -> None:
    """Consume runs against its arrow."""
    usage = solve(
        [flow("web", "jobs", "enqueue", ratio=2), flow("worker", "jobs", "consume"), flow("worker", "db", "write", ratio=3)], 0, {"web": 7}
    )
    assert usage.calls["worker"] == 14
    assert usage.calls["db"] == 42


def test_a_store_enqueues_per_upload_and_not_per_read() -> None:
    """Reading a store doesn't feed the queue behind it, so a worker that reads it is no loop."""
    flows = [
        flow("fetch", "inbox", "write", ratio=10), flow("inbox", "arrivals", "enqueue", ratio=1),
        flow("importer", "arrivals", "consume"), flow("importer", "inbox", "read", ratio=1),
    ]  # fmt: skip
    usage = solve(flows, 0, {"fetch": 5})
    assert usage.calls["arrivals"] == 50
    assert usage.calls["inbox"] == 100


def test_a_loop_with_a_gain_below_one_converges() -> None:
    """X = 100 + 0.5 x: a worker that sends a tenth of its messages back, five each."""
    usage = solve(
        [flow("web", "jobs", "enqueue", ratio=1), flow("w", "jobs", "consume"), flow("w", "jobs", "enqueue", ratio=0.5)], 0, {"web": 100}
    )
    assert usage.calls["jobs"] == pytest.approx(200)


@pytest.mark.parametrize("ratio", [1, 1.5])
def test_a_loop_that_feeds_itself_is_a_problem(ratio: float) -> None:
    """The message shows the loop and its gain."""
    with pytest.raises(ProblemsError) as caught:
        solve([flow("web", "jobs", "enqueue"), flow("w", "jobs", "consume"), flow("w", "jobs", "enqueue", ratio=ratio)], 0, {"web": 1})
    assert caught.value.problems[0].message == f"The loop jobs -> w -> jobs makes {ratio:g} calls of each, so it never ends."


def test_requests_in_a_circle_are_a_problem() -> None:
    """Whatever the ratio."""
    with pytest.raises(ProblemsError) as caught:
        solve([flow("a", "b", "request", ratio=0.1), flow("b", "a", "request", ratio=0.1)], 0, {})
    assert caught.value.problems[0].message == "Requests form a loop: a -> b -> a."


def test_read_write_is_split() -> None:
    """By write_share."""
    usage = solve([flow("job", "db", "read-write", ratio=10, write_share=0.2)], 0, {"job": 10})
    assert usage.writes[0] == pytest.approx(20)


def test_a_long_chain_is_solved() -> None:
    """Neither recursion nor a dense matrix: 20,000 components."""
    flows = [flow(f"c{n}", f"c{n + 1}", "request", index=n) for n in range(20_000)]
    assert solve(flows, 0, {"c0": 3}).calls["c20000"] == 3


@pytest.mark.parametrize(
    ("cron", "runs"),
    [
        ("15 * * * *", 730),
        ("0 3 * * *", 365 / 12),
        ("*/15 0 * * *", 4 * 365 / 12),
        ("0 0 1 * *", 1),
        ("0 9-17 * * 1-5", 9 * 365 / 12 * 5 / 7),
        ("0 0 1 1 *", 1 / 12),
        ("0,30 * * * *", 1460),
    ],
)
def test_runs_per_month(cron: str, runs: float) -> None:
    """Lists, ranges and steps, averaged over a year of 365 days."""
    assert runs_per_month(cron) == pytest.approx(runs)


@pytest.mark.parametrize("cron", ["", "* * * *", "60 * * * *", "a * * * *", "5-1 * * * *", "*/0 * * * *", "* * 0 * *"])
def test_wrong_schedules(cron: str) -> None:
    """ValueError says what is wrong."""
    with pytest.raises(ValueError, match=r"\S"):
        runs_per_month(cron)


@pytest.mark.parametrize(("copies", "handled"), [("shared", (50, 50)), ("each", (100, 50))])
def test_consumers_share_messages_or_get_copies(tmp_path: Path, copies: str, handled: tuple[int, int]) -> None:
    """Those that share get equal parts of the messages; one with copies handles all of them, beside the parts of the others."""
    text = (
        f"{HEAD}traffic: {{monthly_active_users: 1}}\ncomponents:\n  api: {{kind: service}}\n  jobs: {{kind: queue}}\n"
        "  a: {kind: worker}\n  b: {kind: worker}\n  c: {kind: worker}\nflows:\n"
        "  - {from: users, to: api, action: request, per_day: 100}\n  - {from: api, to: jobs, action: enqueue}\n"
        f"  - {{from: a, to: jobs, action: consume, copies: {copies}}}\n  - {{from: b, to: jobs, action: consume}}\n"
    )
    if copies == "each":
        text += "  - {from: c, to: jobs, action: consume}\n"
    figures = resolved(tmp_path, text, "azure").environments[0].figures
    assert tuple(round(figures[key]["messages"].value / DAYS_PER_MONTH) for key in ("a", "b")) == handled


def test_the_gain_of_a_loop_is_the_product_of_its_ratios() -> None:
    """Two messages per job and three jobs per message."""
    flows = [
        flow("web", "jobs", "enqueue"), flow("w", "jobs", "consume", 1), flow("w", "more", "enqueue", 2, ratio=2),
        flow("v", "more", "consume", 3), flow("v", "jobs", "enqueue", 4, ratio=3),
    ]  # fmt: skip
    with pytest.raises(ProblemsError) as caught:
        solve(flows, 0, {"web": 1})
    assert " makes 6 calls of each" in caught.value.problems[0].message


def test_people_without_a_volume_call_nothing() -> None:
    """A flow from users without a figure counts zero, and the next one still has its own."""
    usage = solve([flow("users", "web", "request"), flow("users", "edge", "request", 1, per_user_day=1)], 100, {})
    assert usage.calls["web"] == 0
    assert usage.calls["edge"] > 0


def test_a_loop_through_another_loop_is_one_component() -> None:
    """The way back from the inner loop's end to the outer one's beginning counts for all of them."""
    edges = {"a": [("b", 1.0)], "b": [("c", 1.0)], "c": [("b", 1.0), ("d", 1.0)], "d": [("a", 1.0)], "e": [("a", 1.0)]}
    assert components(edges) == [["a", "b", "c", "d"], ["e"]]


def test_a_queue_behind_a_path_counts_what_is_written_below_it() -> None:
    """Writes with a path by their path; one without a path only where no other flow's path says so."""
    enqueue = flow("files", "q", "enqueue", 9, path="/in/*")
    below = flow("web", "files", "write", path="/in/a/*")
    beside = flow("web", "files", "write", 1, path="/out/*")
    anywhere = flow("job", "files", "read-write", 2, write_share=0.25)
    runs = {"web": 10, "job": 8}
    assert solve([enqueue, below, beside, anywhere], 0, runs).flows[9] == 10
    assert solve([enqueue, beside], 0, runs).flows[9] == 0
    assert solve([enqueue, beside, anywhere], 0, runs).flows[9] == 2
    assert solve([flow("files", "q", "enqueue", 9), below, beside, anywhere], 0, runs).flows[9] == 22


def test_a_ratio_may_be_of_one_action_alone() -> None:
    """Messages that are published to a component are none of the requests that it passes on."""
    flows = [
        flow("users", "hub", "request", per_day=24), flow("web", "hub", "publish", 1, ratio=5),
        flow("hub", "api", "request", 2, ratio=2, of="request"), flow("hub", "log", "write", 3),
    ]  # fmt: skip
    usage = solve(flows, 0, {"web": 100})
    assert usage.flows[2] == pytest.approx(2 * 730)
    assert usage.flows[3] == pytest.approx(730 + 500)
    unmoved = [replace(each, counts=each.action != "publish") for each in flows]
    assert solve(unmoved, 0, {"web": 100}).flows[3] == pytest.approx(730)
