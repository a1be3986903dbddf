"""Plans, states and usage files that people bring: priced, or a clear problem; never a traceback, never a silent zero."""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cloudgen.cost.plans import planfile
from cloudgen.cost.plans.planfile import read_plan
from cloudgen.cost.plans.plans import PlanBill, price_plan
from cloudgen.cost.price.engine import Terms
from cloudgen.cost.price.tariff import Overrides
from cloudgen.problems import ProblemsError

NAT = {"address": "aws_nat_gateway.a", "mode": "managed", "type": "aws_nat_gateway", "name": "a", "values": {}}


def plan(folder: Path, *resources: Mapping[str, Any], **more: Any) -> Path:
    """A plan with these resources."""
    path = folder / "plan.json"
    data = {"format_version": "1.2", "terraform_version": "1.11.4", "planned_values": {"root_module": {"resources": list(resources)}}}
    path.write_text(json.dumps({**data, **more}))
    return path


def priced(path: Path, usage: Path | None = None, **regions: str) -> PlanBill:
    """Its bill."""
    return price_plan(path, usage, regions, Overrides(), Terms())


def problem(path: Path, usage: Path | None = None) -> str:
    """What is wrong with it."""
    with pytest.raises(ProblemsError) as caught:
        priced(path, usage)
    assert all(each.where is not None for each in caught.value.problems)
    return str(caught.value)


def test_a_nat_gateway_by_the_hour_and_its_data_by_a_usage_file(tmp_path: Path) -> None:
    """730 hours at 0.045, and 100 GB at 0.045 (https://aws.amazon.com/vpc/pricing/)."""
    usage = tmp_path / "usage.yml"
    usage.write_text("version: '0.1'\nresource_usage: {aws_nat_gateway.a: {monthly_data_processed_gb: 100}}\n")
    found = priced(plan(tmp_path, NAT), usage, aws="us-east-1")
    assert found.bill.monthly == Decimal("32.85") + Decimal("4.5")
    assert found.bill.certain
    without = priced(plan(tmp_path, NAT), aws="us-east-1")
    assert without.bill.monthly == Decimal("32.85")
    assert not without.bill.certain, "data that nobody counted is unknown, not zero"


def test_defaults_by_type_wildcards_and_addresses_in_this_order(tmp_path: Path) -> None:
    """The address comes before the wildcard, the wildcard before the type; what fits nothing is a doubt."""
    resources = [{**NAT, "address": f"module.net.aws_nat_gateway.a[{number}]"} for number in range(3)]
    usage = tmp_path / "usage.yml"
    usage.write_text(
        "resource_type_default_usage: {aws_nat_gateway: {monthly_data_processed_gb: 1000}}\n"
        "resource_usage:\n"
        "  module.net.aws_nat_gateway.a[*]: {monthly_data_processed_gb: 200}\n"
        "  module.net.aws_nat_gateway.a[1]: {monthly_data_processed_gb: 100}\n"
        "  aws_nat_gateway.gone: {monthly_data_processed_gb: 1}\n"
    )
    found = priced(plan(tmp_path, *resources, NAT), usage, aws="us-east-1")
    assert [each.monthly - Decimal("32.85") for each in found.bill.resources] == [Decimal("9"), Decimal("4.5"), Decimal("9"), Decimal("45")]
    assert any("aws_nat_gateway.gone" in doubt for doubt in found.doubts)


def test_figures_of_other_tools_are_named_and_left_alone(tmp_path: Path) -> None:
    """A key that no rule reads, text included, is a doubt; the rest of the file holds."""
    usage = tmp_path / "usage.yml"
    usage.write_text("resource_usage: {aws_nat_gateway.a: {operating_system: linux, monthly_data_processed_gb: 100}}\n")
    found = priced(plan(tmp_path, NAT), usage, aws="us-east-1")
    assert found.bill.monthly == Decimal("37.35")
    assert found.doubts == ("no rule reads the usage aws_nat_gateway.a: operating_system",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("resource_usage: {aws_nat_gateway.a: {monthly_data_procesed_gb: 1}}", "has no usage figure 'monthly_data_procesed_gb'"),
        ("resource_usage: {aws_nat_gateway.a: {monthly_data_processed_gb: -1}}", "usage is never negative"),
        ("resource_usage: {aws_nat_gateway.a: {monthly_data_processed_gb: many}}", "must be a number"),
        ("resource_usge: {}", "'resource_usge' is unknown"),
        ("resource_usage: [1]", "must be a mapping"),
        ("- 1", "is a mapping"),
    ],
)
def test_a_wrong_usage_file_is_a_problem_at_its_place(tmp_path: Path, text: str, said: str) -> None:
    """Misspelt, negative, no number, no mapping."""
    usage = tmp_path / "usage.yml"
    usage.write_text(text)
    assert said in problem(plan(tmp_path, NAT), usage)


def test_values_known_after_apply_are_doubts(tmp_path: Path) -> None:
    """A database whose class a data source gives has an unknown line, and says why."""
    database: dict[str, Any] = {"address": "aws_db_instance.x", "mode": "managed", "type": "aws_db_instance", "name": "x"}
    database["values"] = {"engine": "postgres", "allocated_storage": 20, "storage_type": "gp3", "multi_az": False}
    changes = [{"address": "aws_db_instance.x", "change": {"after_unknown": {"instance_class": True}}}]
    found = priced(plan(tmp_path, database, resource_changes=changes), aws="us-east-1")
    reasons = [line.unknown for line in found.bill.resources[0].lines if line.unknown]
    assert any("instance_class' is known only after apply" in (reason or "") for reason in reasons), found.bill.resources[0]
    assert not found.bill.certain


def test_regions_come_from_the_resource_the_provider_a_variable_or_the_option(tmp_path: Path) -> None:
    """In this order; where nothing says it, the default is named as a doubt."""

    def region(**more: Any) -> str:
        [found] = read_plan(plan(tmp_path, NAT, **more), {"aws": "eu-north-1"}).resources
        return found.region

    assert region() == "eu-north-1"
    constant = {"provider_config": {"aws": {"name": "aws", "expressions": {"region": {"constant_value": "eu-west-1"}}}}}
    assert region(configuration=constant) == "eu-west-1"
    variable = {"provider_config": {"aws": {"name": "aws", "expressions": {"region": {"references": ["var.region"]}}}}}
    assert region(configuration=variable, variables={"region": {"value": "ap-south-1"}}) == "ap-south-1"
    machine = {"address": "google_compute_disk.d", "mode": "managed", "type": "google_compute_disk", "name": "d"}
    [zonal] = read_plan(plan(tmp_path, {**machine, "values": {"zone": "europe-west4-b"}})).resources
    assert zonal.region == "europe-west4"
    assert any("no region is known on aws" in doubt for doubt in priced(plan(tmp_path, NAT)).doubts)


def test_a_plan_of_opentofu_and_a_state_are_read_as_well(tmp_path: Path) -> None:
    """OpenTofu writes the same format with its own version and registry; a state has `values`."""
    nat = {**NAT, "provider_name": "registry.opentofu.org/hashicorp/aws"}
    assert priced(plan(tmp_path, nat, terraform_version="1.9.0"), aws="us-east-1").bill.monthly == Decimal("32.85")
    state = tmp_path / "state.json"
    state.write_text(json.dumps({"format_version": "1.0", "values": {"root_module": {"child_modules": [{"resources": [NAT]}]}}}))
    assert priced(state, aws="us-east-1").bill.monthly == Decimal("32.85")


def test_types_that_nobody_knows_are_unknown_and_helpers_are_free(tmp_path: Path) -> None:
    """A type without a rule makes the total uncertain; a random id does not."""
    stranger = {"address": "aws_quantum_thing.q", "mode": "managed", "type": "aws_quantum_thing", "name": "q", "values": {}}
    other = {**stranger, "address": "cloudflare_record.r", "type": "cloudflare_record"}
    helper = {**stranger, "address": "random_id.r", "type": "random_id"}
    data = {**NAT, "address": "data.aws_ami.x", "mode": "data", "type": "aws_ami"}
    found = priced(plan(tmp_path, stranger, other, helper, data))
    assert {each.address: each.status for each in found.bill.resources} == {
        "aws_quantum_thing.q": "unknown", "cloudflare_record.r": "unknown", "random_id.r": "free",
    }  # fmt: skip
    assert not found.bill.certain


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "incomplete JSON"),
        ('{"planned_values": {"root_module": {"resources": [{"addr', "incomplete JSON"),
        ("Terraform will perform the following actions", "incomplete JSON"),
        ("[1, 2]", "neither a Terraform plan nor a state"),
        ('{"planned_values": []}', "neither a Terraform plan nor a state"),
        ('{"Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}}}', "neither a Terraform plan nor a state"),
        ('{"planned_values": {"root_module": {"resources": [{"type": "aws_vpc"}]}}}', "has no type, address or values"),
        ('{"planned_values": {"root_module": {"resources": {"a": 1}}}}', "no lists of resources and modules"),
        ('{"planned_values": {"root_module": {"child_modules": [7]}}}', "no lists of resources and modules"),
        ("[" * 100_000, "isn't JSON text"),
    ],
)
def test_what_is_no_plan_is_a_problem(tmp_path: Path, text: str, said: str) -> None:
    """Empty, cut off, not JSON, another format, wrong shapes, nested without end."""
    path = tmp_path / "plan.json"
    path.write_text(text)
    assert said in problem(path)


def test_binary_and_missing_files_are_problems(tmp_path: Path) -> None:
    """A plan file that nobody turned into JSON, and one that isn't there."""
    path = tmp_path / "tfplan"
    path.write_bytes(b"PK\x03\x04\xff\xfe\x00")
    assert "isn't JSON text" in problem(path) or "incomplete JSON" in problem(path)
    with pytest.raises(ProblemsError, match="can't be read"):
        read_plan(tmp_path / "nothing.json")


def test_modules_nested_without_end_are_refused(tmp_path: Path) -> None:
    """Deeper than any real plan."""
    module: dict[str, Any] = {"resources": [NAT]}
    for _ in range(planfile.MAX_DEPTH + 2):
        module = {"child_modules": [module]}
    path = tmp_path / "plan.json"
    path.write_text(json.dumps({"planned_values": {"root_module": module}}))
    assert "nested too deep" in problem(path)


def test_a_plan_of_200_mb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """The size alone decides; the file has no content on disk."""
    path = tmp_path / "plan.json"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    assert "more than 100 MB" in problem(path)
