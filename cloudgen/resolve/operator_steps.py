"""What an operator does by hand for the components of a stack, as their services say it."""

from collections.abc import Sequence

from cloudgen.architecture import OperatorStep
from cloudgen.language.evaluate import evaluate
from cloudgen.language.tree import Node as Tree
from cloudgen.load.service_models import Step
from cloudgen.resolve.topology import Node


def operator_steps(nodes: Sequence[Node]) -> tuple[OperatorStep, ...]:
    """Every step of every component, in their order."""
    return tuple(_step(node, step) for node in nodes for step in node.service.steps)


def _step(node: Node, step: Step) -> OperatorStep:
    check = None if step.check is None else _text(node, step.check)
    return OperatorStep(node.key, step.title, step.when == "before", step.why, _text(node, step.run), check)


def _text(node: Node, template: Tree) -> str:
    names = {"key": node.key, "label": node.label}
    return str(evaluate(template, lambda _root, path: names[path[0]])).strip("\n")
