"""Mutants of cloudgen: small mistakes in one function each, by the operators of mutmut, applied to a running process.

A mutant exchanges the code of a function that is imported already, so a forked process needs neither imports nor files.
"""

import functools
import gc
import hashlib
import importlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import libcst as cst
from mutmut.mutation.mutators import mutation_operators, operator_string

from tests.support.stacks import ROOT

PACKAGES = ("load", "language", "resolve", "render", "write")
_SEED = "cloudgen"


@dataclass(frozen=True)
class Mutant:
    """A changed function: `name` says what is changed into what, and stays the same when other code changes; `start` is the function's line."""

    name: str
    operator: str
    path: Path
    function: str
    start: int
    line: int
    source: Callable[[], str] = field(repr=False, compare=False)

    @property
    def place(self) -> str:
        """The file and line of what is changed."""
        return f"{self.path.relative_to(ROOT)}:{self.line}"


def _never(node: cst.If) -> Iterable[cst.If]:
    """A branch that is never taken: the check is off."""
    yield node.with_changes(test=cst.Name("False", lpar=[cst.LeftParen()], rpar=[cst.RightParen()]))


def _dropped(node: cst.Expr) -> Iterable[cst.Pass]:
    """A call whose result nobody reads, left out: the problem isn't added."""
    if isinstance(node.value, cst.Call):
        yield cst.Pass()


# Texts are the goldens' and the messages' business, and three of four mutants would be texts.
OPERATORS: list[tuple[type, Callable[[Any], Iterable[cst.CSTNode]]]] = [
    *((kind, operator) for kind, operator in mutation_operators if operator is not operator_string),
    (cst.If, _never),
    (cst.Expr, _dropped),
]


class _Finder(cst.CSTVisitor):
    """Every change that the operators make within functions, but for their signatures."""

    METADATA_DEPENDENCIES = (cst.metadata.PositionProvider,)

    def __init__(self) -> None:
        self.found: list[tuple[str, str, int, int, cst.CSTNode, cst.CSTNode]] = []
        self._scopes: list[tuple[str, bool]] = []
        self._starts: list[int] = []

    def visit_ClassDef(self, node: cst.ClassDef) -> None:  # noqa: N802
        self._scopes.append((node.name.value, False))

    def leave_ClassDef(self, original_node: cst.ClassDef) -> None:  # noqa: N802, ARG002
        self._scopes.pop()

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:  # noqa: N802
        self._scopes.append((node.name.value, True))
        self._starts.append(self.get_metadata(cst.metadata.PositionProvider, node).start.line)
        node.body.visit(self)
        self._starts.pop()
        self._scopes.pop()
        return False

    def visit_Annotation(self, node: cst.Annotation) -> bool:  # noqa: N802, ARG002
        return False

    def on_visit(self, node: cst.CSTNode) -> bool:
        if any(is_function for _, is_function in self._scopes):
            line = self.get_metadata(cst.metadata.PositionProvider, node).start.line
            for kind, operator in OPERATORS:
                if isinstance(node, kind):
                    found = [(operator.__name__, self._outermost(), self._starts[-1], line, node, changed) for changed in operator(node)]
                    self.found += found
        return bool(super().on_visit(node))

    def _outermost(self) -> str:
        """The qualified name of the function that holds the node, and any function within which it is."""
        first = next(number for number, (_, is_function) in enumerate(self._scopes) if is_function)
        return ".".join(name for name, _ in self._scopes[: first + 1])


def mutants(path: Path) -> Iterator[Mutant]:
    """Every mutant of a module."""
    wrapper = cst.metadata.MetadataWrapper(cst.parse_module(path.read_text(encoding="utf-8")))
    finder = _Finder()
    wrapper.visit(finder)
    seen: Counter[str] = Counter()
    for operator, function, start, line, node, changed in finder.found:
        before, after = (" ".join(wrapper.module.code_for_node(each).split())[:90] for each in (node, changed))
        text = f"{path.relative_to(ROOT).as_posix()} {function}: {before} -> {after}"
        seen[text] += 1
        source = functools.partial(_changed, wrapper.module, node, changed)
        yield Mutant(f"{text} #{seen[text]}", operator, path, function, start, line, source)


def _changed(module: cst.Module, node: cst.CSTNode, changed: cst.CSTNode) -> str:
    replaced = module.deep_replace(node, changed)
    assert isinstance(replaced, cst.Module)
    return replaced.code


def all_mutants(packages: Iterable[str]) -> Iterator[Mutant]:
    """Every mutant of these packages."""
    for package in packages:
        for path in sorted((ROOT / "cloudgen" / package).glob("*.py")):
            yield from mutants(path)


def sample(found: Iterable[Mutant], count: int, *, balanced: bool = False) -> list[Mutant]:
    """The mutants whose names hash lowest: others come and go with the code, these stay.

    Balanced, there are as many of each operator: fewer arguments left out, which hardly survive, and more conditions and numbers.
    """
    ordered = sorted(found, key=lambda each: hashlib.sha256(f"{_SEED} {each.name}".encode()).digest())
    if not balanced:
        return ordered[:count]
    by_operator: dict[str, list[Mutant]] = {}
    for mutant in ordered:
        by_operator.setdefault(mutant.operator, []).append(mutant)
    rounds = zip_longest(*(by_operator[operator] for operator in sorted(by_operator)))
    return [mutant for each in rounds for mutant in each if mutant is not None][:count]


def apply(mutant: Mutant) -> bool:
    """Exchange the code of the function in this process, and forget what was cached; whether there is anything to exchange."""
    importlib.import_module(".".join(mutant.path.relative_to(ROOT).with_suffix("").parts))
    new = _code(compile(mutant.source(), str(mutant.path), "exec"), mutant.function)
    old = [
        each for each in gc.get_objects()
        if isinstance(each, FunctionType) and each.__code__.co_filename == str(mutant.path) and each.__code__.co_qualname == mutant.function
    ]  # fmt: skip
    if not old or old[0].__code__ == new:
        return False
    for function in old:
        function.__code__ = new
    for cached in gc.get_objects():
        if isinstance(cached, functools._lru_cache_wrapper) and str(cached.__module__).startswith(("cloudgen.", "tests.")):
            cached.cache_clear()
    return True


def _code(code: CodeType, function: str) -> CodeType:
    """The code of a function of a module or of a class in it."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_qualname == function:
                return constant
            if function.startswith(f"{constant.co_qualname}."):
                return _code(constant, function)
    raise LookupError(function)
