"""The API document's part of a route."""

import re
from typing import Any

from social.http.routing import Route

_PATH = re.compile(r"{(\w+)(?::\w+)?}")


def describe(route: Route) -> dict[str, Any]:
    """Arguments of FastAPI's add_api_route: parameters, body and security."""
    summary = (route.handler.__doc__ or route.name).strip().splitlines()[0].rstrip(".")
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in _PATH.findall(route.path)
    ]
    extra: dict[str, Any] = {"parameters": found, "responses": {"default": {"description": 'An answer, or {"error": text}.'}}}
    properties = {each.name: _schema(each) for each in route.takes}
    if route.method in ("GET", "HEAD"):
        found += [
            {"name": each.name, "in": "query", "required": each.required, "description": each.help, "schema": _schema(each)}
            for each in route.takes
        ]
    elif properties:
        body = {"type": "object", "properties": properties, "required": [each.name for each in route.takes if each.required]}
        kinds = ("application/json", "application/x-www-form-urlencoded")
        extra["requestBody"] = {"content": {kind: {"schema": body} for kind in kinds}}
    if route.access.scope is not None:
        extra["security"] = [*([{}] if route.access.public else []), {"bearer": [route.access.scope] if route.access.scope else []}]
    return {"summary": summary, "description": f"Scope: {route.access.scope or 'none'}.", "openapi_extra": extra}


def _schema(parameter: Any) -> dict[str, Any]:
    if parameter.type == "array":
        return {"type": "array", "items": {"type": "string"}}
    return {"type": parameter.type, **({"enum": list(parameter.enum)} if parameter.enum else {})}
