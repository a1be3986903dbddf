"""Plans of public Terraform examples that cloudgen did not write: at least 90% of their resources are priced, free or included."""

from pathlib import Path

import pytest

from cloudgen.cost.plans.plans import price_plan
from cloudgen.cost.price.engine import Terms
from cloudgen.cost.price.model import Priced
from cloudgen.cost.price.tariff import Overrides
from cloudgen.load.catalog import PROVIDERS

FOLDER = Path(__file__).parent / "plans"
PLANS = sorted(FOLDER.glob("*/*.json"))


def known(resource: Priced) -> bool:
    """Whether its price is known; usage that Terraform doesn't carry may be missing."""
    return resource.status != "unknown" and all(not line.unknown or line.unknown.startswith("no usage ") for line in resource.lines)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_there_are_three_examples_of_each_cloud_with_their_source(provider: str) -> None:
    """The README of the folder names where each one comes from."""
    names = [path.name for path in PLANS if path.parent.name == provider]
    assert len(names) >= 3
    readme = (FOLDER / provider / "README.md").read_text(encoding="utf-8")
    assert all(name in readme for name in names)


@pytest.mark.parametrize("path", PLANS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_nine_of_ten_resources_are_known(path: Path) -> None:
    """And something in it costs money."""
    bill = price_plan(path, None, {}, Overrides(), Terms()).bill
    assert len(bill.resources) >= 10, "an example of some size"
    strangers = [f"{each.address}: {each.reason or [line.unknown for line in each.lines]}" for each in bill.resources if not known(each)]
    assert len(strangers) <= len(bill.resources) / 10, strangers
    assert bill.monthly > 0
