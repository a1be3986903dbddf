"""Conditions over several values and required inputs: what modules refuse, said for every environment before Terraform runs."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cloudgen.language.evaluate import evaluate
from cloudgen.language.tree import Reference
from cloudgen.load.catalog import Condition
from cloudgen.load.fields import references_of
from cloudgen.load.specfile import LoadedSpec
from cloudgen.problems import Problem, Problems, Where
from cloudgen.resolve.environments import Base
from cloudgen.resolve.inputs import Evaluator
from cloudgen.resolve.settings import Layered
from cloudgen.resolve.topology import Link, Node, Topology
from cloudgen.resolve.wiring import Wiring

LookUp = Callable[[str, tuple[str, ...]], Any]


@dataclass(frozen=True)
class _Subject:
    """What a condition is about in one environment: whose values its references are, and where the spec says them."""

    look_up: LookUp
    places: dict[str, Where]
    where: Where


def check_conditions(
    loaded: LoadedSpec, topology: Topology, wiring: Wiring, environments: Iterable[tuple[Base, Evaluator]], problems: Problems
) -> None:
    """Every condition that doesn't hold, and every required input without a value; equal ones of several environments are one problem."""
    found: dict[tuple[str, str, Where, str], list[str]] = {}
    wrong = {problem.where for problem in problems.all if problem.severity == "error"}
    for base, evaluator in environments:
        for problem in _violations(loaded, topology, base, evaluator, wiring, wrong):
            key = (problem.code, problem.message, problem.where or Where("", 0, 0), problem.hint or "")
            found.setdefault(key, []).append(base.name)
    for (code, message, where, hint), names in found.items():
        problems.add(code, f"In {', '.join(names)}: {message}", where, hint)


def _violations(
    loaded: LoadedSpec, topology: Topology, base: Base, evaluator: Evaluator, wiring: Wiring, wrong: set[Where | None]
) -> Iterator[Problem]:
    """What doesn't hold, unless a value that the condition is about has a problem of its own, in `wrong` or in what wasn't understood."""
    for node in topology.nodes:
        yield from _missing(topology, node, evaluator)
    subjects = [(node.kind.conditions, _component(node, base.settings[node.key], evaluator, wiring)) for node in topology.nodes]
    subjects += [(node.service.conditions, _component(node, base.settings[node.key], evaluator, wiring)) for node in topology.nodes]
    subjects += [(link.rule.conditions, _flow(link, base, evaluator, wiring)) for link in topology.links]
    for conditions, subject in subjects:
        for condition in conditions:
            unsure = any(reference.dotted == "stack.domain" for reference in references_of(condition.that)) and (
                loaded.lacks("domain") or loaded.lacks("environments", base.name, "domain")
            )
            if not unsure and not wrong & set(subject.places.values()):
                yield from _check(condition, subject)


def _missing(topology: Topology, node: Node, evaluator: Evaluator) -> Iterator[Problem]:
    for name, form in node.service.inputs.items():
        if form.required and evaluator.input(node, name) is None:
            message = f"{node.key} needs '{name}' on {topology.file.title}."
            section = "settings" if isinstance(form.value, Reference) and form.value.root == "settings" else topology.provider
            yield Problem("missing-input", message, node.where, f"{form.help} Write '{section}: {{{name}: ...}}'.")


def _check(condition: Condition, subject: _Subject) -> Iterator[Problem]:
    if evaluate(condition.that, subject.look_up):
        return
    message = str(evaluate(condition.message, subject.look_up))
    where = next((subject.places[name] for name in condition.at if name in subject.places), subject.where)
    yield Problem("condition", message, where, str(evaluate(condition.hint, subject.look_up)))


def _component(node: Node, layered: Layered, evaluator: Evaluator, wiring: Wiring) -> _Subject:
    def look_up(root: str, path: tuple[str, ...]) -> Any:
        if root == "key":
            return node.id
        if root == "entries":
            return wiring.entry_keys(*path)
        return evaluator.look_up(node, root, path)

    return _Subject(look_up, dict(layered.places), node.where)


def _flow(link: Link, base: Base, evaluator: Evaluator, wiring: Wiring) -> _Subject:
    ends = {"target": link.target, **({"caller": link.caller} if link.caller else {})}
    target = _component(link.target, base.settings[link.target.key], evaluator, wiring)

    def look_up(root: str, path: tuple[str, ...]) -> Any:
        if root == "key":
            return ends[path[0]].id
        return evaluator.look_up(ends[root], path[0], path[1:]) if root in ends else target.look_up(root, path)

    places = {f"{end}.{name}": where for end, node in ends.items() for name, where in base.settings[node.key].places.items()}
    return _Subject(look_up, places, link.where)
