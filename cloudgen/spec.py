"""The spec: what a user writes, checked as far as that goes without the catalog."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from cloudgen.problems import Problems, Where, nearest
from cloudgen.yamlpos import Document, read

USERS = "users"
MAX_NAME = 63
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_TAG_KEY = re.compile(r"[a-z][a-z0-9_-]{0,62}")
_TAG_VALUE = re.compile(r"[a-z0-9_-]{0,63}")
_DOMAIN = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,120}")
_PATH = re.compile(r"/[A-Za-z0-9._~/-]*\*?")
_STEP = re.compile(r"\s*([a-z0-9-]+)\s*->\s*([a-z0-9-]+)\s*:\s*(\S.*)", re.DOTALL)
_RESERVED_TAGS = ("project", "environment", "component", "managed-by", "managed_by", "name")

TERRAFORM_WORDS = (
    "count", "for-each", "provider", "providers", "source", "version", "lifecycle", "depends-on", "locals", "connection",
    "provisioner",
)  # fmt: skip
FOUNDATION = ("network", "registry", "identity", "logs", "cluster", "namespace", "load-balancer")
STACK_WORDS = (
    "environment", "region", "location", "project", "prefix", "domain", "tags", "labels", "account", "account-id", "project-id",
    "subscription", "subscription-id", "release",
)  # fmt: skip


def _printable(text: str) -> str:
    if not all(char.isprintable() for char in text):
        raise ValueError("must be one line of printable text")
    return text


def _matching(pattern: re.Pattern[str], rule: str) -> Any:
    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(rule)
        return text

    return AfterValidator(check)


NAME_RULE = "must be lower-case letters, digits and single hyphens, begin with a letter and have at most 63 characters"
Name = Annotated[str, Field(max_length=MAX_NAME), _matching(_NAME, NAME_RULE)]
Title = Annotated[str, Field(max_length=300), AfterValidator(_printable)]
Amount = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
UrlPath = Annotated[
    str, Field(max_length=200), _matching(_PATH, "must begin with / and hold letters, digits and -._~/, with one * at its end at most")
]
Values = dict[str, Any]


class Model(BaseModel):
    """A part of the spec: frozen, and closed to unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Regions(Model):
    """The region of each cloud."""

    aws: str | None = Field(None, max_length=40, description="AWS region, such as us-east-1.")
    azure: str | None = Field(None, max_length=40, description="Azure region, such as eastus2.")
    gcp: str | None = Field(None, max_length=40, description="Google Cloud region, such as us-central1.")


class Traffic(Model):
    """How much the system is used."""

    monthly_active_users: Amount = Field(0, description="People who use the system in a month.")


class Overrides(Model):
    """Settings and pins that differ."""

    settings: Values = Field({}, description="Portable settings of the kind.")
    aws: Values = Field({}, description="Pinned inputs of the AWS service.")
    azure: Values = Field({}, description="Pinned inputs of the Azure service.")
    gcp: Values = Field({}, description="Pinned inputs of the Google Cloud service.")


class ComponentOverrides(Overrides):
    """What an environment changes of a component; never what exists."""

    usage: dict[str, Amount] = Field({}, description="Monthly figures set by hand instead of derived.")


class Component(ComponentOverrides):
    """One box of the architecture."""

    kind: str = Field(max_length=63, description="What it does on any cloud: see `cloudgen catalog list`.")
    title: Title | None = Field(None, description="What people call it.")
    service: str | dict[str, str] | None = Field(None, description="Another service than the kind's default, or one per cloud.")
    was: Name | None = Field(None, description="Its former key: writes `moved` blocks and keeps the cloud's names.")
    environment: dict[str, Annotated[str, Field(max_length=4000)]] = Field(
        {}, description="Plain environment variables of a compute component; no secrets."
    )


class AwsAccount(Model):
    """Where an environment lives on AWS."""

    account: Annotated[str, _matching(re.compile(r"\d{12}"), "must be 12 digits, quoted")] | None = Field(
        None, description="Account id; the provider refuses any other."
    )


class AzureAccount(Model):
    """Where an environment lives on Azure."""

    subscription: (
        Annotated[str, _matching(re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "must be a lower-case UUID")] | None
    ) = Field(None, description="Subscription id; the provider refuses any other.")


class GcpAccount(Model):
    """Where an environment lives on Google Cloud."""

    project: (
        Annotated[
            str,
            _matching(re.compile(r"[a-z][a-z0-9-]{4,28}[a-z0-9]"), "must be a project id: 6 to 30 lower-case letters, digits and hyphens"),
        ]
        | None
    ) = Field(None, description="Project id; the provider refuses any other.")


class Environment(Model):
    """What differs in one environment."""

    traffic: Traffic | None = Field(None, description="Traffic of this environment.")
    components: dict[str, ComponentOverrides] = Field({}, description="Settings and pins by component.")
    foundation: dict[str, Overrides] = Field({}, description="Settings and pins of network, registry, logs and other shared pieces.")
    aws: AwsAccount | None = Field(None, description="The AWS account.")
    azure: AzureAccount | None = Field(None, description="The Azure subscription.")
    gcp: GcpAccount | None = Field(None, description="The Google Cloud project.")


class Environments(Model):
    """The three environments."""

    dev: Environment = Environment()  # type: ignore[call-arg]
    staging: Environment = Environment()  # type: ignore[call-arg]
    prod: Environment = Environment()  # type: ignore[call-arg]

    def get(self, name: str) -> Environment:
        """One environment by name."""
        found: Environment = getattr(self, name)
        return found


class Flow(Model):
    """One component using another."""

    from_: str = Field(alias="from", max_length=63, description="Who uses: a component, or users.")
    to: str = Field(max_length=63, description="What is used.")
    action: str = Field(max_length=20, description="request, route, read, write, read-write, enqueue or consume.")
    title: Title | None = Field(None, description="What the flow is for.")
    per_user_day: Amount | None = Field(None, description="Calls per monthly active user and day.")
    per_day: Amount | None = Field(None, description="Calls per day of the whole system.")
    ratio: Amount | None = Field(None, description="Calls per call of the caller; 1 if left out.")
    payload_kb: Amount | None = Field(None, description="Kilobytes per call.")
    write_share: Share = Field(0.5, description="Share of writes in read-write.")
    as_: Name | None = Field(None, alias="as", description="Prefix of the caller's environment variables; the target's name if left out.")
    secrets: tuple[str, ...] = Field((), description="Which secrets are read.")
    path: UrlPath | None = Field(None, description="Path pattern at the CDN, such as /static/*.")


class Sequence(Model):
    """A scene: who calls whom, in order."""

    title: Title = Field(description="What happens.")
    steps: tuple[Annotated[str, Field(max_length=300)], ...] = Field(description="Steps of the form 'a -> b: text'.")


class Spec(Model):
    """An architecture."""

    name: Name = Field(description="Name of the system, the first part of every name in the cloud.")
    title: Title | None = Field(None, description="What people call it.")
    was: Name | None = Field(None, description="The system's former name; the cloud's names keep it.")
    regions: Regions = Field(Regions(), description="The region of each cloud.")  # type: ignore[call-arg]
    traffic: Traffic = Field(Traffic(), description="How much it is used.")  # type: ignore[call-arg]
    environments: Environments = Field(Environments(), description="What differs in dev, staging and prod.")
    components: dict[str, Component] = Field(min_length=1, description="The boxes by key.")
    foundation: dict[str, Overrides] = Field({}, description="Settings and pins of network, registry, logs and other shared pieces.")
    flows: tuple[Flow, ...] = Field((), description="Who uses whom. Flows are permissions.")
    sequences: dict[str, Sequence] = Field({}, description="Scenes, for diagrams.")
    domain: Annotated[str, _matching(_DOMAIN, "must be a lower-case host name such as www.example.com")] | None = Field(
        None, description="Host name at the edge."
    )
    budget: Amount | None = Field(None, description="USD a month.")
    tags: dict[str, str] = Field({}, description="Further tags: keys and values of lower-case letters, digits, _ and -.")


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
    document = read(path)
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


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a spec, with descriptions."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Spec.model_json_schema(by_alias=True)}


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
    if not _NAME.fullmatch(key) or len(key) > MAX_NAME:
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
    seen: dict[tuple[str, str, str], int] = {}
    for index, flow in enumerate(loaded.spec.flows):
        for end, key in ((flow.from_, "from"), (flow.to, "to")):
            if end not in known or (key == "to" and end == USERS):
                _unknown(end, known if key == "from" else known[1:], loaded.where("flows", index, key), problems)
        if (flow.from_, flow.to, flow.action) in seen:
            first = loaded.where("flows", seen[flow.from_, flow.to, flow.action])
            problems.add("duplicate-flow", f"This flow stands in line {first.line} already.", loaded.where("flows", index))
        seen.setdefault((flow.from_, flow.to, flow.action), index)
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
        if component.was is None:
            continue
        where = loaded.where("components", key, "was")
        if component.was in components:
            problems.add("was", f"'{component.was}' is a component still.", where)
        elif component.was in former:
            problems.add("was", f"'{former[component.was]}' was '{component.was}' already.", where)
        former.setdefault(component.was, key)
