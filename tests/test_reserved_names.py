"""What platforms reserve: environment variables and their size, words in names, names that stand for others."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from cloudgen.load.catalog import PROVIDERS, Catalog
from tests.support.specs import HEAD, problems, resolved
from tests.support.stacks import ROOT

CATALOG = Catalog()
COMPUTE = [
    (provider, name)
    for provider in PROVIDERS
    for name in CATALOG.services(provider)
    if (service := CATALOG.service(provider, name)) and service.runs_code
]
# Variables that modules set as a sole identifier; what looks like one but is a key of another map is left out.
OWN_VARIABLE = re.compile(r"^ +([A-Z][A-Z0-9_]+) += ", re.MULTILINE)


def one(provider: str, service: str, environment: str) -> str:
    """A spec with one component of a service with code; its variables begin in line 5."""
    found = CATALOG.service(provider, service)
    assert found
    return HEAD + f"components:\n  app:\n    kind: {found.kind}\n    service: {service}\n    environment:\n{environment}"


@pytest.mark.parametrize(
    ("provider", "service", "name", "why"),
    [
        ("aws", "lambda-worker", "AWS_REGION", "Lambda sets it and refuses another value."),
        ("aws", "ecs-service", "ECS_AGENT_URI", "ECS sets it for the AWS SDKs."),
        ("aws", "ecs-job", "AWS_EXECUTION_ENV", "ECS sets it for the AWS SDKs."),
        ("azure", "container-app", "CONTAINER_APP_NAME", "Container Apps sets it."),
        ("azure", "container-app", "FRONT_DOOR_IDS", "The module sets it, for the login and the telemetry of the code."),
        ("azure", "container-app-worker", "AZURE_CLIENT_ID", "The module sets it, for the login and the telemetry of the code."),
        ("azure", "container-app-job", "CONTAINER_APP_JOB_NAME", "Container Apps sets it."),
        ("azure", "functions-flex", "AzureWebJobsStorage", "The module or the Functions host sets it."),
        (
            "azure",
            "functions-flex",
            "FUNCTIONS_WORKER_RUNTIME",
            "The Flex Consumption plan has properties of the app instead and refuses the setting.",
        ),
        ("gcp", "cloud-run", "PORT", "Cloud Run sets it and refuses another value."),
        ("gcp", "cloud-run-worker", "X_GOOGLE_ANYTHING", "Cloud Run refuses names that begin so."),
        ("gcp", "cloud-run-job", "CLOUD_RUN_TASK_INDEX", "Cloud Run sets it and refuses another value."),
    ],
)
def test_a_reserved_variable_is_refused_at_its_line(tmp_path: Path, provider: str, service: str, name: str, why: str) -> None:
    """The message says who sets it; other names of the same component pass."""
    [problem] = problems(tmp_path, one(provider, service, f"      FINE: x\n      {name}: x\n"), provider)
    found = CATALOG.service(provider, service)
    assert found
    assert problem.code == "reserved-variable"
    assert problem.message == f"{found.title} can't give app the variable {name} of its 'environment': {why}"
    assert problem.where
    assert (problem.where.line, problem.where.column) == (9, 7)
    assert problem.hint == "Choose another name."


def test_a_prefix_that_makes_a_reserved_variable_is_refused_at_the_flow(tmp_path: Path) -> None:
    """The way out is another prefix."""
    text = (
        HEAD
        + "components:\n  app: {kind: service}\n  web: {kind: service}\nflows:\n  - {from: app, to: web, action: request, as: x-google}\n"
    )
    [problem] = problems(tmp_path, text, "gcp")
    assert problem.code == "reserved-variable"
    assert (
        problem.message == "Cloud Run can't give app the variable X_GOOGLE_URL of the flow to web: Cloud Run refuses names that begin so."
    )
    assert problem.where
    assert (problem.where.line, problem.where.column) == (7, 43)
    assert problem.hint == "Give the flow another prefix with 'as:'."
    assert not problems(tmp_path, text.replace("x-google", "web"), "gcp")


def test_a_variable_of_a_form_that_the_platform_refuses(tmp_path: Path) -> None:
    """Lambda wants two characters, the first one a letter; others take what the spec takes."""
    text = one("aws", "lambda-worker", "      X: one\n      _Y: two\n      lower_Case1: three\n")
    found = problems(tmp_path, text, "aws")
    assert [(problem.code, problem.where.line) for problem in found if problem.where] == [("wrong-variable", 8), ("wrong-variable", 9)]
    assert found[0].message == (
        "AWS Lambda can't give app the variable X of its 'environment': "
        "Lambda wants a letter first, then letters, digits and underscores, and two characters at least."
    )
    assert not problems(tmp_path, text.replace("lambda-worker", "container-app-worker"), "azure")


def test_variables_that_are_too_large_together(tmp_path: Path) -> None:
    """Names and values of the spec count; the limit itself is allowed."""
    long = "".join(f"      A{number}: {'x' * 1022}\n" for number in range(4))
    assert not problems(tmp_path, one("aws", "lambda-worker", long), "aws")
    [problem] = problems(tmp_path, one("aws", "lambda-worker", long + "      AB: ''\n"), "aws")
    assert problem.code == "environment-size"
    assert problem.message == "The environment variables of app take 4.0 KiB at least, and AWS Lambda allows 4 KiB."
    assert problem.where
    assert (problem.where.line, problem.where.column) == (7, 5)
    assert problem.hint == (
        "Lambda limits all variables of a function together. Names and values of the spec are counted, values that only Terraform "
        "knows are not. Put long values in a file of the image, an object store or a secret."
    )


def test_names_of_variables_that_flows_give_count(tmp_path: Path) -> None:
    """A flow's variable adds its name, even where only Terraform knows its value."""
    long = "".join(f"      A{number}: {'x' * 1022}\n" for number in range(4))
    text = one("aws", "lambda-worker", long) + "  jobs: {kind: queue}\nflows:\n  - {from: app, to: jobs, action: enqueue}\n"
    assert [problem.code for problem in problems(tmp_path, text, "aws")] == ["environment-size"]


@pytest.mark.parametrize(("provider", "service"), COMPUTE)
def test_what_a_module_sets_is_reserved(provider: str, service: str) -> None:
    """A variable of the user's would take the place of the module's own without a word."""
    found = CATALOG.service(provider, service)
    assert found
    reserved = {name for group in found.variable_rules.reserved for name in group.names}
    assert reserved
    text = (ROOT / "templates" / provider / (found.module or service) / "main.tf").read_text(encoding="utf-8")
    assert set(OWN_VARIABLE.findall(text)) - reserved == set()


@pytest.mark.parametrize("key", ["public", "none", "postgres", "rdsadmin"])
def test_a_role_that_the_database_has_gets_another_name(tmp_path: Path, key: str) -> None:
    """The grant, the variable and the setup job say the same name; a component with another key keeps its own."""
    text = HEAD + f"components:\n  {key}: {{kind: service}}\n  web: {{kind: service}}\n  db: {{kind: relational-db}}\nflows:\n"
    text += f"  - {{from: {key}, to: db, action: read}}\n  - {{from: web, to: db, action: read}}\n"
    architecture = resolved(tmp_path, text, "aws")
    [logins] = [module.arguments["logins"] for module in architecture.modules if module.key == "db"]
    assert isinstance(logins, Mapping)
    name = str(logins[key]["name"])
    assert re.fullmatch(rf"{key}-[0-9a-f]{{5}}", name)
    assert logins["web"] == {"name": "web", "actions": ["read"]}
    connections = {connection.heading: connection for connection in architecture.connections}
    pair = connections[f"{key} -> db"]
    assert pair.environment["DB_USER"] == name
    assert f"/{name}'" in repr(pair.resources[0].arguments)
    assert connections["web -> db"].environment["DB_USER"] == "web"


@pytest.mark.parametrize(("key", "container"), [("fs", r"fs-[0-9a-f]{5}"), ("a", r"a-[0-9a-f]{5}"), ("img", "img")])
def test_a_container_has_three_characters(tmp_path: Path, key: str, container: str) -> None:
    """Azure refuses shorter names; a key that is long enough is the container's name."""
    architecture = resolved(tmp_path, HEAD + f"components:\n  {key}: {{kind: object-store}}\n", "azure")
    [module] = [module for module in architecture.modules if module.key == key]
    assert re.fullmatch(container, str(module.arguments["container"]))


@pytest.mark.parametrize(
    ("provider", "service", "name"),
    [
        ("aws", "aurora-postgresql", "rdsadmin"),
        ("aws", "rds-postgresql", "order"),
        ("azure", "postgresql-flexible-server", "azure_sys"),
        ("gcp", "cloud-sql-postgresql", "postgres"),
    ],
)
def test_a_database_that_exists_already_is_refused(tmp_path: Path, provider: str, service: str, name: str) -> None:
    """A name that the cloud's own databases have, or that it can't have."""
    text = HEAD + f"components:\n  db: {{kind: relational-db, service: {service}, settings: {{database: {name}}}}}\n"
    found = problems(tmp_path, text, provider)
    assert {problem.code for problem in found} == {"limit"}
    assert found[0].message == f"'database' is '{name}' here and must be another value on this service."
    assert found[0].where
    assert found[0].where.line == 4


GLOBAL_ON_AZURE = [
    name
    for name in CATALOG.services("azure")
    if (found := CATALOG.service("azure", name)) and found.naming and found.naming.unique == "global"
]


@pytest.mark.parametrize("name", GLOBAL_ON_AZURE)
def test_public_names_on_azure_avoid_reserved_words(name: str) -> None:
    """What has a host name is refused with Microsoft's own words in it."""
    service = CATALOG.service("azure", name)
    assert service
    assert service.naming
    assert service.naming.avoid == ["microsoft", "windows", "^login"]


def test_a_project_called_after_google_has_buckets(tmp_path: Path) -> None:
    """The bucket's name, and that of the state's bucket, hold no word that Cloud Storage refuses; other clouds keep the name."""
    text = HEAD.replace("name: demo", "name: google-demo") + "components:\n  files: {kind: object-store}\n  jobs: {kind: queue}\n"
    for environment in resolved(tmp_path, text, "gcp").environments:
        for name in (environment.inputs["files"]["name"], environment.inputs["jobs"]["name"], environment.backend["bucket"]):
            assert re.fullmatch(r"x[0-9a-f]{5}-demo-[a-z-]+", name)
    assert resolved(tmp_path, text, "aws").environments[0].inputs["files"]["name"] == "google-demo-dev-files"
