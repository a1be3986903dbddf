"""Trees in, values out: the one evaluator of expressions and templates.

Numbers are exact: a float counts as the decimal number that it is written as, `/` gives a Decimal (or an int where that is exact).
Null is false in a condition and a gap anywhere else: arithmetic, an order (`<`), a text or a table with it raise MissingValueError.
Values that only Terraform knows are passed on, put into texts and indexed, by a `Symbols`; nothing else can be done with them.
"""

from collections.abc import Callable, Mapping
from operator import ge, gt, le, lt
from typing import Any

from cloudgen.language.evaluation import Evaluation, Evaluator, NoSymbols, Roots, Symbols
from cloudgen.language.formula import scalar_text, text_of
from cloudgen.language.functions import CALLS
from cloudgen.language.operands import (
    EvaluationError,
    Number,
    contained,
    divided,
    equal,
    number,
    ordered,
    present,
    shown,
    text_part,
)  # fmt: skip
from cloudgen.language.tree import (
    Call,
    Comparison,
    Conditional,
    Fields,
    Index,
    Items,
    Join,
    Literal,
    Lookup,
    Node,
    Operation,
    Reference,
    TerraformCall,
)  # fmt: skip


def evaluate(node: Node, roots: Roots, symbols: Symbols | None = None) -> Any:
    """The value of a tree; EvaluationError says what can't be computed."""
    return Evaluation(roots, symbols or NoSymbols(), _EVALUATORS).value(node)


def _literal(_evaluation: Evaluation, node: Literal) -> Any:
    return node.value


def _reference(evaluation: Evaluation, node: Reference) -> Any:
    return evaluation.roots(node.root, node.path)


def _index(evaluation: Evaluation, node: Index) -> Any:
    """A member of a mapping or a list, null where there is none."""
    value, key = evaluation.value(node.value), present(evaluation.value(node.key), node.key)
    if evaluation.symbols.is_symbol(value) or evaluation.symbols.is_symbol(key):
        return evaluation.symbols.index(value, key)
    if isinstance(value, Mapping) and isinstance(key, str):
        return value.get(key)
    if isinstance(value, list | tuple) and isinstance(key, int) and not isinstance(key, bool):
        return value[key] if -len(value) <= key < len(value) else None
    if value is None:
        return None
    raise EvaluationError(f"'{text_of(node)}': {shown(value)} has no part {shown(key)}")


def _operation(evaluation: Evaluation, node: Operation) -> Any:
    try:
        return _OPERATIONS[node.operator](evaluation, *node.operands)
    except ArithmeticError as error:
        raise EvaluationError(f"'{text_of(node)}' can't be computed: {type(error).__name__}") from None


def _and(evaluation: Evaluation, *operands: Node) -> Any:
    value: Any = True
    for operand in operands:
        value = evaluation.known(operand)
        if not value:
            break
    return value


def _or(evaluation: Evaluation, *operands: Node) -> Any:
    value: Any = False
    for operand in operands:
        value = evaluation.known(operand)
        if value:
            break
    return value


def _not(evaluation: Evaluation, operand: Node) -> bool:
    return not evaluation.known(operand)


def _plus(evaluation: Evaluation, left: Node, right: Node) -> Any:
    """The sum of two numbers, or two texts one after the other."""
    first = evaluation.known(left)
    if not isinstance(first, str):
        return number(first, left) + evaluation.number(right)
    second = present(evaluation.known(right), right)
    if not isinstance(second, str):
        raise EvaluationError(f"'{text_of(right)}' must be a text to be joined to one, not {shown(second)}")
    return first + second


def _minus(evaluation: Evaluation, left: Node, right: Node | None = None) -> Number:
    first = evaluation.number(left)
    return -first if right is None else first - evaluation.number(right)


def _times(evaluation: Evaluation, left: Node, right: Node) -> Number:
    return evaluation.number(left) * evaluation.number(right)


def _over(evaluation: Evaluation, left: Node, right: Node) -> Number:
    return divided(evaluation.number(left), evaluation.number(right))


_OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "and": _and, "or": _or, "not": _not, "+": _plus, "-": _minus, "*": _times, "/": _over,
}  # fmt: skip


def _comparison(evaluation: Evaluation, node: Comparison) -> bool:
    left, value = node.operands[0], evaluation.known(node.operands[0])
    for operator, right in zip(node.operators, node.operands[1:], strict=True):
        other = evaluation.known(right)
        if not _compared(operator, (value, other), (left, right)):
            return False
        left, value = right, other
    return True


def _compared(operator: str, values: tuple[Any, Any], nodes: tuple[Node, Node]) -> bool:
    if operator in _ORDERS:
        return bool(_ORDERS[operator](*ordered(*values, nodes)))
    if operator in ("in", "not in"):
        return contained(*values, nodes[1]) == (operator == "in")
    return equal(*values) == (operator == "==")


_ORDERS: Mapping[str, Callable[[Any, Any], Any]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


def _conditional(evaluation: Evaluation, node: Conditional) -> Any:
    return evaluation.value(node.then if evaluation.known(node.test) else node.otherwise)


def _lookup(evaluation: Evaluation, node: Lookup) -> Any:
    """The result of the row; null has only a row of its own, so that what isn't known is never taken for the rest."""
    value = evaluation.known(node.value)
    if isinstance(value, list | tuple | Mapping):
        raise EvaluationError(f"'{text_of(node.value)}' is {shown(value)}, which no row of a table can have")
    text = scalar_text(value)
    for key, result in node.rows:
        if scalar_text(key.value) == text:
            return evaluation.value(result)
    present(value, node.value)
    if node.fallback is None:
        raise EvaluationError(f"the table of '{text_of(node.value)}' has no row '{text}'")
    return evaluation.value(node.fallback)


def _join(evaluation: Evaluation, node: Join) -> Any:
    values = [evaluation.value(part) for part in node.parts]
    symbols = [evaluation.symbols.is_symbol(value) for value in values]
    parts = [value if symbol else text_part(value, part) for value, symbol, part in zip(values, symbols, node.parts, strict=True)]
    return evaluation.symbols.join(parts) if any(symbols) else "".join(parts)


def _items(evaluation: Evaluation, node: Items) -> list[Any]:
    return [evaluation.value(member) for member in node.members]


def _fields(evaluation: Evaluation, node: Fields) -> dict[Any, Any]:
    return {_key(evaluation, key): evaluation.value(member) for key, member in node.members}


def _key(evaluation: Evaluation, node: Node) -> Any:
    value = evaluation.value(node)
    if evaluation.symbols.is_symbol(value):
        raise EvaluationError(f"the key '{text_of(node)}' isn't known before Terraform runs")
    if not isinstance(node, Literal) and not isinstance(value, str):
        raise EvaluationError(f"the key '{text_of(node)}' must be a text, not {shown(value)}")
    return value


def _terraform_call(evaluation: Evaluation, node: TerraformCall) -> Any:
    return evaluation.symbols.call(node.function, evaluation.value(node.argument))


def _call(evaluation: Evaluation, node: Call) -> Any:
    try:
        return CALLS[node.function](evaluation, *node.arguments)
    except ArithmeticError as error:
        raise EvaluationError(f"'{text_of(node)}' can't be computed: {type(error).__name__}") from None


_EVALUATORS: Mapping[type[Node], Evaluator] = {
    Literal: _literal,
    Reference: _reference,
    Index: _index,
    Operation: _operation,
    Comparison: _comparison,
    Conditional: _conditional,
    Lookup: _lookup,
    Call: _call,
    Join: _join,
    Items: _items,
    Fields: _fields,
    TerraformCall: _terraform_call,
}
