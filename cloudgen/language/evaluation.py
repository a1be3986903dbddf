"""One evaluation of a tree: what its references mean, and how values that only Terraform knows are handled."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from cloudgen.language.formula import text_of
from cloudgen.language.operands import EvaluationError, Number, number
from cloudgen.language.tree import Node

# What a reference stands for, by root and path; None where it has no value.
Roots = Callable[[str, tuple[str, ...]], Any]


class Symbols(Protocol):
    """How values that only Terraform knows are handled."""

    def is_symbol(self, value: Any) -> bool:
        """Whether a value is one of them."""

    def index(self, value: Any, key: Any) -> Any:
        """`value[key]`, where at least one of the two is one of them."""

    def join(self, parts: Sequence[Any]) -> Any:
        """A text of parts, at least one of which is one of them."""

    def call(self, function: str, argument: Any) -> Any:
        """`{$function: argument}`."""


class NoSymbols:
    """The handling where Terraform has no part: every value is known."""

    def is_symbol(self, value: Any) -> bool:  # noqa: ARG002 - the protocol's
        """No value is."""
        return False

    def index(self, value: Any, key: Any) -> Any:
        """Never asked."""
        raise NotImplementedError(value, key)

    def join(self, parts: Sequence[Any]) -> Any:
        """Never asked."""
        raise NotImplementedError(parts)

    def call(self, function: str, argument: Any) -> Any:  # noqa: ARG002 - the protocol's
        """Only Terraform can."""
        raise EvaluationError(f"'${function}' is computed by Terraform, which has no part in this")


class Evaluation:
    """One evaluation: what the references mean, and how symbols are handled."""

    def __init__(self, roots: Roots, symbols: Symbols, evaluators: "Mapping[type[Node], Evaluator]") -> None:
        self.roots = roots
        self.symbols = symbols
        self._evaluators = evaluators

    def value(self, node: Node) -> Any:
        """The value of any node."""
        return self._evaluators[type(node)](self, node)

    def known(self, node: Node) -> Any:
        """The value of a node that something is computed from; null is one."""
        value = self.value(node)
        if self.symbols.is_symbol(value):
            raise EvaluationError(f"'{text_of(node)}': an output of a module can't be computed with")
        return value

    def number(self, node: Node) -> Number:
        """The value of a node that must be a number."""
        return number(self.known(node), node)

    def numbers(self, nodes: Sequence[Node]) -> list[Number]:
        """The numbers of several values; a list stands for its members, nulls within it are left out."""
        found: list[Number] = []
        for node in nodes:
            value = self.known(node)
            members = [member for member in value if member is not None] if isinstance(value, list | tuple) else [value]
            found += [number(member, node) for member in members]
        return found


Evaluator = Callable[[Evaluation, Any], Any]
