"""What is there already: used and granted as if the stack had made it, never made, billed or destroyed."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from cloudgen.architecture import Architecture
from cloudgen.load.catalog import PROVIDERS, Catalog, Kind, Service
from cloudgen.load.service_models import Existing
from cloudgen.render.terraform import render
from cloudgen.resolve.pipeline import resolve
from tests.support.projects import Project
from tests.support.specs import HEAD, loaded, problems, resolved
from tests.support.stacks import initialised, terraform, write

CATALOG = Catalog()
FOUND = [
    (provider, name, service, service.existing)
    for provider in PROVIDERS
    for name in CATALOG.services(provider)
    if (service := CATALOG.service(provider, name)) and service.existing
]
IDS = [f"{provider}-{name}" for provider, name, _, _ in FOUND]
# What leads to it is the stack's and goes with the stack: a sink, and the exclusion that belongs to it.
MAKES = {("gcp", "cloud-logging"): {"google_logging_project_exclusion", "google_logging_project_sink"}}
UPLOADS = HEAD + """environments: {prod: {domain: shop.example.com}, dev: {}}
components:
  web: {kind: service}
  uploads: {kind: object-store}
flows:
  - {from: web, to: uploads, action: read-write}
  - {from: users, to: web, action: request}
"""


def kind_of(service: Service) -> Kind:
    """The kind that a service is of."""
    kind = CATALOG.kind(service.kind)
    assert kind
    return kind


def spec_with(provider: str, name: str, service: Service, form: Existing | None) -> str:
    """A service, and the thing itself with every flow that the service may have with it; there already where there is a form."""
    kind = kind_of(service)
    given = {provider: {key: each.example for key, each in form.inputs.items() if each.example is not None}} if form else {}
    piece: dict[str, Any] = {"existing": given} if given else {}
    data: dict[str, Any] = yaml.safe_load(HEAD) | {"domain": "shop.example.com", "components": {"web": {"kind": "service"}}, "flows": []}
    data["flows"] = [{"from": "users", "to": "web", "action": "request"}]
    if kind.foundation:
        if service.kind == "namespace":  # which is there where a queue is
            data["components"]["jobs"] = {"kind": "queue"}
            data["flows"].append({"from": "web", "to": "jobs", "action": "enqueue"})
        data["foundation"] = {service.kind: piece} if piece else {}
        return yaml.safe_dump(data)
    settings = {kind.secret_names: ["token"]} if kind.secret_names else {}
    data["components"]["thing"] = {"kind": service.kind, "service": {provider: name}, "settings": settings, **piece}
    names = {"service", *(CATALOG.kind("service") or kind).groups}
    for action, callers in kind.accepts.items():
        if names & set(callers):
            data["flows"].append({"from": "web", "to": "thing", "action": action, **({"secrets": ["token"]} if settings else {})})
    if service.kind == "dead-letter":
        data["components"] |= {"jobs": {"kind": "queue"}, "mailer": {"kind": "worker"}}
        data["flows"] += [{"from": "web", "to": "jobs", "action": "enqueue"}, {"from": "mailer", "to": "jobs", "action": "consume"}]
        data["flows"].append({"from": "jobs", "to": "thing", "action": "enqueue"})
    return yaml.safe_dump(data)


def granted(architecture: Architecture) -> list[tuple[str, str]]:
    """Every grant and rule that flows between two components make, or share with what the platform needs."""
    made = {each.address: str(each.arguments) for connection in architecture.connections for each in connection.resources}
    pairs = [connection for connection in architecture.connections if " -> " in connection.heading]
    return [(address, made[address]) for each in pairs for address in (*(resource.address for resource in each.resources), *each.shared)]


@pytest.mark.parametrize(("provider", "name", "service", "form"), FOUND, ids=IDS)
def test_flows_grant_the_same(tmp_path: Path, provider: str, name: str, service: Service, form: Existing) -> None:
    """Grants, rules and variables are those of a made one, and so is what the components get to know."""
    made = resolved(tmp_path, spec_with(provider, name, service, None), provider)
    existing = resolved(tmp_path, spec_with(provider, name, service, form), provider)
    assert granted(existing) == granted(made)
    assert [each.environment for each in existing.connections if each.local] == [each.environment for each in made.connections if each.local]


@pytest.mark.parametrize(("provider", "name", "service", "form"), FOUND, ids=IDS)
def test_it_is_not_billed(tmp_path: Path, provider: str, name: str, service: Service, form: Existing) -> None:
    """Nothing of it is in the bill, and the environment says which components are left out."""
    architecture = resolved(tmp_path, spec_with(provider, name, service, form), provider)
    key = service.kind if kind_of(service).foundation else "thing"
    for environment in architecture.environments:
        assert environment.existing == (key,)
        assert not [each for each in environment.billed if each.component == key]


@pytest.mark.terraform
@pytest.mark.slow
@pytest.mark.parametrize(("provider", "name", "service", "form"), FOUND, ids=IDS)
def test_the_stack_is_valid_and_makes_nothing_of_it(tmp_path: Path, provider: str, name: str, service: Service, form: Existing) -> None:
    """`terraform test` passes for every environment; its module holds no resource that it would make."""
    architecture = resolve(loaded(tmp_path, spec_with(provider, name, service, form)), CATALOG, provider)[0]
    write(tmp_path, tuple(render(architecture, lambda folder: CATALOG.template_folder(provider, folder))))
    stack = initialised(tmp_path / "infra" / provider, provider)
    module = "".join(path.read_text() for path in (stack / "modules" / f"{name}-existing").glob("*.tf"))
    assert set(re.findall(r'^resource "(\w+)"', module, re.MULTILINE)) == MAKES.get((provider, name), set())
    done = terraform(stack, "test")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_stack_has_no_output_that_it_lacks(tmp_path: Path) -> None:
    """The names of secrets are a setting of a vault that is made; its own name stays."""
    text = HEAD + "components:\n  web: {kind: service}\n  vault: {kind: secrets, settings: {names: [token]}%s}\n"
    text += "flows:\n  - {from: users, to: web, action: request}\n  - {from: web, to: vault, action: read, secrets: [token]}\n"
    service = CATALOG.service("azure", "key-vault")
    assert service
    assert service.existing
    given = {key: each.example for key, each in service.existing.inputs.items()}
    names = [{each.name for each in resolved(tmp_path, text % form, "azure").outputs} for form in ("", f", existing: {{azure: {given}}}")]
    assert names[0] - names[1] == {"vault_secret_names"}
    assert "vault_name" in names[1]


def test_a_missing_id_is_a_problem(tmp_path: Path) -> None:
    """With what to write, and an example."""
    text = UPLOADS.replace("{kind: object-store}", "{kind: object-store, existing: {aws: {}}}")
    [found] = [each for each in problems(tmp_path, text, "aws") if each.severity == "error"]
    assert (found.code, found.where and found.where.line) == ("missing-input", 6)
    assert found.message == "In prod, dev: uploads needs 'bucket' on Amazon Web Services."
    assert found.hint == "Name of the bucket. For example: \"acme-uploads\". Write 'aws: {bucket: ...}'."


def test_environments_have_their_own(tmp_path: Path) -> None:
    """An environment's pin is what exists there."""
    text = UPLOADS.replace("{kind: object-store}", "{kind: object-store, existing: {aws: {bucket: acme}}}")
    text = text.replace("dev: {}", "dev: {components: {uploads: {aws: {bucket: acme-dev}}}}")
    architecture = resolved(tmp_path, text, "aws")
    assert [each.inputs["uploads"]["bucket"] for each in architecture.environments] == ["acme", "acme-dev"]


def test_a_setting_of_it_has_no_effect(tmp_path: Path) -> None:
    """It is a warning at the setting."""
    text = UPLOADS.replace("{kind: object-store}", "{kind: object-store, settings: {cool_after_days: 9}, existing: {aws: {bucket: acme}}}")
    [found] = [each for each in problems(tmp_path, text, "aws") if each.code == "ignored-setting"]
    assert found.message == "Amazon S3 (existing) ignores 'cool_after_days'."


def test_what_cannot_exist_beforehand_is_a_problem(tmp_path: Path) -> None:
    """At the cloud's key of `existing`; the other clouds make it."""
    text = UPLOADS.replace("web: {kind: service}", "web: {kind: service, existing: {aws: {}}}")
    [found] = problems(tmp_path, text, "aws")
    assert (found.code, found.message) == ("not-existing", "Amazon ECS on AWS Fargate can't be one that is there already.")
    assert found.where
    assert (found.where.line, found.where.column) == (5, 35)


def test_what_its_owner_decides_is_refused(tmp_path: Path) -> None:
    """Notifications of a bucket are one list, which isn't this stack's."""
    text = UPLOADS.replace("{kind: object-store}", "{kind: object-store, existing: {aws: {bucket: acme}}}")
    text = text.replace("flows:", "  jobs: {kind: queue}\nflows:\n  - {from: uploads, to: jobs, action: enqueue}")
    [found] = [each for each in problems(tmp_path, text, "aws") if each.severity == "error"]
    assert (found.code, found.where and found.where.line) == ("unsupported", 9)
    assert "Amazon S3 (existing) doesn't support 'enqueue' to jobs" in found.message


def test_a_made_one_does_not_become_an_existing_one_unasked(tmp_path: Path) -> None:
    """Terraform would destroy what it made, so it is refused; an existing one may go at any time."""
    project = Project(tmp_path)
    there = UPLOADS.replace("{kind: object-store}", "{kind: object-store, existing: {aws: {bucket: acme}}}")
    project.generated(UPLOADS)
    done = project.generate(there)
    assert done.returncode == 2
    assert "'uploads' holds data on aws, and this would replace it: s3 becomes s3-existing, in which this stack keeps no data" in done.stderr
    project.generated(there, "--accept-replace")
    project.generated(there.replace("  uploads: {kind: object-store, existing: {aws: {bucket: acme}}}\n", "").replace("  - {from: web, to: uploads, action: read-write}\n", ""))
