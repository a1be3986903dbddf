"""`catalog list` and `catalog show`."""

import json
from pathlib import Path
from typing import Any

import typer
from rich.table import Table

from cloudgen.cli.tables import print_table
from cloudgen.language.formula import source_of
from cloudgen.load.catalog import PROVIDERS, Catalog, Kind, Service, Unsupported
from cloudgen.problems import Problem, ProblemsError, nearest_hint

_WIDTH = 160


def _default(kind: Kind, provider: Any) -> tuple[str | None, str | None]:
    entry = kind.services.get(provider)
    if isinstance(entry, Unsupported):
        return None, entry.unsupported
    return entry, None


def list_kinds(catalogs: list[Path], form: str) -> None:
    """A row per kind, a column per cloud."""
    catalog = Catalog(tuple(catalogs))
    rows = []
    for name in catalog.kinds():
        kind = catalog.kind(name)
        if kind is not None:
            rows.append((name, kind, {provider: _services(catalog, provider, name, kind) for provider in PROVIDERS}))
    if form == "json":
        data = {name: {"title": kind.title, "foundation": kind.foundation, "services": clouds} for name, kind, clouds in rows}
        typer.echo(json.dumps(data, indent=2))
        return
    for heading, foundation in (("Components", False), ("Foundation, made when something needs it", True)):
        table = Table(title=heading, title_justify="left", box=None, pad_edge=False)
        for column in ("kind", "AWS", "Azure", "Google Cloud"):
            table.add_column(column, overflow="fold")
        for name, kind, clouds in rows:
            if kind.foundation is foundation:
                table.add_row(name, *("\n".join(_label(entry) for entry in clouds[provider]) or "-" for provider in PROVIDERS))
        print_table(table, _WIDTH)
        typer.echo()


def _services(catalog: Catalog, provider: str, name: str, kind: Kind) -> list[dict[str, Any]]:
    default, _ = _default(kind, provider)
    found = []
    for service_name in catalog.services(provider):
        service = catalog.service(provider, service_name)
        if service is not None and service.kind == name:
            found.append(
                {
                    "service": service_name,
                    "title": service.title,
                    "default": service_name == default,
                    "status": service.lifecycle.status,
                }
            )
    return sorted(found, key=lambda entry: (not entry["default"], entry["service"]))


def _label(entry: dict[str, Any]) -> str:
    return str(entry["service"]) + ("" if entry["status"] == "current" else f" ({entry['status']})")


def show(name: str, catalogs: list[Path], form: str) -> None:
    """Everything about one kind."""
    catalog = Catalog(tuple(catalogs))
    kind = catalog.kind(name)
    if kind is None:
        hint = nearest_hint(name, catalog.kinds(), "Kinds")
        raise ProblemsError((Problem("unknown-kind", f"Unknown kind '{name}'.", None, hint),))
    if form == "json":
        services = {
            provider: {n: s.model_dump() for n in catalog.services(provider) if (s := catalog.service(provider, n)) and s.kind == name}
            for provider in PROVIDERS
        }
        typer.echo(json.dumps({"kind": name, **kind.model_dump(), "catalog": services}, indent=2))
        return
    _show_kind(name, kind)
    for provider in PROVIDERS:
        for service_name in catalog.services(provider):
            service = catalog.service(provider, service_name)
            if service is not None and service.kind == name:
                _show_service(catalog, provider, service_name, service, service_name == _default(kind, provider)[0])
        missing = _default(kind, provider)[1]
        if missing:
            typer.echo(f"\n{provider}: unsupported. {missing}")


def _show_kind(name: str, kind: Kind) -> None:
    typer.echo(f"{name}: {kind.title}. {kind.summary}")
    if kind.settings:
        table = Table(title="\nSettings", title_justify="left", box=None, pad_edge=False)
        for column in ("name", "type", "default", "allowed", "help"):
            table.add_column(column, overflow="fold")
        for key, setting in kind.settings.items():
            table.add_row(key, setting.type, _text(setting.default), _allowed(setting), _help(setting.help, setting.unit))
        print_table(table, _WIDTH)
    for action, callers in kind.accepts.items():
        typer.echo(f"{action}: from {', '.join(callers)}")
    for suffix, text in kind.environment.items():
        typer.echo(f"caller's variable <NAME>_{suffix}: {text}")


def _help(text: str, unit: str | None) -> str:
    return f"{text} ({unit})" if unit else text


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_text(member)}" for key, member in value.items())
    if isinstance(value, bool):
        return str(value).lower()
    return "-" if value in (None, []) else str(value)


def _allowed(setting: Any) -> str:
    if setting.one_of:
        return ", ".join(map(str, setting.one_of))
    if setting.min is not None and setting.max is not None:
        return f"{setting.min:g} to {setting.max:g}"
    return setting.pattern or ""


def _show_service(catalog: Catalog, provider: str, name: str, service: Service, default: bool) -> None:
    typer.echo(f"\n{provider}: {name}{' (default)' if default else ''}. {service.title}")
    typer.echo(f"  docs: {service.docs}")
    lifecycle = service.lifecycle
    if lifecycle.status != "current":
        parts = [
            lifecycle.status,
            lifecycle.date or "",
            f"successor {lifecycle.successor}" if lifecycle.successor else "",
            lifecycle.note or "",
        ]
        typer.echo(f"  lifecycle: {'; '.join(part for part in parts if part)}")
    if service.size:
        sizes = catalog.sizes(provider, service.size.table)
        typer.echo(f"  sizes: {', '.join(str(row.get('id')) for row in sizes)}")
    inputs = [*(service.size.sets if service.size else {}), *service.inputs]
    if inputs:
        typer.echo(f"  inputs that a pin may set: {', '.join(inputs)}")
    for setting, limit in service.limits.items():
        typer.echo(f"  limit of {setting}: {limit.why}")
    for setting, reason in service.ignores.items():
        typer.echo(f"  ignores {setting}: {reason}")
    for key, form in (service.existing.inputs if service.existing else {}).items():
        if form.value is None:
            typer.echo(f"  existing, {key}{'' if form.required else ' (optional)'}: {form.help}")
    for rule in service.flows:
        typer.echo(f"  {', '.join(rule.actions)}: {_granted(rule)}")


def _role(grant: Any) -> str:
    """The role of a grant that is a resource, as the file has it."""
    found = grant.arguments.get("role") or grant.arguments.get("role_definition_name")
    return str(source_of(found)) if found is not None else ""


def _granted(rule: Any) -> str:
    if rule.unsupported:
        return f"unsupported: {rule.unsupported}"
    parts = [", ".join(grant.actions) if grant.actions else f"{grant.resource} {_role(grant)}".strip() for grant in rule.grants]
    text = "grants " + "; ".join(parts) if parts else "no grant"
    return f"{text} (broader than the action: {rule.broad_because})" if rule.broad_because else text
