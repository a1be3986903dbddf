"""A worker on Google Cloud as an ordinary container: a worker pool that pulls from its subscription."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cloudgen.architecture import Architecture
from cloudgen.cost.price.book import load_book
from cloudgen.cost.price.estimate import estimate
from cloudgen.cost.price.rules import Rules
from cloudgen.cost.price.tariff import Tariff
from cloudgen.generate import generate
from cloudgen.load.catalog import Catalog
from cloudgen.render.hcl import expression
from tests.support.edges import argument, module, resources
from tests.support.readback import bill_of, costs_by_address, read_back
from tests.support.specs import HEAD, loaded, problems, resolved
from tests.support.stacks import initialised, terraform, with_images, write

SPEC = (
    HEAD
    + """environments: {dev: {}, prod: {components: {mailer: {settings: {min_replicas: 3}}}}}
domain: shop.example.com
components:
  web: {kind: service}
  jobs: {kind: queue}
  mailer: {kind: worker, service: {gcp: cloud-run-worker-pool}}
  pushed: {kind: worker}
flows:
  - {from: users, to: web, action: request}
  - {from: web, to: jobs, action: enqueue}
  - {from: mailer, to: jobs, action: consume, copies: each}
  - {from: pushed, to: jobs, action: consume}
"""
)


def of_pair(architecture: Architecture, heading: str) -> list[tuple[str, dict[str, str]]]:
    """The resources that a pair of components makes: type and arguments."""
    [pair] = [each for each in architecture.connections if each.heading == heading]
    return [(each.type, {name: expression(value) for name, value in each.arguments.items()}) for each in pair.resources]


def test_it_may_pull_from_its_subscription_and_nothing_is_pushed(tmp_path: Path) -> None:
    """The worker beside it keeps its push."""
    architecture = resolved(tmp_path, SPEC, "gcp")
    [(kind, grant)] = of_pair(architecture, "mailer -> jobs")
    assert (kind, grant["role"]) == ("google_pubsub_subscription_iam_member", '"roles/pubsub.subscriber"')
    assert grant["subscription"] == 'module.jobs.subscription_names["mailer"]'
    consumers = module(architecture, "jobs").arguments["consumers"]
    assert isinstance(consumers, dict)
    assert expression(consumers["mailer"]) == "{ image = null, url = null, service_account_email = null }"
    assert expression(consumers["pushed"]).startswith("{")
    assert "var.pushed_image" in expression(consumers["pushed"])
    [told] = [each.environment for each in architecture.connections if each.heading == "mailer -> jobs"]
    assert expression(told["JOBS_NAME"]) == 'module.jobs.subscription_names["mailer"]'


def test_it_does_not_scale_by_itself(tmp_path: Path) -> None:
    """One instance at least, and what would scale it is said to be ignored."""
    architecture = resolved(tmp_path, SPEC, "gcp")
    assert {each.name: each.inputs["mailer"]["replicas"] for each in architecture.environments} == {"dev": 1, "prod": 3}
    text = SPEC.replace("cloud-run-worker-pool}", "cloud-run-worker-pool}, settings: {max_replicas: 9, concurrency: 7}")
    found = [each.message for each in problems(tmp_path, text, "gcp") if each.code == "ignored-setting"]
    assert found == [f"Cloud Run worker pool ignores '{name}'." for name in ("max_replicas", "concurrency")]


def test_it_is_priced_as_another_product_and_the_bill_says_so(tmp_path: Path) -> None:
    """The meters are its own; what they cost was not found."""
    architecture = resolved(tmp_path, SPEC, "gcp")
    bill = estimate(architecture, architecture.environments[1], Rules("gcp"), Tariff(load_book("gcp"))).bill
    assert bill.certain
    [pool] = [each for each in bill.resources if each.address == "module.mailer.google_cloud_run_v2_worker_pool.this"]
    assert [line.name for line in pool.lines] == ["CPU", "Memory"]
    assert pool.monthly > 100


@pytest.mark.terraform
def test_the_stack_is_valid_and_costs_what_the_estimate_says(tmp_path: Path) -> None:
    """With an image it has its instances; without one it has none, and the placeholder takes no message."""
    write(tmp_path, generate(loaded(tmp_path, SPEC), Catalog(), ("gcp",)).artifacts)
    root = initialised(tmp_path / "infra" / "gcp", "gcp")
    assert terraform(root, "fmt", "-check", "-recursive").returncode == 0
    with_images(root, "prod", "us-central1-docker.pkg.dev/p/r/app:1")
    done = read_back(root)
    assert done.failed == 0, done.messages
    architecture = resolved(tmp_path, SPEC, "gcp")
    environment = architecture.environments[1]
    expected = estimate(architecture, environment, Rules("gcp"), Tariff(load_book("gcp"))).bill
    bill = bill_of(done.states["prod"], environment, "gcp")
    assert costs_by_address(bill) == costs_by_address(expected)
    assert abs(bill.monthly - expected.monthly) < Decimal("0.005")
    pools: dict[str, Any] = {
        name: resources(done.states[name])["module.mailer.google_cloud_run_v2_worker_pool.this"] for name in ("dev", "prod")
    }
    assert {name: pool["scaling"][0]["manual_instance_count"] for name, pool in pools.items()} == {"dev": 0, "prod": 3}
    prod = resources(done.states["prod"])
    assert prod['module.jobs.google_pubsub_subscription.this["mailer"]']["push_config"] == []
    assert prod['module.jobs.google_pubsub_subscription.this["pushed"]']["push_config"] != []


def test_its_module_gets_what_it_needs_and_no_push(tmp_path: Path) -> None:
    """No identity for a push, no address."""
    architecture = resolved(tmp_path, SPEC, "gcp")
    assert "mailer-push" not in argument(architecture, "identity", "identities")
    assert "pushed-push" in argument(architecture, "identity", "identities")
