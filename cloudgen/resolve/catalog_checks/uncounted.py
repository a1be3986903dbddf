"""Calls that no usage figure counts: a component would take them without an effect on its bill."""

from collections.abc import Iterator, Mapping

from cloudgen.load.catalog import Kind, Service
from cloudgen.load.catalog_models import Action
from cloudgen.load.catalog_places import Mistake
from cloudgen.load.fields import references_of

_EVERY = ("all", "by")


def uncounted(service: Service, kind: Kind, actions: Mapping[str, Action]) -> Iterator[Mistake]:
    """Actions that a service with a bill answers, and whose calls and data no figure of the kind or of the service reads.

    Calls of a reverse action come out of the component: they are counted where they came in.
    """
    parts = [*references_of(kind.usage), *references_of(service.usage), *references_of(service.billed)]
    counted = {each.path[0] for each in parts if each.root in ("calls", "gb") and each.path}
    if any(each.root == "work" for each in parts):
        counted |= {"all"} if kind.work is None else set(kind.work)
    if not service.billed or counted & set(_EVERY):
        return
    for index, rule in enumerate(service.flows):
        for number, name in enumerate(() if rule.unsupported else rule.actions):
            action = actions.get(name)
            wanted = {"read", "write"} if action and action.access == "read-write" else {name}
            if action and not action.reverse and not wanted <= counted:
                message = f"No usage figure counts the calls of '{name}', so they would cost nothing."
                hint = f"Let a figure under 'usage' of the kind, or of the service, read calls.{min(wanted - counted)}."
                yield Mistake(message, ("flows", index, "actions", number), hint)
