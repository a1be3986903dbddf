"""Stacks made ready for the AWS emulator on loopback."""

import re
from pathlib import Path

from tests.support.stacks import terraform
from tests.support.tools import REAL_PROVIDERS, real_provider, unavailable

# One per module that the emulator can't create whole; the first line says why.
OVERRIDES = {path.stem: path for path in sorted((Path(__file__).parent.parent / "moto").glob("*.tf"))}
SERVICES = (
    "acm",
    "appautoscaling",
    "budgets",
    "cloudfront",
    "cloudwatch",
    "ec2",
    "ecr",
    "ecs",
    "elasticache",
    "elbv2",
    "iam",
    "kms",
    "lambda",
    "logs",
    "rds",
    "s3",
    "scheduler",
    "secretsmanager",
    "sfn",
    "sns",
    "sqs",
    "sts",
    "wafv2",
)


def redirected(root: Path, address: str) -> str:
    """A local backend, and the calls of every AWS provider of the stack led to the emulator."""
    endpoints = "\n".join(f'    {service} = "{address}"' for service in SERVICES)
    aliases = re.findall(r"^  alias += .*\n", (root / "providers.tf").read_text(encoding="utf-8"), re.MULTILINE)
    providers = [
        f'provider "aws" {{\n{alias}  access_key = "test"\n  secret_key = "test"\n  skip_credentials_validation = true\n'
        f"  skip_metadata_api_check = true\n  s3_use_path_style = true\n  endpoints {{\n{endpoints}\n  }}\n}}\n"
        for alias in ("", *aliases)
    ]
    return 'terraform {\n  backend "local" {}\n}\n' + "".join(providers)


def overridden(root: Path, address: str) -> None:
    """Lay the emulator's overrides over a stack. Terraform lays files named *_override.tf over the others."""
    (root / "zz_override.tf").write_text(redirected(root, address), encoding="utf-8")
    for module, path in OVERRIDES.items():
        if (root / "modules" / module).is_dir():
            (root / "modules" / module / "zz_override.tf").write_text(path.read_text(encoding="utf-8"), encoding="utf-8")


def prepared(root: Path, address: str) -> Path:
    """A generated stack, initialised for the emulator."""
    if not real_provider("aws"):
        unavailable(REAL_PROVIDERS, "the AWS provider isn't there")
    overridden(root, address)
    done = terraform(root, "init", "-input=false")
    assert done.returncode == 0, done.stderr
    return root
