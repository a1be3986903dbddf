"""Network rules of flows: the resource templates of the provider's file, filled with what a flow's `network:` says."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cloudgen.architecture import Resource
from cloudgen.language.hclvalues import Value, identifier
from cloudgen.language.references import Scope, resolve
from cloudgen.load.catalog import NetworkRule
from cloudgen.resolve.component_pairs import Owner
from cloudgen.resolve.effects import Effect, condition_count

_FIRST = 100
_NUMBERS = 3900


def network_effects(forms: Sequence[NetworkRule], values: Any, scope: Scope, owner: Owner, number: int) -> Iterator[Effect]:
    """The rules of a `network:`, which is one mapping or a list of them; `number` orders them where the cloud wants that."""
    for network in [values] if isinstance(values, Mapping) else values or []:
        for form in forms:
            if form.for_ is None or form.for_ in network:
                yield Effect(_rule(form, network, scope, owner, number), shared=form.per != "pair")


def _rule(form: NetworkRule, network: Mapping[str, Any], scope: Scope, owner: Owner, number: int) -> Resource:
    values: dict[str, Value] = {key: resolve(value, scope) for key, value in network.items() if key not in ("label", "when")}
    values["index"] = number
    inner = scope.with_roots(rule=lambda path: values.get(path[0]))
    name = f"to_{owner.target_label}" if form.per == "target" else owner.label
    parties = (owner.target_label,) if form.per == "target" else owner.parties
    for suffix in (form.label, network.get("label")):
        name += f"_{identifier(str(suffix))}" if suffix else ""
    arguments = resolve(form.arguments, inner)
    assert isinstance(arguments, Mapping)  # noqa: S101 - a mapping resolves to one
    arguments = {key: value for key, value in arguments.items() if value is not None}
    return Resource(form.resource, name, arguments, condition_count(form.when or network.get("when"), inner), parties=parties)


def rule_numbers(ids: Iterable[str]) -> dict[str, int]:
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
