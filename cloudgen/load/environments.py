"""The environments of a spec: which there are, the class of each, and whose overrides apply."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cloudgen.load.spec import EnvironmentOverrides, Spec

CLASSES = ("dev", "staging", "prod")
# The environments of a spec that lists none: a further class doesn't give every such spec a further environment.
UNLISTED = ("dev", "staging", "prod")
PathKey = tuple[str | int, ...]


@dataclass(frozen=True)
class SpecEnvironment:
    """One environment. `chain` names the environments whose overrides apply, the nearest last: the one it is like, and itself.

    Never taken from the one it is like: domain and account.
    """

    name: str
    class_: str
    spec: Spec
    chain: tuple[str, ...]

    @property
    def own(self) -> EnvironmentOverrides:
        """What the spec says of this environment alone."""
        return self.spec.environments.get(self.name) or EnvironmentOverrides()  # type: ignore[call-arg]

    @property
    def layers(self) -> tuple[tuple[PathKey, Spec | EnvironmentOverrides], ...]:
        """Path and model of everything that applies, the nearest last."""
        named = [(("environments", name), self.spec.environments[name]) for name in self.chain if name in self.spec.environments]
        return ((), self.spec), *named

    @property
    def users(self) -> float:
        """People who use it in a month."""
        return float(self._nearest("traffic")[0].monthly_active_users)

    @property
    def budget(self) -> tuple[float | None, PathKey]:
        """USD a month, and the path that says so."""
        return self._nearest("budget")

    @property
    def domains(self) -> tuple[tuple[str, ...], PathKey]:
        """Host names at the edge, the main one first, and the path that says so: its own, else in class prod those at the top."""
        if self.own.domain is not None:
            return self.own.domain, ("environments", self.name, "domain")
        return ((self.spec.domain or ()) if self.class_ == "prod" else ()), ("domain",)

    @property
    def domain(self) -> tuple[str | None, PathKey]:
        """The main host name, and the path that says so."""
        names, path = self.domains
        return (names[0] if names else None), path

    @property
    def domain_ready(self) -> bool:
        """Whether the domain's records are in a zone that isn't the cloud's; said beside the domain."""
        stated = self.own if self.own.domain is not None or self.own.domain_ready is not None else self.spec
        return bool(stated.domain_ready)

    def dns_zone(self, provider: str) -> str | None:
        """The domain's zone on a cloud, if it is the cloud's own."""
        zones = (getattr(model.dns_zone, provider) for _, model in reversed(self.layers) if model.dns_zone is not None)
        return next((zone for zone in zones if zone is not None), None)

    @property
    def tags(self) -> Mapping[str, str]:
        """Tags, the nearer before the farther."""
        return {key: value for _, model in self.layers for key, value in model.tags.items()}

    def region(self, provider: str) -> tuple[str | None, PathKey]:
        """The region on a cloud, and the path that says so."""
        for path, model in reversed(self.layers):
            if model.regions is not None and (region := getattr(model.regions, provider)) is not None:
                return region, (*path, "regions", provider)
        return None, ("regions", provider)

    def account(self, provider: str, key: str) -> str | None:
        """The account, subscription or project that it lives in, if the spec names it."""
        found: str | None = getattr(getattr(self.own, provider), key, None)
        return found

    def _nearest(self, key: str) -> tuple[Any, PathKey]:
        for path, model in reversed(self.layers):
            if getattr(model, key) is not None:
                return getattr(model, key), (*path, key)
        return None, (key,)


def environments_of(spec: Spec) -> tuple[SpecEnvironment, ...]:
    """The spec's environments in its order; dev, staging and prod where it lists none."""
    return tuple(_environment(spec, name, spec.environments[name].like) for name in spec.environments) or tuple(
        _environment(spec, name, None) for name in UNLISTED
    )


def _environment(spec: Spec, name: str, like: str | None) -> SpecEnvironment:
    class_ = name if name in CLASSES else like or CLASSES[0]
    return SpecEnvironment(name, class_, spec, (name,) if class_ == name else (class_, name))


def main_environment(environments: Iterable[SpecEnvironment]) -> SpecEnvironment:
    """The environment that a command is about where none is named: prod, else the first of class prod, else the last."""
    listed = list(environments)
    of_prod = [each for each in listed if each.class_ == "prod"]
    named = [each for each in of_prod if each.name == "prod"]
    return (named or of_prod or listed[-1:])[0]


def providers_of(environments: Iterable[SpecEnvironment], providers: tuple[str, ...]) -> tuple[str, ...]:
    """The clouds that an environment has a region on; all where none has."""
    listed = list(environments)
    return tuple(name for name in providers if any(each.region(name)[0] for each in listed)) or providers
