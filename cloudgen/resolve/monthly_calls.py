"""Traffic along the flows becomes calls per month, component and flow."""

from collections.abc import Mapping

from cloudgen.load.specfile import LoadedSpec
from cloudgen.problems import Problems
from cloudgen.resolve.schedule import runs_per_month
from cloudgen.resolve.settings import Layered
from cloudgen.resolve.topology import Node, Topology
from cloudgen.resolve.traffic import LoopError, Usage, UsageFlow, solve


def monthly_calls(loaded: LoadedSpec, topology: Topology, environment: str, layered: Mapping[str, Layered], problems: Problems) -> Usage:
    """Monthly calls of every component and flow in an environment."""
    flows = [
        UsageFlow(
            source=link.flow.from_,
            target=link.flow.to,
            action=link.flow.action,
            form=link.action,
            of=link.flow.of,
            path=link.path,
            counts=link.target.kind.work is None or link.flow.action in link.target.kind.work,
            per_user_day=link.flow.per_user_day,
            per_day=link.flow.per_day,
            ratio=topology.ratio(link),
            write_share=link.flow.write_share,
            payload_kb=link.flow.payload_kb,
            index=link.index,
        )
        for link in topology.links
    ]
    scheduled = [(node, setting) for node in topology.components.values() if (setting := node.kind.schedule)]
    runs = {node.key: _runs(loaded, node, setting, layered, problems) for node, setting in scheduled}
    try:
        return solve(flows, users=loaded.environment(environment).users, runs=runs)
    except LoopError as error:
        for problem in error.problems:
            problems.add(problem.code, problem.message, loaded.where("flows", error.index), problem.hint)
        return Usage({}, {}, {})


def _runs(loaded: LoadedSpec, node: Node, setting: str, layered: Mapping[str, Layered], problems: Problems) -> float:
    schedule = str(layered[node.key].settings[setting])
    try:
        return runs_per_month(schedule)
    except ValueError as error:
        where = loaded.where("components", node.key, "settings", setting)
        problems.add("wrong-schedule", f"The schedule '{schedule}' is wrong: it {error}.", where)
        return 0.0
