"""A spec file, read and checked as far as that goes without the catalog."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from cloudgen.load.environment_checks import check_environments
from cloudgen.load.environments import SpecEnvironment, environments_of
from cloudgen.load.messages import takes_nothing
from cloudgen.load.names import FOUNDATION, USERS, check_keys
from cloudgen.load.partial import partial, written
from cloudgen.load.positions import Document, PathKey, read
from cloudgen.load.spec import Spec
from cloudgen.problems import Problem, Problems, ProblemsError, Where, nearest

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,120}")
_VARIABLE_RULE = "Letters, digits and _, beginning with a letter or _; 121 characters at most."
_STEP = re.compile(r"\s*(\S+)\s*->\s*([^\s:]+)\s*:\s*(\S.*)", re.DOTALL)


@dataclass(frozen=True)
class LoadedSpec:
    """What was understood of a spec, where each part of it is, and its problems.

    `broken` are the paths that were left out because they are wrong: checks for what is absent skip them. `kept` are the written
    indexes of lists that lost members.
    """

    spec: Spec
    document: Document
    problems: tuple[Problem, ...] = ()
    broken: frozenset[PathKey] = frozenset()
    kept: Mapping[PathKey, tuple[int, ...]] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """The file as it was named."""
        return self.document.file

    @cached_property
    def environments(self) -> tuple[SpecEnvironment, ...]:
        """Every environment, in the spec's order."""
        return environments_of(self.spec)

    def environment(self, name: str) -> SpecEnvironment:
        """One environment by name."""
        return next(each for each in self.environments if each.name == name)

    def where(self, *path: str | int) -> Where:
        """The place of a path of the spec, or of its nearest ancestor that is written."""
        return self.document.where(*written(path, self.kept))

    def lacks(self, *path: str | int) -> bool:
        """Whether something of a path was left out because it is wrong."""
        return any(each[: len(path)] == path or path[: len(each)] == each for each in self.broken)

    def source(self, *path: str | int) -> str | None:
        """What was written at a path, where YAML made something other than text of it."""
        return self.document.sources.get(written(path, self.kept))


def load(path: Path) -> LoadedSpec:
    """Read and check a spec. What is wrong with single parts is in `problems`, for the later stages to add to; `resolve` raises them."""
    return checked(read(path))


def checked(document: Document) -> LoadedSpec:
    """The spec of a document that was read; one that is no mapping is raised as a problem."""
    if not isinstance(document.data, dict):
        hint = "It begins with 'name:'; `cloudgen init` writes an example."
        message = "A spec is a mapping with 'name', 'components' and 'flows'."
        raise ProblemsError((*document.problems, Problem("not-a-mapping", message, document.where(), hint)))
    problems = Problems(document.problems)
    left_out = document.rejected | check_keys(document, problems) | _empty(document, problems)
    found = partial(document, left_out, problems)
    broken = frozenset(path for path in found.broken if not str(path[0]).startswith("x-"))
    loaded = LoadedSpec(found.spec, document, (), broken, found.kept)
    if document.data.get("components") == {}:
        problems.add("missing", "The spec has no components.", loaded.where("components"), "Add one: 'api: {kind: service}'.")
    _check_links(loaded, problems)
    return LoadedSpec(found.spec, document, tuple(problems.all), broken, found.kept)


def _empty(document: Document, problems: Problems) -> set[PathKey]:
    """Optional single values that were left empty."""
    wrong = {path for path, source in document.sources.items() if source in ("", "~", "null") and takes_nothing(path)}
    for path in wrong:
        problems.add("empty-value", f"'{path[-1]}' is empty.", document.where(*path), "Write a value, or remove the key.")
    return wrong


def _check_links(loaded: LoadedSpec, problems: Problems) -> None:
    spec = loaded.spec
    check_environments(loaded.environments, spec.components, loaded.where, problems)
    components = loaded.document.data.get("components")
    if not isinstance(components, dict):
        return
    known = [USERS, *components]
    _check_flows(loaded, known, problems)
    for name, environment in spec.environments.items():
        for key in environment.components:
            if key not in known[1:]:
                _unknown(key, known[1:], loaded.where("environments", name, "components", key), problems)
    _check_former(loaded, problems)
    _check_steps(loaded, known, problems)
    for key, component in spec.components.items():
        for variable in component.environment:
            if not _VARIABLE.fullmatch(variable):
                where = loaded.where("components", key, "environment", variable)
                problems.add("wrong-name", f"'{variable[:60]}' isn't a valid name of an environment variable.", where, _VARIABLE_RULE)


def _check_steps(loaded: LoadedSpec, known: list[str], problems: Problems) -> None:
    for key, sequence in loaded.spec.sequences.items():
        for index, step in enumerate(sequence.steps):
            where = loaded.where("sequences", key, "steps", index)
            found = _STEP.fullmatch(step)
            if not found:
                problems.add(
                    "wrong-step", f"'{step[:60]}' isn't of the form 'a -> b: text'.", where, f"'a' and 'b' are: {', '.join(known[:40])}."
                )
                continue
            for end in found.groups()[:2]:
                if end not in known:
                    _unknown(end, known, where, problems)


def _unknown(key: str, known: list[str], where: Where, problems: Problems) -> None:
    close = nearest(key, known)
    hint = f"{f'Did you mean {close!r}? ' if close else ''}Components: {', '.join(known[:40])}."
    problems.add("unknown-component", f"There is no component '{key[:80]}'.", where, hint)


def _check_flows(loaded: LoadedSpec, known: list[str], problems: Problems) -> None:
    for index, flow in enumerate(loaded.spec.flows):
        for end, key in ((flow.from_, "from"), (flow.to, "to")):
            if end not in known or (key == "to" and end == USERS):
                _unknown(end, known if key == "from" else known[1:], loaded.where("flows", index, key), problems)
        _check_volume(loaded, index, problems)


def _check_volume(loaded: LoadedSpec, index: int, problems: Problems) -> None:
    flow = loaded.spec.flows[index]
    where = loaded.where("flows", index)
    given = [name for name in ("per_user_day", "per_day", "ratio") if getattr(flow, name) is not None]
    if len(given) > 1:
        problems.add("volume", f"A flow has one volume, and this one has {' and '.join(given)}.", where, "Keep one of them.")
    elif flow.from_ == USERS and given == ["ratio"]:
        problems.add("volume", "Users have no calls of their own to take a ratio of.", where, "Use per_user_day or per_day.")
    elif flow.action == "consume" and given:
        problems.add(
            "volume", "A worker consumes what is in the queue; the flow has no volume.", where, f"Remove {' and '.join(given)}."
        )


def _check_former(loaded: LoadedSpec, problems: Problems) -> None:
    components = loaded.spec.components
    former: dict[str, str] = {}
    for key, component in components.items():
        for index, name in enumerate(component.was):
            where = loaded.where("components", key, "was", index)
            if name in components:
                hint = "If that rename was generated, delete it here. Two names can't be swapped: choose a new key."
                problems.add("was", f"'{name}' is still a component, so '{key}' can't have been it.", where, hint)
            elif name in FOUNDATION:
                problems.add("was", f"'{name}' is a piece of the foundation, so '{key}' can't have been it.", where)
            elif former.setdefault(name, key) != key:
                problems.add("was", f"'{former[name]}' was '{name}' already.", where, "A former key belongs to one component.")
