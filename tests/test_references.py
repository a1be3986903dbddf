"""Templates become values of Terraform: references become expressions, text around them stays text."""

from typing import Any

import pytest

from cloudgen.language.expressions import template
from cloudgen.language.hclvalues import Expr
from cloudgen.language.operands import EvaluationError
from cloudgen.language.references import Scope, resolve
from cloudgen.load.fields import references_of
from cloudgen.render.hcl import expression

SCOPE = Scope(
    {
        "target": lambda path: Expr(f"module.jobs.{'.'.join(path)}"),
        "identity": lambda path: Expr(f"module.identity.{'.'.join(path)}"),
        "key": lambda path: "web" if path == ("caller",) else "jobs",
        "flow": lambda _path: ["session-key", "mail-token"],
        "each": lambda path: Expr(f"each.{'.'.join(path)}"),
        "needs": lambda _path: ["x"],
    }
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("${target.arn}", "module.jobs.arn"),
        ("${target.arn}/*", '"${module.jobs.arn}/*"'),
        ("a${target.arn}b${key.caller}c", '"a${module.jobs.arn}bwebc"'),
        ("${identity.arns[key.caller]}", 'module.identity.arns["web"]'),
        ('${identity.arns[key.caller + "-execution"]}', 'module.identity.arns["web-execution"]'),
        ("${target.ids[flow.secrets]}", '[module.jobs.ids["session-key"], module.jobs.ids["mail-token"]]'),
        ("${target.ids[each.key]}", "module.jobs.ids[each.key]"),
        ("${key.caller} to ${key.target}", '"web to jobs"'),
        ("a $${b", '"a $${b"'),
        ({"$jsonencode": {"a": "${target.arn}"}}, "jsonencode({ a = module.jobs.arn })"),
        ({"$toset": "${flow.secrets}"}, 'toset(["session-key", "mail-token"])'),
        ({"jsonencode": 1}, "{ jsonencode = 1 }"),
        ({"${key.caller}": 1}, "{ web = 1 }"),
        (["${target.arn}", 1, None, True], "[module.jobs.arn, 1, null, true]"),
    ],
)
def test_values(value: Any, expected: str) -> None:
    """Whole references, references within text, indexes, lists and function calls."""
    assert expression(resolve(template(value), SCOPE)) == expected


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("${nothing.here}", "nothing is called 'nothing' here"),
        ("${target.arn + 1}", "an output of a module can't be computed with"),
        ("x ${needs.apis}", "can't be part of a text"),
        ("${needs.apis[each.key]}", "only an output can be indexed"),
        ({"${target.arn}": 1}, "isn't known before Terraform runs"),
    ],
)
def test_mistakes_are_named(value: Any, message: str) -> None:
    """An unknown root, arithmetic with an output, a list within text, a key that is an output."""
    with pytest.raises(EvaluationError, match=message):
        resolve(template(value), SCOPE)


def test_references_are_found_in_nested_values() -> None:
    """Keys count as well as values."""
    value = {"a": ["${network.id}"], "${key.self}": "${settings.x + 1}"}
    assert [each.dotted for each in references_of([template(value), None, 3])] == ["network.id", "key.self", "settings.x"]
