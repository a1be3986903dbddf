"""`cost`, `compare` and `what-if` as a user runs them, and the bill of the examples."""

import csv
import io
import json
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from cloudgen.load.catalog import Catalog
from cloudgen.load.specfile import load
from cloudgen.resolve.pipeline import resolve_all
from tests.support.commands import cli
from tests.support.stacks import PROVIDERS

SPEC = """name: shop
title: Shop
regions: {aws: us-east-1, azure: eastus2, gcp: us-central1}
traffic: {monthly_active_users: 10000}
domain: shop.example.com
components:
  web: {kind: service}
  session: {kind: cache}
flows:
  - {from: users, to: web, action: request, per_user_day: 10}
  - {from: web, to: session, action: read-write}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with a small spec."""
    (tmp_path / "cloudgen.yaml").write_text(SPEC)
    return tmp_path


def document(folder: Path, *arguments: str) -> dict[str, Any]:
    """The JSON of `cost`."""
    done = cli("cost", *arguments, "--format", "json", cwd=folder)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def total(folder: Path, *arguments: str) -> Decimal:
    """The total that the JSON names."""
    return Decimal(document(folder, *arguments)["totalMonthlyCost"])


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_bill_names_components_lines_and_what_it_rests_on(shop: Path, provider: str) -> None:
    """A block per component, foundation apart, the total, assumptions, the oldest price."""
    done = cli("cost", "-p", provider, cwd=shop)
    assert done.returncode == 0, done.stderr
    for text in (
        f"prod on {provider} in",
        "session (",
        "web (",
        "Foundation",
        "Total",
        "10,000 monthly active users",
        "duration_ms 100 ms",
        "Oldest price: 20",
    ):
        assert text in done.stdout, text
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("provider", PROVIDERS)
def test_json_has_the_fields_of_infracosts_output(shop: Path, provider: str) -> None:
    """Money as decimal strings; lines add up to their resource, resources to the project, projects to the total."""
    data = document(shop, "-p", provider, "--all-envs")
    assert data["version"] == "0.2"
    assert data["currency"] == "USD"
    assert [each["name"] for each in data["projects"]] == [f"shop/{provider}/{name}" for name in ("dev", "staging", "prod")]
    assert set(data["summary"]) == {
        "totalDetectedResources", "totalSupportedResources", "totalUnsupportedResources", "totalUsageBasedResources", "totalNoPriceResources",
    }  # fmt: skip
    assert {"pastTotalMonthlyCost", "diffTotalMonthlyCost", "pastTotalHourlyCost", "diffTotalHourlyCost", "timeGenerated"} <= set(data)
    sums = Decimal(0)
    for project in data["projects"]:
        assert set(project) == {"name", "metadata", "pastBreakdown", "breakdown", "diff", "summary"}
        assert {"path", "type"} <= set(project["metadata"])
        breakdown = project["breakdown"]
        resources = breakdown["resources"]
        for resource in resources:
            assert {"name", "resourceType", "metadata", "hourlyCost", "monthlyCost", "costComponents"} <= set(resource)
            lines = [Decimal(line["monthlyCost"]) for line in resource["costComponents"]]
            assert abs(sum(lines) - Decimal(resource["monthlyCost"])) < Decimal("1e-6"), resource["name"]
            assert all(isinstance(line["monthlyQuantity"], str) and isinstance(line["price"], str) for line in resource["costComponents"])
        assert abs(sum(Decimal(each["monthlyCost"]) for each in resources) - Decimal(breakdown["totalMonthlyCost"])) < Decimal("1e-6")
        assert abs(Decimal(breakdown["totalHourlyCost"]) * 730 - Decimal(breakdown["totalMonthlyCost"])) < Decimal("1e-5")
        sums += Decimal(breakdown["totalMonthlyCost"])
    assert abs(sums - Decimal(data["totalMonthlyCost"])) < Decimal("1e-6")


class Cells(HTMLParser):
    """The text of a page's table cells."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ARG002
        """A cell begins."""
        self._open = tag == "td"

    def handle_data(self, data: str) -> None:
        """Its text."""
        if self._open:
            self.found.append(data)
            self._open = False


def test_every_format_says_the_same_total(shop: Path) -> None:
    """Table, CSV, Markdown and HTML carry the total of the JSON."""
    expected = f"{total(shop, '-p', 'gcp'):,.2f}"
    printed = {form: cli("cost", "-p", "gcp", "--format", form, cwd=shop).stdout for form in ("table", "csv", "markdown", "html")}
    assert next(line for line in printed["table"].splitlines() if line.strip().startswith("Total")).split()[-1] == expected
    rows = list(csv.DictReader(io.StringIO(printed["csv"])))
    assert [row["Monthly USD"] for row in rows if row["role"] == "total"] == [expected.replace(",", "")]
    assert f"| **Total** |  |  |  | **{expected}** |" in printed["markdown"]
    cells = Cells(printed["html"]).found
    assert expected in cells[cells.index("Total") :]


def test_a_spec_cannot_put_markup_or_formulas_into_a_report(tmp_path: Path) -> None:
    """A title of HTML and Markdown comes out as text."""
    (tmp_path / "cloudgen.yaml").write_text(SPEC.replace("title: Shop", 'title: "<img src=x onerror=alert(1)> [x](http://e) =1+1"'))
    assert cli("generate", "-p", "gcp", cwd=tmp_path).returncode == 0
    page = (tmp_path / "infra/gcp/docs/cost.md").read_text()
    assert r"\<img src=x onerror=alert(1)\> \[x\](http://e)" in page
    assert "<img" not in page.replace(r"\<img", "")


def test_hours_months_free_tiers_and_currency_change_the_bill(shop: Path) -> None:
    """Half the hours cost less, no allowances cost more, euros are the dollars by the rate."""
    month = total(shop, "-p", "aws")
    assert total(shop, "-p", "aws", "--hours", "365") < month * Decimal("0.6")
    assert total(shop, "-p", "gcp", "--no-free-tiers") > total(shop, "-p", "gcp")
    assert abs(total(shop, "-p", "aws", "--currency", "eur", "--rate", "0.9") - month * Decimal("0.9")) < Decimal("1e-6")
    shown = cli("cost", "-p", "aws", "--currency", "EUR", "--rate", "0.9", cwd=shop).stdout
    assert "1 USD = 0.9 EUR, the rate that you gave" in shown
    for wrong in (("--currency", "EUR"), ("--currency", "EURO", "--rate", "1"), ("--rate", "x"), ("--rate", "-1"), ("--env", "test")):
        assert cli("cost", "-p", "aws", *wrong, cwd=shop).returncode == 2, wrong


def test_a_figure_by_hand_and_a_later_month_move_what_grows(tmp_path: Path) -> None:
    """Stored data follows the month, unless the spec sets it."""
    (tmp_path / "cloudgen.yaml").write_text(
        SPEC.replace("  session: {kind: cache}", "  session: {kind: cache}\n  db: {kind: relational-db}")
        + "  - {from: web, to: db, action: write, ratio: 2}\n"
    )
    assert total(tmp_path, "-p", "aws", "--month", "24") > total(tmp_path, "-p", "aws")
    text = (tmp_path / "cloudgen.yaml").read_text()
    (tmp_path / "cloudgen.yaml").write_text(text.replace("db: {kind: relational-db}", "db: {kind: relational-db, usage: {stored_gb: 50}}"))
    assert "stored_gb = 50 GB, set by hand" in cli("cost", "-p", "aws", "--explain", "db", cwd=tmp_path).stdout
    (tmp_path / "cloudgen.yaml").write_text(text.replace("db: {kind: relational-db}", "db: {kind: relational-db, usage: {stord_gb: 50}}"))
    wrong = cli("cost", "-p", "aws", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "stored_gb" in wrong.stderr


def test_explain_goes_from_people_to_dollars(shop: Path) -> None:
    """Users, calls, figures, price with source and date; an unknown component names the nearest."""
    text = cli("cost", "-p", "aws", "--explain", "web", cwd=shop).stdout
    assert "users -> web (request): 10,000 users x 10 a day x 30.42 days = 3,041,666.7" in text
    assert "busy_seconds = 304,166.7 s = usage.requests x usage.duration_ms x 0.001" in text
    assert "price " in text
    assert "confidence high" in text
    wrong = cli("cost", "-p", "aws", "--explain", "wob", cwd=shop)
    assert wrong.returncode == 2
    assert "Did you mean 'web'?" in wrong.stderr


def test_own_prices_are_shown_and_misspelt_ones_refused(shop: Path) -> None:
    """A discount on everything halves the bill; a name that nothing has is a problem, not a discount of nothing."""
    before = total(shop, "-p", "aws", "--no-free-tiers")
    (shop / "own.yaml").write_text("percent_off: {'*': 50}\n")
    assert abs(total(shop, "-p", "aws", "--no-free-tiers", "--prices", "own.yaml") * 2 - before) < Decimal("1e-6")
    assert "(50% off)" in cli("cost", "-p", "aws", "--prices", "own.yaml", cwd=shop).stdout
    spec = shop / "cloudgen.yaml"
    spec.write_text(SPEC + "prices: {percent_off: {AmazonElastiCash: 10}}\n")
    wrong = cli("cost", "-p", "aws", cwd=shop)
    assert wrong.returncode == 2
    assert "AmazonElastiCash" in wrong.stderr
    assert "cloudgen.yaml:12:1" in wrong.stderr


def test_a_difference_against_a_spec_a_saved_bill_and_a_plan(shop: Path) -> None:
    """Twice the replicas: only web changes, by the same amount whatever the base was."""
    saved = cli("cost", "-p", "gcp", "--format", "json", cwd=shop).stdout
    (shop / "bill.json").write_text(saved)
    (shop / "main.yaml").write_text(SPEC)
    (shop / "cloudgen.yaml").write_text(SPEC.replace("web: {kind: service}", "web: {kind: service, settings: {min_replicas: 4}}"))
    for base in ("main.yaml", "bill.json"):
        done = cli("cost", "-p", "gcp", "--diff", base, "--format", "markdown", cwd=shop)
        assert done.returncode == 0, done.stderr
        part = done.stdout[: done.stdout.index("## prod on gcp in")]
        assert "| web |" in part
        assert "+" in next(line for line in part.splitlines() if line.startswith("| **Total**"))
        assert "| session |" not in part
        assert "components cost the same" in done.stdout
    data = document(shop, "-p", "gcp", "--diff", "main.yaml")
    [base] = [Decimal(json.loads(saved)["totalMonthlyCost"])]
    assert Decimal(data["pastTotalMonthlyCost"]) == base
    assert abs(Decimal(data["diffTotalMonthlyCost"]) - (Decimal(data["totalMonthlyCost"]) - base)) < Decimal("1e-6")


def test_every_environment_has_its_own_base_and_the_specs_own_prices(shop: Path) -> None:
    """Nothing changed, so nothing differs: in three environments, against a spec, a saved bill, and a plan at the same discount."""
    own = SPEC + "prices: {percent_off: {'*': 50}}\n"
    (shop / "cloudgen.yaml").write_text(own)
    (shop / "main.yaml").write_text(own)
    (shop / "bill.json").write_text(cli("cost", "-p", "aws", "--all-envs", "--format", "json", cwd=shop).stdout)
    strict = ("--max-increase", "0.01", "--max-decrease", "0.01")
    for base in ("main.yaml", "bill.json"):
        done = cli("cost", "-p", "aws", "--all-envs", "--diff", base, *strict, cwd=shop)
        assert done.returncode == 0, done.stderr
        assert done.stdout.count("components cost the same") == 3
    [architecture] = resolve_all(load(shop / "cloudgen.yaml"), Catalog(), ("aws",))[0]
    planned = [
        {"address": each.address, "type": each.type, "mode": "managed", "values": each.values}
        for each in architecture.environments[2].billed
    ]
    (shop / "plan.json").write_text(json.dumps({"planned_values": {"root_module": {"resources": planned}}}))
    assert cli("cost", "-p", "aws", "--diff", "plan.json", *strict, cwd=shop).returncode == 0


def test_a_difference_against_a_plan_of_the_same_stack(shop: Path) -> None:
    """A plan's addresses are those of the components; the architecture gives it the usage that Terraform doesn't carry."""
    [architecture] = resolve_all(load(shop / "cloudgen.yaml"), Catalog(), ("azure",))[0]
    planned = [
        {"address": each.address, "type": each.type, "mode": "managed", "values": each.values}
        for each in architecture.environments[2].billed
    ]
    (shop / "plan.json").write_text(json.dumps({"planned_values": {"root_module": {"resources": planned}}}))
    done = cli("cost", "-p", "azure", "--diff", "plan.json", "--max-increase", "0.01", "--max-decrease", "0.01", cwd=shop)
    assert done.returncode == 0, done.stderr
    assert "components cost the same" in done.stdout
    (shop / "cloudgen.yaml").write_text(SPEC.replace("session: {kind: cache}", "session: {kind: cache, settings: {memory_gb: 4}}"))
    assert cli("cost", "-p", "azure", "--diff", "plan.json", "--max-increase", "0.01", cwd=shop).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--budget", "1"], "over the budget of 1.00"),
        (["--diff", "main.yaml", "--max-increase", "1%"], "over the limit of 1%"),
        (["--diff", "main.yaml", "--max-increase", "0.5"], "over the limit of 0.50"),
    ],
)
def test_a_gate_that_falls_says_by_how_much(shop: Path, arguments: list[str], said: str) -> None:
    """Exit 1, one line; the same gate wide open passes."""
    (shop / "main.yaml").write_text(SPEC)
    (shop / "cloudgen.yaml").write_text(SPEC.replace("web: {kind: service}", "web: {kind: service, settings: {min_replicas: 4}}"))
    done = cli("cost", "-p", "aws", *arguments, cwd=shop)
    assert done.returncode == 1
    failed = [line for line in done.stderr.splitlines() if line.startswith("failed: ")]
    assert len(failed) == 1
    assert said in failed[0]
    assert "prod on aws" in failed[0]
    wide = [*arguments[:-1], "100000%" if "%" in arguments[-1] else "1000000"]
    assert cli("cost", "-p", "aws", *wide, cwd=shop).returncode == 0


def test_a_decrease_is_a_gate_too(shop: Path) -> None:
    """Half as much may be a mistake."""
    (shop / "main.yaml").write_text(SPEC.replace("web: {kind: service}", "web: {kind: service, settings: {min_replicas: 9}}"))
    done = cli("cost", "-p", "aws", "--diff", "main.yaml", "--max-decrease", "5%", cwd=shop)
    assert done.returncode == 1
    assert "decrease of" in done.stderr
    lone = cli("cost", "-p", "aws", "--max-decrease", "5%", cwd=shop)
    assert lone.returncode == 2
    assert "--diff" in lone.stderr


def test_unknown_costs_are_at_least_and_can_fail(shop: Path) -> None:
    """A plan with a type that nobody knows."""
    resource = {"address": "aws_odd.x", "mode": "managed", "type": "aws_odd", "name": "x", "values": {}}
    (shop / "plan.json").write_text(json.dumps({"planned_values": {"root_module": {"resources": [resource]}}}))
    done = cli("cost", "--plan", "plan.json", cwd=shop)
    assert done.returncode == 0
    assert "Total, at least" in done.stdout
    assert "no billing rule for aws_odd" in done.stdout
    gate = cli("cost", "--plan", "plan.json", "--fail-on-unknown", cwd=shop)
    assert gate.returncode == 1
    assert "1 resources have costs that are unknown" in gate.stderr
    assert cli("cost", "--plan", "plan.json", "--env", "dev", cwd=shop).returncode == 2
    assert cli("cost", "--plan", "none.json", cwd=shop).returncode == 3


def test_a_long_plan_shows_the_most_expensive_and_the_sum_of_the_rest(shop: Path) -> None:
    """A table of two hundred blocks; the other formats have all."""
    nat = {"type": "aws_nat_gateway", "mode": "managed", "name": "a", "values": {}}
    resources = [{**nat, "address": f"aws_nat_gateway.n{number}"} for number in range(230)]
    (shop / "plan.json").write_text(json.dumps({"planned_values": {"root_module": {"resources": resources}}}))
    done = cli("cost", "--plan", "plan.json", "--region", "aws=us-east-1", cwd=shop)
    assert done.stdout.count("aws_nat_gateway.n") - done.stdout.count("aws_nat_gateway.n0: ") >= 200
    rest = next(line for line in done.stdout.splitlines() if "30 cheaper ones" in line)
    assert rest.split()[-1] == "985.50"
    assert f"{230 * Decimal('32.85'):,.2f}" in done.stdout
    whole = cli("cost", "--plan", "plan.json", "--region", "aws=us-east-1", "--format", "csv", cwd=shop).stdout
    assert whole.count("item,aws_nat_gateway.n") == 230


def test_a_plan_of_one_stack_against_another(shop: Path) -> None:
    """By address, whatever the component."""
    nat = {"address": "aws_nat_gateway.a", "mode": "managed", "type": "aws_nat_gateway", "name": "a", "values": {}}
    for name, resources in (("one.json", [nat]), ("two.json", [nat, {**nat, "address": "aws_nat_gateway.b"}])):
        (shop / name).write_text(json.dumps({"planned_values": {"root_module": {"resources": resources}}}))
    done = cli("cost", "--plan", "two.json", "--diff", "one.json", "--region", "aws=us-east-1", "--max-increase", "10%", cwd=shop)
    assert done.returncode == 1
    assert "+32.85" in done.stdout
    assert "the increase of 32.85 USD" in done.stderr


def test_values_edited_by_hand_are_named(shop: Path) -> None:
    """The estimate is the spec's; the tfvars that say something else are a warning with both values."""
    assert cli("generate", "-p", "aws", cwd=shop).returncode == 0
    assert "edited-tfvars" not in cli("cost", "-p", "aws", cwd=shop).stderr
    tfvars = shop / "infra/aws/environments/prod.tfvars"
    text = tfvars.read_text()
    assert "nodes" in text
    tfvars.write_text("\n".join(line.replace("2", "4") if line.strip().startswith("nodes ") else line for line in text.splitlines()) + "\n")
    done = cli("cost", "-p", "aws", cwd=shop)
    assert done.returncode == 0
    assert "session.nodes is 4, the spec makes it 2" in done.stderr
    tfvars.write_text("session = {\n")
    assert "isn't valid HCL" in cli("cost", "-p", "aws", cwd=shop).stderr


def test_compare_names_the_cheapest_and_why(shop: Path) -> None:
    """Each cloud's total is that of `cost`; the least is marked; the footprint of the cache differs."""
    done = cli("compare", "--format", "markdown", cwd=shop)
    assert done.returncode == 0, done.stderr
    totals = {provider: total(shop, "-p", provider) for provider in PROVIDERS}
    line = next(line for line in done.stdout.splitlines() if line.startswith("| **Total**"))
    assert (
        line
        == f"| **Total** | {' | '.join(f'**{totals[each]:,.2f}**' for each in PROVIDERS)} | **{min(totals, key=lambda each: totals[each])}** |"
    )
    assert "Why the totals differ" in done.stdout
    assert "Memory GiB" in next(line for line in done.stdout.splitlines() if line.startswith("| **session** |  |  |"))


def test_compare_regions_says_which_region_the_prices_are_of(shop: Path) -> None:
    """A region without prices of its own."""
    done = cli("compare", "-p", "aws", "--regions", "us-east-1,eu-west-3", cwd=shop)
    assert done.returncode == 0, done.stderr
    assert "priced as in us-east-1" in done.stdout
    assert cli("compare", "--regions", "us-east-1", cwd=shop).returncode == 2
    assert cli("compare", "-p", "aws", cwd=shop).returncode == 2


def test_what_if_is_cost_at_each_value(shop: Path) -> None:
    """The curve's points are what `cost` says of the changed spec."""
    done = cli("what-if", "--set", "traffic.monthly_active_users=10000,1000000", "-p", "gcp", "--format", "json", cwd=shop)
    points = json.loads(done.stdout)["points"]
    assert Decimal(points[0]["gcp"]) == round(total(shop, "-p", "gcp"), 2)
    (shop / "cloudgen.yaml").write_text(SPEC.replace("10000}", "1000000}"))
    assert Decimal(points[1]["gcp"]) == round(total(shop, "-p", "gcp"), 2)
    assert points[0]["gcp"] != points[1]["gcp"]
    chart = cli("what-if", "--set", "components.web.settings.min_replicas=1,2,4", "-p", "gcp", "--chart", cwd=shop)
    assert chart.stdout.count("█") > 40
    for wrong in ("traffic", "components.wob.settings.cpu=1", "traffic.monthly_active_users=many", "flows.9.ratio=1", "name.x=1", "a=[1"):
        refused = cli("what-if", "--set", wrong, "-p", "gcp", cwd=shop)
        assert refused.returncode == 2, wrong
        assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("provider", PROVIDERS)
def test_commitments_hold_where_the_book_has_them_and_say_where(shop: Path, provider: str) -> None:
    """Three years cost no more than one, one no more than none; the bill names the lines, or that there are none."""
    none, one, three = (total(shop, "-p", provider, *arguments) for arguments in ((), ("--commitment", "1yr"), ("--commitment", "3yr")))
    assert three <= one <= none
    said = cli("cost", "-p", provider, "--commitment", "3yr", cwd=shop).stdout
    assert ("Three-year committed rates hold for: nothing here" in said) == (three == none)
    assert provider != "aws" or three < none


def test_generate_writes_the_bill(shop: Path) -> None:
    """The JSON beside the Terraform is that of `cost --all-envs`."""
    assert cli("generate", "-p", "azure", cwd=shop).returncode == 0
    written = json.loads((shop / "infra/azure/docs/cost.json").read_text())
    assert written == document(shop, "-p", "azure", "--all-envs")
    page = (shop / "infra/azure/docs/cost.md").read_text()
    assert f"**{Decimal(written['projects'][2]['breakdown']['totalMonthlyCost']):,.2f}**" in page
