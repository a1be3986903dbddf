"""What names in the cloud are made of: a component's key when it was first generated, whatever it has been renamed to since."""

from collections.abc import Mapping
from dataclasses import dataclass

from cloudgen.load.specfile import LoadedSpec
from cloudgen.problems import Problems


@dataclass(frozen=True, slots=True)
class Known:
    """A component's id, which its names in the cloud and its keys in maps are made of, and its former keys, newest first."""

    id: str
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remembered:
    """What one cloud's Terraform was last generated from: the spec's name, the project in the cloud's names, the components by key."""

    name: str
    project: str
    components: Mapping[str, Known]


def project_id(loaded: LoadedSpec, remembered: Remembered | None) -> str:
    """What the cloud's names begin with: remembered through renames of the system; of another system, its own name."""
    spec = loaded.spec
    if remembered and remembered.name in (spec.name, *spec.was):
        return remembered.project
    return spec.was[-1] if spec.was else spec.name


def identities(loaded: LoadedSpec, remembered: Remembered | None, problems: Problems) -> dict[str, Known]:
    """Each component's id and former keys, by its key now. No two components share an id or a former key."""
    before = remembered.components if remembered else {}
    found: dict[str, Known] = {}
    for key, component in loaded.spec.components.items():
        origin = next((name for name in component.was if name in before), key)
        known = before.get(origin)
        if origin != key and known and key in before and before[key].id != known.id:
            problems.add(
                "was",
                f"'{key}' was generated before as another component, and Terraform can't move '{origin}' there in one step.",
                loaded.where("components", key, "was"),
                f"Rename '{origin}' to a key that is new, or remove '{key}', apply that, and rename then.",
            )
        names = [*component.was, origin, *(known.former if known else ())]
        former = tuple(name for name in dict.fromkeys(names) if name != key)
        first = component.was[-1] if component.was else key
        found[key] = Known(known.id if known else first, former)
    _check_taken(loaded, found, problems)
    return found


def _check_taken(loaded: LoadedSpec, found: Mapping[str, Known], problems: Problems) -> None:
    """A key that another component had before: the name in the cloud and the `moved` blocks belong to that one."""
    owners: dict[str, str] = {}
    for key, known in found.items():
        for name in {known.id, *known.former} - {key}:
            owners.setdefault(name, key)
    for key in found:
        if key in owners:
            problems.add(
                "taken-name",
                f"'{owners[key]}' was called '{key}' before and keeps that name in the cloud, so no other component can have it.",
                loaded.where("components", key),
                "Choose another key.",
            )
