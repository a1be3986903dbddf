"""`init`, `validate` and `schema`."""

import json
import shlex
from pathlib import Path

import typer

from cloudgen.cli import problem_report
from cloudgen.cli.selection import clouds_for
from cloudgen.load.catalog import Catalog
from cloudgen.load.datafiles import data_root
from cloudgen.load.spec_schema import spec_schema
from cloudgen.load.specfile import load
from cloudgen.problems import Problem, ProblemsError, nearest_hint
from cloudgen.resolve.pipeline import resolve_all
from cloudgen.write.manifest import load as load_manifest


def init(example: str, directory: Path) -> None:
    """Copy an example's spec; an existing one is never overwritten."""
    examples = {path.parent.name: path for path in sorted((data_root() / "examples").glob("*/cloudgen.yaml"))}
    if example not in examples:
        hint = nearest_hint(example, examples, "Examples")
        raise ProblemsError((Problem("unknown-example", f"Unknown example '{example}'.", None, hint),))
    target = directory / "cloudgen.yaml"
    if target.exists():
        raise ProblemsError((Problem("exists", f"{target} already exists.", None, "Name another folder."),))
    from cloudgen.write.writer import write_new

    write_new(target, examples[example].read_text(encoding="utf-8"))
    typer.echo(f"Wrote {target}.")
    start = f"cd {shlex.quote(str(directory))} && " if directory != Path() else ""
    typer.echo(f"Next: {start}cloudgen generate --provider gcp")


def validate(spec: Path, providers: tuple[str, ...] | None, catalogs: list[Path], form: str) -> None:
    """Report every problem on the given clouds, or on those that the spec has regions for."""
    loaded = load(spec)
    names = load_manifest(spec.parent).remembered()
    architectures, warnings = resolve_all(loaded, Catalog(tuple(catalogs)), clouds_for(loaded, providers), remembered=names)
    if form == "json":
        problem_report.show(warnings, form)
        return
    problem_report.show(warnings, form)
    counted = f"{len(loaded.spec.components)} components, {len(loaded.spec.flows)} flows"
    typer.echo(f"{spec} is valid on {', '.join(architecture.provider for architecture in architectures)}: {counted}.")


def schema(catalog_file: str | None) -> None:
    """The JSON Schema of the spec, or of one sort of catalog files."""
    if catalog_file is None:
        typer.echo(json.dumps(spec_schema(Catalog()), indent=2))
        return
    from cloudgen.cost.price.catalog_schemas import catalog_schema

    typer.echo(json.dumps(catalog_schema(catalog_file), indent=2))
