"""The JSON Schema of a spec: its models, with the kinds, settings, actions and keys of flows that the catalog has."""

from typing import Any

from cloudgen.load.catalog import Catalog, Kind, Setting
from cloudgen.load.spec import Spec

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TYPES = {"list": {"type": "array", "items": {"type": "string"}}}


def spec_schema(catalog: Catalog) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a spec, with a description of every key."""
    schema = {"$schema": _DIALECT, **Spec.model_json_schema(by_alias=True)}
    flows = catalog.flows()
    flow, component = schema["$defs"]["Flow"], schema["$defs"]["Component"]
    flow["properties"]["action"]["enum"] = list(flows.actions)
    flow["properties"] |= {name: _setting(key) for name, key in flows.keys.items()}
    flow["additionalProperties"] = False
    kinds = {name: kind for name in catalog.kinds() if (kind := catalog.kind(name)) and not kind.foundation}
    component["properties"]["kind"]["enum"] = list(kinds)
    component["allOf"] = [_settings_of(name, kind) for name, kind in kinds.items()]
    return schema


def _settings_of(name: str, kind: Kind) -> dict[str, Any]:
    """The settings that a component takes when it is of a kind."""
    settings = {key: _setting(setting) for key, setting in kind.settings.items()}
    return {
        "if": {"properties": {"kind": {"const": name}}},
        "then": {"properties": {"settings": {"properties": settings, "additionalProperties": False}}},
    }


def _setting(setting: Setting) -> dict[str, Any]:
    form: dict[str, Any] = dict(_TYPES.get(setting.type, {"type": setting.type}))
    if setting.default is None:
        form["type"] = [form["type"], "null"]
    bounds = {"minimum": setting.min, "maximum": setting.max, "enum": setting.one_of}
    form |= {key: value for key, value in bounds.items() if value is not None}
    if setting.pattern and setting.type == "string":
        form["pattern"] = f"^(?:{setting.pattern})$"
    unit = f" Unit: {setting.unit}." if setting.unit else ""
    return {**form, "description": f"{setting.help}{unit}"}
