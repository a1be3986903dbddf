"""Which layer may know which: read from the source, not from what a run happens to import."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).parent.parent
# Transactions, and the two things that each dialect must be told differently.
SQL = ("social.adapters.sql.database", "social.adapters.sql.latest", "social.adapters.sql.among")
# A layer may import what stands beside it, and itself. The first fitting row counts, so the narrow ones come first.
RULE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("social.domain", ()),
    ("social.settings", ()),
    ("social.tables", ()),
    ("social.telemetry", ("social.app", "social.domain", "social.ports", "social.settings", "social.tables")),
    ("social.ports", ("social.domain",)),
    ("social.app", ("social.domain", "social.ports", "social.tables", "social.settings", "social.telemetry.metrics", *SQL)),
    ("social.adapters", ("social.domain", "social.ports", "social.tables", "social.settings", "social.telemetry.metrics")),
    ("social.http", ("social.stream", "social.app", "social.domain", "social.ports", "social.tables", "social.settings", "social.telemetry")),
    ("social.stream", ("social.app", "social.domain", "social.ports", "social.tables", "social.settings", "social.telemetry", SQL[2])),
    ("social.workers", ("social.app", "social.domain", "social.ports", "social.tables", "social.settings", "social.telemetry", SQL[0])),
)  # fmt: skip
# On top of everything.
TOP = ("social.wiring", "social.process", "social.demo", "social.__main__", "social")
# What would tie use cases to one database, broker or web framework.
OUTSIDE = {
    "social.domain": set(),
    "social.ports": set(),
    "social.app": {"alembic", "fastapi", "starlette", "uvicorn", "redis", "psycopg", "aiosqlite", "obstore", "pywebpush", "sqlite3"},
    "social.workers": {"alembic", "fastapi", "uvicorn", "redis", "psycopg", "aiosqlite", "sqlite3"},
}
PURE = ("social.domain", "social.ports")
# Pure functions of others that do no input or output.
HARMLESS = {"nh3", "blurhash", "orjson"}


def modules() -> Iterator[tuple[str, Path]]:
    """Every module of the package by name."""
    for path in sorted((APP / "social").rglob("*.py")):
        name = ".".join(path.relative_to(APP).with_suffix("").parts)
        yield name.removesuffix(".__init__"), path


def imports(name: str, source: str) -> Iterator[tuple[str, int]]:
    """What a module imports, inside of functions and for types, too; `from a import b` as a.b where that is a module."""
    known = {module for module, _ in modules()}
    package = name if (APP / Path(*name.split(".")) / "__init__.py").exists() else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            base = (
                ".".join(parts[: len(parts) - node.level + 1]) + (f".{node.module}" if node.module else "")
                if node.level
                else node.module or ""
            )
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield (whole if whole in known else base), node.lineno


def inside(name: str, layer: str) -> bool:
    """Whether a module is a layer's."""
    return name == layer or name.startswith(f"{layer}.")


def wrong(name: str, source: str) -> list[str]:
    """Arrows of a module that point where they must not."""
    found = []
    row = next(((layer, may) for layer, may in RULE if inside(name, layer)), None)
    if row is None:
        return [] if name in TOP else [f"{name} belongs to no layer"]
    layer, may = row
    for target, line in imports(name, source):
        if target == "social":  # the package's version
            continue
        if inside(target, "social"):
            if not any(inside(target, each) for each in (layer, *may)):
                found.append(f"{name}:{line} imports {target}")
        elif target.split(".")[0] in OUTSIDE.get(layer, ()) or (layer in PURE and not _standard(target)):
            found.append(f"{name}:{line} imports {target}")
    return found


def _standard(target: str) -> bool:
    top = target.split(".")[0]
    return top in HARMLESS or (top in sys.stdlib_module_names and top not in {"socket", "sqlite3", "subprocess", "urllib", "http"})


def test_imports_follow_the_layers() -> None:
    """Everywhere."""
    found = [each for name, path in modules() for each in wrong(name, path.read_text())]
    assert found == []


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("social.domain.ids", "from social.ports.queue import Envelope"),
        ("social.domain.ids", "import redis"),
        ("social.ports.queue", "import social.tables"),
        ("social.app.posting", "def f():\n    from social.adapters.queue.table import TableQueue"),
        ("social.app.posting", "from social.http.routing import Call"),
        ("social.app.posting", "import psycopg"),
        ("social.app.posting", "from .. import wiring"),
        ("social.adapters.queue.table", "from social.app.services import Services"),
        ("social.workers.loop", "from social.adapters.queue.streams import StreamQueue"),
        ("social.tables", "from social.domain import ids"),
        ("social.novel", "import ast"),
    ],
)
def test_a_wrong_arrow_is_seen(name: str, source: str) -> None:
    """Wherever it stands in a module."""
    assert wrong(name, source)


def test_use_cases_speak_no_dialect() -> None:
    """SQLite's and PostgreSQL's own words are for adapters."""
    for name, path in modules():
        if inside(name, "social.app") or inside(name, "social.domain") or inside(name, "social.http"):
            assert "sqlalchemy.dialects" not in path.read_text(), name
