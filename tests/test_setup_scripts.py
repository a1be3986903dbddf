"""The scripts that start jobs and wait for them, with stand-ins for the clouds' command lines."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.support.stacks import ROOT
from tests.support.tools import require_tool

SCRIPTS = {
    "aws": "aws/aurora-postgresql/setup.sh",
    "azure": "azure/postgresql-flexible-server/setup.sh",
    "gcp": "gcp/cloud-sql-postgresql/setup.sh",
}
RUN_SCRIPTS = {"aws": "aws/ecs-job/run.sh", "azure": "azure/container-app-job/run.sh", "gcp": "gcp/cloud-run-job/run.sh"}
OUTPUTS = {
    "aws": {
        "cluster": "arn:cluster", "log_group": "/demo-setup", "region": "eu-west-1", "security_group": "sg-1", "subnets": ["subnet-1"],
        "task_definition": "arn:demo-setup:7", "state_machine_arn": "arn:machine",
    },
    "azure": {"name": "demo-setup", "resource_group": "rg-demo"},
    "gcp": {"log_bucket": "demo-logs", "log_location": "global", "name": "demo-setup", "project": "demo-project", "region": "europe-west1"},
}  # fmt: skip
TEMPLATE = {
    "containers": [
        {"name": "psql", "image": "i", "command": ["sh"], "env": [], "probes": None, "resources": {"cpu": 0.25, "memory": "0.5Gi", "x": 1}}
    ]
}
# What each command line answers: the first pattern that the arguments hold. ANSWER is how the job ended.
ANSWERS = {
    "aws": ("aws", {"run-task": "arn:task/abc", "wait": "", "logs": "psql's words", "exitCode": "ANSWER", "stoppedReason": "no image"}),
    "azure": (
        "az",
        {"job show": json.dumps(TEMPLATE), "job start": "run-1", "execution show": "ANSWER", "logs show": "psql's words"},
    ),
    "gcp": (
        "gcloud",
        {
            "jobs execute": "run-1",
            "executions describe": json.dumps({"status": {"conditions": [{"type": "Completed", "status": "ANSWER"}]}}),
            "logging read": "psql's words",
        },
    ),
}
RUN_ANSWERS = {
    "aws": (
        "aws",
        {
            "start-execution": "arn:run",
            "describe-execution": "ANSWER",
            "filter-log-events": json.dumps({"events": [{"message": "psql's words"}]}),
        },
    ),
    "azure": ANSWERS["azure"],
    "gcp": ("gcloud", {"jobs execute": "psql's words"}),
}
GOOD, BAD = {"aws": "0", "azure": "Succeeded", "gcp": "True"}, {"aws": "3", "azure": "Failed", "gcp": "False"}


def run(folder: Path, cloud: str, answer: str, *arguments: str, script: str | None = None) -> tuple[subprocess.CompletedProcess[str], str]:
    """The script with these arguments, and what it called."""
    require_tool("jq")
    tool, answers = (RUN_ANSWERS if script else ANSWERS)[cloud]
    output = "app_db_run" if script else "app_db_setup"
    calls, bin_ = folder / "calls", folder / "bin"
    bin_.mkdir()
    cases = "".join(f"*'{pattern}'*) cat <<'END'\n{text.replace('ANSWER', answer)}\nEND\n;;\n" for pattern, text in answers.items())
    keep = f'for each in "$@"; do if [ -f "$each" ]; then cat "$each"; else echo "$each"; fi; done >>{calls}\n'
    programs = {
        tool: f'{keep}case "$*" in\n{cases}*) echo "unknown: $*" >&2; exit 9 ;;\nesac\n',
        "terraform": f"""[ "$*" = "output -json {output}" ] && echo '{json.dumps(OUTPUTS[cloud])}'\n""",
        "sleep": "",
    }
    for name, text in programs.items():
        (bin_ / name).write_text(f"#!/bin/sh\n{text}", encoding="utf-8")
        (bin_ / name).chmod(0o755)
    done = subprocess.run(
        ["sh", ROOT / "templates" / (script or SCRIPTS[cloud]), "app_db", *arguments],
        capture_output=True, text=True, check=False, env={**os.environ, "PATH": f"{bin_}:{os.environ['PATH']}"},
    )  # fmt: skip
    return done, calls.read_text(encoding="utf-8")


@pytest.mark.parametrize("cloud", SCRIPTS)
def test_it_waits_and_shows_what_psql_said(tmp_path: Path, cloud: str) -> None:
    """A run that succeeds ends with 0; the job is started as it is."""
    done, calls = run(tmp_path, cloud, GOOD[cloud])
    assert (done.returncode, done.stdout.strip()) == (0, "psql's words")
    assert "--command" not in calls
    assert not [value for value in OUTPUTS[cloud].values() if isinstance(value, str) and value not in f"{calls} eu-west-1 arn:machine"]


@pytest.mark.parametrize("cloud", SCRIPTS)
def test_it_fails_as_psql_does(tmp_path: Path, cloud: str) -> None:
    """A run that fails shows why and ends with an error."""
    done, _ = run(tmp_path, cloud, BAD[cloud])
    assert done.returncode == (3 if cloud == "aws" else 1)
    assert done.stdout.strip() == "psql's words"


@pytest.mark.parametrize("cloud", SCRIPTS)
def test_arguments_reach_psql_as_they_are(tmp_path: Path, cloud: str) -> None:
    """Spaces, commas and quotes in a statement are kept."""
    statement = """--command=SELECT "a b", 'c,d'"""
    done, calls = run(tmp_path, cloud, GOOD[cloud], statement, "--csv")
    assert done.returncode == 0
    if cloud == "gcp":
        assert f"--args=^\x1f^{statement}\x1f--csv\n" in calls
    else:
        assert json.dumps(statement) in calls
        assert '"--csv"' in calls


def test_a_task_that_never_started_is_an_error(tmp_path: Path) -> None:
    """ECS gives no exit code where the image couldn't be pulled."""
    done, _ = run(tmp_path, "aws", "None")
    assert done.returncode == 1
    assert "no image" in done.stderr


@pytest.mark.parametrize("cloud", RUN_SCRIPTS)
def test_a_job_is_started_and_waited_for(tmp_path: Path, cloud: str) -> None:
    """A run that succeeds ends with 0 and shows the log."""
    done, calls = run(tmp_path, cloud, {**GOOD, "aws": "SUCCEEDED"}[cloud], script=RUN_SCRIPTS[cloud])
    assert (done.returncode, done.stdout.strip()) == (0, "psql's words")
    assert {"aws": "arn:machine", "azure": "rg-demo", "gcp": "--wait"}[cloud] in calls.split()


@pytest.mark.parametrize("cloud", ["aws", "azure"])
def test_a_job_that_fails_is_an_error(tmp_path: Path, cloud: str) -> None:
    """The script ends with an error, and says how the run ended."""
    done, _ = run(tmp_path, cloud, "FAILED", script=RUN_SCRIPTS[cloud])
    assert done.returncode == 1
    assert "ended as FAILED" in done.stderr


def test_copies_of_a_script_differ_in_their_module_alone() -> None:
    """The two databases of AWS have the same script."""
    one, other = (
        (ROOT / f"templates/aws/{name}/setup.sh").read_text(encoding="utf-8").replace(name, "")
        for name in ("aurora-postgresql", "rds-postgresql")
    )
    assert one == other
