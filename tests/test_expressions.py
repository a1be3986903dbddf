"""The language of catalog values: what it means, what it refuses, and that no text ends in a traceback."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudgen.language.evaluate import evaluate
from cloudgen.language.expressions import ExpressionError, expression, template
from cloudgen.language.formula import text_of
from cloudgen.language.operands import EvaluationError, MissingValueError, plain
from cloudgen.language.tree import (
    Call,
    Comparison,
    Conditional,
    Index,
    Items,
    Join,
    Literal,
    Lookup,
    Node,
    Operation,
    Reference,
    is_constant,
    references,
)

VALUES: dict[str, Any] = {
    "replicas": 2,
    "share": 0.1,
    "price": Decimal("0.3"),
    "engine": "postgres",
    "multi_az": True,
    "nothing": None,
    "times": [5, None, 9],
    "empty": [],
    "size": "Standard_D4s_v5",
    "from": "users",
    "read-write": 7,
    "disks": [{"gb": 8}, {"gb": 16}],
    "labels": {"web": "front"},
}


def look_up(root: str, path: tuple[str, ...]) -> Any:
    """A table instead of a component: `v.x` is a value of it, `key.self` an id."""
    if root == "key":
        return "web"
    value: Any = VALUES
    for key in path:
        value = value[int(key)] if isinstance(value, list) else value.get(key)
    return value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", 1),
        ("0.1 + 0.2", Decimal("0.3")),
        ("1e-6 * 3", Decimal("0.000003")),
        ("v.share * 3", Decimal("0.3")),
        ("v.share == 0.1", True),
        ("v.price / 2", Decimal("0.15")),
        ("6 / 3", 2),
        ("7 / 2", Decimal("3.5")),
        ("v.replicas + 1", 3),
        ("v.replicas - 1 - 1", 0),
        ("v.replicas - (1 - 1)", 2),
        ("-v.replicas", -2),
        ("2 + 3 * 4", 14),
        ("1 < v.replicas <= 2", True),
        ("v.replicas > 2", False),
        ('v.engine in ["mysql", "postgres"]', True),
        ('"web" not in v.labels', False),
        ('v.engine == "postgres" and not v.nothing', True),
        ("v.nothing or v.replicas", 2),
        ("v.nothing and v.nothing + 1", None),
        ("true == 1", False),
        ("v.nothing == null", True),
        ('"a" if v.multi_az else "b"', "a"),
        ('"a" if v.nothing else "b"', "b"),
        ("1 if v.multi_az else 1 / 0", 1),
        ("v.disks[1].gb", 16),
        ('v["read-write"]', 7),
        ("v.from", "users"),
        ("v.labels[key.self]", "front"),
        ('v.labels[key.self + "-x"]', None),
        ("min(10, v.times)", 5),
        ("max(6, v.times)", 9),
        ("max(1, v.empty)", 1),
        ("sum(v.times, 1)", 15),
        ("sum(v.empty)", 0),
        ("ceil(0.1)", 1),
        ("ceil(3)", 3),
        ("count(v.times)", 3),
        ("default(v.nothing, v.nothing + 1, 4)", 4),
        ("default(v.replicas, 4)", 2),
        ("ratio(1, 8)", Decimal("0.125")),
        ("ratio(1, 0)", 0),
        ('number("12")', Decimal(12)),
        ("number(v.replicas)", 2),
        ('lower("GP3")', "gp3"),
        ('split(v.size, "_", 1)', "D4s"),
        ('split(v.size, "_", -1)', "v5"),
        ('lookup(v.engine, {"postgres": "rds.${v.engine}", "mysql": 1 / 0}, "other")', "rds.postgres"),
        ('lookup("x", {"y": 1}, 2)', 2),
        ("lookup(v.multi_az, {true: 1, false: 2})", 1),
        ("lookup(v.replicas, {2: 1, 3: 2})", 1),
        ("lookup(v.nothing, {null: 1}, 2)", 1),
        ('"a" + "b"', "ab"),
        ('\'a.${"b" if v.multi_az else "c"}\'', "a.b"),
        ("[1, v.replicas]", [1, 2]),
        ('[{"mode": v.engine}] if v.multi_az else []', [{"mode": "postgres"}]),
        ("\n  max(\n  1,\n  2)\n", 2),
    ],
)
def test_expressions(text: str, expected: Any) -> None:
    """Every form, by its value; ints stay ints."""
    value = evaluate(expression(text), look_up)
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize("value", [3, 0.5, True, None, [1, 2], {"a": 1}])
def test_values_of_the_file_are_themselves(value: Any) -> None:
    """Numbers, booleans and null of YAML, and lists and mappings of them, in both kinds of fields."""
    assert evaluate(expression(value), look_up) == value
    assert evaluate(template(value), look_up) == value


def test_lists_and_mappings_hold_expressions_or_templates() -> None:
    """In an expression field every text is an expression, in a template field it is data."""
    assert evaluate(expression({"a": ["v.replicas", "'x'"]}), look_up) == {"a": [2, "x"]}
    assert evaluate(template({"${key.self}-cpu": ["v.replicas", "${v.replicas}"]}), look_up) == {"web-cpu": ["v.replicas", 2]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain {text}", "plain {text}"),
        ("${v.replicas}", 2),
        ("${v.times}", [5, None, 9]),
        ("size-${v.replicas}", "size-2"),
        ("${v.share}/${v.multi_az}", "0.1/true"),
        ("a $${b} ${key.self}", "a ${b} web"),
        ("cost: 5$", "cost: 5$"),
        ('rds.${v.engine}.${"multi" if v.multi_az else "single"}_hour', "rds.postgres.multi_hour"),
        ('${lookup(v.engine, {"postgres": "}", "x": "{"})}!', "}!"),
    ],
)
def test_templates(text: str, expected: Any) -> None:
    """Text with expressions in it; one that is an expression as a whole keeps the value's type."""
    assert evaluate(template(text), look_up) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("v.nothing + 1", "'v.nothing' has no value"),
        ("max(0, v.nothing)", "'v.nothing' has no value"),
        ("count(v.nothing)", "'v.nothing' has no value"),
        ("v.nothing > 1", "'v.nothing' has no value"),
        ('lookup(v.nothing, {"a": 1}, 2)', "'v.nothing' has no value"),
        ('"a.${v.nothing}"', "'v.nothing' has no value"),
        ("default(v.nothing, null)", "none of v.nothing, null has a value"),
        ('split(v.size, "_", 5)', "'v.size' has no part 5"),
        ("number(v.engine)", "'v.engine' is not a number: 'postgres'"),
    ],
)
def test_a_missing_value_is_told_from_a_mistake(text: str, message: str) -> None:
    """Null is false in a condition, and nowhere else a value."""
    with pytest.raises(MissingValueError) as raised:
        evaluate(expression(text), look_up)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("v.multi_az + 1", "'v.multi_az' must be a number, not true"),
        ("v.engine * 2", "'v.engine' must be a number, not 'postgres'"),
        ("v.engine + 2", "'2' must be a text to be joined to one, not 2"),
        ("v.engine > 2", "'v.engine' must be a number, not 'postgres'"),
        ("1 / 0", "'1 / 0' can't be computed: DivisionByZero"),
        ("count(v.engine)", "'v.engine' must be a list, not 'postgres'"),
        ("1 in 2", "'2' must be a list, not 2"),
        ("min(v.empty)", "min and max need at least one number"),
        ('lookup(v.engine, {"mysql": 1})', "the table of 'v.engine' has no row 'postgres'"),
        ('lookup(v.times, {"mysql": 1})', "'v.times' is a list, which no row of a table can have"),
        ('"a.${v.times}"', "'v.times' is a list and can't be part of a text"),
        ("v.engine[key.self]", "'v.engine[key.self]': 'postgres' has no part 'web'"),
        ('split("a", "", 0)', "split needs a separator"),
    ],
)
def test_what_cannot_be_computed_says_why(text: str, message: str) -> None:
    """The part that is wrong is named as it is written."""
    with pytest.raises(EvaluationError) as raised:
        evaluate(expression(text), look_up)
    assert str(raised.value) == message
    assert not isinstance(raised.value, MissingValueError)


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("sumn(1)", 0, "unknown function 'sumn'; did you mean 'sum'?"),
        ("1 + zzz(1)", 4, "unknown function 'zzz'; known are ceil, count, default, lookup"),
        ("v.a.lower()", 0, "unknown function 'v.a.lower'"),
        ("lookup(v.a)", 0, "a call of lookup takes 2 or 3 values"),
        ("ceil(1, 2)", 0, "a call of ceil takes 1 value"),
        ("default(1)", 0, "a call of default takes at least 2 values"),
        ("max(*v.a)", 0, "a call of max takes plain values only"),
        ("lookup(v.a, 1)", 12, "the second value of lookup is a table: {key: result, ...}"),
        ("lookup(v.a, {v.b: 1})", 13, "a key of a table is a text, a number, true, false or null"),
        ("lookup(v.a, {**v.b})", 12, "a key of a table is a text"),
        ("lookup(v.a, {1: 1, '1': 2})", 19, "the table has '1' twice"),
        ("1 + True", 4, "Python's True is written true"),
        ("None", 0, "Python's None is written null"),
        ("{v.a: 1}", 1, "a key of a mapping is a text"),
        ("{1, 2}", 0, "'{1, 2}' is not part of the language"),
        ("[x for x in v.a]", 0, "'[x for x in v.a]' is not part of the language"),
        ("lambda: 1", 0, "'lambda: 1' is not part of the language"),
        ("(a := 1)", 1, "'a := 1' is not part of the language"),
        ("f'{a}'", 0, "is not part of the language"),
        ("v.a[1:2]", 4, "'1:2' is not part of the language"),
        ("2 ** 9", 0, "'2 ** 9': the operators are + - * / and the sign -"),
        ("v.a is null", 0, "'is' is written '=='"),
        ("0x10", 0, "'0x10' is neither a number nor a text"),
        ("1j", 0, "'1j' is neither a number nor a text"),
        ("b'a'", 0, "'b'a'' is neither a number nor a text"),
        ("r'a'", 0, "a text begins with a quote"),
        ("...", 0, "'...' is neither a number nor a text"),
        ("'a'.b", 0, "''a'.b': only a reference has parts"),
        ("v.a[true]", 0, "'v.a[true]': a key is a text or a whole number"),
        ("é.a + 1", 0, "'é' is not a name"),
        ("1 + 1 # x", 6, "an expression has no comments"),
        ("", 0, "an expression is missing"),
        ("  ", 0, "an expression is missing"),
        ("1 +", 3, "not an expression"),
        ("1 + )", 4, "not an expression"),
        ("(1", 0, "not an expression: '(' was never closed"),
        ("${v.a}", 0, "this is an expression already: write it without ${ }"),
        ("a && b", 3, "'&&' is written 'and'"),
        ("a ? 1 : 2", 2, "a choice is written 'a if condition else b'"),
        ("v.disk.0.size", 6, "a place in a list is written [0]"),
        ("a = 1", 2, "equality is written '=='"),
        ("é + sumn(1)", 0, "'é' is not a name"),
        ("'é' + sumn(1)", 6, "unknown function 'sumn'"),
        ("'a ${sumn(1)}'", 5, "unknown function 'sumn'"),
        ("v.from + sumn(1)", 9, "unknown function 'sumn'"),
        ("  \n sumn(1)", 4, "unknown function 'sumn'"),
        ("9" * 50, 0, "a number has at most 40 digits"),
        ("1e999", 0, "'1e999' is neither a number nor a text"),
    ],
)
def test_mistakes_are_named_with_their_column(text: str, column: int, message: str) -> None:
    """At parse time, in plain words."""
    with pytest.raises(ExpressionError) as raised:
        expression(text)
    assert message in raised.value.message
    assert raised.value.column == column


@pytest.mark.parametrize(
    ("value", "column", "message"),
    [
        ("a ${b", 2, "'${' is never closed"),
        ("a ${}", 4, "an expression is missing"),
        ("a ${b} ${sumn(1)}", 9, "unknown function 'sumn'"),
        ({"$jsonencod": 1}, 0, "unknown function '$jsonencod'; did you mean '$jsonencode'?"),
        ({"$jsonencode": 1, "b": 2}, 0, "'$jsonencode' must be the only key of its mapping"),
        ({"$block": 1}, 0, "'$block' takes a mapping"),
        ({"$blocks": [1]}, 0, "'$blocks' takes a list of mappings"),
        (float("nan"), 0, "nan is not a number to compute with"),
        ({1, 2}, 0, "a text needs quotes"),
    ],
)
def test_mistakes_in_templates_are_named(value: Any, column: int, message: str) -> None:
    """Columns count from the beginning of the text."""
    with pytest.raises(ExpressionError) as raised:
        template(value)
    assert message in raised.value.message
    assert raised.value.column == column


@pytest.mark.parametrize("key", [1, None, "$a"])
def test_keys_of_mappings_of_expressions_are_names(key: Any) -> None:
    """Nothing is computed in them."""
    with pytest.raises(ExpressionError, match="is not a name"):
        expression({key: 1})


def test_references_come_in_order_with_their_columns() -> None:
    """Those of indexes, of tables and of texts too."""
    tree = expression("a.b[key.self] + (c[0]['x-y'].from if d else lookup(e, {1: f}, 'x${g.h}'))")
    found = [(each.root, each.path, each.column) for each in references(tree)]
    assert found == [
        ("a", ("b",), 0),
        ("key", ("self",), 4),
        ("c", ("0", "x-y", "from"), 17),
        ("d", (), 37),
        ("e", (), 51),
        ("f", (), 58),
        ("g", ("h",), 66),
    ]
    assert is_constant(expression("1 + 2"))
    assert not is_constant(tree)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("settings.memory_gb * 0.6", "settings.memory_gb x 0.6"),
        ("(a.b + c) * (2) - (d - 1)", "(a.b + c) x 2 - (d - 1)"),
        ("a / (b * c)", "a / (b x c)"),
        ("calls.read * 0.000001", "calls.read x 0.000001"),
        ("a['read-write'][0]", 'a["read-write"][0]'),
        ("not (a and b) or c", "not (a and b) or c"),
        ("(a if b else c) + 1", "(a if b else c) + 1"),
        ("a if b else (c if d else e)", "a if b else c if d else e"),
        ("'x.${a}'", '"x.${a}"'),
    ],
)
def test_formulas_read_well(text: str, expected: str) -> None:
    """As few parentheses as there can be."""
    assert text_of(expression(text)) == expected


@dataclass(frozen=True)
class Output:
    """What only Terraform knows, in these tests."""

    text: str


class Outputs:
    """Symbols, in these tests."""

    def is_symbol(self, value: Any) -> bool:
        """Whether only Terraform knows it."""
        return isinstance(value, Output)

    def index(self, value: Any, key: Any) -> Any:
        """`value[key]`."""
        return Output(f"{value.text}[{getattr(key, 'text', key)}]")

    def join(self, parts: Sequence[Any]) -> Any:
        """`a${b}`."""
        return Output("".join(part if isinstance(part, str) else f"<{part.text}>" for part in parts))

    def call(self, function: str, argument: Any) -> Any:
        """`function(argument)`."""
        return Output(f"{function}({argument})")


def outputs(root: str, path: tuple[str, ...]) -> Any:
    """`key.self` is known, all else isn't."""
    return "web" if root == "key" else Output(".".join((root, *path)))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("${target.arn}", Output("target.arn")),
        ("${target.arn}/*", Output("<target.arn>/*")),
        ("${identity.arns[key.self]}", Output("identity.arns[web]")),
        ('${identity.arns[key.self + "-x"]}', Output("identity.arns[web-x]")),
        ("${target.ids[each.key]}", Output("target.ids[each.key]")),
        ("${default(target.arn, 1)}", Output("target.arn")),
        ({"$toset": ["${key.self}"]}, Output("toset(['web'])")),
        ({"a": "${target.arn}"}, {"a": Output("target.arn")}),
    ],
)
def test_outputs_of_modules_are_passed_on(value: Any, expected: Any) -> None:
    """As they are, within texts, indexed, and to Terraform's functions."""
    assert evaluate(template(value), outputs, Outputs()) == expected


@pytest.mark.parametrize(
    "text", ["a.b + 1", "a.b > 1", "a.b == 1", "1 if a.b else 2", "not a.b", "max(a.b)", "lookup(a.b, {1: 2}, 3)", "a.b and 1"]
)
def test_outputs_of_modules_are_never_computed_with(text: str) -> None:
    """Only Terraform knows them."""
    with pytest.raises(EvaluationError, match=r"'a\.b': an output of a module can't be computed with"):
        evaluate(expression(text), outputs, Outputs())


def test_an_output_is_no_key_and_no_function_without_terraform() -> None:
    """Keys are known when the files are written; bills know no `$jsonencode`."""
    with pytest.raises(EvaluationError, match="isn't known before Terraform runs"):
        evaluate(template({"${a.b}": 1}), outputs, Outputs())
    with pytest.raises(EvaluationError, match="computed by Terraform"):
        evaluate(template({"$jsonencode": 1}), look_up)


def test_plain_numbers_are_ints_and_floats() -> None:
    """For what is written to files."""
    assert repr(plain({"a": [Decimal("2.0"), Decimal("0.5"), 3, "x"]})) == "{'a': [2, 0.5, 3, 'x']}"


HOSTILE = [
    "(" * 50_000,
    "(" * 250 + "1" + ")" * 250,
    "[" * 90 + "]" * 90,
    "-" * 9_000 + "1",
    "not " * 2_000 + "1",
    "+".join("1" * 4_000),
    "1 if a else " * 500 + "1",
    "a" + ".b" * 4_000,
    "a" + "[0]" * 2_000,
    "9" * 5_000,
    "x" * 100_000 + "(",
    "1 " + "a" * 100_000,
    "'${" * 1_000,
    "9 ** 9 ** 9 ** 9",
    "\0",
    "'\0' + \0",
    "'\ud800'",
    "\ud800",
    "1if 2else 3",
    "'\\d'",
    "'\\N{nothing}'",
    "a;b",
    "a\\\nb",
    "yield 1",
    "await a",
    "__import__('os')",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_refused(text: str) -> None:
    """Depth, length, numbers and whatever Python's parser trips over."""
    with pytest.raises(ExpressionError):
        expression(text)
    with pytest.raises(ExpressionError):
        template("${" + text + "}")


@given(st.text() | st.text(alphabet="ab.[]{}()$'\"\\ +-*/<>=!0123456789,:\n"))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No other error."""
    for parse in (expression, template):
        try:
            tree = parse(text)
        except ExpressionError as error:
            assert 0 <= error.column <= len(text)
        else:
            assert all(0 <= each.column <= len(text) for each in references(tree))


NAMES = st.sampled_from(["a", "b", "from", "is"])
KEYS = st.sampled_from(["x", "read-write", "0", "in", "a\"b'c", "${"])
NUMBERS = st.integers(0, 10**12) | st.decimals(0, 1000, places=6)
SCALARS = st.none() | st.booleans() | NUMBERS | st.text(max_size=6) | st.sampled_from(["$", "${", "$${", "\\", "'", '"'])
LEAVES: st.SearchStrategy[Node] = st.one_of(
    SCALARS.map(Literal),
    st.builds(Reference, st.sampled_from(["v", "key"]), st.lists(KEYS, max_size=2).map(tuple)),
)


def _grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    pair, some = st.tuples(inner, inner), st.lists(inner, min_size=2, max_size=3).map(tuple)
    rows = st.lists(st.tuples(SCALARS.map(Literal), inner), min_size=1, max_size=3, unique_by=lambda row: str(row[0].value))
    return st.one_of(
        st.builds(Operation, st.sampled_from(["+", "-", "*", "/"]), pair),
        st.builds(Operation, st.sampled_from(["-", "not"]), st.tuples(inner)),
        st.builds(Operation, st.sampled_from(["and", "or"]), some),
        st.builds(Comparison, pair, st.tuples(st.sampled_from(["<", ">=", "==", "!=", "in", "not in"]))),
        st.builds(Conditional, inner, inner, inner),
        st.builds(Call, st.sampled_from(["min", "max", "sum"]), some),
        st.builds(Call, st.sampled_from(["default", "ratio"]), pair),
        st.builds(Call, st.sampled_from(["ceil", "count", "number", "lower"]), st.tuples(inner)),
        st.builds(Lookup, inner, rows.map(tuple), st.none() | inner),
        st.builds(Index, st.builds(Reference, st.just("v"), st.just(("labels",))), inner.filter(lambda key: not isinstance(key, Literal))),
        some.map(lambda parts: Join((Literal("t-"), *parts, Reference("key", ("self",))))),
        st.builds(Items, some),
    )


TREES = st.recursive(LEAVES, _grown, max_leaves=12)


def _outcome(tree: Node) -> object:
    try:
        return repr(plain(evaluate(tree, lambda root, path: VALUES if root == "v" and not path else "web" if root == "key" else path[0])))
    except EvaluationError as error:
        return type(error)


@given(TREES)
@settings(max_examples=400)
def test_a_formula_means_what_its_tree_means(tree: Node) -> None:
    """Written and read again, it has the same value, or fails the same way."""
    again = expression(text_of(tree, "*"))
    assert _outcome(again) == _outcome(tree)
    assert text_of(expression(text_of(again, "*")), "*") == text_of(again, "*")


def test_nesting_in_an_index_counts() -> None:
    """An index of an index of an index is as deep as its brackets."""
    with pytest.raises(ExpressionError, match="nested too deeply"):
        expression("a.b[" * 70 + "0" + "]" * 70)


def test_a_boolean_is_no_index() -> None:
    """Though Python counts true as 1."""
    with pytest.raises(EvaluationError, match="has no part true"):
        evaluate(expression("v.rows[v.yes]"), lambda _root, path: {"rows": ["a", "b"], "yes": True}[path[0]])


def test_the_length_of_a_template_is_named() -> None:
    """The limit, not only the place."""
    with pytest.raises(ExpressionError, match=r"a text with expressions has at most [\d,]+ characters"):
        template("x" * 100_001 + "${v.a}")
