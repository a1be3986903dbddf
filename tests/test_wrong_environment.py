"""The values of one environment on the state of another: the plan is refused."""

import re
from pathlib import Path

import pytest

from tests.support.stacks import PROVIDERS, artifacts, terraform

_GUARD = re.compile(r'^resource "terraform_data" "stack" \{\n.*?^\}\n', re.MULTILINE | re.DOTALL)
_VARIABLE = 'variable "prefix" {\n  type = string\n}\n'


@pytest.mark.terraform
@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_plan_with_another_environments_values_is_refused(tmp_path: Path, provider: str) -> None:
    """The guard of the generated main.tf by itself, with real state: its own values pass again, others don't."""
    main = next(each.content for each in artifacts("web-app", provider) if each.path == f"infra/{provider}/main.tf")
    guard = _GUARD.search(main)
    assert guard is not None
    (tmp_path / "main.tf").write_text(_VARIABLE + guard[0], encoding="utf-8")
    assert terraform(tmp_path, "init").returncode == 0
    assert terraform(tmp_path, "apply", "-auto-approve", "-var=prefix=gallery-dev").returncode == 0
    again = terraform(tmp_path, "plan", "-detailed-exitcode", "-var=prefix=gallery-dev")
    assert again.returncode == 0, again.stdout
    wrong = terraform(tmp_path, "plan", "-var=prefix=gallery-prod")
    assert wrong.returncode == 1
    assert "This state is that of gallery-dev, these values are those of gallery-prod" in " ".join(wrong.stderr.split())
