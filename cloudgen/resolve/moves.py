"""Renames: `moved` blocks from every former address of a renamed component to its address now.

An environment may have been applied before any of the renames, so the blocks stay for as long as the component exists. Terraform
takes one block per target, so former addresses form a chain that ends at the address now: `db -> main_db -> orders_db`.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product

from cloudgen.architecture import Move, Resource
from cloudgen.language.hclvalues import identifier
from cloudgen.resolve.topology import Topology
from cloudgen.resolve.wiring import Wiring


def moves(topology: Topology, wiring: Wiring) -> tuple[Move, ...]:
    """A chain per renamed module, and per grant or network rule whose label has a renamed component in it."""
    renamed = [node for node in topology.components.values() if node.former]
    # Oldest first, the label now at the end.
    labels = {node.label: (*(identifier(key) for key in reversed(node.former)), node.label) for node in renamed}
    chains = [[f"module.{label}" for label in labels[node.label]] for node in renamed if not node.built_in]
    if renamed:
        chains += [_addresses(resource, labels) for resource in wiring.resources]
    return tuple(Move(source, target) for chain in chains for source, target in pairwise(dict.fromkeys(chain)))


def _addresses(resource: Resource, labels: Mapping[str, Sequence[str]]) -> list[str]:
    """Every address that the resource may have had, the one now at the end."""
    return [f"{resource.type}.{label}" for label in _labels(resource, labels)]


def _labels(resource: Resource, labels: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Which of its two components was renamed first isn't known, so all combinations are in the chain."""
    for names in product(*(labels.get(party, (party,)) for party in resource.parties)):
        yield _replaced(resource.label, resource.parties, names)


def _replaced(label: str, parties: Sequence[str], names: Sequence[str]) -> str:
    """The label with other names for `parties`: the labels of the components that it is made of, in order."""
    position = 0
    for party, name in zip(parties, names, strict=True):
        place = label.index(party, position)
        label = label[:place] + name + label[place + len(party) :]
        position = place + len(name)
    return label
