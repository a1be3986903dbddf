"""What only the catalog and the flows can judge in a spec: regions, the domain, shared pieces, environment variables, the budget."""

import re
from collections.abc import Mapping
from typing import Any

from cloudgen.language.hclvalues import identifier
from cloudgen.load.catalog import Catalog
from cloudgen.load.environments import PathKey
from cloudgen.load.specfile import LoadedSpec
from cloudgen.problems import Problems, nearest, nearest_hint
from cloudgen.resolve.settings import Layered, limit_violation
from cloudgen.resolve.topology import Topology


def check_names(loaded: LoadedSpec, catalog: Catalog, topology: Topology, problems: Problems) -> None:
    """Collect what is wrong with them."""
    _check_regions(loaded, topology, problems)
    _check_labels(loaded, topology, problems)
    _check_foundation(loaded, catalog, problems)
    _check_domain(loaded, topology, problems)
    _check_variables(loaded, topology, problems)


def check_budget(loaded: LoadedSpec, topology: Topology, layered: Mapping[str, Mapping[str, Layered]], problems: Problems) -> None:
    """A budget whose alerts have no address; `layered` has the settings by environment and component."""
    receivers = [node for node in topology.nodes if "emails" in node.kind.settings]
    for environment, settings in layered.items():
        amount, path = loaded.environment(environment).budget
        if amount is not None and not any(settings[node.key].settings["emails"] for node in receivers):
            problems.warn(
                "unheard-budget",
                f"No address gets the budget's alerts in {environment}.",
                loaded.where(*path),
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


def _check_regions(loaded: LoadedSpec, topology: Topology, problems: Problems) -> None:
    file, known = topology.file, [region.id for region in topology.file.regions]
    stated = {each.name: each.region(topology.provider) for each in loaded.environments}
    without = [name for name, (region, _) in stated.items() if region is None]
    if without and not loaded.lacks("regions"):
        told = "The spec names" if len(without) == len(stated) else f"{' and '.join(without)} {'has' if len(without) == 1 else 'have'}"
        hint = f"Add one under 'regions': {', '.join(known[:6])}, ..."
        problems.add("no-region", f"{told} no region for {topology.provider}.", loaded.where("regions", topology.provider), hint)
    for region, path in stated.values():
        if region is None or region in known:
            continue
        close = nearest(region, known)
        start = f"Did you mean '{close}'? " if close else ""
        if re.fullmatch(file.region_form, region):
            hint = (
                f"{start}If it is new, go on: its prices are taken from another region. To list it, copy the built-in "
                f"catalog/providers/{topology.provider}.yaml to a folder of your own, add it there, and name the folder with --catalog."
            )
            problems.warn("unlisted-region", f"The catalog doesn't list the region '{region}' of {file.title}.", loaded.where(*path), hint)
        else:
            problems.add("unknown-region", f"{file.title} has no region '{region}'.", loaded.where(*path), nearest_hint(region, known))


def _check_labels(loaded: LoadedSpec, topology: Topology, problems: Problems) -> None:
    """Components whose variable would have the name of another component's `<component>_<input>`."""
    alone = {node.variable(name): (node, name) for node in topology.nodes for name in node.service.inputs if node.stands_alone(name)}
    for node in topology.components.values():
        if found := alone.get(f"var.{node.label}"):
            owner, name = found
            message = f"'{node.key}' would have the Terraform variable of the '{name}' of {owner.key}, {node.label}."
            problems.add("reserved", message, loaded.where("components", node.key), "Choose another key.")


def _check_domain(loaded: LoadedSpec, topology: Topology, problems: Problems) -> None:
    """A host name leads to one place."""
    paths = [path for each in loaded.environments for domain, path in [each.domain] if domain is not None]
    if not paths:
        return
    targets = [node.key for node in topology.nodes if node.service.takes_domain]
    targets += [link.target.key for link in topology.links if link.rule.takes_domain]
    targets = list(dict.fromkeys(targets))
    if len(targets) > 1:
        problems.add(
            "domain-clash",
            f"The domain leads to one component, and on {topology.file.title} {' and '.join(targets)} would take it.",
            loaded.where(*paths[0]),
            "Let users call one of them, and route to the others from a cdn.",
        )
    elif not targets and not problems.errors:
        problems.warn(
            "unused-domain",
            f"Nothing takes the domain on {topology.file.title}: what users call keeps the cloud's own host name.",
            loaded.where(*paths[0]),
            "A cdn takes it.",
        )


def _check_foundation(loaded: LoadedSpec, catalog: Catalog, problems: Problems) -> None:
    """Pieces that the spec changes and that no cloud has."""
    written: list[tuple[PathKey, Mapping[str, Any]]] = [((), loaded.spec.foundation)]
    written += [(("environments", name), each.foundation) for name, each in loaded.spec.environments.items()]
    for path, foundation in written:
        for key in foundation:
            kind = catalog.kind(key)
            if kind is None or not kind.foundation:
                pieces = [name for name in catalog.kinds() if (found := catalog.kind(name)) and found.foundation]
                where = loaded.where(*path, "foundation", key)
                problems.add("unknown-foundation", f"There is no shared piece '{key[:60]}'.", where, nearest_hint(key, pieces))


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
