"""Where people reach a component: the address of the edge in front of it, or its own."""

from cloudgen.language.tree import Node as Tree
from cloudgen.resolve.topology import Node, Topology


def public_url(topology: Topology, node: Node) -> tuple[Node, Tree] | None:
    """The component whose address it is, and the template of its URL; None for a component that no user reaches.

    Of all addresses on the way from the users to the component, the one nearest to the users is it: people call the edge, not what is
    behind it.
    """
    reached = [each for each in _upstream(topology, node) if _reached(topology, each)]
    addresses = [(each, template) for each in reached if (template := _template(topology, each))]
    # Whoever has the fewest others in front is nearest to the users; of equals, the one further up.
    return min(reversed(addresses), key=lambda address: len(_upstream(topology, address[0])), default=None)


def _reached(topology: Topology, node: Node) -> bool:
    """Whether users call a component or anything that routes to it."""
    return any(link.caller is None for each in _upstream(topology, node) for link in topology.incoming.get(each.key, ()))


def _upstream(topology: Topology, node: Node) -> list[Node]:
    """The component and what routes to it, nearest first."""
    found = {node.key: node}
    pending = [node]
    while pending:
        for link in topology.incoming.get(pending.pop(0).key, ()):
            if link.caller and link.flow.action == "route" and link.caller.key not in found:
                found[link.caller.key] = link.caller
                pending.append(link.caller)
    return list(found.values())


def _template(topology: Topology, node: Node) -> Tree | None:
    rules = (link.rule.public_url for link in topology.incoming.get(node.key, ()) if link.rule.public_url)
    return next(rules, node.service.public_url)
