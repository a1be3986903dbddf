"""Network rules of flows: the resource templates of the provider's file, filled with what a flow's `network:` says."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from cloudgen.architecture import Resource
from cloudgen.language.hclvalues import Value, identifier
from cloudgen.language.references import Scope, resolve
from cloudgen.load.catalog import NetworkRule
from cloudgen.resolve.flow_groups import Owner
from cloudgen.resolve.topology import Topology
from cloudgen.resolve.wiring import Effects, condition_count

_FIRST = 100
_NUMBERS = 3900


class Networking:
    """Makes the network rules, once each."""

    def __init__(self, topology: Topology, effects: Effects) -> None:
        self._forms = topology.file.network_rules
        self._effects = effects
        self._index = _numbers(node.id for node in topology.nodes())

    def resources(self, values: Any, scope: Scope, owner: Owner) -> tuple[list[Resource], list[str]]:
        """The rules that weren't made before, and the addresses of shared ones that were."""
        made: list[Resource] = []
        shared: list[str] = []
        for network in [values] if isinstance(values, Mapping) else values or []:
            for form in self._forms:
                if form.for_ is None or form.for_ in network:
                    resource = self._rule(form, network, scope, owner)
                    kept = self._effects.once(resource)
                    if kept:
                        made.append(kept)
                    elif form.per != "pair":
                        shared.append(resource.address)
        return made, shared

    def _rule(self, form: NetworkRule, network: Mapping[str, Any], scope: Scope, owner: Owner) -> Resource:
        values: dict[str, Value] = {key: resolve(value, scope) for key, value in network.items() if key not in ("label", "when")}
        values["index"] = self._index[owner.target_id]
        inner = scope.with_roots(rule=lambda path: values.get(path[0]))
        name = f"to_{owner.target_label}" if form.per == "target" else owner.label
        parties = (owner.target_label,) if form.per == "target" else owner.parties
        for suffix in (form.label, network.get("label")):
            name += f"_{identifier(str(suffix))}" if suffix else ""
        arguments = resolve(form.arguments, inner)
        assert isinstance(arguments, Mapping)  # noqa: S101 - a mapping resolves to one
        arguments = {key: value for key, value in arguments.items() if value is not None}
        return Resource(form.resource, name, arguments, condition_count(form.when or network.get("when"), inner), parties=parties)


def _numbers(ids: Iterable[str]) -> dict[str, int]:
    """A number from 100 to 3999 per id, kept when others come and go; hashes that meet move to the next free one."""
    taken: set[int] = set()
    numbers: dict[str, int] = {}
    for name in sorted(set(ids)):
        number = int(hashlib.sha256(name.encode()).hexdigest(), 16) % _NUMBERS
        while number in taken:
            number = (number + 1) % _NUMBERS
        taken.add(number)
        numbers[name] = _FIRST + number
    return numbers
