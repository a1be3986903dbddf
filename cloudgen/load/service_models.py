"""Models of a service's file: how one cloud does a kind, and what its flows make."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from cloudgen.load.catalog_models import (
    BilledForm,
    Condition,
    Entries,
    Figure,
    Footprint,
    Grant,
    Limit,
    MostFlows,
    NetworkUses,
    StackOutput,
)
from cloudgen.load.datafiles import StrictModel
from cloudgen.load.fields import Expression, OptionalExpression, OptionalTemplate, Template


class Lifecycle(StrictModel):
    """Whether a service can still be chosen: a closing one is a warning, a closed or retired one a problem that names the successor."""

    status: Literal["current", "renamed", "closing", "closed", "retired"] = Field(default="current", description="Its state.")
    date: str | None = Field(default=None, description="Since when, or from when on.")
    successor: str | None = Field(default=None, description="Service that comes after it.")
    source: str | None = Field(default=None, description="Address of the page that says so.")
    note: str | None = Field(default=None, description="What else a user must know, as a sentence.")


class Naming(StrictModel):
    """A cloud's rule for names; it makes the input `name`."""

    max: int = Field(description="Greatest length, with the suffix of global names.")
    separator: Literal["-", ""] = Field(default="-", description="What joins the parts.")
    unique: Literal["stack", "global"] = Field(default="stack", description="Global names get `local.suffix` (six characters).")
    avoid: list[str] = Field(default=[], description="Patterns of text that the cloud refuses in these names; a hash replaces it.")


class KeyRule(StrictModel):
    """What a key must be where it is a name by itself; another one gets a hash of itself as an ending."""

    pattern: str = Field(description="What the whole key must match.")
    why: str = Field(description="Why the cloud refuses other names.")


class KeyNames(StrictModel):
    """The rules for keys that a service uses as names: its own component's, and those of its callers."""

    self_: KeyRule | None = Field(default=None, alias="self", description="The component's own key, read as `${named.self}`.")
    caller: KeyRule | None = Field(default=None, description="The key of a component that uses it, read as `${named.caller}`.")


class ReservedVariables(StrictModel):
    """Environment variables that nobody else may set."""

    names: list[str] = Field(description="Names of variables; one that ends in * covers all that begin so.")
    why: str = Field(description="Who sets them, as a sentence.")


class VariableRules(StrictModel):
    """What a platform says about the environment variables of the code that it runs."""

    reserved: list[ReservedVariables] = Field(default=[], description="Variables that the platform or the module sets itself.")
    pattern: str | None = Field(default=None, description="What the whole name of a variable must match.")
    pattern_why: str = Field(default="", description="That form in words.")
    limit_kb: float | None = Field(default=None, description="KiB that names and values may take together.")
    limit_why: str = Field(default="", description="What the limit holds for, as a sentence.")


class Size(StrictModel):
    """How an offering is picked from a table of sizes: the first row that has enough."""

    table: str = Field(description="Table of `catalog/sizes/<cloud>.yaml`.")
    at_least: dict[str, Expression] = Field(description="Column to the least value; null asks for nothing.")
    sets: dict[str, str] = Field(description="Input to the column that it gets. A pin of an input that gets `id` must be a row.")


class Rule(StrictModel):
    """What flows with one of these actions make. Of the rules of a service the first that matches is used."""

    actions: list[str] = Field(description="Actions that it answers.")
    from_: list[str] | None = Field(default=None, alias="from", description="Callers: kinds, groups, services or `users`; all if left out.")
    to: list[str] | None = Field(default=None, description="In `outgoing`, targets: kinds, groups or services; all if left out.")
    when_keys: dict[str, Any] = Field(default={}, description="Keys that the flow must have: a value, or `{pattern: ...}`.")
    disjoint_paths: str | None = Field(default=None, description="Why flows with it must have paths that don't overlap, as a sentence.")
    unsupported: str | None = Field(default=None, description="Why the service can't do it although its kind may, as a sentence.")
    grants: list[Grant] = Field(default=[], description="Permissions of the caller.")
    network: NetworkUses = Field(default=[], description="Network rules, one or a list.")
    environment: dict[str, Template] = Field(
        default={}, description="Suffix to value: every variable of the kind's `environment`, no other."
    )
    target_environment: dict[str, Template] = Field(
        default={}, description="Variables for the target: those of its kind's `own_environment`."
    )
    caller: dict[str, Template] = Field(default={}, description="Input to value: an entry in the caller's module, keyed by the target.")
    target: dict[str, Template] = Field(default={}, description="Input to value: an entry in the target's module, keyed by the caller.")
    routes: dict[str, Template] = Field(default={}, description="Input to value: an entry in the edge's host or module, keyed by path.")
    entries: Entries = Field(default={}, description="Entries with keys of their own: owner, input, then key to value.")
    stack_outputs: dict[str, StackOutput] = Field(default={}, description="Outputs of the stack that exist while the flow does.")
    public_url: OptionalTemplate = Field(default=None, description="Address at which people reach the target by this flow.")
    takes_domain: bool = Field(default=False, description="Whether the flow's target answers for the spec's domain.")
    conditions: list[Condition] = Field(default=[], description="What must hold over the values of both ends.")
    checks: list[str] = Field(default=[], description="Checks of the stack that the flow asks for, such as `https`.")
    broad_because: str | None = Field(default=None, description="Why its grants allow more than the action, as a sentence.")


class Input(StrictModel):
    """An input of a module; bare in the file where only the value is said."""

    value: Expression = Field(description="Its value, which is in the tfvars.")
    type: str | None = Field(default=None, description="Terraform's type, where the value may be null or an empty list.")
    to_module: bool = Field(default=True, alias="pass", description="False where only other values refer to it.")
    required: bool = Field(default=False, description="Whether the spec must pin it where its value is null.")
    variable: bool = Field(default=False, description="True for a variable by itself, `<component>_<input>`, null unless it is set.")
    help: str = Field(
        default="", description="What it is, as a sentence, where it is required or where neither module nor kind has its name."
    )

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, data: Any) -> Any:
        """A value alone is a whole input."""
        names = {field.alias or name for name, field in cls.model_fields.items()}
        long = isinstance(data, Mapping) and "value" in data and set(data) <= names
        return data if long else {"value": data}

    @model_validator(mode="after")
    def _told(self) -> "Input":
        """A variable by itself is null unless it is set, so its values don't show its type."""
        if self.variable and not self.type:
            raise ValueError("an input with 'variable: true' needs a 'type'")
        return self


class ExistingInput(StrictModel):
    """What identifies something that is there already and is given by the spec, or follows from that."""

    type: str = Field(default="string", description="Terraform's type.")
    help: str = Field(description="What it is and where it is found, as a sentence.")
    required: bool = Field(default=True, description="False where the module can do without; it gets null then.")
    example: Any = Field(default=None, description="A value of the right form, for messages and tests.")
    value: OptionalExpression = Field(default=None, description="What it follows from, where only other services refer to it.")


class Step(StrictModel):
    """What an operator does by hand, because Terraform can't do it or would keep a secret in its state."""

    title: str = Field(description="What is done, as an imperative.")
    when: Literal["before", "after"] = Field(default="after", description="Whether it is done before the first apply or after it.")
    why: str = Field(description="Why it isn't in Terraform, as a sentence.")
    run: Template = Field(description="Shell commands for `infra/<cloud>`; values that only the operator knows are `<like this>`.")
    check: OptionalTemplate = Field(default=None, description="Command that succeeds once it is done; `steps.sh` runs it.")


class Existing(StrictModel):
    """How the service is used where it is there already: granted and called, never made, changed or billed.

    Its module is `templates/<cloud>/<service>-existing/`, which has the outputs of the service's own, and gets that one's `.sql` files.
    """

    inputs: dict[str, ExistingInput] = Field(description="What identifies it: the spec's values of `existing`, and pins, set them.")
    arguments: dict[str, Template] = Field(default={}, description="Arguments of the module that other modules or the stack give.")
    settings: list[str] = Field(default=[], description="Settings of the kind that still have an effect; all others are ignored.")
    flows: list[Rule] = Field(default=[], description="Rules for flows to it that come before the service's own.")
    refuses: dict[str, str] = Field(default={}, description="Action of flows from it to why it can't have them, as a sentence.")
    outputs: list[str] | None = Field(default=None, description="The module's outputs where they aren't all of the service's.")
    stack_outputs: dict[str, StackOutput] = Field(default={}, description="Outputs of the stack that a made one doesn't have.")
    steps: list[Step] = Field(default=[], description="What an operator does by hand, in place of the service's steps.")


class ImageContract(StrictModel):
    """What an image must be to run there."""

    platform: Literal["linux/amd64", "linux/arm64"] = Field(description="Platform that it is built for.")
    build: list[str] = Field(default=[], description="Further options of `docker build`.")
    variables: dict[str, str] = Field(default={}, description="Variables that the module or the platform sets for the code: name to help.")
    says: dict[str, Template] = Field(default={}, description="What holds here for the points of the kind's `contract`.")


class Service(StrictModel):
    """How one cloud does a kind: `catalog/services/<cloud>/<service>.yaml`."""

    extends: str | None = Field(
        default=None,
        description="Service that this one differs from in the keys that it has: mappings are merged, its flows come first, "
        "other lists are added to it, and null takes a key away.",
    )
    kind: str = Field(description="Kind that it serves.")
    title: str = Field(description="Official name.")
    docs: str = Field(description="Address of its documentation.")
    lifecycle: Lifecycle = Field(default=Lifecycle(), description="Whether it can still be chosen.")
    module: str | None = Field(default=None, description="Folder of the module if not the service's name, or `none` where there is none.")
    why: str | None = Field(default=None, description="Why there is no module, as a sentence.")
    host: str | None = Field(default=None, description="Foundation piece whose module takes this one's entries and gives its outputs.")
    runs_code: bool = Field(default=False, description="True where it runs the user's code, which gets environment variables.")
    tagged: bool = Field(default=True, description="False where nothing in the module takes tags or labels.")
    naming: Naming | None = Field(default=None, description="The rule for its name.")
    key_names: KeyNames = Field(default=KeyNames(), description="Rules for keys that are names by themselves.")
    variable_rules: VariableRules = Field(default=VariableRules(), description="What the platform says about environment variables.")
    contract: ImageContract | None = Field(default=None, description="What the images of its components must be.")
    size: Size | None = Field(default=None, description="How its size is picked.")
    inputs: dict[str, Input] = Field(
        default={}, description="Inputs that cloudgen computes: they are in the tfvars, and pins may set them."
    )
    replace_on: dict[str, Literal["change", "decrease", "removal"]] = Field(
        default={},
        description="For stateful kinds and the foundation, input to what replaces it: a change, a decrease, the removal of members.",
    )
    protects: dict[str, Literal["least"] | bool | str] = Field(
        default={},
        description="Input to the value that protects, or `least` for a number; tests hold an environment that has it to it.",
    )
    limits: dict[str, Limit] = Field(default={}, description="Settings whose range is narrower than the kind's; defaults count, too.")
    ignores: dict[str, str] = Field(default={}, description="Setting to why it has no effect here, as a sentence.")
    arguments: dict[str, Template] = Field(default={}, description="Arguments of the module that other modules or the stack give.")
    providers: dict[str, Template] = Field(
        default={}, description="Provider aliases for the module: `{aws: aws.us_east_1}`; one that is null is left out."
    )
    one_kind_behind: str | None = Field(default=None, description="Why it can be in front of one kind only, as a sentence.")
    needs: dict[str, list[str]] = Field(default={}, description="Lists that are united over the stack; the provider's file names them.")
    entries: Entries = Field(
        default={}, description="Entries in map inputs of other modules: foundation piece or role, input, then key to value."
    )
    grants: list[Grant] = Field(default=[], description="What the platform itself needs for a component.")
    network: NetworkUses = Field(default=[], description="Network rules of a component by itself.")
    flow_limits: dict[str, Limit] = Field(default={}, description="Keys of flows whose range is narrower here.")
    most_flows: dict[str, MostFlows] = Field(default={}, description="Action to how many flows of it a component takes.")
    takes_domain: bool = Field(default=False, description="Whether the component answers for the spec's domain.")
    conditions: list[Condition] = Field(default=[], description="What must hold over several values.")
    public_url: OptionalTemplate = Field(default=None, description="Address at which people reach a component.")
    checks: list[str] = Field(default=[], description="Checks of the stack that it asks for, such as `https`.")
    flows: list[Rule] = Field(default=[], description="Rules for flows to it; the first that matches is used.")
    outgoing: list[Rule] = Field(default=[], description="Rules for flows from it, where the target's service has none for it.")
    existing: Existing | None = Field(default=None, description="How it is used where it is there already.")
    refuses: dict[str, str] = Field(default={}, description="Action of flows from it to why it can't have them, as a sentence.")
    environment: dict[str, Template] = Field(
        default={}, description="Variables that the component gets whatever its flows are: those of its kind's `own_environment`."
    )
    outputs: list[str] = Field(default=[], description="The module's outputs that anything refers to.")
    stack_outputs: dict[str, StackOutput] = Field(default={}, description="Outputs of the stack, each called `<component>_<name>`.")
    steps: list[Step] = Field(default=[], description="What an operator does by hand.")
    usage: dict[str, Figure] = Field(default={}, description="Monthly figures by name; they come before the kind's.")
    footprint: Footprint = Field(default=Footprint(), description="Measures that differ from the kind's.")
    billed: list[BilledForm] | None = Field(default=None, description="Resources that cost something; `[]` for none, unknown if left out.")
