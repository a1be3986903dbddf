"""The spec's flows between known components: whether they are legal on one cloud, with which rule and which keys."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from cloudgen.language.evaluate import evaluate
from cloudgen.load.catalog import Catalog, FlowKey, FlowsFile, MostFlows, Setting
from cloudgen.load.spec import Flow
from cloudgen.load.specfile import LoadedSpec
from cloudgen.problems import Problems, nearest_hint
from cloudgen.resolve.settings import check, limit_violation
from cloudgen.resolve.topology import USERS, Link, Node, find_rule, keys_match
from cloudgen.resolve.traffic import overlap


def links_of(loaded: LoadedSpec, catalog: Catalog, components: Mapping[str, Node], problems: Problems) -> tuple[Link, ...]:
    """Every flow that is legal and in the way of no other; the rest are problems.

    A flow from or to an unknown component was reported with that component.
    """
    vocabulary = catalog.flows()
    found = (_link(loaded, vocabulary, components, index, flow, problems) for index, flow in enumerate(loaded.spec.flows))
    links = _without_duplicates(tuple(link for link in found if link), problems)
    links = _without_clashes(links, problems)
    links = _without_surplus(links, problems)
    _check_must_route(loaded, components, problems)
    _check_one_kind_behind(links, problems)
    _check_disjoint_paths(links, problems)
    return links


def _link(
    loaded: LoadedSpec, vocabulary: FlowsFile, components: Mapping[str, Node], index: int, flow: Flow, problems: Problems
) -> Link | None:
    where = loaded.where("flows", index, "action")
    _check_words(loaded, vocabulary, index, flow, problems)
    action = vocabulary.actions.get(flow.action)
    if action is None:
        problems.add("unknown-action", f"Unknown action '{flow.action}'.", where, nearest_hint(flow.action, vocabulary.actions))
        return None
    caller, target = components.get(flow.from_), components.get(flow.to)
    if target is None or (caller is None and flow.from_ != USERS):
        return None
    if not _legal(loaded, index, flow, caller, target, problems):
        return None
    keys = _keys(loaded, vocabulary, index, flow, caller, target, problems)
    if caller and (refused := caller.service.refuses.get(flow.action)):
        problems.add("unsupported", f"{caller.service.title} doesn't support '{flow.action}' to {flow.to}: {refused}", where)
        return None
    rule = find_rule(caller, target, flow.action, keys)
    if rule is None or rule.unsupported:
        reason = rule.unsupported if rule else "the catalog has no rule for it"
        problems.add("unsupported", f"{target.service.title} doesn't support '{flow.action}' from {flow.from_}: {reason}", where)
        return None
    return Link(flow, index, loaded.where("flows", index), action, caller, target, rule, keys)


def _check_words(loaded: LoadedSpec, vocabulary: FlowsFile, index: int, flow: Flow, problems: Problems) -> None:
    """Keys that no flow has, and an action in `of` that no flow brings to the caller: wrong whatever the flow's ends are."""
    for name in flow.keys:
        if name not in vocabulary.keys:
            hint = nearest_hint(name, [*Flow.written_keys(), *vocabulary.keys])
            problems.add("unknown-flow-key", f"Unknown key '{name}' of a flow.", loaded.where("flows", index, name), hint)
    if flow.of is not None:
        received = sorted({each.action for each in loaded.spec.flows if each.to == flow.from_})
        if flow.of not in received:
            message = f"'of' is '{flow.of}', and no flow with that action leads to {flow.from_}."
            problems.add("unknown-action", message, loaded.where("flows", index, "of"), nearest_hint(flow.of, received))


def _legal(loaded: LoadedSpec, index: int, flow: Flow, caller: Node | None, target: Node, problems: Problems) -> bool:
    names = (caller.kind_name, *caller.kind.groups) if caller else (USERS,)
    accepted = target.kind.accepts
    if caller and {target.kind_name, *target.kind.groups} & set(caller.kind.uses.get(flow.action, ())):
        return True
    if flow.action not in accepted:
        problems.add(
            "illegal-flow",
            f"{flow.to} ({target.kind_name}) doesn't accept '{flow.action}'.",
            loaded.where("flows", index, "action"),
            nearest_hint(flow.action, [action for action, who in accepted.items() if set(names) & set(who)]),
        )
        return False
    if not set(names) & set(accepted[flow.action]):
        source = "Users" if caller is None else f"{flow.from_} ({caller.kind_name})"
        problems.add(
            "illegal-flow",
            f"{source} can't {flow.action} {flow.to} ({target.kind_name}).",
            loaded.where("flows", index, "from"),
            f"Who can: {', '.join(accepted[flow.action])}.",
        )
        return False
    return True


def _keys(
    loaded: LoadedSpec, vocabulary: FlowsFile, index: int, flow: Flow, caller: Node | None, target: Node, problems: Problems
) -> dict[str, Any]:
    """The keys of a flow with their defaults; those without effect, missing and wrong ones are problems at the key."""
    taken = dict(target.kind.flow_keys.incoming.get(flow.action, {}))
    taken |= caller.kind.flow_keys.outgoing.get(flow.action, {}) if caller else {}
    for name in flow.keys:
        if name in vocabulary.keys and name not in taken:
            ends = f"'{flow.action}' from {flow.from_} to {flow.to}"
            hint = nearest_hint(name, taken) if taken else f"{ends} takes no further keys."
            problems.add("unknown-flow-key", f"'{name}' has no effect on {ends}.", loaded.where("flows", index, name), hint)
    values: dict[str, Any] = {}
    for name, form in taken.items():
        values[name] = _key(loaded, index, flow, name, form, vocabulary.keys[name], (caller, target), problems)
    return values


def _key(
    loaded: LoadedSpec,
    index: int,
    flow: Flow,
    name: str,
    form: FlowKey,
    setting: Setting,
    ends: tuple[Node | None, Node],
    problems: Problems,
) -> Any:
    caller, target = ends
    where = loaded.where("flows", index, name)
    if name not in flow.keys:
        if form.required:
            hint = f"Allowed: {', '.join(_members(loaded, form, target))}." if form.one_of_setting else setting.help
            problems.add("missing-flow-key", f"The flow from {flow.from_} to {flow.to} needs '{name}'.", where, hint)
        return _default(form, setting, target)
    value = check(name, setting, flow.keys[name], where, problems, lambda *member: loaded.source("flows", index, name, *member))
    if form.one_of_setting and not loaded.lacks("components", target.key, "settings"):
        allowed = _members(loaded, form, target)
        for member in value or ():
            if member not in allowed:
                message = f"{target.key} has no '{member}' in '{form.one_of_setting}'."
                problems.add("unknown-member", message, where, nearest_hint(member, allowed))
    for node in (caller, target):
        limit = node.service.flow_limits.get(name) if node else None
        if node and limit and value is not None and (allowed_text := limit_violation(value, limit)):
            message = f"'{name}' is {value!r} here and must be {allowed_text} for {node.service.title}."
            problems.add("limit", message, where, limit.why)
    return value


def _default(form: FlowKey, setting: Setting, target: Node) -> Any:
    """The value of a key that a flow leaves out; the kind's may refer to `key.target`."""
    if form.default is None:
        return None if "default" in form.model_fields_set else setting.default
    return evaluate(form.default, lambda root, path: target.id if (root, path) == ("key", ("target",)) else None)


def _members(loaded: LoadedSpec, form: FlowKey, target: Node) -> list[str]:
    return [str(name) for name in loaded.spec.components[target.key].settings.get(str(form.one_of_setting), ())]


def _without_duplicates(links: tuple[Link, ...], problems: Problems) -> tuple[Link, ...]:
    """The links without those that repeat one: the same ends, action and path."""
    first: dict[tuple[str, str, str, str | None], Link] = {}
    for link in links:
        key = (link.flow.from_, link.flow.to, link.flow.action, link.path)
        if key in first:
            hint = "Give it another 'path', or leave it out." if "path" in link.keys else "Leave it out."
            problems.add("duplicate-flow", f"Duplicate of the flow in line {first[key].where.line}.", link.where, hint)
        first.setdefault(key, link)
    return tuple(first.values())


def _without_clashes(links: tuple[Link, ...], problems: Problems) -> tuple[Link, ...]:
    """The links without those that lead an edge's path elsewhere than one before: two targets of an edge, or of edges with one host."""
    first: dict[tuple[str, str | None], Link] = {}
    sound: list[Link] = []
    for link in links:
        if not link.caller or not link.rule.routes:
            sound.append(link)
            continue
        edge = link.caller.service.host or link.caller.key
        other = first.setdefault((edge, link.path), link)
        if other.target is link.target:
            sound.append(link)
        else:
            for one, two in ((link, other), (other, link)):
                other_edge = "" if one.caller is two.caller else f"{two.flow.from_} "
                here = f"{one.flow.from_} leads {one.path} to {one.target.key} here"
                message = f"{here} and {other_edge}to {two.target.key} in line {two.where.line}."
                problems.add("path-clash", message, one.where, "Give one of the two another 'path'; the more specific path wins.")
    return tuple(sound)


def _without_surplus(links: tuple[Link, ...], problems: Problems) -> tuple[Link, ...]:
    """The links without those of more components than a service takes by an action; several paths of a pair count once."""
    users: dict[tuple[str, str], dict[str, Link]] = {}
    sound: list[Link] = []
    for link in links:
        most = link.target.service.most_flows.get(link.flow.action)
        if most is None or not _counts(most, link):
            sound.append(link)
            continue
        first = users.setdefault((link.target.key, link.flow.action), {})
        first.setdefault(link.flow.from_, link)
        allowed = list(first.values())[: most.max]
        if link.flow.from_ in {each.flow.from_ for each in allowed}:
            sound.append(link)
        else:
            problems.add("too-many-flows", _surplus(most, link, allowed), link.where, most.why)
    return tuple(sound)


def _counts(most: MostFlows, link: Link) -> bool:
    return keys_match(most.when_keys, link.keys) and (most.from_ is None or bool(set(link.caller_names) & set(most.from_)))


def _surplus(most: MostFlows, link: Link, allowed: list[Link]) -> str:
    who = f" from a {' or '.join(most.from_)}" if most.from_ else ""
    keys = "".join(f" with {name}: {value}" for name, value in most.when_keys.items())
    lines = ", ".join(str(each.where.line) for each in allowed)
    title = f"{link.target.key} ({link.target.service.title})"
    return f"{title} takes at most {most.max} '{link.flow.action}'{who}{keys}, and has that in line {lines}."


def _check_must_route(loaded: LoadedSpec, components: Mapping[str, Node], problems: Problems) -> None:
    """A component that is there to pass requests on, and passes none on; a flow that is wrong has its own problem."""
    if loaded.lacks("flows"):
        return
    routing = {flow.from_ for flow in loaded.spec.flows if flow.action == "route"}
    for node in _must_route(components):
        if node.key not in routing:
            message = f"'{node.key}' ({node.kind_name}) has nothing behind it."
            problems.add("idle-edge", message, node.where, "Add a flow from it with the action 'route'.")


def _check_disjoint_paths(links: tuple[Link, ...], problems: Problems) -> None:
    """Flows of one store whose prefixes have names in common, where the cloud refuses that; without a path they are for all names."""
    limited = [link for link in links if link.caller and link.rule.disjoint_paths]
    for link, other in combinations(limited, 2):
        prefixes = [f"{(each.path or '/').removesuffix('*')}*" for each in (link, other)]
        if link.caller is other.caller and overlap(*prefixes):
            for one, two in ((link, other), (other, link)):
                ends = [f"{each.target.key} ({each.path or 'no path'})" for each in (one, two)]
                message = f"{one.flow.from_} leads to {ends[0]} here and to {ends[1]} in line {two.where.line}, which overlap."
                problems.add("overlapping-paths", message, one.where, one.rule.disjoint_paths)


def _check_one_kind_behind(links: tuple[Link, ...], problems: Problems) -> None:
    """A component that can be in front of one kind only, and leads to two."""
    first: dict[str, Link] = {}
    for link in links:
        if not link.caller or link.flow.action != "route" or not (why := link.caller.service.one_kind_behind):
            continue
        other = first.setdefault(link.caller.key, link)
        if other.target.kind_name != link.target.kind_name:
            for one, two in ((link, other), (other, link)):
                ends = [f"{each.target.key} ({each.target.kind_name})" for each in (one, two)]
                message = f"{link.caller.key} leads to {ends[0]} here and to {ends[1]} in line {two.where.line}. {why}"
                problems.add("mixed-targets", message, one.where, f"Add a second {link.caller.kind_name} for one of the two.")


def _must_route(components: Mapping[str, Node]) -> Iterator[Node]:
    return (node for node in components.values() if node.kind.must_route)
