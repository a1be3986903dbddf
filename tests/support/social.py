"""An overlay with stand-ins for kinds that the catalog does not have yet, made from its own kinds and services."""

from pathlib import Path
from typing import Any

import yaml

from cloudgen.load.catalog import PROVIDERS
from tests.support.stacks import ROOT

CATALOG = ROOT / "catalog"
SPEC = ROOT / "tests" / "specs" / "social-media.yaml"
# What each stand-in is made from, and what differs from it.
DERIVED: dict[str, tuple[str, dict[str, Any]]] = {
    "api-gateway": (
        "cdn",
        {
            "groups": ["cdn"], "must_route": True,
            "accepts": {"route": ["cdn", "firewall"]}, "uses": {"authenticate": ["auth"], "route": ["realtime"]},
        },
    ),
    "realtime": (
        "service",
        {
            "work": ["route", "request"], "groups": ["compute"],
            "accepts": {"route": ["cdn"], "publish": ["compute"]}, "uses": {"authenticate": ["auth"], "request": ["service"]},
            "flow_keys": {"outgoing": {"request": {"path": {}}}},
        },
    ),
    "media-processing": ("worker", {"uses": {"consume": ["queue"]}}),
}  # fmt: skip
SETTINGS: dict[str, dict[str, Any]] = {
    "api-gateway": {
        "requests_per_second": {"type": "integer", "default": 100, "min": 1, "max": 100000, "help": "Requests a second."},
        "public_paths": {"type": "list", "default": [], "help": "Paths that need no login."},
    },
    "realtime": {
        "max_connections": {"type": "integer", "default": 1000, "min": 1, "max": 100000, "help": "Connections at a time."},
        "idle_minutes": {"type": "integer", "default": 10, "min": 1, "max": 60, "help": "Minutes until a quiet connection ends."},
    },
    "media-processing": {"video": {"type": "boolean", "default": False, "help": "Whether videos are transcoded, too."}},
}  # fmt: skip
# How a CDN leads to the gateway on each cloud; on Google Cloud both are in the one load balancer.
GATEWAY: dict[str, dict[str, Any]] = {
    "aws": {
        "caller": {"service_origins": {"load_balancer_arn": "${target.arn}", "domain_name": "${target.domain_name}"}},
        "routes": {"routes": {"origin": "${key.target}", "timeout_seconds": 30}},
    },
    "azure": {
        "caller": {"service_origins": {"host": "${target.host}", "health_path": "/healthz", "environment_id": None, "private": False}},
        "routes": {"routes": {"origin": "${key.target}", "timeout_seconds": 30}},
    },
    "gcp": {},
}


def overlay(folder: Path) -> Path:
    """The folder with the stand-ins, to be given as `--catalog`."""
    for name, (origin, changes) in DERIVED.items():
        kind = _read("kinds", f"{origin}.yaml")
        services = {provider: f"{name}-{provider}" for provider in PROVIDERS}
        settings = {**kind["settings"], **SETTINGS.get(name, {})}
        _write(folder, "kinds", f"{name}.yaml", {**kind, **changes, "settings": settings, "services": services})
        for provider in PROVIDERS:
            _write(folder, f"services/{provider}", f"{name}-{provider}.yaml", _derived(provider, kind["services"][provider], name))
    return folder


def _derived(provider: str, origin: str, kind: str) -> dict[str, Any]:
    """A service of the catalog that serves the stand-in kind by the same module."""
    service = _read(f"services/{provider}", f"{origin}.yaml")
    ignored = dict.fromkeys(SETTINGS.get(kind, {}), "A stand-in of the tests.")
    service |= {"kind": kind, "module": service.get("module") or origin, "ignores": {**service.get("ignores", {}), **ignored}}
    if kind == "api-gateway":
        # People come by the CDN's domain.
        service["takes_domain"] = False
        service["flows"] = [*service["flows"], {"actions": ["route"], "from": ["cdn"], **GATEWAY[provider]}]
    if kind == "realtime":
        service["flows"] = [*service["flows"], {"actions": ["publish"], "environment": {"URL": "https://realtime.example.com"}}]
    return service


def _read(folder: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((CATALOG / folder / name).read_text(encoding="utf-8"))
    return found


def _write(root: Path, folder: str, name: str, data: dict[str, Any]) -> None:
    path = root / "catalog" / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")
