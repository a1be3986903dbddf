"""The resolved model that every renderer reads. Frozen; no spec, no catalog, no disk."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from cloudgen.language.hclvalues import Expr, Value


@dataclass(frozen=True)
class Attribute:
    """One attribute of a component's object variable; `default` is an expression, None where values must have it."""

    name: str
    type: str
    help: str
    default: str | None


@dataclass(frozen=True)
class StackVariable:
    """An input that is a variable of the stack by itself, beside its component's object; null unless it is set."""

    name: str
    input: str
    type: str
    description: str


@dataclass(frozen=True)
class Module:
    """One module block: a component, or a piece of the foundation.

    `id` is what names in the cloud are made of, `former` are the keys that it had before, newest first; `replace_on` are the inputs whose
    change, decrease or removal of members replaces what holds the data, `protects` gives inputs the value that protects, or `least` for a
    number: the stack's tests hold each environment that has it to it. `flow_inputs` are the inputs that flows fill.
    """

    key: str
    id: str
    label: str
    kind: str
    service: str
    folder: str | None
    heading: str
    description: str
    foundation: bool
    attributes: tuple[Attribute, ...]
    variables: tuple[StackVariable, ...]
    arguments: Mapping[str, Value]
    providers: Mapping[str, str]
    depends_on: tuple[str, ...]
    former: tuple[str, ...]
    stateful: bool
    replace_on: Mapping[str, str]
    protects: Mapping[str, bool | str]
    flow_inputs: tuple[str, ...]


@dataclass(frozen=True)
class Resource:
    """A grant or a network rule."""

    type: str
    label: str
    arguments: Mapping[str, Value]
    count: Expr | None = None
    for_each: Value = None
    depends_on: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    skips: tuple[tuple[str, str], ...] = ()
    comment: str | None = None

    @property
    def address(self) -> str:
        """The resource's address in the root module."""
        return f"{self.type}.{self.label}"


@dataclass(frozen=True)
class Connection:
    """What all flows of one pair of components make, or what the platform needs for one component."""

    heading: str
    notes: tuple[str, ...]
    local: str | None
    environment: Mapping[str, Value]
    resources: tuple[Resource, ...]
    shared: tuple[str, ...]
    inside: tuple[str, ...] = ()
    wide: tuple[str, ...] = ()
    """Addresses of what allows more than the flows say."""


@dataclass(frozen=True)
class Wide:
    """A grant or network rule that allows more than its flow says, and why."""

    address: str
    what: str
    reason: str


@dataclass(frozen=True)
class Output:
    """An output of the stack."""

    name: str
    value: Value
    help: str
    sensitive: bool


@dataclass(frozen=True)
class Move:
    """An address that a renamed component leaves, and the one it takes."""

    source: str
    target: str


@dataclass(frozen=True)
class UsageFigure:
    """A monthly figure of a component, and where it comes from: `parts` are the named values in `formula`, in order."""

    name: str
    value: float
    unit: str
    help: str
    by_hand: bool
    formula: str
    parts: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class FlowVolume:
    """A flow's calls a month, and how they come about."""

    source: str
    target: str
    action: str
    calls: float
    gigabytes: float
    formula: str


@dataclass(frozen=True)
class Footprint:
    """What a component gets on this cloud: the row of a size table where one was picked, and its measures by name."""

    size: str | None
    measures: Mapping[str, float]


@dataclass(frozen=True)
class OperatorStep:
    """What somebody does by hand for a component: shell commands for `infra/<cloud>`, and one that succeeds once it is done."""

    component: str
    title: str
    before: bool
    why: str
    run: str
    check: str | None


@dataclass(frozen=True)
class BilledResource:
    """A resource that costs something: the values of its price and its usage; `component` is the label of its module.

    A managed API that is charged without a resource has the address `<component>.<API>`, and a resource one that begins with `module.`.
    """

    component: str
    address: str
    type: str
    values: Mapping[str, Any]
    usage: Mapping[str, Any]


@dataclass(frozen=True)
class Environment:
    """One environment's values: exactly what is in its tfvars, its backend, and what is billed with which usage.

    `class_` is dev, staging or prod: whose defaults it has; `existing` are the keys of what is there already and isn't billed here.
    `inputs` are the components' objects by label, `variables` those that stand by themselves and have a value.
    """

    name: str
    class_: str
    region: str
    stack: Mapping[str, Any]
    inputs: Mapping[str, Mapping[str, Any]]
    variables: Mapping[str, Any]
    backend: Mapping[str, Any]
    users: float
    existing: tuple[str, ...]
    flows: tuple[FlowVolume, ...]
    figures: Mapping[str, Mapping[str, UsageFigure]]
    footprints: Mapping[str, Footprint]
    billed: tuple[BilledResource, ...]


@dataclass(frozen=True)
class Component:
    """What people read of a component."""

    key: str
    title: str
    kind: str
    kind_title: str
    lane: str
    service: str
    service_title: str
    docs: str
    called_by_users: bool


@dataclass(frozen=True)
class ContractPoint:
    """One point of what an image must be: its name for people, and what holds by environment."""

    title: str
    texts: Mapping[str, str]


@dataclass(frozen=True)
class ImageContract:
    """What a component's image must be: `variable` is the stack's variable for it, `environment` what the code's variables are for."""

    component: str
    variable: str
    platform: str
    build: tuple[str, ...]
    points: tuple[ContractPoint, ...]
    environment: Mapping[str, str]


@dataclass(frozen=True)
class Architecture:
    """One system on one cloud.

    `checks` names the `check` blocks that the root module has, `references` the locals, variables and data sources that modules, grants
    and rules refer to, such as `local.suffix`.
    """

    provider: Literal["aws", "azure", "gcp"]
    project: str
    cloud_project: str
    title: str
    versions: Mapping[str, str]
    backend_type: str
    components: tuple[Component, ...]
    modules: tuple[Module, ...]
    connections: tuple[Connection, ...]
    outputs: tuple[Output, ...]
    moves: tuple[Move, ...]
    wide: tuple[Wide, ...]
    needs: Mapping[str, tuple[str, ...]]
    secrets: tuple[tuple[str, tuple[str, ...]], ...]
    images: tuple[ImageContract, ...]
    steps: tuple[OperatorStep, ...]
    environments: tuple[Environment, ...]
    main_environment: str
    sequences: Mapping[str, Any]
    checks: tuple[str, ...]
    references: frozenset[str]
