"""What the image of each component must be on a cloud: the points of its kind, as its service says them with an environment's values."""

from collections.abc import Mapping

from cloudgen.architecture import ContractPoint, ImageContract
from cloudgen.language.evaluate import evaluate
from cloudgen.language.operands import plain
from cloudgen.language.references import CatalogReferenceError
from cloudgen.language.tree import Node as Tree
from cloudgen.load.specfile import LoadedSpec
from cloudgen.resolve.inputs import Evaluator
from cloudgen.resolve.topology import Node, Topology
from cloudgen.resolve.variable_rules import flow_prefix, variables_of
from cloudgen.resolve.wiring import Wiring


def image_contracts(
    loaded: LoadedSpec, topology: Topology, wiring: Wiring, evaluators: Mapping[str, Evaluator]
) -> tuple[ImageContract, ...]:
    """The contract of every component that runs an image, in the spec's order; `evaluators` are those of the environments by name."""
    nodes = [node for node in topology.components.values() if node.service.contract]
    return tuple(_contract(node, _environment(loaded, topology, node, wiring), evaluators) for node in nodes)


def _contract(node: Node, environment: Mapping[str, str], evaluators: Mapping[str, Evaluator]) -> ImageContract:
    form = node.service.contract
    assert form is not None  # noqa: S101 - callers ask only where there is one
    points = []
    for name, row in node.kind.contract.items():
        template = form.says.get(name, row.text)
        if template is None:
            raise CatalogReferenceError(f"the contract of {node.service_name} says nothing of '{name}'")
        texts = {environment: _said(node, template, evaluator) for environment, evaluator in evaluators.items()}
        points.append(ContractPoint(row.title, texts))
    label = node.variable("image").removeprefix("var.")
    return ImageContract(
        node.key, label, form.platform, tuple(form.build), tuple(points), dict(sorted({**environment, **form.variables}.items()))
    )


def _environment(loaded: LoadedSpec, topology: Topology, node: Node, wiring: Wiring) -> dict[str, str]:
    """What each variable is for: those of flows as the target's kind says, those that it gets itself as its own does."""
    told = dict(node.kind.own_environment)
    for link in topology.outgoing.get(node.key, ()):
        told |= {f"{flow_prefix(link)}_{suffix}": link.target.kind.environment.get(suffix, "") for suffix in link.rule.environment}
    plain_values = loaded.spec.components[node.key].environment
    return {name: "A value of the spec." if name in plain_values else told.get(name, "") for name in variables_of(loaded, node, wiring)}


def _said(node: Node, template: Tree, evaluator: Evaluator) -> str:
    return str(plain(evaluate(template, lambda root, path: evaluator.look_up(node, root, path))))
