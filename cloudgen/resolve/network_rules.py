"""Network rules of flows: the resource templates of the provider's file, filled with what a flow's `network:` says."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from cloudgen.architecture import Resource
from cloudgen.language.hclvalues import Value, identifier
from cloudgen.language.references import Scope, resolve_all
from cloudgen.load.catalog import NetworkRule, NetworkUse
from cloudgen.resolve.component_pairs import Owner
from cloudgen.resolve.effects import Effect, condition_count

_FIRST = 100
_NUMBERS = 3900


def network_effects(forms: Sequence[NetworkRule], uses: Sequence[NetworkUse], scope: Scope, owner: Owner, number: int) -> Iterator[Effect]:
    """The rules of a `network:`; `number` orders them where the cloud wants that."""
    for use in uses:
        for form in forms:
            if form.for_ is None or form.for_ in use.values:
                yield Effect(_rule(form, use, scope, owner, number), shared=form.per != "pair", broad_because=form.broad_because)


def _rule(form: NetworkRule, use: NetworkUse, scope: Scope, owner: Owner, number: int) -> Resource:
    values: dict[str, Value] = {**resolve_all(use.values, scope), "index": number}
    inner = scope.with_roots(rule=lambda path: values.get(path[0]))
    name = f"to_{owner.target_label}" if form.per == "target" else owner.label
    parties = (owner.target_label,) if form.per == "target" else owner.parties
    for suffix in (form.label, use.label):
        name += f"_{identifier(suffix)}" if suffix else ""
    arguments = {key: value for key, value in resolve_all(form.arguments, inner).items() if value is not None}
    count = condition_count(form.when or use.when, inner)
    return Resource(form.resource, name, arguments, count, parties=parties, comment=form.comment)


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
