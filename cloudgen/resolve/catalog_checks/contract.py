"""The contract of a service's file with its module and its kind: what each gives, the other takes, and nothing is without effect."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

from cloudgen.load.catalog import Kind, Rule, Service
from cloudgen.load.catalog_places import Mistake
from cloudgen.load.fields import references_of
from cloudgen.load.terraform_files import outputs_of, variables_of
from cloudgen.problems import ProblemsError, nearest_hint
from cloudgen.resolve.catalog_checks.kind_names import unknown
from cloudgen.resolve.catalog_checks.library import Library
from cloudgen.resolve.catalog_checks.uncounted import uncounted
from cloudgen.resolve.existing import existing_service
from cloudgen.resolve.settings import depends_on, input_names
from cloudgen.resolve.topology import USERS

_GONE = ("closed", "retired")


class Contract:
    """The contracts of one cloud's services; entries of all services are gathered once."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def mistakes(self, name: str, service: Service) -> Iterator[Mistake]:
        """Everything in which a service's file, its module and its kind disagree."""
        yield from _lifecycle(service, self.library)
        kind = self.library.kinds.get(service.kind)
        if kind is None:
            return
        yield from self._module(name, service)
        if service.lifecycle.status not in _GONE:
            yield from self._rules(service, kind)
            yield from self._settings(service, kind)
            yield from uncounted(service, kind, self.library.catalog.flows().actions)
            yield from _sizes(service, self.library)
            if service.existing:
                yield from self._existing(name, existing_service(name, service, service.existing, kind))

    def _existing(self, name: str, service: Service) -> Iterator[Mistake]:
        """The module of an existing one: it takes the entries of the made one, the rest is given, and it has the outputs."""
        for mistake in self._module(name, service):
            yield replace(mistake, path=("existing", *mistake.path) if mistake.path[0] in ("inputs", "arguments") else ("existing",))
        for name in sorted(self._asked_of(service.kind) - service.inputs.keys()):
            hint = "Give it under 'inputs', with the 'value' that it follows from."
            yield Mistake(f"Other services refer to the input '{name}', which an existing one lacks.", ("existing", "inputs"), hint)

    def _asked_of(self, kind: str) -> set[str]:
        """The inputs of a foundation piece that other services refer to."""
        others = [service for service in self._services.values() if service.kind != kind]
        found = (reference for service in others for reference in references_of(service) if reference.root == kind)
        return {reference.path[1] for reference in found if reference.path[:1] == ("input",)}

    def _module(self, name: str, service: Service) -> Iterator[Mistake]:
        if service.module == "none":
            return
        try:
            folder = self.library.catalog.template_folder(self.library.provider, service.module or name).absolute()
        except ProblemsError as error:
            yield Mistake(error.problems[0].message, ("module",) if service.module else ("kind",))
            return
        variables, given = variables_of(folder), self._given(service)
        for argument, path in given.items():
            if argument not in variables:
                yield Mistake(f"The module has no variable '{argument}'.", path, nearest_hint(argument, variables))
        entries = self._filled.get(name, set()) | ({"environment"} if service.runs_code else set())
        for variable in variables.keys() - given.keys() - entries:
            required = "" if variables[variable].default is not None else " and requires it"
            yield Mistake(f"The module has the variable '{variable}'{required}, and nothing gives it.", ("kind",))
        for variable in sorted(entries & variables.keys()):
            if variables[variable].default is None:
                yield Mistake(f"The module's variable '{variable}' takes entries, so it needs a default.", ("kind",))
        outputs = outputs_of(folder)
        for index, output in enumerate(service.outputs):
            yield from unknown("output of the module", output, outputs, ("outputs", index))

    def _given(self, service: Service) -> dict[str, tuple[str, ...]]:
        """What the generator hands to a module: variable to the key that says so."""
        given: dict[str, tuple[str, ...]] = {key: ("inputs", key) for key, form in service.inputs.items() if form.to_module}
        given |= {key: ("arguments", key) for key in service.arguments}
        given |= {key: ("size", "sets", key) for key in (service.size.sets if service.size else ())}
        if service.naming and not any(each.root == "names" for each in references_of(service.inputs)):
            given["name"] = ("naming",)
        if service.tagged:
            given[self.library.file.tags.argument] = ("kind",)
        return given

    @cached_property
    def _filled(self) -> Mapping[str, set[str]]:
        """Map inputs that other components and flows fill, by service; those of what it hosts are a host's own."""
        found: dict[str, set[str]] = {}
        for name, service in self._services.items():
            for owner, inputs in service.entries.items():
                self._fill(found, self.library.holders(owner) or (), inputs)
            for rule in service.flows:
                self._fill_by_rule(found, rule, self._callers(service, rule), [name])
            for rule in service.outgoing:
                self._fill_by_rule(found, rule, [name], self.library.candidates(rule.to or self.library.callers))
        return found

    @cached_property
    def _services(self) -> dict[str, Service]:
        names = self.library.catalog.services(self.library.provider)
        return {name: service for name in names if (service := self.library.service(name))}

    def _callers(self, service: Service, rule: Rule) -> list[str]:
        """The services that may make a rule's flows, of any lifecycle."""
        own = self.library.kinds.get(service.kind)
        names = {service.kind, *(own.groups if own else ())}
        accepted = {who for action in rule.actions for who in (own.accepts.get(action, ()) if own else ())}
        accepted |= {
            name for name, kind in self.library.kinds.items() for action in rule.actions if names & set(kind.uses.get(action, ()))
        }
        return [name for name, each in self._services.items() if self._called(name, each, accepted, rule.from_)]

    def _called(self, name: str, service: Service, accepted: set[str], wanted: list[str] | None) -> bool:
        kind = self.library.kinds.get(service.kind)
        names = {service.kind, name, *(kind.groups if kind else ())}
        return bool(names & accepted) and (wanted is None or bool(names & set(wanted)))

    def _fill_by_rule(self, found: dict[str, set[str]], rule: Rule, callers: list[str], targets: list[str]) -> None:
        self._fill(found, callers, rule.caller)
        self._fill(found, targets, rule.target)
        self._fill(found, callers, rule.routes, hosts=True)
        ends = {"caller": callers, "target": targets, "self": targets}
        for owner, inputs in rule.entries.items():
            self._fill(found, ends.get(owner) or self.library.holders(owner) or (), inputs)

    def _fill(
        self, found: dict[str, set[str]], services: list[str] | tuple[str, ...], inputs: Mapping[str, object], hosts: bool = False
    ) -> None:
        for name in services:
            service = self._services.get(name)
            host = self.library.file.foundation.get(str(service.host)) if service else None
            holder = host if host and (hosts or (service and service.module == "none")) else name
            found.setdefault(holder, set()).update(inputs)

    def _rules(self, service: Service, kind: Kind) -> Iterator[Mistake]:
        """Callers with code get the same variables on every cloud, and every legal flow has a rule or a reason."""
        for action, accepted in kind.accepts.items():
            callers = {USERS: {USERS}} if USERS in accepted else {}
            for other, each in self.library.kinds.items():
                names = {other, *each.groups, *self.library.services_of(other)}
                callers |= {other: names} if {other, *each.groups} & set(accepted) else {}
            for caller, names in callers.items():
                found = [rule for rule in service.flows if action in rule.actions and (rule.from_ is None or names & set(rule.from_))]
                if not found:
                    hint = "Add a rule, or one with 'unsupported:' and the reason."
                    yield Mistake(f"No rule answers '{action}' from {caller}.", ("flows",), hint)
                elif not found[0].unsupported and "compute" in names:
                    yield from self._variables(service, kind, found[0])

    def _variables(self, service: Service, kind: Kind, rule: Rule) -> Iterator[Mistake]:
        for missing in sorted(kind.environment.keys() - rule.environment.keys()):
            path = ("flows", service.flows.index(rule), "environment")
            yield Mistake(f"The rule lacks the variable '{missing}'.", path, f"The kind promises: {', '.join(kind.environment)}.")

    def _settings(self, service: Service, kind: Kind) -> Iterator[Mistake]:
        """No setting of a kind is silently without effect, and none that has one is said to be ignored."""
        own: set[str] = set().union(*(depends_on(service, key) for key in input_names(service)))
        used = own | set(service.limits) | (self._read_elsewhere & set(kind.settings))
        for setting in sorted(set(kind.settings) - used - set(service.ignores)):
            hint = "Use it in an input, or list it under 'ignores' with the reason."
            yield Mistake(f"The kind's setting '{setting}' has no effect.", ("inputs",), hint)
        for setting in sorted(set(service.ignores) & own):
            yield Mistake(f"'{setting}' is used, so it isn't ignored.", ("ignores", setting))

    @cached_property
    def _read_elsewhere(self) -> set[str]:
        """Settings that neighbours of a flow read: `callers.consume.settings.timeout_seconds`."""
        parts = [each for service in self._services.values() for each in references_of([service.inputs, service.size])]
        return {each.path[2] for each in parts if each.root in ("callers", "targets") and each.path[1:2] == ("settings",) and each.path[2:]}


def _lifecycle(service: Service, library: Library) -> Iterator[Mistake]:
    """What isn't current says since when, what comes next and where that is written."""
    lifecycle = service.lifecycle
    if lifecycle.status == "current":
        return
    for key in ("date", "source"):
        if not getattr(lifecycle, key):
            yield Mistake(f"A service that is {lifecycle.status} has a '{key}'.", ("lifecycle",))
    if lifecycle.successor:
        yield from unknown("service", lifecycle.successor, library.catalog.services(library.provider), ("lifecycle", "successor"))


def _sizes(service: Service, library: Library) -> Iterator[Mistake]:
    """The first row that has enough is the smallest: rows ascend in what `at_least` asks for, in memory first."""
    size = service.size
    if size is None or library.columns(size.table) is None:
        return
    rows = library.catalog.sizes(library.provider, size.table)
    column = next((each for each in ("memory_gb", "memory_mb", *size.at_least) if all(row.get(each) is not None for row in rows)), None)
    if column is None:
        yield Mistake(f"No column of the table '{size.table}' that 'at_least' has is in every row.", ("size", "at_least"))
        return
    for before, row in pairwise(rows):
        if row[column] < before[column]:
            message = f"In the table '{size.table}' the row '{row.get('id')}' has less {column} than the row before it."
            yield Mistake(message, ("size", "table"), "Order the rows by it: the first one that has enough is picked.")
