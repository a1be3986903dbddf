"""Contracts over the whole catalog: every file of every cloud against its kind, its module and the references in it."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import hcl2
import pytest

from cloudgen.cost.price.rule_checks import billed_problems, rule_problems
from cloudgen.load.catalog import PROVIDERS, Catalog, Service, Unsupported
from cloudgen.load.fields import references_of
from cloudgen.problems import ProblemsError
from cloudgen.resolve.catalog_checks.files import all_problems
from cloudgen.resolve.settings import depends_on, input_names

CATALOG = Catalog()
ROOT = Path(__file__).parent.parent
KINDS = CATALOG.kinds()
SERVICES = [(provider, name) for provider in PROVIDERS for name in CATALOG.services(provider)]
FUNCTIONS_OF_FLOWS = ("caller", "target", "flow", "rule", "each")


def _service(provider: str, name: str) -> Service:
    service = CATALOG.service(provider, name)
    assert service is not None
    return service


def _unquote(name: str) -> str:
    return name.strip('"')


@cache
def _blocks(folder: Path) -> dict[str, dict[str, Any]]:
    """The variables, outputs and resources of a module."""
    found: dict[str, dict[str, Any]] = {"variable": {}, "output": {}, "resource": {}}
    for path in sorted(folder.glob("*.tf")):
        parsed = hcl2.loads(path.read_text(encoding="utf-8"))
        for kind, blocks in found.items():
            for block in parsed.get(kind, []):
                for name, body in block.items():
                    blocks[_unquote(name)] = body
    return found


def _module(provider: str, name: str) -> dict[str, dict[str, Any]] | None:
    service = _service(provider, name)
    if service.module == "none":
        return None
    return _blocks(ROOT / "templates" / provider / (service.module or name))


def _given(provider: str, name: str) -> set[str]:
    """What the generator may hand to a module."""
    service = _service(provider, name)
    passed = {key for key, form in service.inputs.items() if form.to_module}
    given = passed | set(service.arguments) | set(service.size.sets if service.size else ())
    if service.naming and not any(each.root == "names" for each in references_of(service.inputs)):
        given.add("name")
    if service.tagged:
        given.add(CATALOG.provider(provider).tags.argument)
    return given


def _names(kind: str, service: str) -> set[str]:
    """What `accepts` and `from` may call a component of a kind."""
    found = CATALOG.kind(kind)
    assert found is not None
    return {kind, *found.groups, service}


def _entries_for(provider: str, name: str) -> set[str]:
    """Map inputs that flows and other components may fill; those of components that it hosts are its own."""
    service = _service(provider, name)
    found: set[str] = set()
    for other in (_service(provider, each) for each in CATALOG.services(provider)):
        for entries in (other.entries, *(rule.entries for rule in other.flows)):
            found |= set(entries.get(service.kind, {}))
    inputs, routes = _filled_by_flows(provider, name)
    found |= inputs | (set() if service.host else routes)
    for each in CATALOG.services(provider):
        hosted = _service(provider, each)
        if hosted.host == service.kind:
            inputs, routes = _filled_by_flows(provider, each)
            found |= routes | (inputs if hosted.module == "none" else set())
    return found


def _filled_by_flows(provider: str, name: str) -> tuple[set[str], set[str]]:
    """Inputs that the rules of flows from a service and to it fill: by the other end, and by path."""
    kind = _service(provider, name).kind
    inputs = {key for rule in _service(provider, name).flows for key in rule.target}
    routes: set[str] = set()
    for other_name in CATALOG.services(provider):
        other = _service(provider, other_name)
        answering = CATALOG.kind(other.kind)
        assert answering is not None
        for rule in other.flows:
            names = _names(kind, name)
            accepted = {who for action in rule.actions for who in answering.accepts.get(action, [])}
            calls = bool(names & accepted) and (rule.from_ is None or bool(names & set(rule.from_)))
            if calls:
                inputs |= set(rule.caller)
                routes |= set(rule.routes)
            for end in ("caller", "target", "self"):
                if calls if end == "caller" else other.kind == kind:
                    inputs |= set(rule.entries.get(end, {}))
    return inputs, routes


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_names_a_service_or_a_reason_on_every_cloud(name: str) -> None:
    """No cloud is left out silently, and every default service exists and serves the kind."""
    kind = CATALOG.kind(name)
    assert kind is not None
    assert set(kind.services) == set(PROVIDERS)
    for provider, entry in kind.services.items():
        if isinstance(entry, Unsupported):
            assert entry.unsupported.endswith(".")
        else:
            assert _service(provider, entry).kind == name
            assert _service(provider, entry).lifecycle.status in ("current", "renamed")


@pytest.mark.parametrize("name", KINDS)
def test_defaults_of_a_kind_obey_its_own_limits(name: str) -> None:
    """Each default, in each environment, passes the check that a user's value passes."""
    from cloudgen.load.environments import CLASSES
    from cloudgen.problems import Problems, Where
    from cloudgen.resolve.settings import check

    kind = CATALOG.kind(name)
    assert kind is not None
    for key, setting in kind.settings.items():
        for environment in CLASSES:
            problems = Problems()
            check(key, setting, setting.default_in(environment), Where("kind", 1, 1), problems)
            assert not problems.all, (key, environment, problems.all)


@pytest.mark.parametrize(("provider", "name"), SERVICES)
def test_every_argument_is_a_variable_of_the_module(provider: str, name: str) -> None:
    """What the catalog hands over exists in the module, and what the module requires is handed over."""
    module = _module(provider, name)
    service = _service(provider, name)
    if module is None:
        assert service.why, "a service without a module says why"
        return
    variables = module["variable"]
    given = _given(provider, name)
    kind = CATALOG.kind(service.kind)
    assert kind is not None
    entries = _entries_for(provider, name) | ({"environment"} if service.runs_code else set())
    assert given <= set(variables), f"not in variables.tf: {given - set(variables)}"
    assert entries <= set(variables), f"entries without a variable: {entries - set(variables)}"
    required = {key for key, body in variables.items() if "default" not in body}
    assert required <= given, f"required and not given: {required - given}"
    unused = set(variables) - given - entries
    assert not unused, f"nobody gives: {unused}"
    for key in entries:
        assert "default" in variables[key], f"{key} is given only when there are entries, so it needs a default"


@pytest.mark.parametrize(("provider", "name"), SERVICES)
def test_outputs_that_the_catalog_names_exist(provider: str, name: str) -> None:
    """The list of outputs, and every output that is referred to, is in outputs.tf."""
    module = _module(provider, name)
    if module is not None:
        assert set(_service(provider, name).outputs) <= set(module["output"])


def _referring_values(service: Service) -> list[Any]:
    return [
        service.model_dump(include={"arguments", "entries", "grants", "network", "stack_outputs", "public_url"}),
        *(rule.model_dump() for rule in service.flows),
    ]


@pytest.mark.parametrize(("provider", "name"), SERVICES)
def test_references_to_other_modules_lead_somewhere(provider: str, name: str) -> None:
    """`${network.x}` and the like name an output (or input) of the foundation service, `${self.x}` one of the own module."""
    service = _service(provider, name)
    foundation = CATALOG.provider(provider).foundation
    own = _module(provider, name)
    for reference in references_of(_referring_values(service)):
        root, path = reference.root, reference.path
        if root in foundation:
            holder = foundation[root]
            if path[0] == "input":
                target = _service(provider, holder)
                assert path[1] in {
                    *target.inputs,
                    *(target.size.sets if target.size else ()),
                    *({"name"} if target.naming else set()),
                }
            else:
                module = _module(provider, holder)
                assert module is not None
                assert path[0] in module["output"], f"{root}.{path[0]}"
        elif root in ("self", "target") and own is not None and path and path[0] != "input":
            assert path[0] in own["output"], f"{root}.{path[0]}"


@pytest.mark.parametrize(("provider", "name"), SERVICES)
def test_rules_fill_every_variable_of_the_kind(provider: str, name: str) -> None:
    """Callers with code get the same variables on every cloud, and every legal flow has a rule or a reason."""
    service = _service(provider, name)
    kind = CATALOG.kind(service.kind)
    assert kind is not None
    if service.lifecycle.status in ("closed", "retired"):
        return
    for action, accepted in kind.accepts.items():
        callers = [other for other in KINDS if _names(other, other) & set(accepted)] + ["users"] * ("users" in accepted)
        assert callers
        for caller in callers:
            names = {"users"} if caller == "users" else _names(caller, caller)
            rule = next((r for r in service.flows if action in r.actions and (r.from_ is None or names & set(r.from_))), None)
            assert rule is not None, f"{caller} {action}"
            if not rule.unsupported and "compute" in names:
                assert set(rule.environment) == set(kind.environment), f"{caller} {action}"


@pytest.mark.parametrize(("provider", "name"), SERVICES)
def test_rules_of_edges_and_users_fill_every_variable_of_the_components_own(provider: str, name: str) -> None:
    """What people reach gets the variables that its kind documents for itself, whoever lets them in, on every cloud."""
    service = _service(provider, name)
    kind = CATALOG.kind(service.kind)
    assert kind is not None
    ways_in = [rule for rule in service.flows if "route" in rule.actions or "users" in (rule.from_ or ())]
    assert ways_in or not kind.own_environment
    for rule in ways_in:
        assert rule.unsupported or set(rule.target_environment) == set(kind.own_environment), rule.from_


@pytest.mark.parametrize(("provider", "name"), SERVICES)
def test_lifecycles_are_sourced(provider: str, name: str) -> None:
    """What isn't current says since when, what comes next and where that is written."""
    lifecycle = _service(provider, name).lifecycle
    if lifecycle.status != "current":
        assert lifecycle.date
        assert lifecycle.source
        successor = lifecycle.successor
        assert successor is None or CATALOG.service(provider, successor) is not None


@pytest.mark.parametrize(("provider", "name"), SERVICES)
def test_sizes_ascend_in_memory(provider: str, name: str) -> None:
    """The first row that fits is the smallest."""
    size = _service(provider, name).size
    if size is None:
        return
    rows = CATALOG.sizes(provider, size.table)
    assert rows, size.table
    assert {column for row in rows for column in row} >= {*size.at_least, *size.sets.values()}
    memory = [row.get("memory_gb", row.get("memory_mb", 0) / 1024) for row in rows]
    assert all(memory)
    assert memory == sorted(memory)


MODULE_FOLDERS = sorted(
    path for provider in PROVIDERS for path in (ROOT / "templates" / provider).iterdir() if path.is_dir() and path.name != "root"
)


MOST_VARIABLES = 25
# Modules with more, and why they aren't split.
MORE_VARIABLES = {
    ("aws", "ecs-service"): (30, "a task, its scaling and its two load balancers share the target groups and security groups")
}


@pytest.mark.parametrize("folder", MODULE_FOLDERS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_modules_have_one_shape(folder: Path) -> None:
    """The four files, sorted and described variables and outputs, no provider block, at most 25 variables."""
    assert {path.name for path in folder.glob("*.tf")} >= {"main.tf", "outputs.tf", "terraform.tf", "variables.tf"}
    assert any((ROOT / "catalog" / "services" / folder.parent.name).glob("*.yaml"))
    for name, kind in (("variables.tf", "variable"), ("outputs.tf", "output")):
        text = (folder / name).read_text(encoding="utf-8")
        names = re.findall(rf'^{kind} "([^"]+)"', text, re.MULTILINE)
        assert names == sorted(names), f"{name} isn't sorted"
    blocks = _blocks(folder)
    most, _ = MORE_VARIABLES.get((folder.parent.name, folder.name), (MOST_VARIABLES, ""))
    assert len(blocks["variable"]) <= most
    for name, body in blocks["variable"].items():
        assert _unquote(str(body.get("description", ""))).endswith("."), f"variable {name}"
        assert "type" in body, f"variable {name}"
    for name, body in blocks["output"].items():
        assert _unquote(str(body.get("description", ""))).endswith("."), f"output {name}"
    for path in folder.glob("*.tf"):
        assert not re.search(r"^provider ", path.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("folder", MODULE_FOLDERS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_modules_take_the_providers_that_the_stack_takes(folder: Path) -> None:
    """The constraint of the cloud's catalog file, which is as wide as what the tests run."""
    versions = CATALOG.provider(folder.parent.name).versions
    text = (folder / "terraform.tf").read_text(encoding="utf-8")
    named = dict(re.findall(r'source += "([^"]+)"\s+version += "([^"]+)"', text))
    assert bool(named) == ("required_providers" in text)
    assert named.get(versions.source, versions.constraint) == versions.constraint


@pytest.mark.parametrize(("module", "allowed"), MORE_VARIABLES.items(), ids=str)
def test_an_exception_from_the_limit_is_needed(module: tuple[str, str], allowed: tuple[int, str]) -> None:
    """A module that may have more variables has exactly that many, so that the exception goes when it is split."""
    assert len(_blocks(ROOT / "templates" / module[0] / module[1])["variable"]) == allowed[0] > MOST_VARIABLES


def test_every_module_belongs_to_a_service() -> None:
    """No folder of templates is left over."""
    used = {(provider, _service(provider, name).module or name) for provider, name in SERVICES}
    used |= {(provider, f"{name}-existing") for provider, name in SERVICES if _service(provider, name).existing}
    assert {(folder.parent.name, folder.name) for folder in MODULE_FOLDERS} <= used


def _settings_read_elsewhere(provider: str) -> set[tuple[str, str]]:
    """(kind's action, setting) that neighbours of a flow read: `callers.consume.settings.timeout_seconds`."""
    found = set()
    for name in CATALOG.services(provider):
        service = _service(provider, name)
        for reference in references_of([service.inputs, service.size]):
            if reference.root in ("callers", "targets") and reference.path[1] == "settings":
                found.add((reference.root, reference.path[2]))
    return found


@pytest.mark.parametrize(("provider", "name"), SERVICES)
def test_a_setting_is_used_or_said_to_be_ignored(provider: str, name: str) -> None:
    """No setting of a kind is silently without effect on a cloud, and none that has one is called ignored."""
    service = _service(provider, name)
    if service.lifecycle.status in ("closed", "retired"):
        return
    kind = CATALOG.kind(service.kind)
    assert kind is not None
    own = set().union(*(depends_on(service, key) for key in input_names(service)))
    elsewhere = {setting for _, setting in _settings_read_elsewhere(provider)}
    used = own | set(service.limits) | (elsewhere & set(kind.settings))
    assert set(kind.settings) - used - set(service.ignores) == set(), "neither used nor ignored"
    assert set(service.ignores) & own == set(), "used and called ignored"
    assert set(service.ignores) <= set(kind.settings)
    assert all(reason.endswith(".") for reason in service.ignores.values())


def test_a_table_of_sizes_that_is_not_there_is_a_problem() -> None:
    """It names the tables that there are."""
    with pytest.raises(ProblemsError) as caught:
        CATALOG.sizes("aws", "buckets")
    [problem] = caught.value.problems
    assert "no sizes 'buckets'" in problem.message
    assert "elasticache" in (problem.hint or "")


def test_the_catalog_passes_its_own_check() -> None:
    """What `cloudgen catalog check` reports: nothing of the built-in files."""
    assert all_problems(CATALOG) == ()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_billing_passes_its_own_check(provider: str) -> None:
    """References of rules, fixtures priced to their figures, and what services say is billed."""
    assert list(rule_problems(provider)) == []
    assert list(billed_problems(CATALOG, provider)) == []
