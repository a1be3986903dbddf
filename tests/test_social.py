"""An architecture of 23 components with gateways, logins, realtime and several paths per pair, on three clouds."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cloudgen.architecture import Architecture
from cloudgen.load.catalog import PROVIDERS, Catalog
from cloudgen.load.specfile import load
from cloudgen.resolve.pipeline import resolve
from tests.support.social import SPEC, overlay

# Which module has the gateway's routes: on Google Cloud all edges share the load balancer.
ROUTING = {"aws": "gateway", "azure": "gateway", "gcp": "load-balancer"}


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stand-in kinds."""
    return overlay(tmp_path_factory.mktemp("social"))


@cache
def resolved(catalog: Path, provider: str) -> Architecture:
    """The architecture on a cloud; a problem of the spec fails the test."""
    architecture, warnings = resolve(load(SPEC), Catalog((catalog,)), provider)
    assert {warning.code for warning in warnings} <= {"ignored-setting"}
    return architecture


def arguments(architecture: Architecture, key: str) -> Mapping[str, Any]:
    """What a component's module is given."""
    [module] = [module for module in architecture.modules if module.key == key]
    return module.arguments


@pytest.mark.parametrize("provider", PROVIDERS)
def test_it_resolves_on_every_cloud(catalog: Path, provider: str) -> None:
    """All components and all flows are there; warnings are those of the stand-ins alone."""
    architecture = resolved(catalog, provider)
    assert len(architecture.components) == 23
    flows = architecture.environments[0].flows
    assert len(flows) == len(load(SPEC).spec.flows)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_pair_has_several_paths(catalog: Path, provider: str) -> None:
    """The gateway leads two paths to one service and the rest to the other."""
    routes = arguments(resolved(catalog, provider), ROUTING[provider])["routes"]
    behind = {path: route if isinstance(route, str) else route["origin"] for path, route in routes.items()}
    assert behind["/api/v1/timelines/*"] == behind["/api/x/v1/home/*"] == "feed-api"
    assert behind["/*"] == "post-api"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_messages_to_clients_are_no_requests_of_clients(catalog: Path, provider: str) -> None:
    """What is published to the realtime gateway doesn't come back as calls of the service behind it."""
    volumes = {(flow.source, flow.target, flow.action): flow.calls for flow in resolved(catalog, provider).environments[-1].flows}
    assert volumes["realtime", "post-api", "request"] == volumes["edge", "realtime", "route"]
    assert volumes["fanout", "realtime", "publish"] > volumes["realtime", "post-api", "request"]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_people_reach_the_services_by_the_edge(catalog: Path, provider: str) -> None:
    """Both services behind the gateway get the edge's address, not the gateway's."""
    architecture = resolved(catalog, provider)
    addresses = {str(arguments(architecture, key)["environment"]) for key in ("post-api", "feed-api")}
    assert all("PUBLIC_URL" in text for text in addresses)
    edge = "load_balancer" if provider == "gcp" else "edge"
    assert all(f"module.{edge}." in text.split("PUBLIC_URL")[1] for text in addresses)
    assert not any("module.gateway" in text for text in addresses)
