"""References become expressions, text around them stays text."""

from typing import Any

import pytest

from cloudgen.language.hclvalues import Expr
from cloudgen.language.references import CatalogReferenceError, Scope, parse, resolve, roots_in
from cloudgen.render.hcl import expression

SCOPE = Scope(
    {
        "target": lambda path: Expr(f"module.jobs.{'.'.join(path)}"),
        "identity": lambda path: Expr(f"module.identity.{'.'.join(path)}"),
        "key": lambda path: "web" if path == ("caller",) else "jobs",
        "flow": lambda _path: ["a", "b"],
        "needs": lambda _path: ["x"],
    },
    {"caller": "web", "target": "jobs"},
    {"flow.secrets": ["session-key", "mail-token"]},
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("${target.arn}", "module.jobs.arn"),
        ("${target.arn}/*", '"${module.jobs.arn}/*"'),
        ("${identity.arns[caller]}", 'module.identity.arns["web"]'),
        ("${identity.arns[caller-execution]}", 'module.identity.arns["web-execution"]'),
        ("${target.ids[flow.secrets]}", '[module.jobs.ids["session-key"], module.jobs.ids["mail-token"]]'),
        ("${key.caller} to ${key.target}", '"web to jobs"'),
        ("a $${b", '"a $$${b"'),
        ({"jsonencode": {"a": "${target.arn}"}}, "jsonencode({ a = module.jobs.arn })"),
        ({"toset": "${flow.secrets}"}, 'toset(["a", "b"])'),
        ({"${key.caller}": 1}, "{ web = 1 }"),
        (["${target.arn}", 1, None, True], "[module.jobs.arn, 1, null, true]"),
    ],
)
def test_values(value: Any, expected: str) -> None:
    """Whole references, references within text, indexes, lists and function calls."""
    assert expression(resolve(value, SCOPE)) == expected


@pytest.mark.parametrize("value", ["${nothing.here}", "${target.arn[other]}", "x ${needs.apis}", "${a b}"])
def test_mistakes_are_named(value: str) -> None:
    """An unknown root, an unknown index, a list within text, no reference at all."""
    with pytest.raises(CatalogReferenceError):
        resolve(value, SCOPE)


def test_parse_splits_a_reference() -> None:
    """Root, path, key, rest."""
    assert parse("target.user_arns[caller].name") == ("target", ("user_arns",), "caller", ".name")


def test_roots_are_found_in_nested_values() -> None:
    """Keys count as well as values."""
    value = {"a": ["${network.id}"], "${key.self}": {"sum": ["${settings.x}"]}}
    assert roots_in(value) == {("network", ("id",)), ("key", ("self",)), ("settings", ("x",))}
