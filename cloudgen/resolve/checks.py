"""What only the catalog and the flows can judge in a spec: regions, the domain, environment variables, the budget."""

from collections.abc import Mapping
from typing import Any

from cloudgen.language.hclvalues import identifier
from cloudgen.load.fields import references_of
from cloudgen.load.specfile import LoadedSpec
from cloudgen.problems import Problems, nearest_hint
from cloudgen.resolve.settings import Layered, limit_violation
from cloudgen.resolve.topology import Topology


def check_names(loaded: LoadedSpec, topology: Topology, problems: Problems) -> None:
    """Collect what is wrong with them."""
    _check_region(loaded, topology, problems)
    _check_domain(loaded, topology, problems)
    _check_variables(loaded, topology, problems)


def check_budget(loaded: LoadedSpec, topology: Topology, layered: Mapping[str, Mapping[str, Layered]], problems: Problems) -> None:
    """A budget whose alerts have no address; `layered` has the settings by environment and component."""
    receivers = [node for node in topology.nodes if "emails" in node.kind.settings]
    for environment, settings in layered.items():
        override = loaded.spec.environments.get(environment).budget
        amount = loaded.spec.budget if override is None else override
        if amount is not None and not any(settings[node.key].settings["emails"] for node in receivers):
            problems.warn(
                "unheard-budget",
                f"No address gets the budget's alerts in {environment}.",
                loaded.where("budget") if override is None else loaded.where("environments", environment, "budget"),
                "Add a component of kind observability with 'emails', or 'foundation: {budget: {settings: {emails: [...]}}}'.",
            )


def check_flow_limits(topology: Topology, layered: Mapping[str, Mapping[str, Layered]], problems: Problems) -> None:
    """Keys that a flow leaves to its target's setting, against what the edge in front of it allows."""
    for link in topology.links:
        limits = link.caller.service.flow_limits if link.caller else {}
        for name, limit in limits.items():
            for environment, settings in layered.items():
                value = settings[link.target.key].settings.get(name)
                if name in link.keys and link.keys[name] is None and (allowed := limit_violation(value, limit)):
                    title = link.caller.service.title if link.caller else ""
                    message = f"'{name}' of {link.target.key} is {value} in {environment} and must be {allowed} behind {title}."
                    hint = f"{limit.why} Set it on the component, or on this flow."
                    problems.add("limit", message, link.where, hint)


def _check_region(loaded: LoadedSpec, topology: Topology, problems: Problems) -> None:
    region = getattr(loaded.spec.regions, topology.provider)
    known = [entry["id"] for entry in topology.file.regions]
    where = loaded.where("regions", topology.provider)
    if region is None:
        problems.add(
            "no-region",
            f"The spec names no region for {topology.provider}.",
            where,
            f"Add one under 'regions': {', '.join(known[:6])}, ...",
        )
    elif region not in known:
        problems.add(
            "unknown-region",
            f"{topology.file.title} has no region '{region}' in the catalog.",
            where,
            nearest_hint(region, known),
        )


def _check_domain(loaded: LoadedSpec, topology: Topology, problems: Problems) -> None:
    """A host name leads to one place."""
    if loaded.spec.domain is None:
        return
    takers = [node.key for node in topology.nodes if _takes_domain(node.service.arguments)]
    takers += [link.target.key for link in topology.links if _takes_domain(link.rule.target)]
    takers = list(dict.fromkeys(takers))
    if len(takers) > 1:
        problems.add(
            "domain-clash",
            f"The domain leads to one component, and on {topology.file.title} {' and '.join(takers)} would take it.",
            loaded.where("domain"),
            "Let users call one of them, and route to the others from a cdn.",
        )
    elif not takers:
        problems.warn(
            "unused-domain",
            f"Nothing takes the domain on {topology.file.title}: what users call keeps the cloud's own host name.",
            loaded.where("domain"),
            "A cdn takes it.",
        )


def _takes_domain(values: Any) -> bool:
    return any(reference.dotted == "stack.domain" for reference in references_of(values))


def _check_variables(loaded: LoadedSpec, topology: Topology, problems: Problems) -> None:
    """Two sources for one environment variable of a component."""
    seen: dict[tuple[str, str], str] = {}
    for key, component in loaded.spec.components.items():
        for name in component.environment:
            seen[key, name] = "its own 'environment'"
    for link in topology.links:
        if link.caller is None:
            continue
        prefix = identifier(link.flow.as_ or link.target.id).upper()
        source = f"the flow to {link.target.key}"
        for suffix in link.rule.environment:
            name = f"{prefix}_{suffix}"
            other = seen.setdefault((link.caller.key, name), source)
            if other != source:
                problems.add(
                    "variable-clash",
                    f"{link.caller.key} gets the variable {name} from {other} and from {source}.",
                    loaded.where("flows", link.index),
                    "Give one of the flows another prefix with 'as:'.",
                )
