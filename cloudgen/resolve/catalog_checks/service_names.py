"""Names that a service's file refers to: settings, columns, needs, owners and inputs of entries, actions, callers, variables."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from typing import Any

from cloudgen.language.formula import source_of
from cloudgen.language.tree import Fields, Literal
from cloudgen.load.catalog import Entries, Kind, NetworkUse, Rule, Service
from cloudgen.load.catalog_places import Mistake
from cloudgen.load.fields import references_of
from cloudgen.load.positions import PathKey
from cloudgen.load.service_models import Existing
from cloudgen.problems import nearest_hint
from cloudgen.resolve.catalog_checks.kind_names import place_mistakes, unknown
from cloudgen.resolve.catalog_checks.library import Library
from cloudgen.resolve.catalog_checks.references import reference_mistakes
from cloudgen.resolve.catalog_checks.roots import Place, neighbours
from cloudgen.resolve.existing import existing_service
from cloudgen.resolve.settings import input_names
from cloudgen.resolve.topology import USERS


def service_mistakes(name: str, service: Service, library: Library) -> Iterator[Mistake]:
    """Everything that a service refers to and that doesn't exist."""
    kind = library.kinds.get(service.kind)
    if kind is None:
        yield from unknown("kind", service.kind, library.kinds, ("kind",))
        return
    place = Place(library, service.kind, kind, name, service, targets=(name,))
    yield from _own_names(service, kind, library)
    yield from entry_mistakes(service.entries, place, ("entries",))
    yield from _network(service.network, library, ("network",))
    yield from reference_mistakes("service", service.model_copy(update={"flows": [], "outgoing": [], "existing": None}), place)
    for part in ("flows", "outgoing"):
        for index, rule in enumerate(getattr(service, part)):
            yield from _rule_mistakes(rule, place, part, index)
    for action in service.refuses:
        yield from unknown("action", action, library.actions, ("refuses", action))
    if service.existing:
        yield from _existing(existing_service(name, service, service.existing, kind), service.existing, place)


def _existing(service: Service, form: Existing, own: Place) -> Iterator[Mistake]:
    """The same of one that is there already, in what the service's own file doesn't have."""
    place = replace(own, service=service)
    for action in form.refuses:
        yield from unknown("action", action, own.library.actions, ("existing", "refuses", action))
    for index, setting in enumerate(form.settings):
        yield from unknown("setting", setting, own.kind.settings if own.kind else (), ("existing", "settings", index))
    own_parts: dict[str, Any] = {"flows": [], "outgoing": [], "existing": None, "stack_outputs": {}}
    for mistake in reference_mistakes("service", service.model_copy(update=own_parts), place):
        yield replace(mistake, path=("existing", *mistake.path) if mistake.path[0] in ("arguments", "steps") else ("existing",))
    for reference in references_of(form.stack_outputs):
        if reference.root != "self" or reference.path[0] not in service.outputs:
            hint = f"Outputs: {', '.join(sorted(service.outputs))}."
            yield Mistake(f"'{reference.dotted}': an existing one has no such output.", ("existing", "stack_outputs"), hint, reference)
    for index, rule in enumerate(form.flows):
        for mistake in _rule_mistakes(rule, place, "flows", index):
            yield replace(mistake, path=("existing", *mistake.path))


def _own_names(service: Service, kind: Kind, library: Library) -> Iterator[Mistake]:
    named: dict[str, tuple[str, Iterable[str]]] = {
        "limits": ("setting", kind.settings),
        "ignores": ("setting", kind.settings),
        "flow_limits": ("key of flows", library.flow_keys),
        "needs": ("list of needs", library.file.needs),
        "replace_on": ("input", input_names(service)),
        "protects": ("input", input_names(service)),
    }
    for part, (what, known) in named.items():
        for key in getattr(service, part):
            yield from unknown(what, key, known, (part, key))
    for action, most in service.most_flows.items():
        yield from unknown("action", action, library.actions, ("most_flows", action))
        yield from _callers(most.from_, library, ("most_flows", action, "from"))
        yield from _flow_keys(most.when_keys, library, ("most_flows", action, "when_keys"))
    yield from place_mistakes(service.conditions, {"": {*kind.settings, *input_names(service)}}, ("conditions",))
    for key, form in service.inputs.items():
        if not form.to_module and not form.help and key not in kind.settings:
            yield Mistake(f"Nothing says what the input '{key}' is.", ("inputs", key), "Add 'help:' with a sentence.")
    for index, check in enumerate(service.checks):
        yield from unknown("check", check, library.file.checks, ("checks", index))
    if service.host is not None:
        yield from unknown("foundation piece", service.host, library.file.foundation, ("host",))
    if service.module == "none" and not service.why:
        yield Mistake("A service without a module says why.", ("module",), "Add 'why:' with a sentence.")
    for name in service.environment:
        yield from unknown("variable of the kind's own_environment", name, kind.own_environment, ("environment", name))
    yield from _size(service, library)
    yield from _images(service, kind)


def _images(service: Service, kind: Kind) -> Iterator[Mistake]:
    """A service that runs images says of every point of the kind's contract what holds there."""
    if service.contract is None:
        if kind.contract and "image" in service.inputs:
            yield Mistake("Nothing says what an image must be.", ("inputs", "image"), "Add 'contract:' with the platform and its points.")
        return
    says = service.contract.says
    for point in says:
        yield from unknown("point of the contract", point, kind.contract, ("contract", "says", point))
    for point, row in kind.contract.items():
        if row.text is None and point not in says:
            hint = f"Add '{point}:' with a sentence ({row.title})."
            yield Mistake(f"The contract says nothing of '{point}'.", ("contract", "says"), hint)


def _size(service: Service, library: Library) -> Iterator[Mistake]:
    if service.size is None:
        return
    columns = library.columns(service.size.table)
    if columns is None:
        tables = library.catalog.size_tables(library.provider)
        yield from unknown("table of sizes", service.size.table, tables, ("size", "table"))
        return
    for column in service.size.at_least:
        yield from unknown("column", column, columns, ("size", "at_least", column))
    for key, column in service.size.sets.items():
        yield from unknown("column", column, columns, ("size", "sets", key))


def _rule_mistakes(rule: Rule, own: Place, part: str, index: int) -> Iterator[Mistake]:
    """A rule of `flows` (from callers to this service) or of `outgoing` (from this service to targets)."""
    library, path = own.library, (part, index)
    place = _ends(rule, own, part, _answered(rule, own, part, index))
    for number, action in enumerate(rule.actions):
        yield from unknown("action", action, library.actions, (*path, "actions", number))
        if own.kind and part == "flows" and action in library.actions and not neighbours_of(own, action):
            yield Mistake(f"No caller may {action} a {own.kind_name}.", (*path, "actions", number), _accepted(own.kind))
    yield from _callers(rule.from_, library, (*path, "from"))
    yield from _callers(rule.to, library, (*path, "to"), {USERS})
    yield from _flow_keys(rule.when_keys, library, (*path, "when_keys"))
    ends = {f"{end}.": _settable(library, names) for end, names in (("caller", place.callers), ("target", place.targets))}
    yield from place_mistakes(rule.conditions, ends, (*path, "conditions"))
    for number, check in enumerate(rule.checks):
        yield from unknown("check", check, library.file.checks, (*path, "checks", number))
    yield from _network(rule.network, library, (*path, "network"))
    yield from _variables(rule, own, place, path)
    yield from _inputs(rule, place, path)
    yield from entry_mistakes(rule.entries, place, (*path, "entries"))
    yield from reference_mistakes("service", rule, place, path, part)


def _callers(names: Iterable[str] | None, library: Library, path: PathKey, without: Set[str] = frozenset()) -> Iterator[Mistake]:
    allowed = {*library.callers, *library.catalog.services(library.provider)} - without
    for number, name in enumerate(names or ()):
        yield from unknown("kind, group or service", name, allowed, (*path, number))


def _flow_keys(names: Iterable[str], library: Library, path: PathKey) -> Iterator[Mistake]:
    for name in names:
        yield from unknown("key of flows", name, library.flow_keys, (*path, name))


def _settable(library: Library, services: Iterable[str]) -> set[str]:
    """What a spec may set of any of some services: settings and inputs."""
    offers = [library.offer(name) for name in services]
    return {name for offer in offers for name in (*offer.settings, *offer.inputs)}


def neighbours_of(place: Place, action: str) -> bool:
    """Whether any flow with an action may come to the kind: from people, or from kinds."""
    kind = place.kind
    if kind is None:
        return False
    names = {place.kind_name, *kind.groups}
    return bool(kind.accepts.get(action)) or any(names & set(other.uses.get(action, ())) for other in place.library.kinds.values())


def _accepted(kind: Kind) -> str:
    return f"The kind accepts: {', '.join(kind.accepts) or 'nothing'}."


def _answered(rule: Rule, own: Place, part: str, index: int) -> set[str]:
    """The services whose flows a rule before this one always answers."""
    before = getattr(own.service, part)[:index]
    ends = [each.from_ if part == "flows" else each.to for each in before if not each.when_keys and set(rule.actions) <= set(each.actions)]
    return {name for end in ends if end is not None for name in own.library.candidates(end)}


def _ends(rule: Rule, own: Place, part: str, answered: Set[str] = frozenset()) -> Place:
    """The services that can be at the two ends of a rule's flows, without those that were answered before."""
    library = own.library
    if part == "flows":
        found = {each for action in rule.actions for each in neighbours(library, own.kind_name, "callers", action)}
        named = found if rule.from_ is None else found & set(library.candidates(rule.from_))
        return replace(own, callers=tuple(sorted(named - answered)))
    found = {each for action in rule.actions for each in neighbours(library, own.kind_name, "targets", action)}
    named = found if rule.to is None else found & set(library.candidates(rule.to))
    return replace(own, callers=(str(own.service_name),), targets=tuple(sorted(named - answered)))


def _network(uses: list[NetworkUse], library: Library, path: PathKey) -> Iterator[Mistake]:
    for index, use in enumerate(uses):
        for key in use.values:
            yield from unknown("key of a network rule", key, library.rule_values, (*path, index, "values", key))


def _variables(rule: Rule, own: Place, place: Place, path: PathKey) -> Iterator[Mistake]:
    """Suffixes that the target's kind doesn't declare."""
    kinds = [own.kind] if own.service_name in place.targets else []
    kinds += [own.library.kinds[service.kind] for name in place.targets if (service := own.library.service(name))]
    for part, field in (("environment", "environment"), ("target_environment", "own_environment")):
        declared = sorted({name for kind in kinds if kind for name in getattr(kind, field)})
        for name in getattr(rule, part):
            if name not in declared:
                hint = nearest_hint(name, declared)
                yield Mistake(f"The kind declares no variable '{name}'.", (*path, part, name), hint)


def _inputs(rule: Rule, place: Place, path: PathKey) -> Iterator[Mistake]:
    """Inputs of the modules at both ends that entries by key go to."""
    for part, services in (("caller", place.callers), ("target", place.targets)):
        for name in getattr(rule, part):
            yield from _map_input(name, services, place.library, (*path, part, name))
    for name in rule.routes:
        hosts = [place.library.file.foundation.get(str(each.host), own) for own in place.callers if (each := place.library.service(own))]
        yield from _map_input(name, tuple(hosts), place.library, (*path, "routes", name))


def _map_input(name: str, services: tuple[str, ...], library: Library, path: PathKey) -> Iterator[Mistake]:
    for service in services:
        variables = library.variables(service)
        if variables is not None and (name not in variables or not variables[name].is_map):
            maps = [each for each, variable in variables.items() if variable.is_map]
            yield Mistake(f"The module of {service} has no map input '{name}'.", path, nearest_hint(name, maps))
            return


def entry_mistakes(entries: Entries, place: Place, path: PathKey) -> Iterator[Mistake]:
    """Owners that nothing is called by, inputs that their modules lack, attributes that entries there don't have."""
    library = place.library
    own = {"caller": place.callers, "target": place.targets, "self": place.targets}
    for owner, inputs in entries.items():
        services = own[owner] if owner in own else library.holders(owner)
        if services is None:
            allowed = [*own, *library.file.foundation, *sorted(library.roles)]
            yield from unknown("owner of entries", owner, allowed, (*path, owner))
            continue
        for name, tree in inputs.items():
            yield from _map_input(name, tuple(services), library, (*path, owner, name))
            yield from _attributes(name, tree, tuple(services), library, (*path, owner, name))


def _attributes(name: str, tree: Any, services: tuple[str, ...], library: Library, path: PathKey) -> Iterator[Mistake]:
    """Attributes of entries that Terraform would drop in silence, or would miss."""
    for service in services:
        variable = (library.variables(service) or {}).get(name)
        if variable is None or variable.attributes is None or not isinstance(tree, Fields):
            continue
        for key, entry in tree.members:
            if isinstance(entry, Fields):
                yield from _entry(entry, variable.attributes, (*path, *_text(key)))
        return


def _entry(entry: Fields, attributes: Mapping[str, bool], path: PathKey) -> Iterator[Mistake]:
    given = [str(name.value) for name, _ in entry.members if isinstance(name, Literal)]
    for each in given:
        yield from unknown("attribute", each, attributes, (*path, each))
    for each in (name for name, required in attributes.items() if required and name not in given):
        yield Mistake(f"The entry lacks '{each}'.", path, f"An entry has: {', '.join(attributes)}.")


def _text(key: Any) -> tuple[str, ...]:
    """A computed key as it is in the file."""
    return (str(source_of(key)),)
