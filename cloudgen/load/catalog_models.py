"""Models of catalog files: what kinds, flows and services share, and a kind's own file."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from cloudgen.load.datafiles import StrictModel
from cloudgen.load.fields import Expression, OptionalExpression, OptionalTemplate, Template

Provider = Literal["aws", "azure", "gcp"]
PROVIDERS: tuple[Provider, ...] = ("aws", "azure", "gcp")


class Setting(StrictModel):
    """A portable setting of a kind, or a key of flows."""

    type: Literal["string", "integer", "number", "boolean", "list"] = Field(description="Type of the value; a list holds texts.")
    help: str = Field(description="What it does, as a sentence.")
    unit: str | None = Field(default=None, description="Unit of a number.")
    default: Any = Field(description="Value if left out, or one per environment: `{dev: 1, ...}`; null makes it optional.")
    min: float | None = Field(default=None, description="Least number.")
    max: float | None = Field(default=None, description="Greatest number.")
    one_of: list[Any] | None = Field(default=None, description="The allowed values.")
    pattern: str | None = Field(default=None, description="What a text, or each member of a list, must match as a whole.")
    region_max: Literal["zones"] | None = Field(default=None, description="`zones`: no more than the region has zones.")
    permits: bool = Field(default=False, description="True for a permission: a service may ignore it without a warning.")

    def default_in(self, class_: str) -> Any:
        """The default, which may differ by the environment's class: dev, staging or prod."""
        return self.default[class_] if isinstance(self.default, dict) else self.default


class Unsupported(StrictModel):
    """A cloud that lacks a kind."""

    unsupported: str = Field(description="Why the cloud can't have it, as a sentence.")


class Figure(StrictModel):
    """A monthly figure of a component's usage, derived from traffic and settings; a spec may set it by hand."""

    unit: str = Field(description="Unit of the figure.")
    help: str = Field(description="What is counted, as a sentence; assumptions say so.")
    value: Expression = Field(description="How it is computed.")


class BilledForm(StrictModel):
    """A resource of the module that costs something, or a managed API that costs something without a resource."""

    resource: str | None = Field(default=None, description="Address of the resource in the module, such as `aws_sqs_queue.this`.")
    charge: str | None = Field(
        default=None, description="In place of `resource`, for an API that is billed by its usage alone: the name of its billing rule."
    )
    values: dict[str, Template] = Field(default={}, description="Attributes that the billing rule reads, from inputs and stack values.")
    usage: dict[str, Expression] = Field(default={}, description="The billing rule's usage keys with their figures.")
    count: OptionalExpression = Field(
        default=None, description="Number of instances where the resource has `count` or `for_each`; they share the usage."
    )

    @property
    def rule(self) -> str:
        """Name of the billing rule: the resource's type, or the charge."""
        return self.charge or (self.resource or "").split(".")[0]

    @model_validator(mode="after")
    def _one(self) -> "BilledForm":
        """A resource or a charge; the latter has no instances."""
        if (self.resource is None) == (self.charge is None):
            raise ValueError("it needs 'resource' or 'charge', and not both")
        if self.charge and self.count is not None:
            raise ValueError("a charge has no 'count': where nothing is used, nothing is charged")
        return self


class Footprint(StrictModel):
    """What one replica has, how many there are and where, and the data: what clouds are compared at.

    A service's null takes a measure of its kind away.
    """

    vcpu: OptionalExpression = Field(default=None, description="Processors of one replica.")
    memory_gb: OptionalExpression = Field(default=None, description="Memory of one replica in GiB.")
    replicas: OptionalExpression = Field(default=None, description="Replicas that run.")
    zones: OptionalExpression = Field(default=None, description="Zones that they are spread over.")
    stored_gb: OptionalExpression = Field(default=None, description="Data that is kept, in GB.")


class Action(StrictModel):
    """What a flow may do."""

    help: str = Field(description="What the caller does, as a sentence.")
    synchronous: bool = Field(default=False, description="True where the caller waits for an answer.")
    passes_on: bool = Field(default=False, description="True where the caller passes on what came in.")
    reverse: bool = Field(default=False, description="True where the calls go from the target to the caller.")
    access: Literal["read", "write", "read-write"] | None = Field(default=None, description="Access to data that the action is.")


class FlowsFile(StrictModel):
    """Every action and every key of flows: `catalog/flows.yaml`. An overlay's file adds to the built-in one."""

    actions: dict[str, Action] = Field(description="Actions by name.")
    keys: dict[str, Setting] = Field(description="Keys that flows may carry beside their ends and action.")


class FlowKey(StrictModel):
    """How a kind takes a key of its flows: what differs from the key's own definition."""

    default: OptionalTemplate = Field(default=None, description="Value if the flow leaves the key out; may refer to `key.target`.")
    required: bool = Field(default=False, description="True where the flow must have the key.")
    one_of_setting: str | None = Field(default=None, description="Setting of the target that lists the allowed members.")


class FlowKeys(StrictModel):
    """The keys that flows from a kind and to it take, by action."""

    outgoing: dict[str, dict[str, FlowKey]] = Field(
        default={}, description="Keys of flows from a component of this kind: action, then key."
    )
    incoming: dict[str, dict[str, FlowKey]] = Field(default={}, description="Keys of flows to a component of this kind: action, then key.")


class Condition(StrictModel):
    """What must hold over several values in every environment; the module's own validation says the same."""

    that: Expression = Field(description="An expression over what inputs may refer to; in a rule over `caller` and `target`, too.")
    message: Template = Field(description="What is wrong, as a sentence; the references of the expression may be used.")
    hint: Template = Field(description="What to write instead.")
    at: list[str] = Field(
        default=[],
        description="Settings or inputs at whose line it is reported, the first that the spec sets; in a rule `caller.x` or `target.x`.",
    )


class ContractRow(StrictModel):
    """One point of what an image must be."""

    title: str = Field(description="Name of the point.")
    text: OptionalTemplate = Field(default=None, description="What holds on every cloud; where it is left out, each service says it.")


class Kind(StrictModel):
    """What a component does on any cloud: `catalog/kinds/<kind>.yaml`."""

    title: str = Field(description="Name for people.")
    lane: Literal["edge", "compute", "data", "ai", "messaging", "platform"] = Field(description="Where diagrams and tables show it.")
    summary: str = Field(description="What it does, as a sentence.")
    foundation: bool = Field(default=False, description="True for what every stack shares and nobody lists as a component.")
    asked_by: Literal["budget"] | None = Field(
        default=None,
        description="Key of the spec that asks for this foundation piece; nothing else makes it, and its entries may be dropped.",
    )
    stateful: bool = Field(default=False, description="True where replacing or removing it loses data: refused without `--accept-replace`.")
    groups: list[str] = Field(default=[], description="Names for several kinds in `accepts`, `uses`, `from` and `to`, such as `compute`.")
    role: str | None = Field(default=None, description="Name by which references and entries address components of this kind.")
    must_route: bool = Field(default=False, description="True where a component without a `route` to something is a problem.")
    schedule: str | None = Field(default=None, description="Setting that holds a schedule.")
    secret_names: str | None = Field(default=None, description="Setting that lists names of secrets.")
    work: list[str] | None = Field(default=None, description="Actions whose calls are this kind's work; incoming ones if left out.")
    settings: dict[str, Setting] = Field(default={}, description="Portable settings by name.")
    ascending: list[tuple[str, str]] = Field(default=[], description="Pairs of settings of which the first is never above the second.")
    conditions: list[Condition] = Field(default=[], description="What must hold over several settings.")
    accepts: dict[str, list[str]] = Field(default={}, description="Action to the callers that may do it: kinds, groups, or `users`.")
    uses: dict[str, list[str]] = Field(default={}, description="Action to the targets that this kind may do it to, whatever they accept.")
    flow_keys: FlowKeys = Field(default=FlowKeys(), description="Keys that flows from this kind and to it take.")
    environment: dict[str, str] = Field(default={}, description="Variables that every compute caller gets on every cloud: suffix to help.")
    own_environment: dict[str, str] = Field(
        default={}, description="Variables that the component itself gets from flows to it: name to help."
    )
    contract: dict[str, ContractRow] = Field(default={}, description="What an image of it must be: the points, in their order.")
    payload_kb: float = Field(default=1, description="Kilobytes of a call to it, unless the flow says otherwise.")
    usage: dict[str, Figure] = Field(default={}, description="Monthly figures by name.")
    footprint: Footprint = Field(default=Footprint(), description="Measures at which clouds are compared.")
    services: dict[Provider, str | Unsupported] = Field(description="Cloud to the default service, or `{unsupported: reason}`.")


class Limit(StrictModel):
    """A service's narrower range of a setting or of a key of flows."""

    min: float | None = Field(default=None, description="Least number.")
    max: float | None = Field(default=None, description="Greatest number.")
    one_of: list[Any] | None = Field(default=None, description="The values that the service takes.")
    none_of: list[Any] | None = Field(default=None, description="Values that the service refuses.")
    pattern: str | None = Field(default=None, description="Regular expression that a text must match as a whole.")
    why: str = Field(description="The cloud's reason, as a sentence.")


class MostFlows(StrictModel):
    """How many components may use one of a service by an action, of these callers and with these keys, and why no more."""

    max: int = Field(description="The greatest number.")
    from_: list[str] | None = Field(default=None, alias="from", description="Only flows of these callers count: kinds, groups, services.")
    when_keys: dict[str, Any] = Field(default={}, description="Only flows with these keys count.")
    why: str = Field(description="The cloud's reason, as a sentence.")


class Grant(StrictModel):
    """A permission: a statement of the pair's policy (`actions`, `resources`), or a resource of its own."""

    actions: list[str] | None = Field(default=None, description="Actions of a policy statement, where the provider has policies.")
    resources: OptionalTemplate = Field(default=None, description="Resources of the statement.")
    condition: OptionalTemplate = Field(default=None, description="Condition of the statement.")
    resource: str | None = Field(default=None, description="Type of the Terraform resource that the grant is, elsewhere.")
    arguments: dict[str, Template] = Field(default={}, description="Arguments of that resource; one that is null is left out.")
    label: str | None = Field(default=None, description="Ending of the resource's label, where there are several.")
    when: OptionalTemplate = Field(
        default=None,
        description="Condition: of a statement known before Terraform runs; of a resource that, or known to Terraform, as its `count`.",
    )
    depends_on: list[Template] = Field(default=[], description="Modules that the resource waits for.")
    for_each: OptionalTemplate = Field(default=None, description="Set that the resource is repeated for, with `each.key`.")
    broad_because: str | None = Field(default=None, description="Why it allows more than the action, as a sentence; shown to the user.")
    role: OptionalTemplate = Field(default=None, description="Role that carries the statement instead of the caller's.")
    checkov_skips: list[str] = Field(default=[], description="Ids of checkov's checks that `broad_because` answers.")


class StackOutput(StrictModel):
    """An output of the stack."""

    value: Template = Field(description="Its value.")
    help: str = Field(description="What it is for, as a sentence.")
    sensitive: bool = Field(default=False, description="True where Terraform must not show it.")


class NetworkUse(StrictModel):
    """One network rule that is wanted; its other keys are what the provider's `network_rules` read as `rule.<key>`."""

    label: str | None = Field(default=None, description="Ending of the resource's label, where there are several.")
    when: OptionalTemplate = Field(default=None, description="Condition known to Terraform; the resource has a `count`.")
    values: dict[str, Template] = Field(
        description="In the file these keys are beside `label` and `when`: `from_group`, `port` and the like."
    )

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, data: Any) -> Any:
        """In the file the values are beside label and condition."""
        if not isinstance(data, Mapping):
            return data
        own = {key: data[key] for key in ("label", "when") if key in data}
        return {**own, "values": {key: value for key, value in data.items() if key not in own}}


# One rule may be written without a list.
NetworkUses = Annotated[list[NetworkUse], BeforeValidator(lambda value: [value] if isinstance(value, Mapping) else value)]
# Entries by owner and input: a mapping from keys, which are templates too, to values.
Entries = dict[str, dict[str, Template]]
