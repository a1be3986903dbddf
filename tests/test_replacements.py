"""What would replace or destroy data is refused, with everything that is at stake, unless it is accepted."""

import shutil
from pathlib import Path

import pytest

from cloudgen.load.catalog import PROVIDERS, Catalog
from tests.support.projects import HEAD, Project, spec

CACHE = "  fast: {kind: cache}\n"
CASES = [
    pytest.param("aws", spec().replace("database: social", "database: people"), "'db' holds data on aws, and this would replace it: 'database' changes from social to people (dev, staging, prod).", 4, id="database name"),
    pytest.param("azure", spec().replace("database: social", "database: people"), "'db' holds data on azure, and this would replace it: 'database' changes from social to people (dev, staging, prod).", 4, id="database name on azure"),
    pytest.param("gcp", spec().replace("database: social", "database: people"), "'db' holds data on gcp, and this would replace it: 'database' changes from social to people (dev, staging, prod).", 4, id="database name on gcp"),
    pytest.param("aws", spec().replace("kind: relational-db,", "kind: relational-db, service: {aws: rds-postgresql},"), "'db' holds data on aws, and this would replace it: aurora-postgresql becomes rds-postgresql (dev, staging, prod).", 4, id="service"),
    pytest.param("aws", spec().replace("us-east-1", "eu-west-1"), "prod on aws: the change of its region from us-east-1 to eu-west-1 would replace everything in it. Data is held by: db, jobs.", 2, id="region"),
    pytest.param("aws", spec(head=HEAD.replace("social", "shop")), "dev on aws: the files here belong to the project 'social'; the project 'shop' would replace everything in it. Data is held by: db, jobs.", 1, id="another system"),
    pytest.param("aws", spec("main-db"), "'db' holds data on aws and isn't in the spec any more: Terraform would destroy it in dev, staging, prod.", 3, id="key without was"),
    pytest.param("azure", spec().replace("settings: {database: social}", "settings: {database: social}, azure: {geo_redundant_backup: true}"), "this would replace it: 'geo_redundant_backup' changes from false to true (dev, staging).", 4, id="pin"),
    pytest.param("aws", spec() + "foundation: {network: {settings: {cidr: 10.99.0.0/16}}}\n", "'network' is in use on aws, and this would replace it: 'cidr_block' changes from 10.10.0.0/16 to 10.99.0.0/16 (dev)", 12, id="network on aws"),
    pytest.param("azure", spec() + "foundation: {network: {settings: {cidr: 10.99.0.0/16}}}\n", "'network' is in use on azure, and this would replace it: 'address_space' changes from 10.10.0.0/16 to 10.99.0.0/16 (dev)", 12, id="network on azure"),
    pytest.param("gcp", spec() + "foundation: {network: {settings: {cidr: 10.99.0.0/16}}}\n", "'network' is in use on gcp, and this would replace it: 'cidr' changes from 10.10.0.0/16 to 10.99.0.0/16 (dev)", 12, id="network on gcp"),
    pytest.param("azure", spec() + "foundation: {namespace: {azure: {sku: Premium}}}\n", "'namespace' is in use on azure, and this would replace it: 'sku' changes from Standard to Premium (dev, staging).", 12, id="namespace"),
    pytest.param("gcp", spec() + "environments: {prod: {components: {db: {settings: {storage_gb: 20}}}}}\n", "this would replace it: 'storage_gb' shrinks from", 4, id="smaller disk"),
]  # fmt: skip


@pytest.fixture(scope="session")
def before(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The project as it was generated on each cloud."""
    folders = {provider: tmp_path_factory.mktemp(provider) for provider in PROVIDERS}
    for provider, folder in folders.items():
        Project(folder).generated(spec(), provider=provider)
    return folders


@pytest.mark.parametrize(("provider", "text", "message", "line"), CASES)
def test_it_is_refused_and_nothing_is_written(
    tmp_path: Path, before: dict[str, Path], provider: str, text: str, message: str, line: int
) -> None:
    """With the line of the spec; --accept-replace goes through, and the next run has nothing to say."""
    shutil.copytree(before[provider], tmp_path, dirs_exist_ok=True)
    project = Project(tmp_path)
    old = {path: content for path, content in project.tree().items() if path != "cloudgen.yaml"}
    done = project.generate(text, provider=provider)
    assert done.returncode == 2
    [found] = [each for each in done.stderr.splitlines() if message in each]
    assert found.startswith(f"cloudgen.yaml:{line}:")
    assert found.endswith(("[replaces-data]", "[destroys-data]"))
    assert {path: content for path, content in project.tree().items() if path != "cloudgen.yaml"} == old
    project.generated(text, "--accept-replace", provider=provider)
    project.generated(text, provider=provider)


def test_a_larger_disk_replaces_nothing(tmp_path: Path, before: dict[str, Path]) -> None:
    """Only a decrease does."""
    shutil.copytree(before["gcp"], tmp_path, dirs_exist_ok=True)
    Project(tmp_path).generated(spec().replace("database: social", "database: social, storage_gb: 900"), provider="gcp")


def test_secrets_may_come_but_not_go(tmp_path: Path) -> None:
    """A member of a list that makes resources: adding is free, removal destroys."""
    project = Project(tmp_path)

    def text(names: str) -> str:
        flow = "  - {from: web, to: vault, action: read, secrets: [one]}\n"
        return spec(more=f"  vault: {{kind: secrets, settings: {{names: [{names}]}}}}\n") + flow

    project.generated(text("one, two"))
    project.generated(text("one, two, three"))
    done = project.generate(text("one, three"))
    assert "'vault' holds data on aws, and this would replace it: 'secrets' no longer has two (dev, staging, prod)." in done.stderr


def test_everything_is_listed_at_once(tmp_path: Path) -> None:
    """Two clouds, several components, with the hint for a rename."""
    project = Project(tmp_path)
    for provider in ("aws", "gcp"):
        project.generated(spec(more=CACHE), provider=provider)
    text = (
        spec("main-db").replace("jobs: {kind: queue}", "jobs: {kind: worker}").replace("  - {from: web, to: jobs, action: enqueue}\n", "")
    )
    done = project.generate(text, "-p", "gcp")
    assert done.returncode == 2
    for cloud in ("aws", "gcp"):
        assert f"'db' holds data on {cloud} and isn't in the spec any more" in done.stderr
        assert f"'fast' holds data on {cloud} and isn't in the spec any more" in done.stderr
        assert f"'jobs' holds data on {cloud}, and this would replace it: " in done.stderr
    assert "sqs becomes lambda-worker, in which this stack keeps no data (dev, staging, prod)" in done.stderr
    assert "If 'main-db' is the same component, add 'was: db' to it." in done.stderr
    assert "was: fast" not in done.stderr, "a database was no cache"


def test_another_system_is_told_what_to_do(tmp_path: Path, before: dict[str, Path]) -> None:
    """A rename of the system, or another folder."""
    shutil.copytree(before["aws"], tmp_path, dirs_exist_ok=True)
    done = Project(tmp_path).generate(spec(head=HEAD.replace("social", "shop")))
    assert "If it was renamed, add 'was: social' to the spec. If it is another system, choose another folder with --out." in done.stderr
    for environment in ("dev", "staging", "prod"):
        assert f"{environment} on aws: the files here belong to the project 'social'" in done.stderr


def test_without_a_manifest_the_terraform_on_disk_counts(tmp_path: Path, before: dict[str, Path]) -> None:
    """A lost manifest is no way around: names, region, project, module and database are read from what was generated."""
    shutil.copytree(before["aws"], tmp_path, dirs_exist_ok=True)
    shutil.rmtree(tmp_path / ".cloudgen")
    project = Project(tmp_path)
    for text, message in (
        (spec().replace("us-east-1", "eu-west-1"), "region from us-east-1 to eu-west-1"),
        (spec().replace("database: social", "database: people"), "'database' changes from social to people"),
        (spec().replace("kind: relational-db,", "kind: relational-db, service: {aws: rds-postgresql},"), "aurora-postgresql becomes rds-postgresql"),
        (spec("main-db", was="db").replace("database: social", "database: people"), "'database' changes from social to people"),
        (spec(head=HEAD.replace("social", "shop")), "belong to the project 'social'"),
    ):  # fmt: skip
        done = project.generate(text, "--repair")
        assert done.returncode == 2, text
        assert message in done.stderr
    project.generated(spec(), "--repair")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_replaces_is_an_input(provider: str) -> None:
    """`replace_on` names inputs of services whose kind holds data or the whole stack."""
    catalog = Catalog()
    found = {name: service for name in catalog.services(provider) if (service := catalog.service(provider, name)) and service.replace_on}
    assert found
    for name, service in found.items():
        kind = catalog.kind(service.kind)
        assert kind is not None
        assert kind.stateful or kind.foundation, name
        assert service.replace_on.keys() <= service.inputs.keys(), name
