"""Names that a kind's file refers to: actions, callers, targets, keys of flows, settings, services."""

from collections.abc import Iterable, Iterator, Mapping

from cloudgen.load.catalog import Catalog, Condition, Kind, ProviderFile, Setting, Unsupported
from cloudgen.load.catalog_places import Mistake
from cloudgen.load.environments import CLASSES
from cloudgen.load.positions import PathKey
from cloudgen.problems import Problems, ProblemsError, Where, nearest_hint
from cloudgen.resolve.catalog_checks.library import Library
from cloudgen.resolve.catalog_checks.references import reference_mistakes
from cloudgen.resolve.catalog_checks.roots import Place
from cloudgen.resolve.settings import check


def unknown(noun: str, name: str, allowed: Iterable[str], path: PathKey) -> Iterator[Mistake]:
    """A name that isn't among the allowed ones."""
    names = sorted(allowed)
    if name not in names:
        yield Mistake(f"There is no {noun} '{name}'.", path, nearest_hint(name, names))


def kind_mistakes(name: str, kind: Kind, library: Library, providers: Iterable[str]) -> Iterator[Mistake]:
    """Everything that a kind refers to and that doesn't exist; services are looked up on the given clouds."""
    yield from _flows(kind, library)
    for key in ("schedule", "secret_names"):
        if (setting := getattr(kind, key)) is not None:
            yield from unknown("setting", setting, kind.settings, (key,))
    for index, pair in enumerate(kind.ascending):
        for end, setting in enumerate(pair):
            yield from unknown("setting", setting, kind.settings, ("ascending", index, end))
    yield from place_mistakes(kind.conditions, {"": kind.settings}, ("conditions",))
    for index, action in enumerate(kind.work or ()):
        yield from unknown("action", action, library.actions, ("work", index))
    for key, each in kind.settings.items():
        yield from setting_mistakes(key, each, ("settings", key))
    yield from reference_mistakes("kind", kind, Place(library, name, kind))
    for provider in providers:
        yield from _service(name, kind, library.catalog, provider)


def place_mistakes(conditions: Iterable[Condition], ends: Mapping[str, Iterable[str]], path: PathKey) -> Iterator[Mistake]:
    """Names at which conditions are reported and that no end has; `ends` has the settings and inputs of each by its prefix."""
    allowed = [prefix + name for prefix, names in ends.items() for name in names]
    for index, condition in enumerate(conditions):
        for number, name in enumerate(condition.at):
            yield from unknown("setting or input", name, allowed, (*path, index, "at", number))


def flow_key_mistakes(keys: Mapping[str, Setting]) -> Iterator[Mistake]:
    """Keys of flows with a default that their own limits refuse."""
    for key, each in keys.items():
        if each.default is not None:
            yield from setting_mistakes(key, each, ("keys", key))


def _flows(kind: Kind, library: Library) -> Iterator[Mistake]:
    for part in ("accepts", "uses"):
        allowed = library.callers - ({"users"} if part == "uses" else set())
        for action, names in getattr(kind, part).items():
            yield from unknown("action", action, library.actions, (part, action))
            for index, each in enumerate(names):
                yield from unknown("kind or group", each, allowed, (part, action, index))
    for part in ("incoming", "outgoing"):
        for action, keys in getattr(kind.flow_keys, part).items():
            yield from unknown("action", action, library.actions, ("flow_keys", part, action))
            for key, form in keys.items():
                yield from unknown("key of flows", key, library.flow_keys, ("flow_keys", part, action, key))
                if form.one_of_setting and part == "incoming":
                    path = ("flow_keys", part, action, key, "one_of_setting")
                    yield from unknown("setting", form.one_of_setting, kind.settings, path)


def setting_mistakes(key: str, setting: Setting, path: PathKey) -> Iterator[Mistake]:
    """A default that the setting's own limits refuse, or that lacks an environment."""
    own = (*path, "default")
    if isinstance(setting.default, dict):
        for environment in setting.default:
            yield from unknown("environment", environment, CLASSES, (*own, environment))
        missing = [environment for environment in CLASSES if environment not in setting.default]
        if missing:
            yield Mistake(f"The default lacks {', '.join(missing)}.", own, f"A default per environment has {', '.join(CLASSES)}.")
            return
    for environment in CLASSES:
        problems = Problems()
        check(key, setting, setting.default_in(environment), Where("", 1, 1), problems)
        yield from (Mistake(problem.message, own, problem.hint) for problem in problems.all)


def _service(name: str, kind: Kind, catalog: Catalog, provider: str) -> Iterator[Mistake]:
    """The default service of a cloud."""
    default = kind.services.get(provider)  # type: ignore[call-overload]
    path = ("services", provider)
    if default is None:
        yield Mistake(f"The kind says nothing of {provider}.", ("services",), "Name a service, or write {unsupported: reason}.")
        return
    if isinstance(default, Unsupported):
        return
    try:
        service = catalog.service(provider, default)
    except ProblemsError:
        return
    if service is None:
        hint = nearest_hint(default, catalog.services(provider), "Services")
        yield Mistake(f"The catalog has no services/{provider}/{default}.yaml.", path, hint)
    elif service.kind != name:
        yield Mistake(f"'{default}' serves the kind '{service.kind}'.", path, "The default service must serve this kind.")


def provider_mistakes(file: ProviderFile, library: Library) -> Iterator[Mistake]:
    """Everything that a provider's file refers to and that doesn't exist."""
    for kind, service in file.foundation.items():
        yield from unknown("kind", kind, library.kinds, ("foundation", kind))
        yield from unknown("service", service, library.catalog.services(library.provider), ("foundation", kind))
    for index, name in enumerate(file.always):
        yield from unknown("foundation piece", name, file.foundation, ("always", index))
    every = tuple(library.candidates([name for name, kind in library.kinds.items() if "compute" in kind.groups]))
    yield from reference_mistakes("provider", file, Place(library, "", None, callers=every))
