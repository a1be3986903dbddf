"""The model of a provider's file: what holds for a whole cloud."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from cloudgen.load.datafiles import StrictModel
from cloudgen.load.fields import OptionalTemplate, Template


class Region(StrictModel):
    """A region of a cloud."""

    id: str = Field(description="The cloud's name of it.")
    title: str = Field(description="Name for people.")
    zones: int = Field(default=3, description="Zones that an account of its own can use, where that is less than three.")
    source: str | None = Field(default=None, description="Address of the page that says so.")


class Versions(StrictModel):
    """Versions of the tool and of the provider."""

    terraform: str = Field(description="Constraint of Terraform's version.")
    source: str = Field(description="Address of the provider.")
    constraint: str = Field(description="Constraint of the provider's version.")


class NetworkRule(StrictModel):
    """The resource that a `network:` of flows and services becomes."""

    resource: str = Field(description="Type of the resource.")
    label: str | None = Field(default=None, description="Ending of its label, where there are several.")
    per: Literal["pair", "target", "caller"] = Field(default="pair", description="What there is one resource for.")
    for_: str | None = Field(default=None, alias="for", description="It is made where the `network:` has this key; always if left out.")
    when: OptionalTemplate = Field(default=None, description="Condition known to Terraform; the resource has a `count`.")
    comment: str | None = Field(default=None, description="What a reader of it must know, as a comment in it.")
    broad_because: str | None = Field(default=None, description="Why it admits more than its flow, as a sentence; shown to the user.")
    arguments: dict[str, Template] = Field(description="Its arguments; one that is null is left out.")


class Statement(StrictModel):
    """The resource that holds a policy."""

    resource: str = Field(description="Type of the resource.")
    arguments: dict[str, Template] = Field(description="Its arguments; `policy` is the policy as JSON.")


class StackInput(StrictModel):
    """An input of the whole stack; bare in the file where only the value is said."""

    value: Template = Field(description="Its value, from `stack.x`.")
    optional: bool = Field(default=False, description="True where it is written only if something refers to it.")

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, data: Any) -> Any:
        """A value alone is a whole input."""
        return data if isinstance(data, Mapping) else {"value": data}


class Tags(StrictModel):
    """The tags or labels of resources."""

    argument: str = Field(description="Variable of a module that takes tags: `tags` or `labels`.")
    component: str = Field(description="Key of the tag that holds the component.")
    base: str | None = Field(description="Expression of the tags of all resources; null where the provider sets them itself.")


class Backend(StrictModel):
    """The backend of the state."""

    type: str = Field(description="Terraform's name of the backend.")
    values: dict[str, Template] = Field(description="What `environments/<environment>.<type>.tfbackend` holds.")


class ProviderFile(StrictModel):
    """What holds for a whole cloud: `catalog/providers/<cloud>.yaml`."""

    title: str = Field(description="Name for people.")
    docs: str = Field(description="Address of its documentation.")
    regions: list[Region] = Field(description="Regions that the catalog knows.")
    region_form: str = Field(description="Pattern of a region's name; one that fits and isn't listed is a warning.")
    versions: Versions = Field(description="Versions that the output states.")
    account: str = Field(description="The spec's key for the account: `account`, `subscription` or `project`.")
    foundation: dict[str, str] = Field(description="Foundation kind to service, in the order of the output.")
    always: list[str] = Field(default=[], description="Foundation pieces that every stack has.")
    stack: dict[str, str] = Field(description="Name to HCL expression, for `stack.x` in templates.")
    values: dict[str, StackInput] = Field(description="Values of the stack in the tfvars, in their order.")
    needs: dict[str, str] = Field(default={}, description="Lists that services may add to under `needs`: name to what it holds.")
    checks: dict[str, str] = Field(default={}, description="Checks that services and flows may ask for: name to what is checked.")
    prefix_avoid: list[str] = Field(default=[], description="Patterns that names made of the stack's prefix must not hold, as in `naming`.")
    tags: Tags = Field(description="How resources are tagged.")
    statement: Statement | None = Field(default=None, description="Resource that carries policy statements, where the cloud has policies.")
    network_rules: list[NetworkRule] = Field(default=[], description="Resources that a `network:` becomes.")
    backend: Backend = Field(description="Where Terraform keeps its state.")

    def region(self, name: str | None) -> Region | None:
        """A region that the catalog lists."""
        return next((region for region in self.regions if region.id == name), None)
