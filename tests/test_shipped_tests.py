"""What the tests say that a stack ships with; test_teeth.py tries whether they notice anything."""

import re
import shutil
from pathlib import Path

import pytest

from cloudgen.architecture import Connection, Resource
from cloudgen.generate import generate
from cloudgen.language.hclvalues import Blocks, Call, Expr, Text
from cloudgen.load.catalog import PROVIDERS, Catalog
from cloudgen.render.flow_tests import flow_assertions
from tests.support.specs import HEAD, loaded
from tests.support.stacks import EXAMPLES, ROOT, TERRAFORM_NAMES, artifacts, initialised, terraform

TEMPLATES = ROOT / "templates"


def conditions(*resources: Resource) -> list[str]:
    """The conditions for a pair's resources, each in one line."""
    connection = Connection("a -> b", ("a -> b: read",), None, {}, resources, ())
    return [" ".join(condition.split()) for condition, _ in flow_assertions(connection)]


def test_every_argument_is_compared() -> None:
    """Scalars by value, lists and what gives lists as sets, policies as text; a description is for people."""
    arguments = {"role": "reader", "ports": ["80"], "source_ranges": Expr("module.b.ranges"), "alias": Expr("module.b.alias"), "description": "x"}
    assert conditions(Resource("t", "l", arguments)) == [
        'alltrue([ t.l.role == "reader", toset(t.l.ports) == toset(["80"]), toset(t.l.source_ranges) == toset(module.b.ranges), '
        "t.l.alias == module.b.alias, ])"
    ]
    policy = Call("jsonencode", {"Action": ["s3:GetObject"]})
    assert conditions(Resource("t", "l", {"policy": policy})) == ['t.l.policy == jsonencode({ Action = ["s3:GetObject"] })']


def test_there_are_as_many_instances_as_the_flow_makes() -> None:
    """By `count`, by a set and by a map; `each` is what the assertion's loop goes through."""
    assert conditions(Resource("t", "l", {"role": "r"}, count=Expr("var.x ? 1 : 0"))) == [
        'alltrue([ length(t.l) == (var.x ? 1 : 0), alltrue([for each in t.l : each.role == "r"]), ])'
    ]
    secrets = Resource("t", "l", {"id": Expr("module.b.ids[each.key]")}, for_each=Call("toset", ["k"]))
    assert conditions(secrets) == [
        'alltrue([ toset(keys(t.l)) == toset(["k"]), alltrue([for key, each in t.l : each.id == module.b.ids[key]]), ])'
    ]
    named = Resource("t", "l", {"id": Text(("x-", Expr("each.value")))}, for_each=Expr("module.b.names"))
    assert conditions(named) == [
        "alltrue([ keys(t.l) == keys({ for key, value in module.b.names : key => value }), "
        'alltrue([for key, each in t.l : each.id == "x-${module.b.names[key]}"]), ])'
    ]


def test_a_nested_block_is_compared_and_must_be_there() -> None:
    """One block by its arguments, several as a set; `one` refuses a block more."""
    one = Resource("t", "l", {"condition": Blocks(({"title": "x", "ports": ["1"]},))})
    assert conditions(one) == ['alltrue([ one(t.l.condition[*].title) == "x", toset(one(t.l.condition[*].ports)) == toset(["1"]), ])']
    two = Resource("t", "l", {"allow": Blocks(({"protocol": "tcp"}, {"protocol": "udp"}))})
    assert conditions(two) == [
        "toset([for block in t.l.allow : jsonencode({ protocol = block.protocol })]) == "
        'toset([jsonencode({ protocol = "tcp" }), jsonencode({ protocol = "udp" })])'
    ]


def test_the_message_is_the_flow_in_the_specs_words() -> None:
    """And the resource that differs; a caller's variables are an assertion by themselves."""
    connection = Connection("a -> b", ("a -> b: read (/x/*)",), "a_to_b", {"B_HOST": "h"}, (Resource("t", "l", {"role": "r"}),), ())
    assert [message for _, message in flow_assertions(connection)] == [
        "a -> b: read (/x/*), and nothing else: t.l differs.",
        "a -> b: local.a_to_b must set the variables of this pair and no others.",
    ]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_environments_are_held_to_what_protects_them(provider: str) -> None:
    """Prod to its protection, dev to no lack of it: what it may gain is no failure, nor is a number that grows."""
    [text] = [each.content for each in artifacts("web-app", provider) if each.path.endswith("/tests/environments.tftest.hcl")]
    dev, prod = text.split('run "dev_settings"')[1].split('run "staging_settings"')[0], text.split('run "prod_settings"')[1]
    assert "output.values.app_db.deletion_protection == true" in prod
    assert "output.values.app_db.backup_days >= 30" in prod
    assert "output.values.app_db.backup_days >= 7" in dev
    assert "deletion_protection" not in dev


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_protection_is_listed(provider: str) -> None:
    """An input of one of these names protects, whatever the service."""
    protecting = {"backup_days", "deletion_protection", "high_availability", "purge_protection", "recovery_days", "retention_days", "snapshot_days"}
    catalog = Catalog()
    for name in catalog.services(provider):
        service = catalog.service(provider, name)
        assert service is not None
        assert protecting & service.inputs.keys() <= service.protects.keys(), name


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_resource_type_has_a_mock(provider: str) -> None:
    """Terraform gives a mocked resource values while it plans only where the mocks have a block of its type."""
    mocks = (TEMPLATES / provider / "root" / "mocks.tfmock.hcl").read_text(encoding="utf-8")
    files = [*TEMPLATES.glob(f"{provider}/*/*.tf"), *TEMPLATES.glob(f"{provider}/root/*.j2")]
    used = {kind for path in files for kind in re.findall(r'^resource "(\w+)"', path.read_text(encoding="utf-8"), re.MULTILINE)}
    used |= {
        kind
        for example in EXAMPLES
        for each in artifacts(example, provider)
        for kind in re.findall(r'^resource "(\w+)"', each.content, re.MULTILINE)
        if each.path.endswith("/flows.tf")
    }
    known = set(re.findall(r'^mock_resource "(\w+)"', mocks, re.MULTILINE))
    assert {kind for kind in used if kind.startswith(TERRAFORM_NAMES[provider])} - known == set()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_modules_tests_are_its_own(provider: str) -> None:
    """Named after the service, and each run tests its module."""
    for path in sorted(TEMPLATES.glob(f"{provider}/*/tests/*.tftest.hcl")):
        service = path.parent.parent.name
        assert path.name == f"{service}.tftest.hcl"
        text = path.read_text(encoding="utf-8")
        assert text.count("\nrun ") == text.count(f'source = "./modules/{service}"') > 0, path


@pytest.mark.terraform
@pytest.mark.parametrize("provider", PROVIDERS)
def test_tests_of_services_without_an_example_pass(provider: str, tmp_path: Path) -> None:
    """Formatted and passing, as those of the examples are in test_stacks.py."""
    shown = {each.path.split("/")[3] for example in EXAMPLES for each in artifacts(example, provider) if "/modules/" in each.path}
    others = [path.parent.parent for path in sorted(TEMPLATES.glob(f"{provider}/*/tests/*.tftest.hcl")) if path.parent.parent.name not in shown]
    if not others:
        pytest.skip("every service with tests is in an example")
    shutil.copytree(TEMPLATES / provider / "root", tmp_path / "tests" / "mocks", ignore=shutil.ignore_patterns("*.j2"))
    for module in others:
        shutil.copytree(module, tmp_path / "modules" / module.name, ignore=shutil.ignore_patterns("tests", "*.j2"))
        shutil.copy(module / "tests" / f"{module.name}.tftest.hcl", tmp_path / "tests")
    shutil.copy(others[0] / "terraform.tf", tmp_path)
    initialised(tmp_path, provider)
    for arguments in (("fmt", "-check", "-recursive", "-diff"), ("test",)):
        done = terraform(tmp_path, *arguments)
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]


def test_main_is_held_to_the_architecture() -> None:
    """Which arguments a module gets, and where those come from that protect it or that flows fill."""
    [text] = [each.content for each in artifacts("web-app", "aws") if each.path.endswith("/tests/modules.tftest.hcl")]
    assert 'output.modules.app_db.deletion_protection == "var.app_db.deletion_protection"' in text
    assert 'output.modules.edge.firewalls == "{ shield = module.shield.arn }"' in text
    assert 'output.modules.app_cache.users == "{ web = \\"read-write\\" }"' in text
    cache = text.split("keys(output.modules.app_cache) == [")[1].split("]")[0]
    names = re.findall(r'"(\w+)"', cache)
    assert names == sorted(names)
    assert {"name", "nodes", "source", "tags", "users", "vpc_id"} <= set(names)


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("kind", ["cache", "object-store", "queue", "relational-db", "secrets"])
def test_what_nobody_uses_has_tests_too(tmp_path: Path, provider: str, kind: str) -> None:
    """A component without flows has no entries, for which its ids would be."""
    text = f"{HEAD}components:\n  a: {{kind: {kind}}}\n  b: {{kind: service}}\n"
    files = {each.path for each in generate(loaded(tmp_path, text), Catalog(), (provider,)).artifacts}
    assert f"infra/{provider}/tests/flows.tftest.hcl" in files
