"""Environment variables against what the platform that runs the code says: reserved names, the form of names, their size in all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cloudgen.language.hclvalues import Value, identifier
from cloudgen.load.catalog import VariableRules
from cloudgen.load.specfile import LoadedSpec
from cloudgen.problems import Problems, Where
from cloudgen.resolve.topology import Link, Node, Topology
from cloudgen.resolve.wiring import Wiring


@dataclass(frozen=True)
class Variable:
    """A variable of a component: where it is asked for, by what, and how it gets another name."""

    name: str
    where: Where
    source: str
    hint: str


def check_variable_names(loaded: LoadedSpec, topology: Topology, problems: Problems) -> None:
    """Every variable of every component with code: those of its `environment` and those that its flows give it."""
    for node in topology.components.values():
        rules = node.service.variable_rules
        for variable in _variables(loaded, topology, node):
            reason = _refused(rules, variable.name)
            if reason:
                code, why = reason
                message = f"{node.service.title} can't give {node.key} the variable {variable.name} of {variable.source}: {why}"
                problems.add(code, message, variable.where, variable.hint)


def check_variable_sizes(loaded: LoadedSpec, topology: Topology, wiring: Wiring, problems: Problems) -> None:
    """Names and values together; of a value that only Terraform knows, the name alone is counted."""
    for node in topology.components.values():
        limit = node.service.variable_rules.limit_kb
        if limit is None:
            continue
        size = sum(len(name.encode()) + _length(value) for name, value in variables_of(loaded, node, wiring).items())
        if size > limit * 1024:
            taken = f"{size / 1024:.1f} KiB at least"
            message = f"The environment variables of {node.key} take {taken}, and {node.service.title} allows {limit:g} KiB."
            counted = "Names and values of the spec are counted, values that only Terraform knows are not."
            hint = f"{node.service.variable_rules.limit_why} {counted} Put long values in a file of the image, an object store or a secret."
            problems.add("environment-size", message, loaded.where("components", node.key, "environment"), hint)


def _variables(loaded: LoadedSpec, topology: Topology, node: Node) -> Iterator[Variable]:
    if node.service.runs_code:
        for name in loaded.spec.components[node.key].environment:
            yield Variable(name, loaded.where("components", node.key, "environment", name), "its 'environment'", "Choose another name.")
        for link in topology.outgoing.get(node.key, ()):
            yield from _of_flow(loaded, link)


def flow_prefix(link: Link) -> str:
    """The first part of the names of a flow's variables."""
    return identifier(link.flow.as_ or link.target.id).upper()


def _of_flow(loaded: LoadedSpec, link: Link) -> Iterator[Variable]:
    prefix = flow_prefix(link)
    where = loaded.where("flows", link.index, "as")
    for suffix in link.rule.environment:
        hint = "Give the flow another prefix with 'as:'."
        yield Variable(f"{prefix}_{suffix}", where, f"the flow to {link.target.key}", hint)


def _refused(rules: VariableRules, name: str) -> tuple[str, str] | None:
    """The problem's code and why a platform refuses a name; None where it takes it."""
    for group in rules.reserved:
        if any(name == each or (each.endswith("*") and name.startswith(each[:-1])) for each in group.names):
            return "reserved-variable", group.why
    if rules.pattern and not re.fullmatch(rules.pattern, name):
        return "wrong-variable", rules.pattern_why
    return None


def variables_of(loaded: LoadedSpec, node: Node, wiring: Wiring) -> dict[str, Value]:
    """The environment variables that flows and the spec give a component, by name."""
    by_local = {f"local.{connection.local}": connection.environment for connection in wiring.connections}
    found: dict[str, Value] = dict(wiring.variables.get(node.key, {}))
    for expression in wiring.locals.get(node.key, ()):
        found |= by_local[expression.text]
    return found | dict(loaded.spec.components[node.key].environment)


def _length(value: Value) -> int:
    return len(value.encode()) if isinstance(value, str) else 0
