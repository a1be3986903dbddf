"""`generate` and `remove`: plan, show, write."""

import json
import shlex
from pathlib import Path

import typer

from cloudgen import __version__
from cloudgen.cli import problem_report as report
from cloudgen.generate import Generated
from cloudgen.generate import generate as make
from cloudgen.load.catalog import Catalog
from cloudgen.load.specfile import load
from cloudgen.problems import ProblemsError
from cloudgen.write.manifest import CloudRecord
from cloudgen.write.manifest import load as load_manifest
from cloudgen.write.records import record
from cloudgen.write.replacements import replacements
from cloudgen.write.textfiles import check_folder
from cloudgen.write.writer import REPOSITORY, Plan, apply, diff, plan, plan_removal, recover

_CHANGES = ("create", "update", "merge", "remove")
_KEPT = ("keep", "keep-removed", "conflict")
_WORDS = {
    "create": "created",
    "update": "changed",
    "merge": "merged with your edits",
    "keep": "kept your edits",
    "conflict": "kept, conflicts with your edits",
    "remove": "removed",
    "keep-removed": "kept, no longer generated",
}


def generate(
    spec: Path,
    providers: tuple[str, ...],
    out: Path | None,
    catalogs: list[Path],
    *,
    check: bool,
    show_diff: bool,
    force: bool,
    accept_replace: bool,
    repair: bool,
    form: str,
) -> None:
    """Plan the files of the given clouds and write them, unless only asked to look."""
    loaded = load(spec)
    root = out or spec.parent
    check_folder(root)
    if not (check or show_diff):
        recover(root)
    manifest = load_manifest(root, repair=repair)
    generated = make(loaded, Catalog(tuple(catalogs)), providers, manifest.remembered())
    lost = [problem for each in generated.architectures for problem in replacements(root, manifest, loaded, each)]
    if lost and not accept_replace:
        raise ProblemsError(tuple(lost))
    records: dict[str, CloudRecord] = {each.provider: record(each) for each in generated.architectures}
    owners = {*providers, REPOSITORY}
    planned = plan(root, generated.artifacts, owners, __version__, manifest, records=records, force=force, repair=repair)
    if show_diff:
        typer.echo(diff(planned), nl=False)
    elif not check:
        apply(planned)
    _report(planned, generated, providers, root, written=not (check or show_diff), form=form, quiet=show_diff)
    changes = [action for action in planned.actions if action.kind in _CHANGES]
    if (check and changes) or any(action.kind == "conflict" for action in planned.actions):
        raise typer.Exit(1)


def remove(spec: Path, providers: tuple[str, ...], out: Path | None, force: bool, form: str) -> None:
    """Take away the files of the given clouds."""
    root = out or spec.parent
    check_folder(root)
    recover(root)
    planned = plan_removal(root, set(providers), __version__, load_manifest(root), force=force)
    apply(planned)
    _report(planned, None, providers, root, written=True, form=form, quiet=False)


def _report(
    planned: Plan,
    generated: Generated | None,
    providers: tuple[str, ...],
    root: Path,
    *,
    written: bool,
    form: str,
    quiet: bool,
) -> None:
    warnings = generated.warnings if generated else ()
    if form == "json":
        actions = {action.path: action.kind for action in planned.actions}
        typer.echo(json.dumps({"actions": actions, "problems": [report.as_data(w) for w in warnings]}, indent=2))
        return
    report.show(warnings, form)
    if quiet:
        return
    counts: dict[str, list[str]] = {}
    for action in planned.actions:
        counts.setdefault(action.kind, []).append(action.path)
    for kind, word in _WORDS.items():
        paths = counts.get(kind, [])
        if paths:
            typer.echo(f"{len(paths):4} {word if written else f'would be {word}' if kind in _CHANGES else word}")
            if kind in _KEPT or kind == "remove" or len(paths) <= 12:
                for path in paths:
                    typer.echo(f"       {path}")
    typer.echo(f"{len(counts.get('unchanged', [])):4} unchanged")
    if generated and written:
        _next(providers, root)


def _next(providers: tuple[str, ...], root: Path) -> None:
    typer.echo("Next:")
    for provider in providers:
        folder = shlex.quote(str(root / "infra" / provider))
        typer.echo(f"  terraform -chdir={folder} init -backend=false && terraform -chdir={folder} test")
    typer.echo(f"  {root / 'infra' / providers[0] / 'README.md'} says how to plan, apply and destroy.")
