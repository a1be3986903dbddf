"""Traffic along the flows becomes calls per month, component and flow."""

from collections.abc import Mapping

from cloudgen.load.specfile import LoadedSpec
from cloudgen.problems import Problems, ProblemsError
from cloudgen.resolve.settings import Layered
from cloudgen.resolve.topology import Node, Topology
from cloudgen.resolve.traffic import Usage, UsageFlow, runs_per_month, solve


def workload(loaded: LoadedSpec, topology: Topology, environment: str, layered: Mapping[str, Layered], problems: Problems) -> Usage:
    """Monthly calls of every component and flow in an environment."""
    spec = loaded.spec
    traffic = spec.environments.get(environment).traffic or spec.traffic
    flows = [
        UsageFlow(
            source=link.flow.from_,
            target=link.flow.to,
            action=link.flow.action,
            per_user_day=link.flow.per_user_day,
            per_day=link.flow.per_day,
            ratio=link.flow.ratio,
            write_share=link.flow.write_share,
            payload_kb=link.flow.payload_kb,
            index=link.index,
        )
        for link in topology.links
    ]
    runs = {node.key: _runs(loaded, node, layered, problems) for node in topology.components.values() if node.kind_name == "job"}
    try:
        return solve(flows, users=traffic.monthly_active_users, runs=runs)
    except ProblemsError as error:
        for problem in error.problems:
            problems.add(problem.code, problem.message, loaded.where("flows"), problem.hint)
        return Usage({}, {}, {})


def _runs(loaded: LoadedSpec, node: Node, layered: Mapping[str, Layered], problems: Problems) -> float:
    schedule = str(layered[node.key].settings["schedule"])
    try:
        return runs_per_month(schedule)
    except ValueError as error:
        where = loaded.where("components", node.key, "settings", "schedule")
        problems.add("wrong-schedule", f"The schedule '{schedule}' is wrong: it {error}.", where)
        return 0.0
