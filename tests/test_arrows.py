"""Imports go one way: from the command line down to the problems, package by package."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "cloudgen"

# The pipeline from the bottom up: a package imports only packages to the left of it, and itself without a cycle.
ORDER = ("problems", "language", "load", "architecture", "resolve", "cost", "render", "write", "generate", "cli", "__main__")
RANKS = {name: rank for rank, name in enumerate(ORDER)}
# Within `cost`, likewise.
COST = ("price", "feeds", "reports", "plans")


def _name(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = sorted(PACKAGE.rglob("*.py"))
NAMES = {_name(path) for path in MODULES}


def _imports(path: Path) -> set[str]:
    """The package's modules that a module imports, deferred imports included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "cloudgen":
            base = ".".join(node.module.split(".")[1:])
            for alias in node.names:
                child = f"{base}.{alias.name}".strip(".")
                found.add(child if child in NAMES else base)
        elif isinstance(node, ast.Import):
            found |= {alias.name.removeprefix("cloudgen").strip(".") for alias in node.names if alias.name.startswith("cloudgen")}
    return found - {"", _name(path)}


def _top(name: str) -> str:
    return name.split(".")[0]


@pytest.mark.parametrize("path", [path for path in MODULES if _name(path)], ids=_name)
def test_a_module_imports_downwards_only(path: Path) -> None:
    """Every import of the package goes to the module's own package or to one before it in the pipeline."""
    name = _name(path)
    assert _top(name) in RANKS, f"{name} has no place in the pipeline"
    for imported in _imports(path):
        assert RANKS[_top(imported)] <= RANKS[_top(name)], f"{name} imports {imported}, which comes after it in the pipeline"


@pytest.mark.parametrize("path", sorted((PACKAGE / "cost").rglob("*.py")), ids=_name)
def test_the_parts_of_cost_go_one_way(path: Path) -> None:
    """Prices know nothing of plans, tables or feeds."""
    parts = _name(path).split(".")[1:]
    for imported in _imports(path):
        others = imported.split(".")[1:]
        if parts and _top(imported) == "cost" and others:
            assert COST.index(others[0]) <= COST.index(parts[0]), f"{_name(path)} imports {imported}"


def test_there_is_no_cycle() -> None:
    """Following imports never comes back to where it began."""
    graph = {_name(path): _imports(path) for path in MODULES}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, f"cycle: {' -> '.join((*trail, name))}"
        if name not in done:
            for imported in graph.get(name, ()):
                visit(imported, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


RENDERERS = sorted((PACKAGE / "render").glob("*.py"))


@pytest.mark.parametrize("path", RENDERERS, ids=_name)
def test_renderers_know_neither_spec_nor_catalog(path: Path) -> None:
    """A renderer reads the architecture and the costs; nothing that reads files, and no step of resolving."""
    assert not {name for name in _imports(path) if _top(name) in ("load", "resolve")}


def test_a_renderer_imports_no_other_renderer() -> None:
    """What two of them need is in a module that renders nothing by itself."""
    entries = {_name(path) for path in RENDERERS if "def render(architecture" in path.read_text(encoding="utf-8")}
    assert len(entries) >= 2
    for path in RENDERERS:
        if _name(path) in entries:
            assert not _imports(path) & entries


# What changes the disk: functions of os, shutil and pathlib, and `open` with a mode that writes.
CHANGES = {
    "chmod", "copy", "copy2", "copyfile", "copytree", "hardlink_to", "link", "makedirs", "mkdir", "mkdtemp", "mkstemp", "move", "remove",
    "removedirs", "rename", "renames", "replace", "rmdir", "rmtree", "symlink", "symlink_to", "touch", "truncate", "unlink", "utime",
    "write_bytes", "write_text",
}  # fmt: skip
MODES = set("wax+")


def _writes(node: ast.Call) -> str | None:
    """How a call changes the disk, if it does."""
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    if name in ("open", "fdopen"):
        places = node.args[1:] if isinstance(function, ast.Name) else node.args
        modes = [arg for arg in [*places, *(k.value for k in node.keywords if k.arg == "mode")] if isinstance(arg, ast.Constant)]
        return name if any(isinstance(mode.value, str) and len(mode.value) < 4 and MODES & set(mode.value) for mode in modes) else None
    if name == "replace":
        # `text.replace(a, b)` and `dataclasses.replace` change no file; `os.replace` and `path.replace(target)` do.
        is_os = isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "os"
        return name if is_os or (isinstance(function, ast.Attribute) and len(node.args) == 1 and not node.keywords) else None
    if name in ("copy", "remove", "index") and isinstance(function, ast.Attribute):
        return name if isinstance(function.value, ast.Name) and function.value.id in ("os", "shutil") else None
    return name if name in CHANGES and isinstance(function, ast.Attribute) else None


def changes_in(source: str) -> list[tuple[int, str]]:
    """Lines that change the disk, and by what."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [(call.lineno, name) for call in calls if (name := _writes(call))]


@pytest.mark.parametrize(
    "line",
    [
        'open("x", "w")', 'open("x", mode="ab")', 'path.open("r+")', "os.replace(a, b)", "path.replace(target)", "path.touch()",
        "shutil.copyfile(a, b)", "os.remove(a)", 'path.write_text("x")', "os.makedirs(a)", "tempfile.mkdtemp()",
    ],
)  # fmt: skip
def test_every_means_of_writing_is_noticed(line: str) -> None:
    """The check below finds what changes the disk, however it is written."""
    assert changes_in(line)


@pytest.mark.parametrize("line", ['open("x")', 'text.replace("a", "b")', "replace(record, name=1)", "names.remove(x)", "values.copy()"])
def test_reading_is_no_writing(line: str) -> None:
    """What only looks like it is left alone."""
    assert not changes_in(line)


def test_only_the_writer_writes() -> None:
    """Nothing outside of `write` changes the disk, but for the store that refreshed prices are kept in."""
    for path in MODULES:
        name = _name(path)
        if _top(name) != "write" and name != "cost.feeds.store":
            assert not changes_in(path.read_text(encoding="utf-8")), f"{name} changes the disk"
