"""The catalog: kinds, services, sizes and providers, read from YAML and checked; only what is asked for is read."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from cloudgen.load.datafiles import data_root
from cloudgen.load.fields import Expression, OptionalExpression, OptionalTemplate, Template
from cloudgen.problems import Problem, ProblemsError, Where

Provider = Literal["aws", "azure", "gcp"]
PROVIDERS: tuple[Provider, ...] = ("aws", "azure", "gcp")
T = TypeVar("T", bound="Model")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Model(BaseModel):
    """A part of a catalog file: frozen, and closed to keys that nobody reads."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Setting(Model):
    """A portable knob of a kind."""

    type: Literal["string", "integer", "number", "boolean", "list"]
    help: str
    unit: str | None = None
    default: Any
    min: float | None = None
    max: float | None = None
    one_of: list[Any] | None = None
    pattern: str | None = None
    region_max: Literal["zones"] | None = None
    permits: bool = False

    def default_in(self, class_: str) -> Any:
        """The default, which may differ by the environment's class: dev, staging or prod."""
        return self.default[class_] if isinstance(self.default, dict) else self.default


class Unsupported(Model):
    """A cloud that lacks a kind, and why."""

    unsupported: str


class Figure(Model):
    """A monthly figure of a component's usage, derived from traffic and settings; a spec may set it by hand."""

    unit: str
    help: str
    value: Expression


class BilledForm(Model):
    """A resource of the module that costs something: its address there, the values that its price depends on, its usage."""

    resource: str
    values: dict[str, Template] = {}
    usage: dict[str, Expression] = {}
    count: OptionalExpression = None


class Footprint(Model):
    """What one replica has, how many there are and where, and the data: what clouds are compared at."""

    vcpu: OptionalExpression = None
    memory_gb: OptionalExpression = None
    replicas: OptionalExpression = None
    zones: OptionalExpression = None
    stored_gb: OptionalExpression = None


class Action(Model):
    """What a flow may do: whether the caller waits for an answer, which access it is, and which way the calls go."""

    help: str
    synchronous: bool = False
    passes_on: bool = False
    reverse: bool = False
    access: Literal["read", "write", "read-write"] | None = None


class FlowsFile(Model):
    """Every action and every key of flows."""

    actions: dict[str, Action]
    keys: dict[str, Setting]


class FlowKey(Model):
    """How a kind takes a key of its flows: what differs from the key's own definition."""

    default: OptionalTemplate = None
    required: bool = False
    one_of_setting: str | None = None


class FlowKeys(Model):
    """The keys that flows from a kind and to it take, by action."""

    outgoing: dict[str, dict[str, FlowKey]] = {}
    incoming: dict[str, dict[str, FlowKey]] = {}


class Condition(Model):
    """What must hold over several values in every environment; the module's own validation says the same."""

    that: Expression = Field(description="An expression over what inputs may refer to; in a rule over `caller` and `target`, too.")
    message: Template = Field(description="What is wrong, as a sentence; the references of the expression may be used.")
    hint: Template = Field(description="What to write instead.")
    at: list[str] = Field(
        default=[],
        description="Settings or inputs at whose line it is reported, the first that the spec sets; in a rule `caller.x` or `target.x`.",
    )


class Kind(Model):
    """What a component does on any cloud."""

    title: str
    lane: Literal["edge", "compute", "messaging", "data", "platform"]
    summary: str
    foundation: bool = False
    asked_by: Literal["budget"] | None = None
    stateful: bool = False
    groups: list[str] = []
    role: str | None = None
    must_route: bool = False
    schedule: str | None = None
    secret_names: str | None = None
    work: list[str] | None = None
    settings: dict[str, Setting] = {}
    ascending: list[tuple[str, str]] = Field(default=[], description="Pairs of settings of which the first is never above the second.")
    conditions: list[Condition] = Field(default=[], description="What must hold over several settings.")
    accepts: dict[str, list[str]] = {}
    uses: dict[str, list[str]] = {}
    flow_keys: FlowKeys = FlowKeys()
    environment: dict[str, str] = {}
    own_environment: dict[str, str] = {}
    payload_kb: float = 1
    usage: dict[str, Figure] = {}
    footprint: Footprint = Footprint()
    services: dict[Provider, str | Unsupported]


class Lifecycle(Model):
    """Whether a service can still be chosen."""

    status: Literal["current", "renamed", "closing", "closed", "retired"] = "current"
    date: str | None = None
    successor: str | None = None
    source: str | None = None
    note: str | None = None


class Naming(Model):
    """A cloud's rule for names: longest length, what joins the parts, within what a name is unique, and what it must not hold."""

    max: int
    separator: Literal["-", ""] = "-"
    unique: Literal["stack", "global"] = "stack"
    avoid: list[str] = Field(default=[], description="Patterns of text that the cloud refuses in these names; a hash replaces it.")


class KeyRule(Model):
    """What a key must be where it is a name by itself; another one gets a hash of itself as an ending."""

    pattern: str = Field(description="What the whole key must match.")
    why: str = Field(description="Why the cloud refuses other names.")


class KeyNames(Model):
    """The rules for keys that a service uses as names: its own component's, and those of its callers."""

    self_: KeyRule | None = Field(default=None, alias="self", description="The component's own key, read as `${named.self}`.")
    caller: KeyRule | None = Field(default=None, description="The key of a component that uses it, read as `${named.caller}`.")


class ReservedVariables(Model):
    """Environment variables that nobody else may set."""

    names: list[str] = Field(description="Names of variables; one that ends in * stands for all that begin so.")
    why: str = Field(description="Who sets them, as a sentence.")


class VariableRules(Model):
    """What a platform says about the environment variables of the code that it runs."""

    reserved: list[ReservedVariables] = Field(default=[], description="Variables that the platform or the module sets itself.")
    pattern: str | None = Field(default=None, description="What the whole name of a variable must match.")
    pattern_why: str = Field(default="", description="That form in words.")
    limit_kb: float | None = Field(default=None, description="KiB that names and values may take together.")
    limit_why: str = Field(default="", description="What the limit holds for, as a sentence.")


class Size(Model):
    """How an offering is picked from a table of sizes."""

    table: str
    at_least: dict[str, Expression]
    sets: dict[str, str]


class Limit(Model):
    """A service's narrower range of a setting."""

    min: float | None = None
    max: float | None = None
    one_of: list[Any] | None = None
    none_of: list[Any] | None = Field(default=None, description="Values that the service refuses.")
    pattern: str | None = None
    why: str


class MostFlows(Model):
    """How many components may use one of a service by an action, of these callers and with these keys, and why no more."""

    max: int
    from_: list[str] | None = Field(default=None, alias="from")
    when_keys: dict[str, Any] = {}
    why: str


class Grant(Model):
    """A permission: a statement of the pair's policy (`actions`, `resources`), or a resource of its own."""

    actions: list[str] | None = None
    resources: OptionalTemplate = None
    condition: OptionalTemplate = None
    resource: str | None = None
    arguments: dict[str, Template] = {}
    label: str | None = None
    when: OptionalTemplate = None
    depends_on: list[Template] = []
    for_each: OptionalTemplate = None
    broad_because: str | None = None
    role: OptionalTemplate = None
    checkov_skips: list[str] = []


class StackOutput(Model):
    """An output of the stack."""

    value: Template
    help: str
    sensitive: bool = False


class NetworkUse(Model):
    """One network rule that is wanted: the values that the provider's rules are filled with, `from_group` and the like."""

    label: str | None = None
    when: OptionalTemplate = None
    values: dict[str, Template]

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, data: Any) -> Any:
        """In the file the values stand beside label and condition."""
        if not isinstance(data, Mapping):
            return data
        own = {key: data[key] for key in ("label", "when") if key in data}
        return {**own, "values": {key: value for key, value in data.items() if key not in own}}


# One rule may be written without a list.
NetworkUses = Annotated[list[NetworkUse], BeforeValidator(lambda value: [value] if isinstance(value, Mapping) else value)]
# Entries by owner and input: a mapping from keys, which are templates too, to values.
Entries = dict[str, dict[str, Template]]


class Rule(Model):
    """What a flow with one of these actions makes."""

    actions: list[str]
    from_: list[str] | None = Field(default=None, alias="from")
    to: list[str] | None = None
    when_keys: dict[str, Any] = {}
    disjoint_paths: str | None = None
    unsupported: str | None = None
    grants: list[Grant] = []
    network: NetworkUses = []
    environment: dict[str, Template] = {}
    target_environment: dict[str, Template] = {}
    caller: dict[str, Template] = {}
    target: dict[str, Template] = {}
    routes: dict[str, Template] = {}
    entries: Entries = {}
    stack_outputs: dict[str, StackOutput] = {}
    public_url: OptionalTemplate = None
    takes_domain: bool = Field(default=False, description="Whether the flow's target answers for the spec's domain.")
    conditions: list[Condition] = Field(default=[], description="What must hold over the values of both ends.")
    checks: list[str] = []
    broad_because: str | None = None


class Input(Model):
    """An input of a module; bare in the file where only the value is said. With `pass: false` only other values refer to it."""

    value: Expression
    type: str | None = None
    to_module: bool = Field(default=True, alias="pass")
    required: bool = Field(default=False, description="Whether the spec must pin it where its value is null.")
    help: str = Field(default="", description="What a required input is and where it is found, as a sentence.")

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, data: Any) -> Any:
        """A value alone is a whole input."""
        long = isinstance(data, Mapping) and "value" in data and set(data) <= {"type", "value", "pass", "required", "help"}
        return data if long else {"value": data}


class Service(Model):
    """How one cloud does a kind."""

    kind: str
    title: str
    docs: str
    icon: str | None = None
    lifecycle: Lifecycle = Lifecycle()
    module: str | None = None
    why: str | None = None
    host: str | None = None
    runs_code: bool = False
    tagged: bool = True
    naming: Naming | None = None
    key_names: KeyNames = Field(default=KeyNames(), description="Rules for keys that are names by themselves.")
    variable_rules: VariableRules = Field(default=VariableRules(), description="What the platform says about environment variables.")
    size: Size | None = None
    inputs: dict[str, Input] = {}
    replace_on: dict[str, Literal["change", "decrease", "removal"]] = {}
    limits: dict[str, Limit] = {}
    ignores: dict[str, str] = {}
    arguments: dict[str, Template] = {}
    providers: dict[str, Template] = {}
    one_kind_behind: str | None = None
    needs: dict[str, list[str]] = {}
    entries: Entries = {}
    grants: list[Grant] = []
    network: NetworkUses = []
    flow_limits: dict[str, Limit] = {}
    most_flows: dict[str, MostFlows] = {}
    takes_domain: bool = Field(default=False, description="Whether the component answers for the spec's domain.")
    conditions: list[Condition] = Field(default=[], description="What must hold over several values.")
    public_url: OptionalTemplate = None
    checks: list[str] = []
    flows: list[Rule] = []
    outgoing: list[Rule] = []
    outputs: list[str] = []
    stack_outputs: dict[str, StackOutput] = {}
    database: Literal["postgresql"] | None = None
    usage: dict[str, Figure] = {}
    footprint: Footprint = Footprint()
    billed: list[BilledForm] | None = None


class Versions(Model):
    """Tool and provider versions that the output states."""

    terraform: str
    source: str
    constraint: str


class NetworkRule(Model):
    """The resource that a flow's `network:` becomes."""

    resource: str
    label: str | None = None
    per: Literal["pair", "target", "caller"] = "pair"
    for_: str | None = Field(default=None, alias="for")
    when: OptionalTemplate = None
    arguments: dict[str, Template]


class Statement(Model):
    """The resource that holds a policy."""

    resource: str
    arguments: dict[str, Template]


class StackInput(Model):
    """An input of the whole stack; an optional one is written where something refers to it."""

    value: Template
    optional: bool = False

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, data: Any) -> Any:
        """A value alone is a whole input."""
        return data if isinstance(data, Mapping) else {"value": data}


class Backend(Model):
    """Where Terraform keeps its state."""

    type: str
    values: dict[str, Template]


class Region(Model):
    """A region: `zones` are what an account of its own can use, where that is less than three; `source` says so."""

    id: str
    title: str
    zones: int = 3
    source: str | None = None


class ProviderFile(Model):
    """What holds for a whole cloud."""

    title: str
    docs: str
    regions: list[Region]
    region_form: str
    versions: Versions
    account: str
    foundation: dict[str, str]
    always: list[str] = []
    stack: dict[str, str]
    values: dict[str, StackInput]
    prefix_avoid: list[str] = Field(default=[], description="Patterns that names made of the stack's prefix must not hold, as in `naming`.")
    tags: dict[str, str | None]
    statement: Statement | None = None
    network_rules: list[NetworkRule] = []
    backend: Backend

    def region(self, name: str | None) -> Region | None:
        """A region that the catalog lists."""
        return next((region for region in self.regions if region.id == name), None)


class Catalog:
    """The files of one catalog folder, read on demand; a user's own folders come before the built-in one."""

    def __init__(self, overlays: tuple[Path, ...] = ()) -> None:
        self._roots = (*overlays, data_root())

    def kind(self, name: str) -> Kind | None:
        """The kind of this name, if there is one."""
        return self._read(f"catalog/kinds/{name}.yaml", Kind)

    def service(self, provider: str, name: str) -> Service | None:
        """The service of this name on a cloud, if there is one."""
        return self._read(f"catalog/services/{provider}/{name}.yaml", Service)

    def provider(self, name: str) -> ProviderFile:
        """What holds for a whole cloud."""
        found = self._read(f"catalog/providers/{name}.yaml", ProviderFile)
        if found is None:
            raise ProblemsError((Problem("catalog", f"The catalog has no provider file for {name}.", blame="catalog"),))
        return found

    def sizes(self, provider: str, table: str) -> list[dict[str, Any]]:
        """The rows of a table of sizes, in the file's order."""
        tables = self._tables(provider)
        if not tables.get(table):
            known = f"catalog/sizes/{provider}.yaml has: {', '.join(sorted(tables))}."
            raise ProblemsError((Problem("catalog", f"The catalog has no sizes '{table}' on {provider}.", None, known, blame="catalog"),))
        rows: list[dict[str, Any]] = tables[table]
        return rows

    def flows(self) -> FlowsFile:
        """Every action and key of flows; an overlay adds to them."""
        found = [file for root in reversed(self._roots) if (file := self._at(root, "catalog/flows.yaml", FlowsFile))]
        actions = {name: action for file in found for name, action in file.actions.items()}
        return FlowsFile(actions=actions, keys={name: key for file in found for name, key in file.keys.items()})

    def kinds(self) -> list[str]:
        """Every kind's name, sorted."""
        return self._names("catalog/kinds")

    def services(self, provider: str) -> list[str]:
        """Every service's name on a cloud, sorted."""
        return self._names(f"catalog/services/{provider}")

    def template_folder(self, provider: str, name: str) -> Path:
        """The folder of a module or of the root templates, of the first catalog that has one."""
        for root in self._roots:
            folder = root / "templates" / provider / name
            if folder.is_dir():
                return folder
        raise ProblemsError((Problem("catalog", f"The catalog has no templates/{provider}/{name}.", blame="catalog"),))

    def _tables(self, provider: str) -> dict[str, Any]:
        tables: dict[str, Any] = {}
        for root in reversed(self._roots):
            path = root / "catalog" / "sizes" / f"{provider}.yaml"
            if path.is_file():
                tables |= _load(path) or {}
        return tables

    def _names(self, folder: str) -> list[str]:
        return sorted({path.stem for root in self._roots for path in (root / folder).glob("*.yaml")})

    def _read(self, relative: str, model: type[T]) -> T | None:
        for root in self._roots:
            if found := self._at(root, relative, model):
                return found
        return None

    def _at(self, root: Path, relative: str, model: type[T]) -> T | None:
        path = root / relative
        return _checked(path, model) if path.is_file() else None  # type: ignore[return-value]


@cache
def _checked(path: Path, model: type[Model]) -> Model:
    try:
        return model.model_validate(_load(path))
    except ValidationError as error:
        problems = [
            Problem("catalog", f"{'.'.join(map(str, item['loc']))}: {item['msg']}", Where(str(path), 1, 1), blame="catalog")
            for item in error.errors()
        ]
        raise ProblemsError(tuple(problems)) from None


@cache
def _load(path: Path) -> Mapping[str, Any]:
    try:
        loaded: Mapping[str, Any] = yaml.load(path.read_bytes(), _LOADER)  # noqa: S506 - a safe loader, in C
    except yaml.YAMLError as error:
        raise ProblemsError((Problem("catalog", f"Not YAML: {error}", Where(str(path), 1, 1), blame="catalog"),)) from None
    return loaded
