"""What a service's file may say beyond a module: what it extends, charges without a resource, steps by hand, variables of its own."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from cloudgen.cost.price.book import load_book
from cloudgen.cost.price.estimate import estimate
from cloudgen.cost.price.rules import Rules
from cloudgen.cost.price.tariff import Tariff
from cloudgen.generate import generate
from cloudgen.language.hclvalues import Expr
from cloudgen.load.catalog import Catalog
from cloudgen.load.catalog_files import merged
from cloudgen.load.datafiles import data_root
from cloudgen.load.specfile import load
from cloudgen.problems import ProblemsError
from tests.support.commands import cli

SPEC = """name: shop
regions: {aws: us-east-1}
environments: {dev: {}}
components:
  web: {kind: service}
  help-desk: {kind: help, service: desk}
flows:
  - {from: users, to: web, action: request, per_day: 1000}
  - {from: web, to: help-desk, action: infer, ratio: 2}
"""
KIND = """title: Help desk
lane: ai
summary: Answers questions.
settings: {}
accepts: {infer: [compute]}
environment: {ENDPOINT: Address of the desk.}
own_environment: {}
usage: {questions: {unit: questions, help: Questions., value: calls.infer}}
footprint: {}
services: {aws: desk, azure: {unsupported: Not there.}, gcp: {unsupported: Not there.}}
"""
DESK = """kind: help
title: Desk
docs: https://example.com
module: none
why: It is an API.
tagged: false
billed: [{charge: aws_cognito_user_pool, usage: {monthly_active_users: usage.questions}}]
flows: [{actions: [infer], environment: {ENDPOINT: "https://desk.example.com"}}]
steps:
  - title: Open an account
    when: before
    why: Only a person can.
    run: |
      desk open ${component.key}
    check: test -f "${component.label}.opened"
  - {title: Greet the desk, why: It likes that., run: desk greet}
"""


def catalog(folder: Path, **services: str) -> Catalog:
    """The catalog with the kind and services of the tests, by name."""
    for path, text in {"kinds/help": KIND, **{f"services/aws/{name}": text for name, text in services.items()}}.items():
        file = folder / "catalog" / f"{path}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return Catalog((folder,))


def spec(folder: Path) -> Path:
    """The spec of the tests as a file."""
    path = folder / "cloudgen.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return path


def test_a_charge_is_priced_from_usage(tmp_path: Path) -> None:
    """An API without a resource is on the bill, under an address that no Terraform state has."""
    made = generate(load(spec(tmp_path)), catalog(tmp_path / "own", desk=DESK), ("aws",))
    [architecture] = made.architectures
    bill = estimate(architecture, architecture.environments[0], Rules("aws"), Tariff(load_book("aws"))).bill
    [charge] = [each for each in bill.resources if not each.address.startswith("module.")]
    assert charge.address == "help_desk.aws_cognito_user_pool"
    [line] = charge.lines
    per_month = 1000 * 365 / 12 * 2
    assert line.quantity is not None
    assert float(line.quantity) == pytest.approx(per_month)
    assert charge.certain
    assert charge.monthly > 0


# (a text of the service, what replaces it, what is said of that)
MISTAKES = [
    ("charge: aws_cognito_user_pool", "charge: desk_questions", "There is no billing rule 'desk_questions'."),
    ("monthly_active_users:", "monthly_questions:", "The billing rule has no usage 'monthly_questions'."),
    (", usage: {monthly_active_users: usage.questions}", "", "The charge has no figure for the rule's usage 'monthly_active_users'."),
    ("charge:", "resource: aws_cognito_user_pool.this, charge:", "it needs 'resource' or 'charge', and not both"),
    ("usage: {", "count: 2, usage: {", "a charge has no 'count'"),
    ("component.key", "component.name", "'component.name': there is no part 'name'."),
    ("component.key", "input.name", "'input.name': nothing is called 'input' here."),
]


def test_mistakes_are_problems(tmp_path: Path) -> None:
    """A charge whose rule, usage or form is wrong, and a step that refers to what isn't there: each at its file."""
    assert all(before in DESK for before, _, _ in MISTAKES)
    catalog(tmp_path, desk=DESK, **{f"desk-{index}": DESK.replace(*each[:2], 1) for index, each in enumerate(MISTAKES)})
    done = cli("catalog", "check", str(tmp_path), cwd=tmp_path)
    assert done.returncode == 1
    said = done.stderr.splitlines()
    for index, (_, _, message) in enumerate(MISTAKES):
        assert any(f"desk-{index}.yaml:" in line and message in line for line in said), message
    assert not any("desk.yaml" in line for line in said)


def test_steps_are_in_the_readme_and_checked_by_a_script(tmp_path: Path) -> None:
    """Steps before the first apply come first; the script says what is done, and fails while something is not."""
    made = generate(load(spec(tmp_path)), catalog(tmp_path / "own", desk=DESK), ("aws",))
    files = {artifact.path: artifact.content for artifact in made.artifacts}
    readme = files["infra/aws/README.md"]
    assert "**`help-desk`: Open an account.** Only a person can.\n\n```sh\ndesk open help-desk\n```" in readme
    assert readme.index("Open an account") < readme.index("Greet the desk") < readme.index("## Plan and apply")
    script = tmp_path / "steps.sh"
    script.write_text(files["infra/aws/steps.sh"], encoding="utf-8")
    if shutil.which("shellcheck"):
        subprocess.run(["shellcheck", script], check=True)
    before = subprocess.run(["sh", script], cwd=tmp_path, capture_output=True, text=True, env=os.environ)
    assert (before.returncode, before.stdout) == (1, "to do  help-desk: Open an account\n")
    (tmp_path / "help_desk.opened").touch()
    after = subprocess.run(["sh", script], cwd=tmp_path, capture_output=True, text=True, env=os.environ)
    assert (after.returncode, after.stdout) == (0, "done   help-desk: Open an account\n")


def test_without_steps_there_is_no_script(tmp_path: Path) -> None:
    """Neither the script nor the section."""
    desk = yaml.safe_dump({key: value for key, value in yaml.safe_load(DESK).items() if key != "steps"})
    made = generate(load(spec(tmp_path)), catalog(tmp_path / "own", desk=desk), ("aws",))
    files = {artifact.path: artifact.content for artifact in made.artifacts}
    assert "infra/aws/steps.sh" not in files
    assert "Steps by hand" not in files["infra/aws/README.md"]


def test_an_extension_differs_in_what_it_says(tmp_path: Path) -> None:
    """Mappings are merged, rules of flows come first, null takes away; the module is that of what it extends."""
    extension = "extends: ecs-service\nkind: help\ntitle: Desk on Fargate\ninputs: {spot: false, port: null}\nflows: [{actions: [infer]}]\n"
    own = catalog(tmp_path, desk=extension)
    base, desk = own.service("aws", "ecs-service"), own.service("aws", "desk")
    assert base is not None
    assert desk is not None
    assert (desk.module, desk.title, desk.docs, desk.kind) == ("ecs-service", "Desk on Fargate", base.docs, "help")
    assert desk.inputs.keys() == base.inputs.keys() - {"port"}
    assert desk.inputs["spot"] != base.inputs["spot"]
    assert desk.flows[1:] == base.flows
    assert desk.outputs == base.outputs


def test_a_component_has_variables_of_its_service(tmp_path: Path) -> None:
    """Whatever its flows are; the kind declares them, and the catalog is checked for that."""
    kind = yaml.safe_load((data_root() / "catalog" / "kinds" / "service.yaml").read_text(encoding="utf-8"))
    kind |= {"own_environment": {**kind["own_environment"], "PLACE": "Region that it runs in."}, "services": {"aws": "desk"}}
    own = catalog(tmp_path / "own", desk='extends: ecs-service\nkind: desk\nenvironment: {PLACE: "${stack.region}", PALCE: here}\n')
    (tmp_path / "own" / "catalog" / "kinds" / "desk.yaml").write_text(yaml.safe_dump(kind), encoding="utf-8")
    done = cli("catalog", "check", str(tmp_path / "own"), cwd=tmp_path)
    assert "There is no variable of the kind's own_environment 'PALCE'." in done.stderr
    path = tmp_path / "cloudgen.yaml"
    path.write_text("name: shop\nregions: {aws: us-east-1}\nenvironments: {dev: {}}\ncomponents: {web: {kind: desk}}\nflows: []\n", encoding="utf-8")
    text = (tmp_path / "own" / "catalog" / "services" / "aws" / "desk.yaml").read_text(encoding="utf-8").replace(", PALCE: here", "")
    own = catalog(tmp_path / "right", desk=text)
    (tmp_path / "right" / "catalog" / "kinds" / "desk.yaml").write_text(yaml.safe_dump(kind), encoding="utf-8")
    [architecture] = generate(load(path), own, ("aws",)).architectures
    [module] = [module for module in architecture.modules if module.key == "web"]
    assert module.arguments["environment"] == {"PLACE": Expr("var.region")}


def test_what_is_extended_must_be_there_and_whole(tmp_path: Path) -> None:
    """A misspelt name, and an extension of an extension, name the file."""
    own = catalog(tmp_path, desk="extends: ecs-servise\nkind: help\n", other="extends: desk\nkind: help\n")
    for name in ("desk", "other"):
        with pytest.raises(ProblemsError) as caught:
            own.service("aws", name)
        [problem] = caught.value.problems
        assert problem.message.startswith(f"The service {name} extends '")
        assert problem.where is not None
        assert problem.where.file.endswith(f"{name}.yaml")


def test_merging_leaves_what_nobody_mentions() -> None:
    """Other lists are replaced, and order is kept."""
    assert merged({"a": [1], "flows": [1], "b": {"c": 1, "d": 2}}, {"a": [2], "flows": [2], "b": {"d": None}}) == {
        "a": [2],
        "flows": [2, 1],
        "b": {"c": 1},
    }
