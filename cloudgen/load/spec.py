"""The spec: what a user writes, checked as far as that goes without the catalog."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

MAX_NAME = 63
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
# The top level is letters, or the ASCII form of an internationalized one, such as xn--p1ai.
_DOMAIN = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])")


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
Name = Annotated[str, Field(max_length=MAX_NAME), _matching(NAME, NAME_RULE)]
Title = Annotated[str, Field(max_length=300), AfterValidator(_printable)]
Amount = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False, strict=True)]
Budget = Annotated[float, Field(ge=1, le=1e9, allow_inf_nan=False, strict=True)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False, strict=True)]
Domain = Annotated[str, _matching(_DOMAIN, "must be a lower-case host name such as www.example.com")]
_DOMAIN_SCHEMA = {"type": "string", "maxLength": 253}
Domains = Annotated[
    tuple[Domain, ...],
    BeforeValidator(lambda value: (value,) if isinstance(value, str) else value),
    WithJsonSchema({"anyOf": [_DOMAIN_SCHEMA, {"type": "array", "items": _DOMAIN_SCHEMA, "minItems": 1}]}),
]
"""One host name, or several with the main one first."""
_NAME_SCHEMA = {"type": "string", "maxLength": MAX_NAME}
Former = Annotated[
    tuple[Name, ...],
    BeforeValidator(lambda value: (value,) if isinstance(value, str) else value),
    WithJsonSchema({"anyOf": [_NAME_SCHEMA, {"type": "array", "items": _NAME_SCHEMA}]}),
]
"""One former name, or several with the newest first."""
Values = dict[str, Any]


class Model(BaseModel):
    """A part of the spec: frozen, and closed to unknown keys. An optional key that is left empty counts as left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, data: Any) -> Any:
        if data is None:
            return {}
        if not isinstance(data, dict):
            return data
        optional = {field.alias or name for name, field in cls.model_fields.items() if not field.is_required()}
        return {key: value for key, value in data.items() if value is not None or key not in optional}


class Regions(Model):
    """The region of each cloud."""

    aws: str | None = Field(None, max_length=40, description="AWS region, such as us-east-1.")
    azure: str | None = Field(None, max_length=40, description="Azure region, such as eastus2.")
    gcp: str | None = Field(None, max_length=40, description="Google Cloud region, such as us-central1.")


class DnsZones(Model):
    """The public DNS zone of the domain on each cloud, where it is the cloud's own."""

    aws: Annotated[str, _matching(re.compile(r"Z[A-Z0-9]{1,31}"), "must be a hosted zone's id such as Z0123456789ABCDEF")] | None = Field(
        None, description="Id of the Route 53 hosted zone."
    )
    azure: (
        Annotated[
            str,
            _matching(
                re.compile(r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Network/dnsZones/[^/]+", re.IGNORECASE),
                "must be the resource id of a DNS zone: /subscriptions/.../resourceGroups/.../providers/Microsoft.Network/dnsZones/...",
            ),
        ]
        | None
    ) = Field(None, description="Resource id of the Azure DNS zone.")
    gcp: Annotated[str, _matching(re.compile(r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?"), "must be a managed zone's name")] | None = Field(
        None, description="Name of the Cloud DNS managed zone."
    )


class Traffic(Model):
    """How much the system is used."""

    monthly_active_users: Amount = Field(0, description="People who use the system in a month.")


class ComponentOverrides(Model):
    """Settings, pins and usage that differ; never what exists."""

    settings: Values = Field({}, description="Portable settings of the kind.")
    aws: Values = Field({}, description="Pinned inputs of the AWS service.")
    azure: Values = Field({}, description="Pinned inputs of the Azure service.")
    gcp: Values = Field({}, description="Pinned inputs of the Google Cloud service.")
    usage: dict[str, Amount] = Field({}, description="Monthly figures set by hand instead of derived.")


Existing = Annotated[
    dict[Literal["aws", "azure", "gcp"], Values],
    Field(description="Per cloud on which it is there already, what identifies it: used and granted, never made, billed or destroyed."),
]


class Component(ComponentOverrides):
    """One box of the architecture."""

    kind: str = Field(max_length=63, description="What it does on any cloud: see `cloudgen catalog list`.")
    title: Title | None = Field(None, description="What people call it.")
    service: str | dict[Literal["aws", "azure", "gcp"], str] | None = Field(
        None, description="Another service than the kind's default, or one per cloud."
    )
    was: Former = Field((), description="Its former key, or keys with the newest first: writes `moved` blocks and keeps the cloud's names.")
    environment: dict[str, Annotated[str, Field(max_length=4000)]] = Field(
        {}, description="Plain environment variables of a compute component; no secrets."
    )
    existing: Existing = {}


class FoundationPiece(ComponentOverrides):
    """A shared piece that the components need: network, registry, logs and others."""

    existing: Existing = {}


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


class EnvironmentOverrides(Model):
    """What differs in one environment; never what exists."""

    like: str | None = Field(
        None,
        max_length=63,
        description="dev, staging or prod: whose defaults this environment has. It also starts from what the spec says of that one, "
        "without its domain and account. Every other name needs it.",
    )
    regions: Regions | None = Field(None, description="The regions of this environment, where they aren't the spec's.")
    domain: Domains | None = Field(
        None, description="Host name at the edge of this environment, or several with the main one first; one environment for each."
    )
    domain_ready: bool | None = Field(
        None, strict=True, description="True once the records of the outputs are in a zone of your own: the edge then serves the domain."
    )
    dns_zone: DnsZones | None = Field(None, description="The domain's zones, where they aren't the spec's.")
    traffic: Traffic | None = Field(None, description="Traffic of this environment.")
    components: dict[str, ComponentOverrides] = Field({}, description="Settings and pins by component.")
    foundation: dict[str, ComponentOverrides] = Field({}, description="The same for network, registry, logs and other shared pieces.")
    budget: Budget | None = Field(None, description="USD a month of this environment, instead of the spec's.")
    tags: dict[str, str] = Field({}, description="Further tags of this environment.")
    aws: AwsAccount | None = Field(None, description="The AWS account.")
    azure: AzureAccount | None = Field(None, description="The Azure subscription.")
    gcp: GcpAccount | None = Field(None, description="The Google Cloud project.")


class Flow(Model):
    """One component using another; further keys are those that the kinds of its two ends take."""

    model_config = ConfigDict(extra="allow", frozen=True)

    from_: str = Field(alias="from", max_length=63, description="Who uses: a component, or users.")
    to: str = Field(max_length=63, description="What is used.")
    action: str = Field(max_length=20, description="What the caller does, such as request or read-write.")
    title: Title | None = Field(None, description="What the flow is for.")
    per_user_day: Amount | None = Field(None, description="Calls per monthly active user and day.")
    per_day: Amount | None = Field(None, description="Calls per day of the whole system.")
    ratio: Amount | None = Field(None, description="Calls per call of the caller; 1 if left out.")
    payload_kb: Amount | None = Field(None, description="Kilobytes per call.")
    write_share: Share = Field(0.5, description="Share of writes in read-write.")
    as_: Name | None = Field(None, alias="as", description="Prefix of the caller's environment variables; the target's name if left out.")
    of: str | None = Field(None, max_length=20, description="The caller's work that the ratio is of: its calls by this action alone.")

    @classmethod
    def written_keys(cls) -> list[str]:
        """The keys that every flow may have."""
        return [field.alias or name for name, field in cls.model_fields.items()]

    @property
    def keys(self) -> dict[str, Any]:
        """The further keys, as they were written."""
        return dict(self.model_extra or {})


class Sequence(Model):
    """A scene: which component calls which, in order."""

    title: Title = Field(description="What happens.")
    steps: tuple[Annotated[str, Field(max_length=300)], ...] = Field(description="Steps of the form 'a -> b: text'.")


class OwnPrices(Model):
    """Your own prices and discounts, instead of list prices."""

    percent_off: dict[str, Annotated[float, Field(ge=0, le=100, allow_inf_nan=False, strict=True)]] = Field(
        {}, description="Percent off by service, by the beginning of a price id, or * for all."
    )
    fixed: dict[str, Amount] = Field({}, description="USD per unit by price id: see `cloudgen prices list`.")
    commitment: Literal["1yr", "3yr"] | None = Field(None, description="Committed-use rates where the price book has them.")


class Spec(Model):
    """An architecture. Keys that begin with x- are yours, for anchors."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"patternProperties": {"^x-": {}}})

    name: Name = Field(description="Name of the system, the first part of every name in the cloud.")
    title: Title | None = Field(None, description="What people call it.")
    was: Former = Field((), description="The system's former name, or names with the newest first; the cloud's names keep it.")
    regions: Regions = Field(Regions(), description="The region of each cloud.")  # type: ignore[call-arg]
    traffic: Traffic = Field(Traffic(), description="How much it is used.")  # type: ignore[call-arg]
    environments: dict[str, EnvironmentOverrides] = Field(
        {}, description="The environments by name, and what differs in each; dev, staging and prod if left out."
    )
    components: dict[str, Component] = Field(json_schema_extra={"minProperties": 1}, description="The boxes by key.")
    foundation: dict[str, FoundationPiece] = Field({}, description="The same for network, registry, logs and other shared pieces.")
    flows: tuple[Flow, ...] = Field((), description="Which component uses which. Flows are permissions.")
    sequences: dict[str, Sequence] = Field({}, description="Scenes, for diagrams.")
    domain: Domains | None = Field(
        None,
        description="Host name at the edge, or several with the main one first: that of the environment of class prod without its own.",
    )
    domain_ready: bool | None = Field(
        None, strict=True, description="True once the records of the outputs are in a zone of your own: the edge then serves the domain."
    )
    dns_zone: DnsZones | None = Field(None, description="The domain's public DNS zone per cloud: records and certificates are made in it.")
    prices: OwnPrices | None = Field(None, description="Your own prices and discounts.")
    budget: Budget | None = Field(None, description="USD a month for each environment; beyond it the cloud itself raises an alert.")
    tags: dict[str, str] = Field({}, description="Further tags: keys and values of lower-case letters, digits, _ and -.")
