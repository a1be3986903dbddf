"""Values become HCL that `terraform fmt` leaves alone, and text never becomes code."""

import subprocess

import hcl2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloudgen.language.hclvalues import Blocks, Call, Expr, Multiline, Text, modules_in
from cloudgen.render import hcl
from tests.support.tools import require_tool

SAMPLE = {
    "name": "web",
    "size": 2,
    "share": 0.25,
    "empty": {},
    "none": None,
    "on": True,
    "short_list": ["a", "b"],
    "long_list": [f"a-rather-long-member-{number}" for number in range(8)],
    "nested": {"first": {"a": 1, "longer": 2}, "second": {"a": 1}},
    "call": Call("jsonencode", {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"]}]}),
    "merged": Call("merge", [Expr("local.tags"), {"Component": "web"}], spread=True),
    "long_merge": Call("merge", [Expr(f"local.some_rather_long_name_{number}") for number in range(5)], spread=True),
    "text": Text((Expr("module.a.arn"), "/*")),
    "lines": Multiline({"a": 1, "bcd": "x"}),
    "last": "x",
}


def test_fmt_leaves_every_shape_of_value_alone() -> None:
    """One block with every kind of value is already in Terraform's own format."""
    terraform = require_tool("terraform")
    text = hcl.block("resource", ["a", "b"], hcl.body({**SAMPLE, "condition": Blocks(({"title": "x", "expression": "y"},))}))
    done = subprocess.run([terraform, "fmt", "-"], input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", '"plain"'),
        ('a"b', '"a\\"b"'),
        ("${var.x}", '"$${var.x}"'),
        ("%{ if true }", '"%%{ if true }"'),
        ("a\nb\tc\\", '"a\\nb\\tc\\\\"'),
        ("\u2028", '"\\u2028"'),
        ("\U0001f600", '"\U0001f600"'),
    ],
)
def test_literals_are_escaped(text: str, expected: str) -> None:
    """Quotes, template marks and line ends are escaped."""
    assert hcl.literal(text) == expected


@given(st.text(max_size=300))
@settings(max_examples=100)
def test_a_literal_is_one_string_on_one_line(text: str) -> None:
    """Whatever the text, there is one line, and no quote or template mark in it stands unescaped."""
    written = hcl.literal(text)
    assert written.isprintable()
    inner = written[1:-1].replace("\\\\", "#").replace('\\"', "")
    assert '"' not in inner
    assert "${" not in inner.replace("$${", "")
    assert "%{" not in inner.replace("%%{", "")


@given(st.text(max_size=300))
@settings(max_examples=100)
def test_a_comment_stays_one_line(text: str) -> None:
    """A comment can't be ended from within."""
    written = hcl.comment(text)
    assert written.startswith("#")
    assert len(written.splitlines()) == 1


def test_numbers_are_written_without_exponents_or_trailing_zeros() -> None:
    """2.0 is 2, and a boolean isn't a number."""
    assert hcl.expression(2.0) == "2"
    assert hcl.expression(0.25) == "0.25"
    assert hcl.expression(True) == "true"


def test_keys_that_are_no_identifiers_are_quoted() -> None:
    """Object keys with dots or quotes are strings."""
    assert hcl2.loads("a = " + hcl.expression({"b.c": 1, "d": 2}))["a"] is not None
    assert hcl.expression({"b.c": 1}) == '{ "b.c" = 1 }'


@pytest.mark.parametrize("word", ["else", "endfor", "endif", "false", "for", "if", "in", "null", "true"])
def test_words_of_hcl_are_quoted_as_keys_of_objects(word: str) -> None:
    """A bare `for` would begin a comprehension; the attribute of a block's body is an identifier all the same."""
    assert hcl.expression({word: 1}) == f'{{ "{word}" = 1 }}'
    assert hcl.expression(Multiline({word: 1})) == f'{{\n  "{word}" = 1\n}}'
    assert hcl.body({word: 1}) == [f"  {word} = 1"]
    assert hcl.label(f"{word}-more") == f"{word}-more"


def test_modules_are_found_however_deep_they_are() -> None:
    """In lists, mappings, texts, calls and nested blocks."""
    value = [
        {"a": [Expr("module.one.id")]}, Text(("x", Expr("module.two.id"))), Call("merge", [Expr("module.three.id")]),
        Blocks(({"b": [Expr("module.four.id")]},)), "module.none.id",
    ]  # fmt: skip
    assert modules_in(value) == {"one", "two", "three", "four"}
