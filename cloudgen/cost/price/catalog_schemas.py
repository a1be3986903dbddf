"""JSON Schemas of catalog files, for editors: the models' own, with their field types as they are written."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from cloudgen.cost.price.rules import RuleFile
from cloudgen.load.catalog_models import FlowsFile, Kind
from cloudgen.load.provider_models import ProviderFile
from cloudgen.load.service_models import Service

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
MODELS: Mapping[str, type[BaseModel]] = {
    "kind": Kind,
    "service": Service,
    "billing": RuleFile,
    "flows": FlowsFile,
    "provider": ProviderFile,
}


def catalog_schema(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one sort of catalog file, with a description of every key."""
    schema = {"$schema": _DIALECT, **MODELS[name].model_json_schema(by_alias=True)}
    for definition in schema.get("$defs", {}).values():
        definition.pop("title", None)
    _loosen(schema, schema.get("$defs", {}))
    return schema


def _loosen(schema: dict[str, Any], definitions: Mapping[str, Any]) -> None:
    """What is written shorter than its model: a bare value of an input, network rules without a list and with keys of their own."""
    for name in ("Input", "StackInput"):
        if name in definitions:
            definitions[name].update({"description": definitions[name]["description"]})
            for key in ("type", "required", "additionalProperties"):
                definitions[name].pop(key, None)
    if "NetworkUse" in definitions:
        use = definitions["NetworkUse"]
        use["properties"].pop("values")
        use.pop("required", None)
        use["additionalProperties"] = True
    parts = [schema, *definitions.values()]
    for network in (part["properties"]["network"] for part in parts if "network" in part.get("properties", {})):
        one = network.pop("items")
        network.pop("type")
        network["anyOf"] = [one, {"type": "array", "items": one}]
