"""The architecture of one cloud, put together from what the steps before have made."""

from collections.abc import Mapping, Sequence
from typing import cast

from cloudgen.architecture import Architecture, Component, Database, DatabaseUser, Environment, Output
from cloudgen.language.hclvalues import identifier
from cloudgen.language.references import resolve as resolve_value
from cloudgen.load.catalog import Provider
from cloudgen.load.specfile import LoadedSpec
from cloudgen.resolve.component_pairs import Pair
from cloudgen.resolve.environments import Base
from cloudgen.resolve.modules import module_block
from cloudgen.resolve.moves import moves
from cloudgen.resolve.reference_roots import Scopes
from cloudgen.resolve.settings import Layered
from cloudgen.resolve.topology import Node, Topology
from cloudgen.resolve.wiring import Wiring


def assemble(
    loaded: LoadedSpec, topology: Topology, scopes: Scopes, wiring: Wiring, bases: Sequence[Base], environments: tuple[Environment, ...]
) -> Architecture:
    """What every renderer reads."""
    spec, file = loaded.spec, topology.file
    inputs = [environment.inputs for environment in environments]
    # What the last environment says holds for what is the same in all.
    settings = bases[-1].settings
    return Architecture(
        provider=cast(Provider, topology.provider),
        provider_title=file.title,
        project=spec.name,
        title=spec.title or spec.name,
        versions=file.versions.model_dump(),
        backend_type=file.backend["type"],
        components=tuple(_component(node) for node in topology.components.values()),
        modules=tuple(module_block(loaded, topology, node, scopes, wiring, inputs) for node in topology.nodes),
        connections=wiring.connections,
        outputs=_outputs(topology, scopes, wiring.pairs),
        moves=moves(topology, wiring),
        databases=_databases(topology, wiring.pairs, settings),
        wide=wiring.broad,
        needs={name: tuple(values) for name, values in topology.needs.items()},
        secrets=_secrets(topology, settings),
        environments=environments,
        sequences={key: sequence.model_dump() for key, sequence in spec.sequences.items()},
    )


def _outputs(topology: Topology, scopes: Scopes, pairs: Sequence[Pair]) -> tuple[Output, ...]:
    """What components publish, and what flows to them publish."""
    published = [(node, node.service.stack_outputs, scopes.of(node)) for node in topology.nodes]
    published += [(pair.target, rule.stack_outputs, scopes.of_link(pair, rule, link)) for pair in pairs for rule, link in pair.rules]
    outputs = {
        f"{node.label}_{name}": Output(f"{node.label}_{name}", resolve_value(output.value, scope), output.help, output.sensitive)
        for node, members, scope in published
        for name, output in members.items()
    }
    return tuple(outputs[name] for name in sorted(outputs))


def _databases(topology: Topology, pairs: Sequence[Pair], layered: Mapping[str, Layered]) -> tuple[Database, ...]:
    databases = []
    for node in topology.components.values():
        if node.service.database and node.folder:
            users = tuple(
                DatabaseUser(
                    pair.caller.id,
                    f"{identifier(pair.caller.id)}_user",
                    _access(pair),
                    "; ".join(f"{link.flow.from_} -> {link.flow.to}: {link.flow.action}" for link in pair.links),
                )
                for pair in pairs
                if pair.target is node and pair.caller
            )
            databases.append(Database(node.key, node.folder, str(layered[node.key].settings.get("database", "app")), users))
    return tuple(databases)


def _access(pair: Pair) -> str:
    actions = {link.flow.action for link in pair.links}
    return actions.pop() if len(actions) == 1 else "read-write"


def _secrets(topology: Topology, settings: Mapping[str, Layered]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    named = [(node, node.kind.secret_names) for node in topology.components.values()]
    return tuple((node.key, tuple(settings[node.key].settings[setting])) for node, setting in named if setting)


def _component(node: Node) -> Component:
    service = node.service
    return Component(node.key, node.title, node.kind_name, node.kind.title, node.kind.lane, node.service_name, service.title, service.docs)
