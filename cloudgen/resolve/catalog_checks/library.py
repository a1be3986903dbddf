"""One cloud's catalog as the checks see it: kinds by what they may be called, and what a service offers to references."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from cloudgen.load.catalog import Catalog, Kind, ProviderFile, Service
from cloudgen.load.fields import references_of
from cloudgen.load.terraform_files import Variable, variables_of
from cloudgen.problems import ProblemsError
from cloudgen.resolve.settings import input_names
from cloudgen.resolve.topology import USERS

T = TypeVar("T")


@dataclass(frozen=True)
class Offer:
    """What a service offers to references: inputs, its module's outputs, settings and usage figures."""

    inputs: frozenset[str]
    outputs: frozenset[str]
    settings: frozenset[str]
    usage: frozenset[str]


@dataclass
class Library:
    """The files of one cloud. `wide` looks at every service of a kind, else at its default and those `chosen`."""

    catalog: Catalog
    provider: str
    wide: bool = False
    chosen: frozenset[str] = frozenset()
    _offers: dict[str, Offer] = field(default_factory=dict)

    @cached_property
    def file(self) -> ProviderFile:
        """What holds for the cloud."""
        return self.catalog.provider(self.provider)

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """Every kind that can be read; one that can't has its own problems."""
        found = {name: _read(self.catalog.kind, name) for name in self.catalog.kinds()}
        return {name: kind for name, kind in found.items() if kind}

    @cached_property
    def actions(self) -> frozenset[str]:
        """Every action of flows."""
        return frozenset(self.catalog.flows().actions)

    @cached_property
    def flow_keys(self) -> frozenset[str]:
        """Every key of flows."""
        return frozenset(self.catalog.flows().keys)

    @cached_property
    def callers(self) -> frozenset[str]:
        """What `accepts` may name: kinds, groups, `users`."""
        return frozenset({USERS, *self.kinds, *(group for kind in self.kinds.values() for group in kind.groups)})

    @cached_property
    def roles(self) -> frozenset[str]:
        """What references and entries may call components by."""
        return frozenset(kind.role for kind in self.kinds.values() if kind.role)

    @cached_property
    def rule_values(self) -> frozenset[str]:
        """Keys of a `network:` that the provider's rules read."""
        rules = self.file.network_rules
        read = {each.path[0] for each in references_of(rules) if each.root == "rule" and each.path}
        return frozenset(read - {"index"} | {rule.for_ for rule in rules if rule.for_})

    def service(self, name: str) -> Service | None:
        """A service of the cloud, if there is one that can be read."""
        return _read(lambda each: self.catalog.service(self.provider, each), name)

    def services_of(self, kind: str) -> list[str]:
        """The services of a kind that a component may have."""
        names: Iterable[str] = self.catalog.services(self.provider)
        if not self.wide:
            default = self.kinds[kind].services.get(self.provider) if kind in self.kinds else None  # type: ignore[call-overload]
            wanted = {*self.chosen, default, self.file.foundation.get(kind)}
            names = [name for name in names if name in wanted]
        found = {name: service for name in names if (service := self.service(name)) and service.kind == kind}
        return [name for name, service in found.items() if service.lifecycle.status not in ("closed", "retired")]

    def candidates(self, names: Iterable[str]) -> list[str]:
        """The services that such names stand for."""
        wanted = set(names)
        found = []
        for name, kind in self.kinds.items():
            every = bool({name, *kind.groups} & wanted)
            found += [service for service in self.services_of(name) if every or service in wanted]
        return found

    def holders(self, root: str) -> list[str] | None:
        """The services that a foundation piece or a role stands for; None where the root is neither."""
        if root in self.file.foundation:
            return [self.file.foundation[root]]
        if root in self.roles:
            return [service for name, kind in self.kinds.items() if kind.role == root for service in self.services_of(name)]
        return None

    def offer(self, name: str) -> Offer:
        """What a service offers; one without a module has the outputs of its host."""
        if name not in self._offers:
            service = self.service(name)
            self._offers[name] = self._offered(service) if service else Offer(*[frozenset[str]()] * 4)
        return self._offers[name]

    def _offered(self, service: Service) -> Offer:
        kind = self.kinds.get(service.kind)
        outputs = set(service.outputs)
        if service.module == "none" and service.host in self.file.foundation:
            host = self.service(self.file.foundation[str(service.host)])
            outputs |= set(host.outputs if host else ())
        return Offer(
            inputs=frozenset(own_inputs(service)),
            outputs=frozenset(outputs),
            settings=frozenset(kind.settings if kind else ()),
            usage=frozenset({*(kind.usage if kind else ()), *service.usage}),
        )

    def variables(self, name: str) -> Mapping[str, Variable] | None:
        """The variables of a service's module, or of its host's where it has none; None where there is neither, or no folder."""
        service = self.service(name)
        if service is None:
            return None
        if service.module == "none":
            host = self.file.foundation.get(str(service.host))
            return self.variables(host) if host and host != name else None
        try:
            return variables_of(self.catalog.template_folder(self.provider, service.module or name).absolute())
        except ProblemsError:
            return None

    def columns(self, table: str) -> frozenset[str] | None:
        """The columns of a table of sizes; None where there is no such table."""
        try:
            return frozenset(column for row in self.catalog.sizes(self.provider, table) for column in row)
        except ProblemsError:
            return None

    @cached_property
    def figures(self) -> frozenset[str]:
        """Every usage figure of every kind and service."""
        services = [self.service(name) for name in self.catalog.services(self.provider)]
        own = {name for service in services if service for name in service.usage}
        return frozenset(own | {name for kind in self.kinds.values() for name in kind.usage})


def _read(read: Callable[[str], T | None], name: str) -> T | None:
    """A file, or None where it can't be read; whoever lists the problems of files reads it, too."""
    try:
        return read(name)
    except ProblemsError:
        return None


def own_inputs(service: Service) -> set[str]:
    """What `input` may name: the inputs of a service, and its name where it has one."""
    return {*input_names(service), *(["name"] if service.naming else [])}
