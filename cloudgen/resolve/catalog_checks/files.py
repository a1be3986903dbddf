"""The checks of catalog files, per file: those that a spec names on every run with folders of one's own, all of them on request."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cloudgen.load.catalog import PROVIDERS, Catalog, ProviderFile
from cloudgen.load.catalog_places import Mistake, blamed, problems_of
from cloudgen.load.positions import read
from cloudgen.load.spec import Spec
from cloudgen.problems import Problem, ProblemsError, nearest_hint
from cloudgen.resolve.catalog_checks.contract import Contract
from cloudgen.resolve.catalog_checks.kind_names import flow_key_mistakes, kind_mistakes, provider_mistakes
from cloudgen.resolve.catalog_checks.library import Library
from cloudgen.resolve.catalog_checks.service_names import service_mistakes

FOLDERS = ("flows.yaml", "kinds", "providers", "services", "sizes")
_BUILT_IN_ONLY = {
    "billing": "Billing rules belong to Terraform's resource types and are read from cloudgen's own catalog.",
    "feeds": "Price feeds are read from cloudgen's own catalog.",
    "prices": "Prices are read from cloudgen's own catalog; give your own with --overrides.",
}


@dataclass(frozen=True)
class Checked:
    """A file to check, by its path within a catalog folder, and how its mistakes are found."""

    relative: str
    mistakes: Callable[[], Iterable[Mistake]]


def named_problems(spec: Spec, catalog: Catalog, providers: Iterable[str]) -> tuple[Problem, ...]:
    """What is wrong with the catalog files that a spec names on some clouds. The built-in catalog alone has nothing wrong."""
    if not catalog.overlays:
        return ()
    names = {component.kind for component in spec.components.values()}
    problems = dict.fromkeys(folder_problems(catalog.overlays))
    for provider in providers:
        chosen = {name for each in spec.components.values() if (name := _chosen(each.service, provider))}
        library = Library(catalog, provider, chosen=frozenset(chosen))
        problems |= dict.fromkeys(_collected(catalog, _named(library, names, provider)))
    return tuple(problems)


def all_problems(catalog: Catalog) -> tuple[Problem, ...]:
    """What is wrong with any file of a catalog."""
    problems = dict.fromkeys(folder_problems(catalog.overlays))
    for provider in PROVIDERS:
        library = Library(catalog, provider, wide=True)
        problems |= dict.fromkeys(_collected(catalog, _every(library, provider), strict=True))
    return tuple(problems)


def folder_problems(overlays: Iterable[Path]) -> Iterator[Problem]:
    """Folders of a user's own catalog that nothing would read."""
    for root in overlays:
        if not (root / "catalog").is_dir() and not (root / "templates").is_dir():
            hint = "A catalog of your own has catalog/services/<cloud>/... and templates/<cloud>/..."
            yield Problem("catalog", f"{root} has neither a folder 'catalog' nor a folder 'templates'.", None, hint, blame="catalog")
        for path in sorted((root / "catalog").glob("*")):
            if path.name in _BUILT_IN_ONLY:
                yield Problem("catalog", f"{path} has no effect.", None, _BUILT_IN_ONLY[path.name], blame="catalog")
            elif path.name not in FOLDERS and not path.name.startswith("."):
                hint = nearest_hint(path.name, FOLDERS, "A catalog has")
                yield Problem("catalog", f"{path} has no effect: the name is unknown.", None, hint, blame="catalog")


def _chosen(service: object, provider: str) -> str | None:
    found = service.get(provider) if isinstance(service, Mapping) else service
    return found if isinstance(found, str) else None


def _named(library: Library, kinds: set[str], provider: str) -> Iterator[Checked]:
    """The files of a spec's kinds and their services, and those of the foundation."""
    file = _provider_file(library)
    foundation = file.foundation if file else {}
    for name in sorted(kinds | foundation.keys()):
        yield _kind(library, name, (provider,))
    services = {service for name in kinds if name in library.kinds for service in library.services_of(name)}
    unread = {default for name in kinds if name in library.kinds and isinstance(default := _default(library, name), str)}
    for name in sorted(services | unread | set(foundation.values()) | library.chosen):
        yield _service(library, name)
    yield _provider(library)
    yield _flows(library)


def _default(library: Library, kind: str) -> object:
    return library.kinds[kind].services.get(library.provider)  # type: ignore[call-overload]


def _every(library: Library, provider: str) -> Iterator[Checked]:
    contract = Contract(library)
    yield from (_kind(library, name, (provider,)) for name in library.catalog.kinds())
    for name in library.catalog.services(provider):
        yield _service(library, name)
        if service := library.service(name):
            yield Checked(f"catalog/services/{provider}/{name}.yaml", partial(contract.mistakes, name, service))
    yield _provider(library)
    yield _flows(library)


def _provider_file(library: Library) -> ProviderFile | None:
    try:
        return library.file
    except ProblemsError:
        return None


def _kind(library: Library, name: str, providers: tuple[str, ...]) -> Checked:
    def mistakes() -> Iterator[Mistake]:
        kind = library.catalog.kind(name)
        return kind_mistakes(name, kind, library, providers) if kind else iter(())

    return Checked(f"catalog/kinds/{name}.yaml", mistakes)


def _service(library: Library, name: str) -> Checked:
    def mistakes() -> Iterator[Mistake]:
        service = library.catalog.service(library.provider, name)
        return service_mistakes(name, service, library) if service else iter(())

    return Checked(f"catalog/services/{library.provider}/{name}.yaml", mistakes)


def _provider(library: Library) -> Checked:
    return Checked(f"catalog/providers/{library.provider}.yaml", lambda: provider_mistakes(library.file, library))


def _flows(library: Library) -> Checked:
    """The file that holds is an overlay's where there is one; keys of the built-in file below it have their place there."""
    return Checked("catalog/flows.yaml", lambda: flow_key_mistakes(library.catalog.flows().keys))


def _collected(catalog: Catalog, files: Iterable[Checked], strict: bool = False) -> Iterator[Problem]:
    """The problems of files; `strict` reads each with places, which finds a key that is there twice."""
    for each in files:
        path = catalog.file(each.relative)
        if path is None:
            continue
        try:
            if strict or catalog.is_own(path):
                yield from blamed(read(path).problems)
            found = list(each.mistakes())
            if found:
                yield from problems_of(path, found)
        except ProblemsError as error:
            yield from blamed(error.problems)
