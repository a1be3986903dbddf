"""Step 3b of resolving: traffic along the flows becomes calls per month and component."""

from collections.abc import Mapping

from cloudgen.layers import Layered
from cloudgen.problems import Problems
from cloudgen.spec import LoadedSpec
from cloudgen.topology import Topology
from cloudgen.usage import UsageFlow, runs_per_month, solve


def calls_per_month(
    loaded: LoadedSpec, topology: Topology, environment: str, layered: Mapping[str, Layered], problems: Problems
) -> Mapping[str, float]:
    """Monthly calls of every component in an environment."""
    spec = loaded.spec
    override = spec.environments.get(environment)
    traffic = override.traffic if override and override.traffic else spec.traffic
    flows = [
        UsageFlow(
            source=link.flow.from_, target=link.flow.to, action=link.flow.action, per_user_day=link.flow.per_user_day,
            per_day=link.flow.per_day, ratio=link.flow.ratio, write_share=link.flow.write_share,
            payload_kb=link.flow.payload_kb, index=link.index,
        )
        for link in topology.links
    ]
    runs = {
        node.key: runs_per_month(str(layered[node.key].settings["schedule"]))
        for node in topology.components.values()
        if node.kind_name == "job"
    }
    return solve(flows, users=traffic.monthly_active_users, runs=runs).calls
