"""Every rule of every service with two callers and with two targets: nothing that one flow makes is in the way of another."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from cloudgen.load.catalog import PROVIDERS, Catalog, Kind, Service
from cloudgen.resolve.topology import USERS, Node, find_rule
from tests.support.specs import HEAD, NEEDED, problems

CATALOG = Catalog()


def _kind(name: str) -> Kind:
    found = CATALOG.kind(name)
    assert found
    return found


def _service(provider: str, name: str) -> Service:
    found = CATALOG.service(provider, name)
    assert found
    return found


@cache
def _services(provider: str) -> tuple[str, ...]:
    """Every service of a cloud that a component may choose."""
    found = ((name, _service(provider, name)) for name in CATALOG.services(provider))
    return tuple(name for name, each in found if not _kind(each.kind).foundation and each.lifecycle.status not in ("closed", "retired"))


def _node(provider: str, name: str) -> Node | None:
    if name == USERS:
        return None
    service = _service(provider, name)
    return Node(name, name, name, None, service.kind, _kind(service.kind), name, service)  # type: ignore[arg-type]


def _actions(provider: str, caller: str, target: str) -> Iterator[str]:
    """What the caller's service may do with the target's and has a rule for."""
    first, second = _node(provider, caller), _node(provider, target)
    assert second
    names = {first.kind_name, *first.kind.groups} if first else {USERS}
    uses = first.kind.uses if first else {}
    for action in {*second.kind.accepts, *uses}:
        legal = names & set(second.kind.accepts.get(action, ())) or {second.kind_name, *second.kind.groups} & set(uses.get(action, ()))
        rule = find_rule(first, second, action, {}) if legal else None
        if rule and not rule.unsupported:
            yield action


def _flow(provider: str, action: str, caller: str, target: str, ends: tuple[str, str]) -> str:
    first, second = _node(provider, ends[0]), _node(provider, ends[1])
    assert second
    takes = {*second.kind.flow_keys.incoming.get(action, {}), *(first.kind.flow_keys.outgoing.get(action, {}) if first else ())}
    limits = [node.service.flow_limits.get("path") for node in (first, second) if node]
    path = f", path: /{caller}-{target}/*" if "path" in takes and not any(limit and limit.one_of for limit in limits) else ""
    copies = ", copies: each" if "copies" in takes else ""
    secrets = ", secrets: [one]" if "secrets" in takes else ""
    # Workers that write into the queue that they read must not keep it full.
    volume = "" if caller == USERS or CATALOG.flows().actions[action].reverse else ", ratio: 0.01"
    return f"  - {{from: {caller}, to: {target}, action: {action}{path}{copies}{secrets}{volume}}}\n"


def _callers(provider: str, caller: str, target: str, actions: list[str]) -> list[str]:
    """Two components of a service, or as many as the target's takes; those that share are given copies."""
    node = _node(provider, caller)
    assert node
    most = [_service(provider, target).most_flows.get(action) for action in actions]
    numbers = [each.max for each in most if each and not each.when_keys and (each.from_ is None or set(node.names) & set(each.from_))]
    return [f"a-{caller}", f"b-{caller}"][: min(numbers, default=2)]


def _spec(provider: str, target: str) -> str:
    """Two components of every service that may use the target's, and two targets; alarms are on, and every edge leads somewhere."""
    components = {"first": target, "second": target}
    flows = ""
    routing = set()
    for caller in (USERS, *_services(provider)):
        actions = sorted(_actions(provider, caller, target))
        keys = [] if not actions else [USERS] if caller == USERS else _callers(provider, caller, target, actions)
        components |= {key: caller for key in keys if key != USERS}
        routing |= {key for key in keys if "route" in actions}
        flows += "".join(
            _flow(provider, action, key, to, (caller, target)) for action in actions for key in keys for to in ("first", "second")
        )
    text = HEAD + "components:\n  watch: {kind: observability}\n"
    for key, name in components.items():
        kind = _service(provider, name).kind
        text += f"  {key}: {json.dumps({'kind': kind, 'service': name, **NEEDED.get(kind, {})})}\n"
        if _kind(kind).must_route and key not in routing:
            text += f"  edge-{key}: {{kind: cdn}}\n"
            flows += f"  - {{from: {key}, to: edge-{key}, action: route}}\n"
    return f"{text}flows:\n{flows}"


CASES = [
    (provider, target)
    for provider in PROVIDERS
    for target in _services(provider)
    if any(True for caller in (USERS, *_services(provider)) for _ in _actions(provider, caller, target))
]


@pytest.mark.parametrize(("provider", "target"), CASES)
def test_no_flow_is_in_the_way_of_another(tmp_path: Path, provider: str, target: str) -> None:
    """Entries, outputs and resources of any number of flows by one rule have keys and labels of their own."""
    # A domain leads to one place, so this spec has none, which production forbids.
    found = [each for each in problems(tmp_path, _spec(provider, target), provider) if each.severity == "error"]
    assert not [each for each in found if each.code != "condition" or "needs a domain" not in each.message]


BEHIND_FIREWALLS = [("aws", "cdn"), ("aws", "service"), ("azure", "cdn"), ("gcp", "cdn"), ("gcp", "service")]


@pytest.mark.parametrize(("provider", "kind"), BEHIND_FIREWALLS)
def test_a_second_firewall_is_a_problem_at_its_flow(tmp_path: Path, provider: str, kind: str) -> None:
    """What is behind a firewall has one on every cloud; Terraform would be the first to say so."""
    text = (
        HEAD
        + f"environments: {{dev: {{}}}}\ncomponents:\n  shield: {{kind: firewall}}\n  guard: {{kind: firewall}}\n  web: {{kind: {kind}}}\nflows:\n"
    )
    text += "".join(f"  - {{from: {key}, to: web, action: route}}\n" for key in ("shield", "guard"))
    [found] = [problem for problem in problems(tmp_path, text, provider) if problem.severity == "error"]
    assert (found.code, found.where and found.where.line) == ("too-many-flows", len(text.splitlines()))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_firewall_protects_all_of_a_cdn(tmp_path: Path, provider: str) -> None:
    """A flow for a part of its paths is a problem at its line on every cloud."""
    text = HEAD + "environments: {dev: {}}\ncomponents:\n  shield: {kind: firewall}\n  edge: {kind: cdn}\nflows:\n"
    wrong = text + "  - {from: shield, to: edge, action: route, path: /a/*}\n"
    [found] = [problem for problem in problems(tmp_path, wrong, provider) if problem.severity == "error"]
    assert found.where
    assert found.where.line == len(wrong.splitlines())
    assert not [problem for problem in problems(tmp_path, wrong.replace("/a/*", "/*"), provider) if problem.severity == "error"]
