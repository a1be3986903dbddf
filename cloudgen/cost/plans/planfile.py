"""Resources of a Terraform or OpenTofu plan or state, as `terraform show -json` writes them."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from cloudgen.cost.price.expressions import UNKNOWN
from cloudgen.cost.price.model import Billed, base
from cloudgen.load.datafiles import TooLargeError, read_bounded
from cloudgen.load.jsonfile import parse_json
from cloudgen.problems import Problem, ProblemsError, Where

MAX_BYTES = 100_000_000
MAX_DEPTH = 200
PREFIXES = {"aws_": "aws", "azurerm_": "azure", "azapi_": "azure", "azuread_": "azure", "google_": "gcp"}
_PROVIDERS = {"aws": "aws", "azurerm": "azure", "google": "gcp", "google-beta": "gcp"}
_ZONE = re.compile(r"([a-z]+-[a-z]+\d+)-[a-z]")
_DEFAULT_REGIONS = {"aws": "us-east-1", "azure": "eastus", "gcp": "us-central1"}


@dataclass(frozen=True)
class PlanResources:
    """The managed resources of a plan; `assumed` are clouds whose region nothing in the plan says."""

    resources: tuple[Billed, ...]
    assumed: tuple[str, ...]


def read_plan(path: Path, regions: Mapping[str, str] | None = None) -> PlanResources:
    """A plan or state file; what is wrong with it is a problem. `regions` by cloud hold where the plan names none."""
    try:
        data = parse_json(read_bounded(path, MAX_BYTES))
    except TooLargeError:
        hint = "Plan a part of the system with -target."
        raise _problem(path, f"The plan has more than {MAX_BYTES // 1_000_000} MB.", hint) from None
    except json.JSONDecodeError as error:
        hint = "Write it with: terraform show -json plan.tfplan > plan.json"
        where = Where(str(path), error.lineno, error.colno)
        raise ProblemsError((Problem("not-json", f"The plan is incomplete JSON: {error.msg}.", where, hint),)) from None
    except (UnicodeDecodeError, RecursionError):
        raise _problem(path, "The plan isn't JSON text.", "Write it with: terraform show -json plan.tfplan > plan.json") from None
    except ValueError as error:
        raise _problem(path, f"The plan can't be used: {error}.", "Write it with: terraform show -json plan.tfplan > plan.json") from None
    return resources_of(data, str(path), regions)


def resources_of(data: Any, name: str, given: Mapping[str, str] | None = None) -> PlanResources:
    """The resources of a parsed plan or state."""
    values = (data.get("planned_values") or data.get("values")) if isinstance(data, dict) else None
    if not isinstance(values, dict) or not isinstance(values.get("root_module", {}), dict):
        hint = "A plan has 'planned_values' and a state 'values': write it with terraform show -json."
        raise _problem(Path(name), "This JSON is neither a Terraform plan nor a state.", hint)
    unknown = {
        change["address"]: change["change"].get("after_unknown") or {}
        for change in data.get("resource_changes") or []
        if isinstance(change, dict) and isinstance(change.get("change"), dict) and isinstance(change.get("address"), str)
    }
    regions = {**(given or {}), **_provider_regions(data)}
    found: list[Billed] = []
    assumed: set[str] = set()
    for resource in _walk(values.get("root_module") or {}, 0, name):
        cloud = cloud_of(resource["type"])
        own = resource.get("values") or {}
        marked = _mark(own, unknown.get(resource["address"], {}))
        region = region_of(own) or regions.get(cloud or "")
        if region is None and cloud:
            assumed.add(cloud)
            region = _DEFAULT_REGIONS[cloud]
        found.append(Billed(resource["address"], resource["type"], marked, region or "", {}))
    return PlanResources(tuple(found), tuple(sorted(assumed)))


def cloud_of(resource_type: str) -> str | None:
    """The cloud of a resource type; None for helpers such as random_id."""
    return next((cloud for prefix, cloud in PREFIXES.items() if resource_type.startswith(prefix)), None)


def with_usage(resources: tuple[Billed, ...], usage: Mapping[str, Mapping[str, Any]]) -> list[Billed]:
    """The resources with usage by address; what is given for all instances together is shared in equal parts."""
    numbers = Counter(base(resource.address) for resource in resources)
    found = []
    for resource in resources:
        own = usage.get(resource.address)
        if own is None:
            number = numbers[base(resource.address)]
            own = {key: _part(value, number) for key, value in usage.get(base(resource.address), {}).items()}
        found.append(Billed(resource.address, resource.type, resource.values, resource.region, own))
    return found


def region_of(values: Mapping[str, Any]) -> str | None:
    """The region that a resource itself names, as the price books write it."""
    for key in ("region", "location", "zone"):
        text = values.get(key)
        if isinstance(text, str) and text and text != "global":
            if key == "location" and text.upper() in ("US", "EU", "ASIA"):
                return f"multi-region-{text.lower()}"
            zone = _ZONE.fullmatch(text)
            return zone.group(1) if zone else text.replace(" ", "").lower()
    return None


def _part(value: Any, number: int) -> Any:
    return value / number if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else value


def _walk(module: Any, depth: int, name: str) -> Iterator[dict[str, Any]]:
    if depth > MAX_DEPTH:
        raise _problem(Path(name), "The plan's modules are nested too deep.", None)
    resources, children = (module.get("resources") or [], module.get("child_modules") or []) if isinstance(module, dict) else (None, None)
    if not isinstance(resources, list) or not isinstance(children, list):
        raise _problem(Path(name), "A module of the plan has no lists of resources and modules.", "The file may be cut or edited.")
    for resource in resources:
        whole = isinstance(resource, dict) and isinstance(resource.get("type"), str) and isinstance(resource.get("address"), str)
        if not whole or not isinstance(resource.get("values") or {}, dict):
            raise _problem(Path(name), "A resource of the plan has no type, address or values.", "The file may be cut or edited.")
        if resource.get("mode", "managed") == "managed":
            yield resource
    for child in children:
        yield from _walk(child, depth + 1, name)


def _mark(values: Any, unknown: Any) -> Any:
    """Values with UNKNOWN where the plan says so."""
    if unknown is True:
        return UNKNOWN
    if isinstance(unknown, dict) and (isinstance(values, dict) or values is None):
        merged = dict(values or {})
        for key, mark in unknown.items():
            if mark:
                merged[key] = _mark(merged.get(key), mark)
        return merged
    if isinstance(unknown, list) and isinstance(values, list):
        return [_mark(value, mark) for value, mark in zip(values, unknown, strict=False)] + values[len(unknown) :]
    return values


def _provider_regions(data: Mapping[str, Any]) -> dict[str, str]:
    """The region of each provider's configuration: a constant, or the value of a variable."""
    configuration = data.get("configuration")
    configs = configuration.get("provider_config", {}) if isinstance(configuration, dict) else {}
    variables = data.get("variables") or {}
    regions: dict[str, str] = {}
    for config in configs.values() if isinstance(configs, dict) else ():
        cloud = _PROVIDERS.get(str(config.get("name"))) if isinstance(config, dict) else None
        expression = (config.get("expressions") or {}).get("region") if cloud else None
        if cloud and isinstance(expression, dict) and not config.get("alias"):
            text = expression.get("constant_value")
            for reference in expression.get("references") or []:
                given = variables.get(str(reference).removeprefix("var."))
                text = text or (given.get("value") if isinstance(given, dict) else None)
            if isinstance(text, str):
                regions[cloud] = text
    return regions


def _problem(path: Path, message: str, hint: str | None) -> ProblemsError:
    return ProblemsError((Problem("wrong-plan", message, Where(str(path), 1, 1), hint),))
