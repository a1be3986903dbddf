"""A spec file, read and checked as far as that goes without the catalog."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from cloudgen.load.positions import Document, read
from cloudgen.load.spec import MAX_NAME, NAME, NAME_RULE, Spec
from cloudgen.problems import Problems, Where, nearest

USERS = "users"
_TAG_KEY = re.compile(r"[a-z][a-z0-9_-]{0,62}")
_TAG_VALUE = re.compile(r"[a-z0-9_-]{0,63}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,120}")
_STEP = re.compile(r"\s*([a-z0-9-]+)\s*->\s*([a-z0-9-]+)\s*:\s*(\S.*)", re.DOTALL)
_RESERVED_TAGS = ("project", "environment", "component", "managed-by", "managed_by", "name")
TERRAFORM_WORDS = (
    "count", "for-each", "provider", "providers", "source", "version", "lifecycle", "depends-on", "locals", "connection",
    "provisioner",
)  # fmt: skip
FOUNDATION = ("network", "registry", "identity", "logs", "cluster", "namespace", "load-balancer", "budget")
STACK_WORDS = (
    "environment", "region", "location", "project", "prefix", "domain", "tags", "labels", "account", "account-id", "project-id",
    "subscription", "subscription-id", "release",
)  # fmt: skip


@dataclass(frozen=True)
class LoadedSpec:
    """A spec and where everything in it stands."""

    spec: Spec
    document: Document

    @property
    def file(self) -> str:
        """The file as it was named."""
        return self.document.file

    def where(self, *path: str | int) -> Where:
        """The place of a path, or of its nearest ancestor that is written."""
        return self.document.where(*path)


def load(path: Path) -> LoadedSpec:
    """Read and check a spec; all problems are raised at once."""
    return checked(read(path))


def checked(document: Document) -> LoadedSpec:
    """The spec of a document that was read; all problems are raised at once."""
    problems = Problems()
    spec = None
    if not isinstance(document.data, dict):
        problems.add("not-a-mapping", "A spec is a mapping with 'name', 'components' and 'flows'.", document.where())
    else:
        _check_reserved(document, problems)
        try:
            spec = Spec.model_validate(document.data)
        except ValidationError as error:
            _report(error, document, problems)
        _check_raw(document, problems)
    problems.raise_if_errors()
    assert spec is not None  # noqa: S101 - otherwise a problem was raised
    loaded = LoadedSpec(spec, document)
    _check_links(loaded, problems)
    problems.raise_if_errors()
    return loaded


def _check_reserved(document: Document, problems: Problems) -> None:
    for key in ("version", "existing"):
        if document.data.pop(key, None) is not None:
            problems.add("reserved", f"'{key}' is reserved for a later version.", document.where(key), "Leave it out.")


_MESSAGES = {
    "missing": "is missing",
    "string_type": "must be text",
    "dict_type": "must be a mapping",
    "tuple_type": "must be a list",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "model_type": "must be a mapping",
    "model_attributes_type": "must be a mapping",
}


def _report(error: ValidationError, document: Document, problems: Problems) -> None:
    for item in error.errors(include_url=False, include_input=False):
        path = tuple(part for part in item["loc"] if part not in ("str", "dict[str,str]") or _has(document.data, item["loc"]))
        name = ".".join(str(part) for part in path)
        where = document.where(*path)
        if item["type"] == "extra_forbidden":
            allowed = _allowed(path[:-1])
            hint = f"Did you mean '{close}'? " if (close := nearest(str(path[-1]), allowed)) else ""
            problems.add(
                "unknown-key", f"'{str(path[-1])[:60]}' is unknown here.{_moved(path)}", where, f"{hint}Allowed: {', '.join(allowed)}."
            )
        elif item["type"] == "missing":
            problems.add("missing", f"'{path[-1]}' is missing in {'.'.join(map(str, path[:-1])) or 'the spec'}.", where)
        else:
            message = item["msg"].removeprefix("Value error, ")
            problems.add("wrong-value", f"{name[:120]} {_MESSAGES.get(item['type'], message[:1].lower() + message[1:])}.", where)


def _moved(path: tuple[Any, ...]) -> str:
    if len(path) > 1 and path[0] == "environments" and path[-1] in ("kind", "service", "flows", "title", "was"):
        return " An environment changes settings, pins and traffic, never what exists."
    return ""


def _has(data: Any, path: tuple[Any, ...]) -> bool:
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def _allowed(path: tuple[Any, ...]) -> list[str]:
    """The keys that the model at a path takes."""
    model: Any = Spec
    for part in path:
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        if part in fields:
            model = _model_in(fields[part].annotation) or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for member in getattr(annotation, "__args__", ()):
        if found := _model_in(member):
            return found
    return None


def _check_raw(document: Document, problems: Problems) -> None:
    """Rules for keys that the models leave open."""
    components = document.data.get("components")
    if isinstance(components, dict):
        for key in components:
            _check_key(key, document, problems)
    tags = document.data.get("tags")
    if isinstance(tags, dict):
        for key, value in tags.items():
            if not _TAG_KEY.fullmatch(key) or not _TAG_VALUE.fullmatch(str(value)):
                rule = "Keys: a lower-case letter, then letters, digits, _ and -; values: the same or empty; 63 characters at most."
                problems.add("wrong-tag", f"The tag '{key[:60]}' doesn't fit all clouds.", document.where("tags", key), rule)
            elif key in _RESERVED_TAGS:
                problems.add("reserved", f"The tag '{key}' is set by cloudgen.", document.where("tags", key), "Choose another key.")


def _check_key(key: str, document: Document, problems: Problems) -> None:
    where = document.where("components", key)
    if not NAME.fullmatch(key) or len(key) > MAX_NAME:
        problems.add("wrong-name", f"The component '{key[:80]}' {NAME_RULE}.", where)
    elif key in (USERS, *TERRAFORM_WORDS, *FOUNDATION, *STACK_WORDS):
        why = "stands for the people" if key == USERS else "has a meaning of its own in the generated Terraform"
        hint = "Change it under 'foundation:' instead." if key in FOUNDATION else "Choose another key."
        problems.add("reserved", f"'{key}' {why}, so no component can be called that.", where, hint)


def _check_links(loaded: LoadedSpec, problems: Problems) -> None:
    spec = loaded.spec
    known = [USERS, *spec.components]
    _check_flows(loaded, known, problems)
    for name in ("dev", "staging", "prod"):
        for key in spec.environments.get(name).components:
            if key not in spec.components:
                _unknown(key, list(spec.components), loaded.where("environments", name, "components", key), problems)
    _check_former(loaded, problems)
    for key, sequence in spec.sequences.items():
        for index, step in enumerate(sequence.steps):
            where = loaded.where("sequences", key, "steps", index)
            found = _STEP.fullmatch(step)
            if not found:
                problems.add("wrong-step", f"'{step[:60]}' isn't of the form 'a -> b: text'.", where)
                continue
            for end in found.groups()[:2]:
                if end not in known:
                    _unknown(end, known, where, problems)
    for key, component in spec.components.items():
        for variable in component.environment:
            if not _VARIABLE.fullmatch(variable):
                where = loaded.where("components", key, "environment", variable)
                problems.add("wrong-name", f"'{variable[:60]}' is no name of an environment variable.", where)


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
        problems.add("volume", f"A flow has one volume, and this one has {' and '.join(given)}.", where)
    elif flow.from_ == USERS and given == ["ratio"]:
        problems.add("volume", "Users have no calls of their own to take a ratio of.", where, "Use per_user_day or per_day.")
    elif flow.action == "consume" and given:
        problems.add("volume", "A worker consumes what is in the queue; the flow has no volume of its own.", where)


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
