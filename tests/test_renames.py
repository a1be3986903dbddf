"""A component keeps its name in the cloud through any number of renames, and Terraform is told of every one."""

import re
from pathlib import Path

import pytest

from cloudgen.load.catalog import PROVIDERS, Catalog
from cloudgen.problems import ProblemsError
from cloudgen.resolve.identity import Known, Remembered
from cloudgen.resolve.pipeline import resolve
from tests.support.commands import cli
from tests.support.projects import HEAD, Project, spec
from tests.support.specs import loaded, problems, resolved

MOVED = re.compile(r"moved \{\n  from = (\S+)\n  to   = (\S+)\n\}")
SECOND = "  main-db: {kind: relational-db}\n"


def names(project: Project, provider: str, label: str) -> list[str]:
    """The database's name in dev, staging and prod."""
    found = []
    for environment in ("dev", "staging", "prod"):
        text = project.text(f"infra/{provider}/environments/{environment}.tfvars")
        match = re.search(rf'^{label} = \{{\n  name +=\ "([^"]+)"', text, re.MULTILINE)
        assert match, text
        found.append(match.group(1))
    return found


def moves(project: Project, provider: str = "aws") -> list[tuple[str, str]]:
    """The `moved` blocks."""
    return MOVED.findall(project.text(f"infra/{provider}/main.tf"))


@pytest.mark.parametrize(
    ("provider", "key", "was"),
    [("aws", "orders-db", "main-db"), ("aws", "orders-db", "[main-db, db]"), *((provider, "main-db", "") for provider in PROVIDERS)],
)
def test_the_name_stays_through_renames(tmp_path: Path, provider: str, key: str, was: str) -> None:
    """Renamed once, then again, again with the whole history, or with `was:` deleted after the first rename was generated."""
    project = Project(tmp_path)
    project.generated(spec(), provider=provider)
    before = names(project, provider, "db")
    project.generated(spec("main-db", was="db"), provider=provider)
    assert names(project, provider, "main_db") == before
    project.generated(spec(key, was=was), provider=provider)
    assert names(project, provider, key.replace("-", "_")) == before
    assert before == [f"social-{name}-db" for name in ("dev", "staging", "prod")]
    tree = project.tree()
    project.generated(spec(key, was=was), provider=provider)
    assert project.tree() == tree


def test_moved_blocks_form_a_chain_that_stays(tmp_path: Path) -> None:
    """An environment that missed a rename, or all of them, still finds its resources."""
    project = Project(tmp_path)
    for text in (spec(), spec("main-db", was="db"), spec("orders-db", was="main-db"), spec("orders-db")):
        project.generated(text)
    found = moves(project)
    assert found[:2] == [("module.db", "module.main_db"), ("module.main_db", "module.orders_db")]
    policies = [move for move in found if move[0].startswith("aws_iam_role_policy.web_to_")]
    assert policies == [
        ("aws_iam_role_policy.web_to_db", "aws_iam_role_policy.web_to_main_db"),
        ("aws_iam_role_policy.web_to_main_db", "aws_iam_role_policy.web_to_orders_db"),
    ]
    targets = [target for _, target in found]
    assert len(set(targets)) == len(targets), "Terraform refuses two sources of one target"


def test_both_ends_of_a_flow_may_be_renamed(tmp_path: Path) -> None:
    """Which came first isn't known: every combination leads to the label now."""
    text = spec("main-db", was="db").replace("web: {kind: service}", "site: {kind: service, was: web}").replace("web", "site")
    text = text.replace("was: site", "was: web")
    chain = {move.source: move.target for move in resolved(tmp_path, text, "aws").moves}
    for start in ("web_to_db", "web_to_main_db", "site_to_db"):
        address = f"aws_iam_role_policy.{start}"
        while address in chain:
            address = chain[address]
        assert address == "aws_iam_role_policy.site_to_main_db", start


def test_a_rename_back_is_a_rename(tmp_path: Path) -> None:
    """The old key again: the block leads back to it."""
    project = Project(tmp_path)
    for text in (spec(), spec("main-db", was="db"), spec("db", was="main-db")):
        project.generated(text)
    assert names(project, "aws", "db") == [f"social-{name}-db" for name in ("dev", "staging", "prod")]
    assert moves(project)[0] == ("module.main_db", "module.db")


def test_variables_and_the_bill_follow_the_memory(tmp_path: Path) -> None:
    """`validate` and `cost` see the same names as `generate`: no warning that the tfvars were edited."""
    project = Project(tmp_path)
    for text in (spec(), spec("main-db", was="db"), spec("main-db")):
        project.generated(text)
    assert "DB_HOST" in project.text("infra/aws/flows.tf")
    assert cli("validate", "-p", "aws", cwd=tmp_path).returncode == 0
    assert "edited-tfvars" not in cli("cost", "-p", "aws", cwd=tmp_path).stderr


def test_a_former_name_is_taken(tmp_path: Path) -> None:
    """A new component with a former key would share the name in the cloud, or its address with a `moved` block."""
    project = Project(tmp_path)
    for text in (spec(), spec("main-db", was="db"), spec("orders-db", was="main-db")):
        project.generated(text)
    for key in ("db", "main-db"):
        done = project.generate(spec("orders-db", more=f"  {key}: {{kind: relational-db}}\n"))
        assert done.returncode == 2
        assert f"cloudgen.yaml:7:3: error: 'orders-db' was called '{key}' before and keeps that name in the cloud" in done.stderr
        assert "[taken-name]" in done.stderr


def test_a_rename_onto_a_key_that_was_generated_is_refused(tmp_path: Path) -> None:
    """`main-db` is removed and `db` takes its key: Terraform would keep the wrong one."""
    project = Project(tmp_path)
    project.generated(spec(more=SECOND))
    done = project.generate(spec("main-db", was="db"), "--accept-replace")
    assert done.returncode == 2
    assert "'main-db' was generated before as another component, and Terraform can't move 'db' there in one step. [was]" in done.stderr
    assert "cloudgen.yaml:4:" in done.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (spec("main-db", was="web"), "'web' is still a component, so 'main-db' can't have been it."),
        (spec("main-db", was="[old, web]"), "'web' is still a component, so 'main-db' can't have been it."),
        (spec("main-db", was="registry"), "'registry' is a piece of the foundation, so 'main-db' can't have been it."),
        (spec("main-db", was="db", more="  other: {kind: queue, was: [x, db]}\n"), "'main-db' was 'db' already."),
        (spec("db", was="main-db", more="  main-db: {kind: relational-db, was: db}\n"), "'main-db' is still a component, so 'db' can't have been it."),
    ],
    ids=["component", "in a list", "foundation", "twice", "swapped"],
)  # fmt: skip
def test_what_can_not_have_been_is_a_problem(tmp_path: Path, text: str, message: str) -> None:
    """Each with the line of `was:`."""
    found = [problem for problem in problems(tmp_path, text) if problem.code == "was"]
    assert message in [problem.message for problem in found]
    assert all(problem.where and problem.where.line > 3 for problem in found)


def test_two_names_are_not_swapped(tmp_path: Path) -> None:
    """Not by way of a third name either: Terraform can't move what is at an address that is in use again."""
    project = Project(tmp_path)
    project.generated(spec(more=SECOND))
    project.generated(spec("spare", was="db", more=SECOND))
    done = project.generate(spec("spare", more="  db: {kind: relational-db, was: main-db}\n"))
    assert done.returncode == 2
    assert "'spare' was called 'db' before" in done.stderr


def test_a_renamed_system_keeps_its_project(tmp_path: Path) -> None:
    """The spec's own `was:`, a history of it, and its deletion."""
    project = Project(tmp_path)
    project.generated(spec())
    before = names(project, "aws", "db")
    for name, was in (("club", "was: social\n"), ("forum", "was: [club, social]\n"), ("forum", "")):
        project.generated(spec(head=HEAD.replace("social", name) + was))
        assert names(project, "aws", "db") == before


def test_without_a_manifest_was_alone_counts(tmp_path: Path) -> None:
    """The oldest of the history names the component; a memory of this cloud comes before it."""
    text = spec("orders-db", was="[main-db, db]")
    assert {module.key: module.id for module in resolved(tmp_path, text, "aws").modules}["orders-db"] == "db"
    remembered = Remembered("social", "sociable", {"main-db": Known("first-db", ("first-db",))})
    architecture, _ = resolve(loaded(tmp_path, text), Catalog(), "aws", remembered=remembered)
    assert {module.key: module.id for module in architecture.modules}["orders-db"] == "first-db"
    assert architecture.cloud_project == "sociable"
    assert [(move.source, move.target) for move in architecture.moves][:3] == [
        ("module.first_db", "module.db"), ("module.db", "module.main_db"), ("module.main_db", "module.orders_db"),
    ]  # fmt: skip


def test_no_two_components_share_a_name(tmp_path: Path) -> None:
    """A memory that says so is refused, whatever it came from."""
    remembered = Remembered("social", "social", {"web": Known("db"), "jobs": Known("jobs"), "db": Known("db")})
    with pytest.raises(ProblemsError) as caught:
        resolve(loaded(tmp_path, spec()), Catalog(), "aws", remembered=remembered)
    assert {problem.code for problem in caught.value.problems} == {"taken-name"}
