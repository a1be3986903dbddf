"""Traffic along the flows: monthly calls per component, solved per strongly connected component."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from cloudgen.problems import Problem, ProblemsError

# Prices are for 730 hours a month; a day of the same month is 730 / 24 days, so that both agree.
DAYS_PER_MONTH = 730 / 24
_CALLS = ("request", "route")
_DATA = ("read", "write", "read-write")
# A store's writes are counted beside its calls; no component's name ends like this.
_WRITES = "#writes"


@dataclass(frozen=True, slots=True)
class UsageFlow:
    """A flow's volume; `index` is its place in the spec."""

    source: str
    target: str
    action: str
    per_user_day: float | None
    per_day: float | None
    ratio: float | None
    write_share: float
    payload_kb: float | None
    index: int


@dataclass(frozen=True, slots=True)
class Usage:
    """Monthly figures: calls by component, and by flow (its index), reads and writes of flows that do both."""

    calls: Mapping[str, float]
    flows: Mapping[int, float]
    writes: Mapping[int, float]


def solve(flows: Iterable[UsageFlow], users: float, runs: Mapping[str, float]) -> Usage:
    """Solve calls = outside + sum of ratio x calls of the caller. A loop with a gain of 1 or more is a problem."""
    listed = list(flows)
    stores = {flow.target for flow in listed if flow.action in _DATA}
    outside: dict[str, float] = dict(runs)
    edges: dict[str, list[tuple[str, float]]] = {}
    for flow in listed:
        source, target = _direction(flow, stores)
        edges.setdefault(source, [])
        for name, share in _receivers(flow, target):
            edges.setdefault(name, [])
            fixed = _outside(flow, users)
            if fixed is not None:
                outside[name] = outside.get(name, 0.0) + fixed * share
            else:
                edges[source].append((name, _ratio(flow) * share))
    for name in outside:
        edges.setdefault(name, [])
    _refuse_call_loops(listed)
    calls = _propagate(edges, outside)
    per_flow = {flow.index: _volume(flow, users, calls, stores) for flow in listed}
    writes = {flow.index: per_flow[flow.index] * _write_share(flow) for flow in listed}
    return Usage({name: value for name, value in calls.items() if not name.endswith(_WRITES)}, per_flow, writes)


def _direction(flow: UsageFlow, stores: set[str]) -> tuple[str, str]:
    """Where calls come from and go to: messages of a queue go to the worker, and a store enqueues per upload, not per read."""
    if flow.action == "consume":
        return flow.target, flow.source
    if flow.action == "enqueue" and flow.source in stores:
        return flow.source + _WRITES, flow.target
    return flow.source, flow.target


def _receivers(flow: UsageFlow, target: str) -> list[tuple[str, float]]:
    """The target, and the count of its writes beside it."""
    if flow.action in _DATA:
        return [(target, 1.0), (target + _WRITES, _write_share(flow))]
    return [(target, 1.0)]


def _outside(flow: UsageFlow, users: float) -> float | None:
    if flow.per_user_day is not None:
        return flow.per_user_day * users * DAYS_PER_MONTH
    if flow.per_day is not None:
        return flow.per_day * DAYS_PER_MONTH
    return 0.0 if flow.source == "users" else None


def _ratio(flow: UsageFlow) -> float:
    return 1.0 if flow.ratio is None else flow.ratio


def _volume(flow: UsageFlow, users: float, calls: Mapping[str, float], stores: set[str]) -> float:
    fixed = _outside(flow, users)
    return fixed if fixed is not None else _ratio(flow) * calls[_direction(flow, stores)[0]]


def _write_share(flow: UsageFlow) -> float:
    return {"read": 0.0, "write": 1.0, "read-write": flow.write_share}.get(flow.action, 0.0)


def _refuse_call_loops(flows: list[UsageFlow]) -> None:
    edges: dict[str, list[tuple[str, float]]] = {}
    for flow in flows:
        if flow.action in _CALLS:
            edges.setdefault(flow.source, []).append((flow.target, 1.0))
            edges.setdefault(flow.target, [])
    for group in components(edges):
        if len(group) > 1 or any(target == group[0] for target, _ in edges[group[0]]):
            loop = " -> ".join([*_loop(group, edges)])
            hint = "A request that comes back to where it began never ends; use a queue in between."
            raise ProblemsError((Problem("call-loop", f"Requests go round in a circle: {loop}.", None, hint),))


def _loop(group: list[str], edges: Mapping[str, list[tuple[str, float]]]) -> list[str]:
    """One circle within a group, from its first member back to it."""
    members = set(group)
    start = min(group)
    before: dict[str, str] = {}
    pending = [start]
    while pending:
        current = pending.pop(0)
        for target, _ in edges[current]:
            if target == start:
                trail = [start, current]
                while trail[-1] != start:
                    trail.append(before[trail[-1]])
                return [start, *reversed(trail[1:-1]), start] if current != start else [start, start]
            if target in members and target not in before:
                before[target] = current
                pending.append(target)
    return [start]


def _propagate(edges: Mapping[str, list[tuple[str, float]]], outside: Mapping[str, float]) -> dict[str, float]:
    calls = {name: outside.get(name, 0.0) for name in edges}
    for group in reversed(components(edges)):
        if len(group) == 1 and all(target != group[0] for target, _ in edges[group[0]]):
            solved = {group[0]: calls[group[0]]}
        else:
            solved = _solve_loop(group, edges, calls)
        members = set(group)
        for name, value in solved.items():
            calls[name] = value
            for target, ratio in edges[name]:
                if target not in members:
                    calls[target] += ratio * value
    return calls


def _solve_loop(group: list[str], edges: Mapping[str, list[tuple[str, float]]], calls: Mapping[str, float]) -> dict[str, float]:
    """X = b + M x by elimination; a pivot that isn't positive means that the loop feeds itself."""
    place = {name: number for number, name in enumerate(group)}
    size = len(group)
    rows = [[float(row == column) for column in range(size)] + [calls[group[row]]] for row in range(size)]
    for source in group:
        for target, ratio in edges[source]:
            if target in place:
                rows[place[target]][place[source]] -= ratio
    for pivot in range(size):
        if rows[pivot][pivot] <= 1e-9:
            raise ProblemsError((_endless(group, edges),))
        for row in range(size):
            factor = rows[row][pivot] / rows[pivot][pivot]
            if row != pivot and factor:
                rows[row] = [value - factor * other for value, other in zip(rows[row], rows[pivot], strict=True)]
    return {name: rows[number][size] / rows[number][number] for name, number in place.items()}


def _endless(group: list[str], edges: Mapping[str, list[tuple[str, float]]]) -> Problem:
    loop = _loop(group, edges)
    shown = [name.removesuffix(_WRITES) for name in loop]
    gain = 1.0
    for source, target in pairwise(loop):
        gain *= sum(ratio for name, ratio in edges[source] if name == target)
    message = f"The loop {' -> '.join(shown)} makes {gain:g} calls of each, so it never ends."
    return Problem("endless-loop", message, None, "Lower a ratio on the way until the loop's gain is below 1.")


def components(edges: Mapping[str, list[tuple[str, float]]]) -> list[list[str]]:
    """Strongly connected components, each after those that it reaches (Tarjan, without recursion)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[list[str]] = []
    for root in edges:
        if root in number:
            continue
        work: list[tuple[str, int]] = [(root, 0)]
        while work:
            node, position = work.pop()
            if position == 0:
                number[node] = low[node] = len(number)
                stack.append(node)
                on_stack.add(node)
            targets = edges[node]
            while position < len(targets):
                target = targets[position][0]
                position += 1
                if target not in number:
                    work += [(node, position), (target, 0)]
                    break
                if target in on_stack:
                    low[node] = min(low[node], number[target])
            else:
                _close(node, number, low, stack, on_stack, found)
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[node])
    return found


def _close(node: str, number: dict[str, int], low: dict[str, int], stack: list[str], on_stack: set[str], found: list[list[str]]) -> None:
    if low[node] != number[node]:
        return
    group: list[str] = []
    while True:
        member = stack.pop()
        on_stack.discard(member)
        group.append(member)
        if member == node:
            break
    found.append(sorted(group))


_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
# 365 days: twelve months of 730 hours.
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def runs_per_month(cron: str) -> float:
    """Average runs per month of a five-field cron expression; ValueError says what is wrong with it."""
    fields = cron.split()
    if len(fields) != len(_RANGES):
        raise ValueError("has five fields: minute, hour, day of month, month, day of week")
    minutes, hours, days, months, weekdays = (_values(text, *limits) for text, limits in zip(fields, _RANGES, strict=True))
    weekdays = {day % 7 for day in weekdays}
    all_days, all_weekdays = fields[2].startswith("*"), fields[4].startswith("*")
    per_year = 0.0
    for month in months:
        length = _DAYS[month - 1]
        share_of_week = len(weekdays) / 7
        on_days = sum(1 for day in days if day <= length)
        if all_days and all_weekdays:
            matching: float = length if len(days) == 31 else on_days
        elif all_weekdays:
            matching = on_days
        elif all_days:
            matching = length * share_of_week
        else:
            # Cron runs when either of the two matches.
            matching = on_days + (length - on_days) * share_of_week
        per_year += matching
    return len(minutes) * len(hours) * per_year / 12


def _values(text: str, low: int, high: int) -> set[int]:
    found: set[int] = set()
    for part in text.split(","):
        span, _, step_text = part.partition("/")
        step = _number(step_text, 1, high + 1) if step_text else 1
        if span == "*":
            first, last = low, high
        elif "-" in span:
            left, _, right = span.partition("-")
            first, last = _number(left, low, high), _number(right, low, high)
            if first > last:
                raise ValueError(f"'{part}' ends before it begins")
        else:
            first = _number(span, low, high)
            last = high if step_text else first
        found |= set(range(first, last + 1, step))
    return found


def _number(text: str, low: int, high: int) -> int:
    if not text.isdigit() or not low <= int(text) <= high:
        raise ValueError(f"'{text}' isn't a number from {low} to {high}")
    return int(text)
