"""Small specs as text, loaded and resolved."""

from pathlib import Path
from typing import Any

from cloudgen.architecture import Architecture
from cloudgen.load.catalog import Catalog
from cloudgen.load.specfile import LoadedSpec, load
from cloudgen.problems import Problem, ProblemsError
from cloudgen.resolve.pipeline import resolve

HEAD = "name: demo\nregions: {aws: us-east-1, azure: eastus2, gcp: us-central1}\n"
# A service that users call without a CDN.
USERS_FLOW = "  - {from: users, to: web, action: request}\n"
PUBLIC = (
    HEAD
    + """domain: shop.example.com
components:
  web: {kind: service}
  db: {kind: relational-db}
  watch: {kind: observability}
flows:
"""
    + USERS_FLOW
    + "  - {from: web, to: db, action: read-write}\n"
)
# What a component of a kind can't be without.
NEEDED: dict[str, dict[str, Any]] = {
    "auth": {
        "settings": {"callback_urls": ["https://app.example.com/back"]},
        "azure": {"issuer": "https://x.ciamlogin.com/00000000-0000-4000-8000-000000000000/v2.0", "audience": "x"},
    },
    "external": {"settings": {"host": "api.example.com"}},
    "secrets": {"settings": {"names": ["one", "two"]}},
}


def loaded(folder: Path, text: str) -> LoadedSpec:
    """A spec of this text."""
    path = folder / "cloudgen.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def resolved(folder: Path, text: str, provider: str) -> Architecture:
    """The architecture of a spec on a cloud."""
    return resolve(loaded(folder, text), Catalog(), provider)[0]


def problems(folder: Path, text: str, provider: str | None = None) -> list[Problem]:
    """What is wrong with a spec: as it is read, or on a cloud."""
    try:
        spec = loaded(folder, text)
        if provider:
            return list(resolve(spec, Catalog(), provider)[1])
        return list(spec.problems)
    except ProblemsError as error:
        return list(error.problems)
