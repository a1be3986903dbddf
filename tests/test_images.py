"""The image of a component: a variable of the stack by itself, which a pipeline sets alone."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from cloudgen.architecture import Architecture
from cloudgen.generate import generate
from cloudgen.load.catalog import PROVIDERS, Catalog
from cloudgen.load.service_models import Input
from cloudgen.render.hcl import expression
from cloudgen.write.drift import edited_values
from tests.support.edges import argument, module
from tests.support.specs import HEAD, loaded, problems, resolved
from tests.support.stacks import ROOT, with_images, write

SPEC = (
    HEAD
    + """components:
  web: {kind: service}
  jobs: {kind: queue}
  mailer: {kind: worker}
  nightly: {kind: job}
environments:
  dev: {}
  prod: {components: {mailer: {settings: {image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/mailer@sha256:%s"}}}}
flows:
  - {from: users, to: web, action: request}
  - {from: web, to: jobs, action: enqueue}
  - {from: mailer, to: jobs, action: consume}
domain: shop.example.com
"""
    % ("0" * 64)
)
LABELS = ("mailer_image", "nightly_image", "web_image")


def variables_of(architecture: Architecture) -> dict[str, str]:
    """The type of each variable that stands by itself, by name."""
    return {variable.name: variable.type for each in architecture.modules for variable in each.variables}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_each_image_is_a_variable_by_itself_that_its_module_gets(tmp_path: Path, provider: str) -> None:
    """No object has it as an attribute, so `-var 'web_image=...'` sets it alone."""
    architecture = resolved(tmp_path, SPEC, provider)
    assert variables_of(architecture) == dict.fromkeys(LABELS, "string")
    for key in ("web", "mailer", "nightly"):
        assert argument(architecture, key, "image") == f"var.{key}_image"
        assert "image" not in [attribute.name for attribute in module(architecture, key).attributes]
        assert all("image" not in environment.inputs[key] for environment in architecture.environments)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_files_have_it_optional_and_a_tfvars_only_where_the_spec_sets_it(tmp_path: Path, provider: str) -> None:
    """variables.tf declares it with null, and prod's file alone holds the one that prod pins."""
    files = {artifact.path: artifact.content for artifact in generate(loaded(tmp_path, SPEC), Catalog(), (provider,)).artifacts}
    base = f"infra/{provider}"
    for name in LABELS:
        assert re.search(
            rf'variable "{name}" {{\n  description = "[^"]+"\n  type        = string\n  default     = null\n}}',
            files[f"{base}/variables.tf"],
        )
    image = f'"123456789012.dkr.ecr.us-east-1.amazonaws.com/mailer@sha256:{"0" * 64}"'
    for environment, held in {"dev": [], "prod": [("mailer_image", image)]}.items():
        text = files[f"{base}/environments/{environment}.tfvars"]
        assert re.findall(r"^(\w+_image) = (.*)$", text, re.MULTILINE) == held
    tests = files[f"{base}/tests/stack.tftest.hcl"]
    for name in LABELS:
        assert re.search(rf'^    {name} += lookup\(run.prod_settings.values, "{name}", null\)$', tests, re.MULTILINE)


def test_what_refers_to_an_image_refers_to_the_variable(tmp_path: Path) -> None:
    """The subscription of a worker waits for its image."""
    architecture = resolved(tmp_path, SPEC, "gcp")
    assert "image = var.mailer_image" in " ".join(expression(module(architecture, "jobs").arguments["consumers"]).split())


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_component_with_the_name_of_that_variable_is_refused(tmp_path: Path, provider: str) -> None:
    """Two variables of one name would be no Terraform."""
    text = SPEC.replace("  jobs: {kind: queue}\n", "  jobs: {kind: queue}\n  web-image: {kind: object-store}\n")
    [found] = [each for each in problems(tmp_path, text, provider) if each.code == "reserved"]
    assert found.message == "'web-image' would have the Terraform variable of the 'image' of web, web_image."
    assert found.where is not None
    assert found.where.line == 6


def test_a_variable_by_itself_needs_a_type() -> None:
    """Its values, all null, would show none."""
    with pytest.raises(ValidationError, match="an input with 'variable: true' needs a 'type'"):
        Input.model_validate({"value": "settings.image", "variable": True})


REGISTRIES = {
    "aws": '{aws: {account_id: "111122223333", region: us-east-1, prefix: social-dev}}',
    "azure": "{azure: {id: /subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/acmeimages}}",
    "gcp": "{gcp: {project_id: acme-shared, location: us-central1, repository: images}}",
}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_images_of_a_registry_that_is_there_already_are_pulled_and_nothing_is_made(tmp_path: Path, provider: str) -> None:
    """The same grants, on repositories of another account; the README says what their owner must allow."""
    text = f"{SPEC}foundation: {{registry: {{existing: {REGISTRIES[provider]}}}}}\n"
    artifacts = generate(loaded(tmp_path, text), Catalog(), (provider,)).artifacts
    files = {artifact.path: artifact.content for artifact in artifacts}
    made = {artifact.path: artifact.content for artifact in generate(loaded(tmp_path, SPEC), Catalog(), (provider,)).artifacts}
    base = f"infra/{provider}"
    assert files[f"{base}/flows.tf"] == made[f"{base}/flows.tf"]
    folders = {path.split("/")[3] for path in files if path.startswith(f"{base}/modules/")}
    assert {folder for folder in folders if "regis" in folder or "ecr" in folder} == {
        {"aws": "ecr-existing", "azure": "container-registry-existing", "gcp": "artifact-registry-existing"}[provider]
    }
    assert "there already, and images are built once" in files[f"{base}/README.md"]
    assert "images are built once" not in made[f"{base}/README.md"]


@pytest.mark.parametrize("image", ["app", "registry.example.com:5000/app", "app:latest", "app@sha256:12", "app :1"])
@pytest.mark.parametrize("kind", ["service", "worker", "job"])
def test_an_image_needs_a_tag_or_a_digest(tmp_path: Path, kind: str, image: str) -> None:
    """What names no version, or another one with each push, is refused at its line."""
    text = f'{HEAD}components:\n  app: {{kind: {kind}, settings: {{image: "{image}"}}}}\n'
    [found] = [each for each in problems(tmp_path, text, "azure") if each.severity == "error"]
    assert (found.code, found.where and found.where.line) == ("wrong-value", 4)
    assert "never latest" in str(found.hint)


@pytest.mark.parametrize("image", ["app:1.4.2", "registry.example.com:5000/a/app:latest@sha256:" + "a" * 64, "app@sha256:" + "0" * 64])
def test_a_tag_or_a_digest_is_enough(tmp_path: Path, image: str) -> None:
    """Both together, too."""
    text = f'{HEAD}components:\n  app: {{kind: service, settings: {{image: "{image}"}}}}\n'
    assert not [each for each in problems(tmp_path, text, "azure") if each.severity == "error"]


def test_lambda_takes_images_of_ecr_alone(tmp_path: Path) -> None:
    """A worker of ECS takes any."""
    text = HEAD + "components:\n  app: {kind: worker, settings: {image: docker.io/app:1}}\n"
    [found] = [each for each in problems(tmp_path, text, "aws") if each.severity == "error"]
    assert (found.code, found.hint) == ("limit", "Lambda pulls images from repositories of Amazon ECR alone.")
    assert not [
        each
        for each in problems(tmp_path, text.replace("worker,", "worker, service: {aws: ecs-worker},"), "aws")
        if each.severity == "error"
    ]


MODULES = sorted(path.parent for path in (ROOT / "templates").glob("*/*/variables.tf") if 'variable "image"' in path.read_text())


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_every_module_refuses_the_same(module: Path) -> None:
    """An image that a pipeline gives has passed no spec."""
    text = (module / "variables.tf").read_text(encoding="utf-8")
    block = text.split('variable "image" {', 1)[1].split("\n}\n", 1)[0]
    assert "image must end in a tag or in a digest" in block
    assert "image must not have the tag latest" in block
    assert ("Amazon ECR" in block) == (module.name == "lambda-worker")


def test_an_image_in_the_tfvars_is_named(tmp_path: Path) -> None:
    """`cost` says where the tfvars differ from the spec, in variables that stand by themselves, too."""
    artifacts = generate(loaded(tmp_path, SPEC), Catalog(), ("aws",)).artifacts
    architecture = resolved(tmp_path, SPEC, "aws")
    write(tmp_path, artifacts)
    assert not edited_values(tmp_path, architecture, architecture.environments[0])
    with_images(tmp_path / "infra" / "aws", "dev", "app:1")
    found = edited_values(tmp_path, architecture, architecture.environments[0])
    assert [line.split(": ", 1)[1] for line in found] == [f'{name} is "app:1", the spec makes it not set' for name in LABELS]
