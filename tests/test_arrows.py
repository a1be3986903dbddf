"""Imports go one way: a module imports only modules of a lower rank, deferred imports included."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "cloudgen"

# What each layer holds; a module may import from its own layer's earlier modules and from all lower layers.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("", "problems", "datafiles", "naming", "hclvalues", "artifacts"),
    ("yamlpos", "hcl", "references", "usage", "manifest", "merge", "journal"),
    ("computed", "catalog", "spec", "architecture", "templates"),
    ("tfvars",),
    ("specfile",),
    ("topology", "writer"),
    ("layers", "checks", "pairs", "effects"),
    ("scopes", "grants", "networking"),
    ("connect",),
    ("inputs", "workload", "moves", "modules"),
    ("figures",),
    ("resolve", "renderers", "renderers.terraform"),
    ("cost.report",),
    ("cost.formats",),
    ("cost", "cost.book", "cost.model", "cost.rules"),
    ("cost.expressions", "cost.tariff"),
    ("cost.feeds", "cost.feeds.fetch", "cost.feeds.mapping"),
    ("cost.feeds.quotes",),
    ("cost.feeds.judge", "cost.feeds.aws", "cost.feeds.azure", "cost.feeds.gcp"),
    ("cost.feeds.bookfile", "cost.feeds.store", "cost.feeds.audit"),
    ("cost.feeds.update",),
    ("cost.engine", "cost.planfile", "cost.usagefile"),
    ("cost.estimate",),
    ("cost.views",),
    ("cost.plans", "cost.comparison", "cost.difference", "cost.infracost", "cost.ownprices"),
    ("cost.explanation", "cost.whatif"),
    ("renderers.costs", "estimates"),
    ("generate",),
    ("holdings", "handedits"),
    ("cli", "cli.report"),
    ("cli.money", "cli.prices"),
    ("cli.project", "cli.output", "cli.catalogue", "cli.costs", "cli.pricefeeds", "cli.priceapp"),
    ("cli.main",),
    ("__main__",),
)
RANKS = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}


def _name(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "cloudgen":
            base = ".".join(node.module.split(".")[1:])
            for alias in node.names:
                child = f"{base}.{alias.name}".strip(".")
                found.add(child if child in RANKS else base)
        elif isinstance(node, ast.Import):
            found |= {alias.name.removeprefix("cloudgen").strip(".") for alias in node.names if alias.name.startswith("cloudgen")}
    return found - {""}


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_imports_downwards_only(path: Path) -> None:
    """Every import of the package goes to a lower rank, or to a module of the same layer that doesn't import back."""
    name = _name(path)
    assert name in RANKS, f"{name} has no place in the layers"
    for imported in _imports(path):
        assert imported in RANKS, f"{name} imports {imported}, which has no place in the layers"
        if imported != name:
            assert RANKS[imported] <= RANKS[name], f"{name} imports {imported}, which stands above it"


def test_there_is_no_cycle() -> None:
    """Following imports never comes back to where it began."""
    graph = {_name(path): _imports(path) - {_name(path)} for path in MODULES}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, f"cycle: {' -> '.join((*trail, name))}"
        if name not in done:
            for imported in graph.get(name, ()):
                visit(imported, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize("path", sorted((PACKAGE / "renderers").glob("*.py")), ids=_name)
def test_renderers_know_neither_spec_nor_catalog(path: Path) -> None:
    """A renderer reads the architecture alone, and no other renderer."""
    forbidden = {"spec", "catalog", "topology", "writer", "resolve"}
    assert not _imports(path) & forbidden
    assert not {name for name in _imports(path) if name.startswith("renderers.")}


WRITING = ("write_text", "write_bytes", "unlink", "mkdir", "rename", "rmtree", "replace_file")


def test_only_the_writer_writes() -> None:
    """No module but the writer's calls what changes the disk."""
    allowed = {"writer", "journal", "manifest", "store", "merge", "files", "tree", "lock", "cost.feeds.store"}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITING:
                assert _name(path) in allowed, f"{_name(path)} calls {node.func.attr} in line {node.lineno}"
