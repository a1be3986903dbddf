"""Renames: the `moved` blocks of components that carry `was:`."""

from cloudgen.architecture import Move
from cloudgen.language.hclvalues import identifier
from cloudgen.resolve.topology import Topology
from cloudgen.resolve.wiring import Wiring


def moves(topology: Topology, wiring: Wiring) -> tuple[Move, ...]:
    """One move per renamed module, and per grant or network rule whose label has a renamed component in it."""
    renamed = {node.label: identifier(node.id) for node in topology.components.values() if node.id != node.key}
    found = [
        Move(f"module.{renamed[node.label]}", f"module.{node.label}")
        for node in topology.components.values()
        if node.label in renamed and not node.built_in
    ]
    if not renamed:
        return ()
    for resource in wiring.resources:
        before = _before(resource.label, resource.parties, renamed)
        if before != resource.label:
            found.append(Move(f"{resource.type}.{before}", resource.address))
    return tuple(found)


def _before(label: str, parties: tuple[str, ...], renamed: dict[str, str]) -> str:
    """The label as it was: `parties` are the labels of the components that it is made of, in order."""
    position = 0
    for party in parties:
        place = label.index(party, position)
        old = renamed.get(party, party)
        label = label[:place] + old + label[place + len(party) :]
        position = place + len(old)
    return label
