"""Numbers that nothing can be computed with are refused at every door: pins, options, saved bills, plans, values of what-if."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.commands import cli
from tests.support.specs import HEAD, problems, resolved
from tests.support.stacks import ROOT

WEB = HEAD + "components:\n  web: {kind: service, aws: {PIN}}\n  db: {kind: relational-db, aws: {PIN_DB}}\n  q: {kind: queue}\n"


def spec(pin: str = "", pin_db: str = "") -> str:
    """A spec with these pins."""
    return WEB.replace("{PIN}", f"{{{pin}}}").replace("{PIN_DB}", f"{{{pin_db}}}")


@pytest.mark.parametrize(
    ("pin", "message"),
    [
        ("max_replicas: 1.5", "The pin 'max_replicas' must be a whole number, not 1.5."),
        ("max_replicas: -3", "The pin 'max_replicas' must be from 1 to 300, not -3."),
        ("max_replicas: 301", "The pin 'max_replicas' must be from 1 to 300, not 301."),
        ("max_replicas: lots", "The pin 'max_replicas' must be a number, not 'lots'."),
        ("max_replicas: yes", "The pin 'max_replicas' must be a number, not true."),
        ("max_replicas: ~", "The pin 'max_replicas' must be a number."),
        ("spot: 1", "The pin 'spot' must be a bool, not 1."),
        ("command: x", "The pin 'command' must be a list(string), not 'x'."),
        ("cpu_units: 333", "The catalog has no fargate size with 'cpu_units' 333."),
    ],
)
def test_a_wrong_pin_is_a_problem_at_its_place(tmp_path: Path, pin: str, message: str) -> None:
    """The type of the input, and the range of the setting that it comes from."""
    [found] = [each for each in problems(tmp_path, spec(pin), "aws") if each.severity == "error"]
    assert (found.code, found.message) == ("unknown-size" if "size" in message else "wrong-pin", message)
    assert found.where is not None
    assert (found.where.line, found.where.column) == (4, 30)
    assert found.hint


@pytest.mark.parametrize(
    ("provider", "component", "pin", "rule"),
    [
        ("aws", "q: {kind: queue", "retention_seconds: -1", "at least 0"),
        ("aws", "q: {kind: queue", "retention_seconds: 1.5", "a whole number"),
        ("aws", "q: {kind: cache", "nodes: 2.5", "a whole number"),
        ("azure", "q: {kind: cdn", "cache_ttl_seconds: -5", "from 0 to 31536000"),
        ("azure", "q: {kind: queue", "lock_seconds: 0.1", "a whole number"),
        ("gcp", "q: {kind: queue", "ack_deadline_seconds: -0.5", "at least 0"),
        ("gcp", "q: {kind: cdn", "cache_ttl_seconds: -0.5", "a whole number"),
    ],
)
def test_no_negative_or_fractional_count_gets_into_a_file(tmp_path: Path, provider: str, component: str, pin: str, rule: str) -> None:
    """Unless the catalog's own formula has such numbers."""
    text = HEAD + f"components:\n  {component}, {provider}: {{{pin}}}}}\n"
    found = [each.message for each in problems(tmp_path, text, provider) if each.code == "wrong-pin"]
    name, value = pin.split(": ")
    assert found == [f"The pin '{name}' must be {rule}, not {value}."]


def test_pins_that_the_catalog_itself_would_give_are_taken(tmp_path: Path) -> None:
    """A negative one where -1 means no limit, a fraction where the formula has fractions, a list."""
    text = HEAD + "foundation: {logs: {azure: {daily_quota_gb: -1}}, budget: {aws: {actual_percents: [50, 90]}}}\nbudget: 9\n"
    text += (
        "components:\n  db: {kind: relational-db, aws: {min_capacity: 2.5, max_capacity: 4}}\n  watch: {kind: observability, settings: {emails: [a@b.cc]}}\n"
    )
    assert resolved(tmp_path, text, "azure").environments[0].inputs["logs"]["daily_quota_gb"] == -1
    assert resolved(tmp_path, text, "aws").environments[0].inputs["db"]["min_capacity"] == 2.5
    [found] = problems(tmp_path, text.replace("90]", "-90]"), "aws")
    assert found.message == "The pin 'actual_percents' must be at least 0."


@pytest.mark.parametrize("number", [".nan", ".inf", "-.inf", "1.0e+400", "0x" + "f" * 6000, "9" * 5000])
def test_what_is_no_finite_number_gets_nowhere(tmp_path: Path, number: str) -> None:
    """Neither as a pin, a setting, a figure, nor a price."""
    for text in (
        spec(f"max_replicas: {number}"),
        spec().replace("kind: queue", f"kind: queue, settings: {{max_receives: {number}}}"),
        spec().replace("kind: queue", f"kind: queue, usage: {{calls: {number}}}"),
        spec() + f"prices: {{percent_off: {{'*': {number}}}}}\n",
    ):
        found = problems(tmp_path, text, "aws")
        assert {each.code for each in found} <= {"yaml-number", "yaml-value"}, found
        assert found


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with an example."""
    text = (ROOT / "examples" / "event-pipeline" / "cloudgen.yaml").read_text(encoding="utf-8")
    (tmp_path / "cloudgen.yaml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--rate", "1e400", "--currency", "EUR"), "--rate must be a number above 0 and at most 1,000,000,000,000, not '1e400'."),
        (("--rate", "nan", "--currency", "EUR"), "--rate must be a number above 0"),
        (("--rate", "1e-400", "--currency", "EUR"), "--rate must be a number above 0"),
        (("--hours", "nan"), "--hours"),
        (("--budget", "inf"), "--budget must be a number above 0"),
    ],
)
def test_hostile_options_are_refused(project: Path, options: tuple[str, ...], message: str) -> None:
    """With what is allowed."""
    done = cli("cost", "-p", "aws", *options, cwd=project)
    assert done.returncode == 2
    assert message in done.stderr


@pytest.mark.parametrize("value", ['"NaN"', "NaN", "Infinity", '"1e400"', "1e400", "9" * 5000, '"lots"', "true", "[1]"])
def test_a_saved_bill_with_a_hostile_number_is_a_problem(project: Path, value: str) -> None:
    """Wherever JSON or the bill's texts let one in."""
    done = cli("cost", "-p", "aws", "--format", "json", cwd=project)
    data = json.loads(done.stdout)
    data["projects"][0]["breakdown"]["resources"][0]["monthlyCost"] = "HERE"
    (project / "bill.json").write_text(json.dumps(data).replace('"HERE"', value), encoding="utf-8")
    compared = cli("cost", "-p", "aws", "--diff", "bill.json", cwd=project)
    if value == "true":  # 1, as JSON of other tools may have it
        assert compared.returncode == 0
    else:
        assert (compared.returncode, "[wrong-bill]" in compared.stderr) == (2, True)


@pytest.mark.parametrize("value", ["NaN", "-Infinity", "1e400", "9" * 5000])
def test_a_plan_with_a_hostile_number_is_a_problem(tmp_path: Path, value: str) -> None:
    """Before anything is priced."""
    resource = {"address": "aws_ebs_volume.x", "mode": "managed", "type": "aws_ebs_volume", "values": {"size": "HERE", "type": "gp3"}}
    plan = json.dumps({"format_version": "1.2", "planned_values": {"root_module": {"resources": [resource]}}})
    (tmp_path / "plan.json").write_text(plan.replace('"HERE"', value), encoding="utf-8")
    done = cli("cost", "--plan", "plan.json", cwd=tmp_path)
    assert done.returncode == 2
    assert "The plan can't be used: " in done.stderr


@pytest.mark.parametrize("value", [".nan", ".inf", "0x" + "f" * 6000, "1:30", "*x", "9" * 5000])
def test_values_of_what_if_are_read_like_the_spec(project: Path, value: str) -> None:
    """The same problem, told of the option."""
    done = cli("what-if", "-p", "aws", "--set", f"traffic.monthly_active_users={value}", cwd=project)
    assert done.returncode == 2
    assert "[wrong-set]" in done.stderr


def test_own_prices_are_read_like_the_spec(project: Path) -> None:
    """At their place in their own file."""
    (project / "own.yaml").write_text("percent_off:\n  '*': .inf\n", encoding="utf-8")
    done = cli("cost", "-p", "aws", "--prices", "own.yaml", cwd=project)
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "own.yaml:2:3: error: .inf can't be used as a number. [yaml-number]")


def test_the_largest_numbers_of_a_spec_can_be_computed_with(project: Path) -> None:
    """Users and calls at their limits: the bill is long, not a traceback."""
    spec_file = project / "cloudgen.yaml"
    text = spec_file.read_text(encoding="utf-8").replace("monthly_active_users: 0", "monthly_active_users: 1000000000000")
    spec_file.write_text(text.replace("ratio: 200", "ratio: 1000000000000"), encoding="utf-8")
    for form in ("table", "json", "csv"):
        assert cli("cost", "-p", "aws", "--format", form, cwd=project).returncode == 0
    assert cli("compare", cwd=project).returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [("cost", "-p", "aws"), ("validate",), ("schema",), ("catalog", "list")])
def test_a_full_disk_is_told(project: Path, arguments: tuple[str, ...]) -> None:
    """Standard output that takes nothing."""
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "cloudgen", *arguments], cwd=project, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    assert done.returncode == 3
    assert done.stderr.endswith("error: The output can't be written: No space left on device. [write-failed]\n")
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_device_is_no_folder_to_write_to(project: Path) -> None:
    """`--out /dev/full`."""
    done = cli("generate", "-p", "aws", "--out", "/dev/full", cwd=project)
    assert done.returncode in (2, 3)
    assert "/dev/full" in done.stderr
