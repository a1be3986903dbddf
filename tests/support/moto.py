"""An AWS emulator on loopback, and stacks made ready for it."""

import http.client
import importlib.util
import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

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


@contextmanager
def serving(log: Path) -> Iterator[str]:
    """A moto server on a free port of loopback, as its address; it ends with the block."""
    if not importlib.util.find_spec("moto"):
        unavailable("moto", "it isn't installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    # A certificate is validated at once; nobody writes its DNS records here.
    environment = {**os.environ, "MOTO_ACM_VALIDATION_WAIT": "0"}
    with log.open("w") as output:
        server = subprocess.Popen(command, stdout=output, stderr=output, env=environment)
    try:
        answering(server, port, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait(timeout=30)


def answering(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait for the server's first answer, at most a minute."""
    for _ in range(120):
        if server.poll() is not None:
            break
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/moto-api/")
            connection.getresponse()
            return
        except OSError:
            time.sleep(0.5)
        finally:
            connection.close()
    pytest.fail(f"moto didn't start: {log.read_text()}")


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


def give_caches_their_node(root: Path, address: str, variables: str) -> None:
    """Make the first node of each replication group: the provider reads it, and moto makes the group alone."""
    for name, node_type in re.findall(r'name += "(.+)"\n +node_type += "(.+)"', (root / variables).read_text(encoding="utf-8")):
        values = {
            "Action": "CreateCacheCluster",
            "CacheClusterId": f"{name}-001",
            "CacheNodeType": node_type,
            "Engine": "valkey",
            "EngineVersion": "8.0",
        }
        # Moto doesn't check the signature, but reads the region and the service out of it.
        scope = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/elasticache/aws4_request, SignedHeaders=host, Signature=0"
        headers = {"Authorization": scope, "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(address).netloc, timeout=30)
        connection.request("POST", "/", urllib.parse.urlencode(values), headers)
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        connection.close()
