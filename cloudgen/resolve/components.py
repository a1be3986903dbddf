"""The spec's components with their kinds and services on one cloud."""

from cloudgen.load.catalog import PROVIDERS, Catalog, Kind, Service, Unsupported
from cloudgen.load.specfile import LoadedSpec
from cloudgen.problems import Problems, nearest_hint
from cloudgen.resolve.existing import as_existing
from cloudgen.resolve.identity import Known, Remembered, identities
from cloudgen.resolve.topology import Node


def components_of(
    loaded: LoadedSpec, catalog: Catalog, provider: str, remembered: Remembered | None, problems: Problems
) -> dict[str, Node]:
    """Every component whose kind and service are known, by key; the others are problems."""
    known = identities(loaded, remembered, problems)
    found = ((key, _component(loaded, catalog, provider, key, known[key], problems)) for key in loaded.spec.components)
    return {key: node for key, node in found if node}


def _component(loaded: LoadedSpec, catalog: Catalog, provider: str, key: str, known: Known, problems: Problems) -> Node | None:
    component = loaded.spec.components[key]
    kind = catalog.kind(component.kind)
    if kind is None or kind.foundation:
        names = [name for name in catalog.kinds() if (found := catalog.kind(name)) and not found.foundation]
        where = loaded.where("components", key, "kind")
        problems.add("unknown-kind", f"Unknown kind '{component.kind}'.", where, nearest_hint(component.kind, names))
        return None
    name = _service_name(loaded, catalog, provider, key, kind, problems)
    service = catalog.service(provider, name) if name else None
    if name is None:
        return None
    if service is None:
        problems.add("catalog", f"The kind '{component.kind}' names the service '{name}', which {provider} doesn't have in the catalog.")
        return None
    _check_lifecycle(loaded, key, service, problems)
    existing = None
    if provider in component.existing:
        existing = as_existing(name, service, kind, loaded.where("components", key, "existing", provider), problems)
    where, title = loaded.where("components", key), component.title or key
    return Node(key, known.id, title, where, component.kind, kind, name, existing or service, known.former, existing is not None)


def _service_name(loaded: LoadedSpec, catalog: Catalog, provider: str, key: str, kind: Kind, problems: Problems) -> str | None:
    component = loaded.spec.components[key]
    where = loaded.where("components", key, "service")
    default = kind.services.get(provider)  # type: ignore[call-overload]
    chosen = component.service
    if isinstance(chosen, dict):
        chosen = chosen.get(provider)  # type: ignore[call-overload]
    if chosen is None:
        if isinstance(default, Unsupported) or default is None:
            reason = default.unsupported if default else "the catalog has no service for it"
            problems.add("unsupported", f"{key} ({component.kind}) isn't available on {provider}: {reason}", where)
            return None
        return str(default)
    service = catalog.service(provider, chosen)
    if service is None:
        elsewhere = [other for other in PROVIDERS if catalog.service(other, chosen)]
        if elsewhere and isinstance(component.service, str) and isinstance(default, str):
            return default
        candidates = [name for name in catalog.services(provider) if _serves(catalog, provider, name, component.kind)]
        message = f"{provider} has no service '{chosen}' in the catalog."
        problems.add("unknown-service", message, where, nearest_hint(chosen, candidates))
        return None
    if service.kind != component.kind:
        problems.add("wrong-service", f"'{chosen}' is a {service.kind}, and {key} is a {component.kind}.", where)
        return None
    return chosen


def _serves(catalog: Catalog, provider: str, name: str, kind: str) -> bool:
    service = catalog.service(provider, name)
    return service is not None and service.kind == kind


def _check_lifecycle(loaded: LoadedSpec, key: str, service: Service, problems: Problems) -> None:
    lifecycle = service.lifecycle
    where = loaded.where("components", key, "service")
    since = f" ({lifecycle.date})" if lifecycle.date else ""
    hint = f"Use '{lifecycle.successor}' instead." if lifecycle.successor else None
    note = f" {lifecycle.note}" if lifecycle.note else ""
    if lifecycle.status in ("closed", "retired"):
        problems.add("service-closed", f"{service.title} is {lifecycle.status}{since}.{note}", where, hint)
    elif lifecycle.status == "closing":
        problems.warn("service-closing", f"{service.title} is closing{since}.{note}", where, hint)
