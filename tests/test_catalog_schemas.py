"""Schemas of catalog files, and the tables of docs/catalog.md that are made of the same descriptions."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from cloudgen.cost.price.catalog_schemas import MODELS, catalog_schema
from cloudgen.load.datafiles import data_root
from tests.support.commands import cli

DOCS = Path(__file__).parent.parent / "docs" / "catalog.md"
FILES = {
    "kind": "kinds/*.yaml",
    "service": "services/*/*.yaml",
    "billing": "billing/*/[ag]*.yaml",
    "flows": "flows.yaml",
    "provider": "providers/*.yaml",
}


def _properties(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    parts = {"": schema, **schema.get("$defs", {})}
    for name, part in parts.items():
        for key, form in part.get("properties", {}).items():
            yield name, key, form


@pytest.mark.parametrize("name", MODELS)
def test_every_key_is_described(name: str) -> None:
    """A description of at least two words, as a sentence."""
    properties = list(_properties(catalog_schema(name)))
    assert properties
    for part, key, form in properties:
        description = form.get("description", "")
        assert " " in description, (part, key)
        assert description.endswith("."), (part, key)


@pytest.mark.parametrize("name", MODELS)
def test_the_built_in_files_follow_their_schema(name: str) -> None:
    """Each file as it is written."""
    validator = jsonschema.Draft202012Validator(catalog_schema(name))
    files = sorted((data_root() / "catalog").glob(FILES[name]))
    assert files
    for file in files:
        errors = list(validator.iter_errors(yaml.safe_load(file.read_text(encoding="utf-8"))))
        assert not errors, (file, errors[0].message)


def test_an_unknown_key_is_not_in_the_schema() -> None:
    """Editors mark it."""
    validator = jsonschema.Draft202012Validator(catalog_schema("kind"))
    assert not validator.is_valid({"title": "x", "lane": "data", "summary": "x", "services": {"aws": "x"}, "titel": "y"})


def test_the_command_prints_it(tmp_path: Path) -> None:
    """`schema --catalog kind`, and the spec's without an option."""
    assert json.loads(cli("schema", "--catalog", "kind", cwd=tmp_path).stdout) == catalog_schema("kind")
    assert "components" in json.loads(cli("schema", cwd=tmp_path).stdout)["properties"]


def _meaning(form: dict[str, Any]) -> str:
    """The description, and the values where it is one of a few."""
    # A single literal is a constant; older versions of pydantic list it as an enumeration, too.
    parts = [part for part in (form, *form.get("anyOf", ())) if "const" not in part]
    values = [value for part in parts for value in part.get("enum", ())]
    return form["description"].replace("|", "\\|") + (
        f" One of {', '.join(f'`{value or chr(34) * 2}`' for value in values)}." if values else ""
    )


def _table(name: str) -> str:
    """A table of the keys of a model: of a file, or of a part that a file refers to."""
    model, _, part = name.partition(".")
    schema = catalog_schema(model)
    found = schema["$defs"][part] if part else schema
    rows = [f"| `{key}` | {_meaning(form)} |" for key, form in found["properties"].items()]
    return "\n".join(["| key | meaning |", "|---|---|", *rows])


def _regions(text: str) -> Iterator[tuple[int, int, str]]:
    """The beginning and end of each marked table, with its name."""
    end = 0
    while (start := text.find("<!-- keys: ", end)) >= 0:
        name = text[start + len("<!-- keys: ") : text.index(" -->", start)]
        begin = text.index("\n", start) + 1
        end = text.index("<!-- end -->", begin)
        yield begin, end, name


def test_the_tables_of_the_documentation_are_current(request: pytest.FixtureRequest) -> None:
    """Made of the models' descriptions; `--update-goldens` writes them."""
    text = DOCS.read_text(encoding="utf-8")
    regions = list(_regions(text))
    assert {name.partition(".")[0] for *_, name in regions} >= {"kind", "service", "provider"}
    fresh = text
    for begin, end, name in reversed(regions):
        fresh = f"{fresh[:begin]}{_table(name)}\n{fresh[end:]}"
    if request.config.getoption("--update-goldens"):
        DOCS.write_text(fresh, encoding="utf-8")
    assert text == fresh or request.config.getoption("--update-goldens"), (
        "run: python -m pytest --update-goldens tests/test_catalog_schemas.py"
    )
