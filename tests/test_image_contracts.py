"""What an image must be: the same points on every cloud, with the values of the stack, in its README."""

import re
from pathlib import Path

import pytest

from cloudgen.architecture import Architecture
from cloudgen.generate import generate
from cloudgen.load.catalog import PROVIDERS, Catalog, Service
from cloudgen.render.images import image_contracts
from cloudgen.resolve.catalog_checks.library import Library
from cloudgen.resolve.catalog_checks.service_names import service_mistakes
from tests.support.specs import HEAD, loaded, resolved

SPEC = (
    HEAD
    + """domain: shop.example.com
environments:
  dev: {}
  staging: {}
  prod: {components: {web: {settings: {port: 9090}}}}
components:
  web: {kind: service, settings: {health_path: /live}, environment: {MODE: "on"}}
  api: {kind: service, settings: {health_path: /live, port: 9090}}
  admin: {kind: service, settings: {health_path: /live, port: 9090}}
  jobs: {kind: queue}
  vault: {kind: secrets, settings: {names: [key]}}
  mailer: {kind: worker}
  nightly: {kind: job, settings: {timeout_seconds: 777, max_retries: 4}}
flows:
  - {from: users, to: web, action: request}
  - {from: web, to: api, action: request, as: backend}
  - {from: api, to: jobs, action: enqueue}
  - {from: admin, to: jobs, action: enqueue}
  - {from: mailer, to: jobs, action: consume}
  - {from: nightly, to: vault, action: read, secrets: [key]}
"""
)
PLATFORMS = {"aws": "linux/arm64", "azure": "linux/amd64", "gcp": "linux/amd64"}
TITLES = {
    "web": ["Port", "Health", "User", "Files", "Shutdown", "Cloud login"],
    "mailer": ["Messages", "Replicas", "User", "Files", "Shutdown", "Cloud login"],
    "nightly": ["Runs", "User", "Files", "Shutdown", "Cloud login"],
}


def rows_of(architecture: Architecture, heading: str) -> dict[str, str]:
    """The table below a heading: the second column by the first."""
    text = image_contracts(architecture)
    table = text.split(f"**{heading}**\n", 1)[1].split("\n**", 1)[0]
    return dict(re.findall(r"^\| (\S.*?) \| (.*) \|$", table, re.MULTILINE))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_cloud_answers_the_same_points(tmp_path: Path, provider: str) -> None:
    """None is left out, and the platform is the cloud's."""
    contracts = {each.component: each for each in resolved(tmp_path, SPEC, provider).images}
    assert list(contracts) == ["web", "api", "admin", "mailer", "nightly"]
    for key, titles in TITLES.items():
        assert [point.title for point in contracts[key].points] == titles
        assert contracts[key].platform == PLATFORMS[provider]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_table_has_the_values_of_the_stack(tmp_path: Path, provider: str) -> None:
    """Those of each environment where they differ."""
    architecture = resolved(tmp_path, SPEC, provider)
    web = rows_of(architecture, "`web`")
    assert web["Variable"] == "`web_image`"
    assert web["Build"].startswith(f"`docker build --platform {PLATFORMS[provider]} ")
    assert re.fullmatch(r"dev and staging: .*port 8080.* prod: .*port 9090.*", web["Port"])
    assert web["Health"].startswith("`GET /live` is answered with 200")
    nightly = rows_of(architecture, "`nightly`")["Runs"]
    assert "777 seconds" in nightly
    assert "4 times" in nightly


@pytest.mark.parametrize("provider", PROVIDERS)
def test_components_with_one_contract_share_a_table(tmp_path: Path, provider: str) -> None:
    """Each keeps its variable and its environment."""
    rows = rows_of(resolved(tmp_path, SPEC, provider), "`api` and `admin`")
    assert (rows["Variable of `api`"], rows["Variable of `admin`"]) == ("`api_image`", "`admin_image`")
    assert "`JOBS_NAME`: Name of the queue" in rows["Environment of `api`"]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_environment_is_what_the_code_gets(tmp_path: Path, provider: str) -> None:
    """Of flows with their prefix, of the spec, of the stack's own address, and what the module sets."""
    contracts = {each.component: each.environment for each in resolved(tmp_path, SPEC, provider).images}
    own = {
        "aws": set(),
        "azure": {
            "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
            "APPLICATIONINSIGHTS_CONNECTION_STRING",
            "AZURE_CLIENT_ID",
            "OTEL_SERVICE_NAME",
        },
        "gcp": {"PORT"},
    }[provider]
    assert set(contracts["web"]) == {"BACKEND_URL", "MODE", "PUBLIC_URL", *own}
    assert contracts["web"]["MODE"] == "A value of the spec."
    assert contracts["web"]["BACKEND_URL"] == "Address of the service."
    assert list(contracts["web"]) == sorted(contracts["web"])
    assert set(contracts["nightly"]) == {"VAULT_ENDPOINT", *(own - {"PORT"})}


def test_a_worker_is_told_how_its_messages_come(tmp_path: Path) -> None:
    """A batch for Lambda's runtime client, a request of Pub/Sub, or by polling."""
    told = {provider: rows_of(resolved(tmp_path, SPEC, provider), "`mailer`") for provider in PROVIDERS}
    assert "batchItemFailures" in told["aws"]["Messages"]
    assert "--provenance=false --sbom=false" in told["aws"]["Build"]
    assert "receives from Service Bus" in told["azure"]["Messages"]
    assert "`POST /`" in told["gcp"]["Messages"]
    polling = rows_of(resolved(tmp_path, SPEC.replace("{kind: worker}", "{kind: worker, service: {aws: ecs-worker}}"), "aws"), "`mailer`")
    assert "ReceiveMessage" in polling["Messages"]
    assert "provenance" not in polling["Build"]


def test_what_may_be_written_follows_the_setting(tmp_path: Path) -> None:
    """On Fargate; the other clouds have no read-only root."""
    open_root = SPEC.replace("health_path: /live}, environment", "health_path: /live, read_only_root: false}, environment")
    assert "`/tmp` alone" in rows_of(resolved(tmp_path, SPEC, "aws"), "`web`")["Files"]
    for provider in PROVIDERS:
        assert rows_of(resolved(tmp_path, open_root, provider), "`web`")["Files"].startswith("The whole file system")


def test_a_function_app_runs_no_image(tmp_path: Path) -> None:
    """Its package has another contract."""
    text = SPEC.replace("{kind: worker}", "{kind: worker, service: {azure: functions-flex}}")
    assert "mailer" not in [each.component for each in resolved(tmp_path, text, "azure").images]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_readme_has_the_tables(tmp_path: Path, provider: str) -> None:
    """And how one image is deployed by its digest; a stack without code has neither."""
    files = {each.path: each.content for each in generate(loaded(tmp_path, SPEC), Catalog(), (provider,)).artifacts}
    readme = files[f"infra/{provider}/README.md"]
    assert image_contracts(resolved(tmp_path, SPEC, provider)).strip() in readme
    assert re.search(r"terraform apply -var-file=environments/dev.tfvars -var ['\"]web_image=", readme)
    bare = generate(loaded(tmp_path, HEAD + "components: {media: {kind: object-store}}\n"), Catalog(), (provider,)).artifacts
    [text] = [each.content for each in bare if each.path.endswith("README.md") and provider in each.path]
    assert "docker" not in text


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_service_that_runs_images_needs_a_contract(provider: str) -> None:
    """The catalog check finds one without."""
    library = Library(Catalog(), provider)
    names = [name for name in Catalog().services(provider) if "image" in _service(provider, name).inputs]
    assert len(names) >= 3
    for name in names:
        assert not list(service_mistakes(name, _service(provider, name), library))
        without = _service(provider, name).model_copy(update={"contract": None})
        [found] = service_mistakes(name, without, library)
        assert found.message == "Nothing says what an image must be."


def _service(provider: str, name: str) -> Service:
    found = Catalog().service(provider, name)
    assert found is not None
    return found
