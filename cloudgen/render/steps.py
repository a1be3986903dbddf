"""What an operator does by hand: a section of the stack's README, and a script that says what is still to be done."""

import shlex
from collections.abc import Iterable

from cloudgen.architecture import Architecture, OperatorStep

SCRIPT = "steps.sh"


def steps_section(architecture: Architecture) -> str:
    """The steps with their commands, those before the first apply first; empty where there are none."""
    parts = []
    for before, heading in ((True, "Before the first apply"), (False, "After the first apply")):
        steps = [step for step in architecture.steps if step.before == before]
        if steps:
            parts.append(f"### {heading}\n\n" + "\n".join(_step(step) for step in steps))
    return "\n".join(parts).rstrip("\n")


def _step(step: OperatorStep) -> str:
    return f"**`{step.component}`: {step.title}.** {step.why}\n\n```sh\n{step.run}\n```\n"


def steps_script(architecture: Architecture) -> str | None:
    """A script that runs the check of every step, or None where no step has one."""
    checked = [step for step in architecture.steps if step.check]
    if not checked:
        return None
    return "\n".join(
        [
            "#!/bin/sh",
            "# Says which steps by hand are done; README.md has their commands. Run it here, after `terraform init`.",
            "set -u",
            "missing=0",
            "",
            "check() {",
            "  if sh -c \"$2\" >/dev/null 2>&1; then",
            "    echo \"done   $1\"",
            "  else",
            "    echo \"to do  $1\"",
            "    missing=1",
            "  fi",
            "}",
            "",
            *_checks(checked),
            "",
            "exit \"$missing\"",
            "",
        ]
    )


def _checks(steps: Iterable[OperatorStep]) -> list[str]:
    return [f"check {shlex.quote(f'{step.component}: {step.title}')} \\\n  {shlex.quote(step.check or '')}" for step in steps]
