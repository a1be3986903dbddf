"""Traffic along the flows: monthly calls per component, solved per strongly connected component."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cloudgen.load.catalog import Action
from cloudgen.problems import Problem, ProblemsError

# Prices are for 730 hours a month; a day of the same month is 730 / 24 days, so that both agree.
DAYS_PER_MONTH = 730 / 24
# A part of a component's calls is counted beside them, as `store#written /uploads/*` or `api#request`; no component's name has a '#'.
_PART = "#"


@dataclass(frozen=True, slots=True)
class UsageFlow:
    """A flow's volume; `index` is its place in the spec.

    `of` is the action whose calls of the caller the ratio is of, None for all its work; `counts` says whether the calls are the target's
    work, so that what it does per call includes them.
    """

    source: str
    target: str
    action: str
    form: Action
    index: int
    per_user_day: float | None = None
    per_day: float | None = None
    ratio: float | None = None
    write_share: float = 0.5
    payload_kb: float | None = None
    path: str | None = None
    of: str | None = None
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Usage:
    """Monthly figures: calls by component, and by flow (its index), reads and writes of flows that do both."""

    calls: Mapping[str, float]
    flows: Mapping[int, float]
    writes: Mapping[int, float]


class LoopError(ProblemsError):
    """A loop that never ends; `index` is the place of one of its flows in the spec."""

    def __init__(self, problem: Problem, index: int) -> None:
        super().__init__((problem,))
        self.index = index


def solve(flows: Iterable[UsageFlow], users: float, runs: Mapping[str, float]) -> Usage:
    """Solve calls = outside + sum of ratio x calls of the caller. A loop with a gain of 1 or more is a problem."""
    listed = list(flows)
    sources = _sources(listed)
    wanted = {name for name in sources if _PART in name}
    outside: dict[str, float] = dict(runs)
    edges: dict[str, list[tuple[str, float]]] = {name: [] for name in (*sources, *runs)}
    for flow, source in zip(listed, sources, strict=True):
        for name, share in _receivers(flow, listed, wanted):
            edges.setdefault(name, [])
            fixed = _outside(flow, users)
            if fixed is not None:
                outside[name] = outside.get(name, 0.0) + fixed * share
            else:
                edges[source].append((name, _ratio(flow) * share))
    _refuse_call_loops(listed)
    calls = _propagate(edges, outside, listed)
    per_flow = {flow.index: _volume(flow, users, calls[source]) for flow, source in zip(listed, sources, strict=True)}
    writes = {flow.index: per_flow[flow.index] * _write_share(flow) for flow in listed}
    return Usage({name: value for name, value in calls.items() if _PART not in name}, per_flow, writes)


def _sources(flows: Sequence[UsageFlow]) -> list[str]:
    """Whose calls each flow's ratio is of: the caller's, a part of them, or the target's where the calls go the other way."""
    stores = {flow.target for flow in flows if flow.form.access}
    return [_source(flow, stores) for flow in flows]


def _source(flow: UsageFlow, stores: set[str]) -> str:
    if flow.form.reverse:
        return flow.target
    if flow.of:
        return f"{flow.source}{_PART}{flow.of}"
    if flow.source in stores and not flow.form.access:
        # A store sends a message per upload, not per read.
        return f"{flow.source}{_PART}written {flow.path or ''}".rstrip()
    return flow.source


def _receivers(flow: UsageFlow, flows: Sequence[UsageFlow], wanted: set[str]) -> list[tuple[str, float]]:
    """Where a flow's calls are counted: at the component they reach, and at the parts of its calls that something asks for."""
    target = flow.source if flow.form.reverse else flow.target
    found = [(target, 1.0)] if flow.counts else []
    part = f"{target}{_PART}{flow.action}"
    found += [(part, 1.0)] if part in wanted else []
    start = f"{target}{_PART}written"
    for name in wanted if flow.form.access else ():
        if name == start or (name.startswith(f"{start} ") and _written(flow, name.removeprefix(f"{start} "), flows)):
            found.append((name, _write_share(flow)))
    return found


def _written(flow: UsageFlow, path: str, flows: Sequence[UsageFlow]) -> bool:
    """Whether a flow writes below a path: by its own path or, without one, where no other flow's path says so."""
    if flow.path is not None:
        return overlap(flow.path, path)
    others = (other for other in flows if other.target == flow.target and other.path and _write_share(other))
    return not any(overlap(str(other.path), path) for other in others)


def overlap(one: str, other: str) -> bool:
    """Whether two paths, each with a star at its end or none, have names in common."""
    shorter, longer = sorted((one, other), key=len)
    return longer.removesuffix("*").startswith(shorter.removesuffix("*")) if shorter.endswith("*") else shorter == longer


def _outside(flow: UsageFlow, users: float) -> float | None:
    if flow.per_user_day is not None:
        return flow.per_user_day * users * DAYS_PER_MONTH
    if flow.per_day is not None:
        return flow.per_day * DAYS_PER_MONTH
    return 0.0 if flow.source == "users" else None


def _ratio(flow: UsageFlow) -> float:
    return 1.0 if flow.ratio is None else flow.ratio


def _volume(flow: UsageFlow, users: float, source: float) -> float:
    fixed = _outside(flow, users)
    return fixed if fixed is not None else _ratio(flow) * source


def _write_share(flow: UsageFlow) -> float:
    return {"read": 0.0, "write": 1.0, "read-write": flow.write_share}.get(flow.form.access or "", 0.0)


def _refuse_call_loops(flows: list[UsageFlow]) -> None:
    edges: dict[str, list[tuple[str, float]]] = {}
    for flow in flows:
        if flow.form.synchronous:
            edges.setdefault(flow.source, []).append((flow.target, 1.0))
            edges.setdefault(flow.target, [])
    for group in components(edges):
        if len(group) > 1 or any(target == group[0] for target, _ in edges[group[0]]):
            loop = " -> ".join([*_loop(group, edges)])
            hint = "A request that comes back to where it began never ends; use a queue in between."
            members = set(group)
            index = next(flow.index for flow in flows if flow.form.synchronous and {flow.source, flow.target} <= members)
            raise LoopError(Problem("call-loop", f"Requests form a loop: {loop}.", None, hint), index)


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


def _propagate(edges: Mapping[str, list[tuple[str, float]]], outside: Mapping[str, float], flows: Sequence[UsageFlow]) -> dict[str, float]:
    calls = {name: outside.get(name, 0.0) for name in edges}
    for group in reversed(components(edges)):
        if len(group) == 1 and all(target != group[0] for target, _ in edges[group[0]]):
            solved = {group[0]: calls[group[0]]}
        else:
            solved = _solve_loop(group, edges, calls, flows)
        members = set(group)
        for name, value in solved.items():
            calls[name] = value
            for target, ratio in edges[name]:
                if target not in members:
                    calls[target] += ratio * value
    return calls


def _solve_loop(
    group: list[str], edges: Mapping[str, list[tuple[str, float]]], calls: Mapping[str, float], flows: Sequence[UsageFlow]
) -> dict[str, float]:
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
            raise _endless(group, edges, flows)
        for row in range(size):
            factor = rows[row][pivot] / rows[pivot][pivot]
            if row != pivot and factor:
                rows[row] = [value - factor * other for value, other in zip(rows[row], rows[pivot], strict=True)]
    return {name: rows[number][size] / rows[number][number] for name, number in place.items()}


def _endless(group: list[str], edges: Mapping[str, list[tuple[str, float]]], flows: Sequence[UsageFlow]) -> LoopError:
    loop = _loop(group, edges)
    shown = [name.split(_PART)[0] for name in loop]
    gain = 1.0
    for source, target in pairwise(loop):
        gain *= sum(ratio for name, ratio in edges[source] if name == target)
    message = f"The loop {' -> '.join(shown)} makes {gain:g} calls of each, so it never ends."
    index = next(flow.index for flow in flows if {flow.source, flow.target} <= set(shown))
    return LoopError(Problem("endless-loop", message, None, "Lower a ratio on the way until the loop's gain is below 1."), index)


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
