"""Flows to a database as the logins of its module, and jobs that wait for somebody to start them."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from cloudgen.architecture import Architecture
from cloudgen.load.catalog import PROVIDERS
from tests.support.specs import HEAD, problems, resolved

SPEC = (
    HEAD
    + """
domain: shop.example.com
components:
  web: {kind: service}
  migrate: {kind: job, settings: {schedule: manual}}
  nightly: {kind: job}
  db: {kind: relational-db}
flows:
  - {from: users, to: web, action: request, per_user_day: 1}
  - {from: web, to: db, action: read}
  - {from: web, to: db, action: write}
  - {from: migrate, to: db, action: migrate}
  - {from: nightly, to: db, action: read}
  - {from: nightly, to: db, action: migrate}
"""
)
SCHEDULERS = ("aws_scheduler_schedule.this", "google_cloud_scheduler_job.this")


def logins(architecture: Architecture) -> dict[str, object]:
    """What the module of the database is told of each caller's actions."""
    [found] = [module.arguments["logins"] for module in architecture.modules if module.key == "db"]
    assert isinstance(found, Mapping)
    return {key: login["actions"] for key, login in found.items()}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_login_has_the_actions_of_all_its_flows(tmp_path: Path, provider: str) -> None:
    """Reading and writing apart is read-write; a migration stands beside either."""
    found = logins(resolved(tmp_path, SPEC, provider))
    assert found == {"web": ["read-write"], "migrate": ["migrate"], "nightly": ["migrate", "read"]}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_manual_job_has_no_schedule_and_no_runs(tmp_path: Path, provider: str) -> None:
    """Its tfvars say null, nothing that starts it is billed, and its runs are those that the spec gives."""
    [environment, *_] = resolved(tmp_path, SPEC, provider).environments
    assert environment.inputs["migrate"]["schedule"] is None
    assert environment.inputs["nightly"]["schedule"] == "0 3 * * *"
    assert environment.figures["migrate"]["runs"].value == 0
    assert environment.figures["nightly"]["runs"].value > 0
    starters = {each.component for each in environment.billed if each.address.split("[")[0].endswith(SCHEDULERS)}
    assert starters == (set() if provider == "azure" else {"nightly"})


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_job_alone_may_migrate(tmp_path: Path, provider: str) -> None:
    """What answers requests must not own its tables."""
    found = problems(tmp_path, SPEC + "  - {from: web, to: db, action: migrate}\n", provider)
    assert [problem.code for problem in found if problem.severity == "error"] == ["illegal-flow"]
