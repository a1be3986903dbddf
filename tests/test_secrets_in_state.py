"""No data source writes a token or a password into the state, on any cloud."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.stacks import PROVIDERS, ROOT, TERRAFORM_NAMES, initialised, terraform

# What a provider calls sensitive and isn't a secret here.
HARMLESS = {
    "azurerm_application_insights": {"connection_string"},  # names the resource; telemetry is sent with the identity's token
}
_DATA = re.compile(r'^\s*data "([a-z0-9_]+)"', re.MULTILINE)


def data_sources(provider: str) -> set[str]:
    """The types of data sources that the templates of a cloud read, rendered ones included."""
    files = [path for path in (ROOT / "templates" / provider).rglob("*") if path.name.endswith((".tf", ".tf.j2"))]
    return {kind for path in files for kind in _DATA.findall(path.read_text(encoding="utf-8"))}


def sensitive(block: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """The attributes of a schema's block that the provider calls sensitive."""
    yield from (path + name for name, attribute in block.get("attributes", {}).items() if attribute.get("sensitive"))
    for name, nested in block.get("block_types", {}).items():
        yield from sensitive(nested["block"], f"{path}{name}.")


def schemas(folder: Path, provider: str) -> Mapping[str, Any]:
    """The provider's data sources: type to schema."""
    name = TERRAFORM_NAMES[provider]
    source = f'terraform {{\n  required_providers {{\n    {name} = {{ source = "hashicorp/{name}" }}\n  }}\n}}\n'
    (folder / "main.tf").write_text(source, encoding="utf-8")
    done = terraform(initialised(folder, provider), "providers", "schema", "-json")
    assert done.returncode == 0, done.stderr
    [found] = json.loads(done.stdout)["provider_schemas"].values()
    types: Mapping[str, Any] = found["data_source_schemas"]
    return types


@pytest.mark.terraform
@pytest.mark.parametrize("provider", PROVIDERS)
def test_no_data_source_reads_a_secret(tmp_path: Path, provider: str) -> None:
    """A data source's attributes are all in the state: google_client_config, for one, holds the access token of whoever applies."""
    types = schemas(tmp_path, provider)
    used = data_sources(provider)
    assert used, "the pattern finds none"
    assert {kind: found for kind in used if (found := set(sensitive(types[kind]["block"])) - HARMLESS.get(kind, set()))} == {}


@pytest.mark.terraform
def test_the_token_of_google_is_found(tmp_path: Path) -> None:
    """The provider marks it, so the test above would tell."""
    assert list(sensitive(schemas(tmp_path, "gcp")["google_client_config"]["block"])) == ["access_token"]
