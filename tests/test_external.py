"""Something outside of the cloud: its address reaches the callers, and the network opens to it alone."""

from pathlib import Path

import pytest

from cloudgen.architecture import Architecture, Resource
from cloudgen.language.hclvalues import Expr
from cloudgen.load.catalog import PROVIDERS
from tests.support.specs import HEAD, problems, resolved

SPEC = HEAD + """environments: {dev: {}}
components:
  web: {kind: service}
  mail: {kind: external, settings: {host: smtp.example.com, port: 587, range: 198.51.100.0/24}}
  partner: {kind: external, settings: {host: api.example.com}}
  watch: {kind: observability}
flows:
  - {from: web, to: mail, action: request}
  - {from: web, to: partner, action: request}
"""


def rules(architecture: Architecture, heading: str) -> list[Resource]:
    """What the flows of a pair make."""
    [connection] = [each for each in architecture.connections if each.heading == heading]
    return list(connection.resources)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_callers_get_its_address(tmp_path: Path, provider: str) -> None:
    """From the tfvars, where an environment may have another."""
    architecture = resolved(tmp_path, SPEC, provider)
    [connection] = [each for each in architecture.connections if each.heading == "web -> mail"]
    assert connection.environment == {"MAIL_HOST": Expr("var.mail.host"), "MAIL_PORT": Expr("var.mail.port")}
    [dev] = architecture.environments
    assert (dev.inputs["mail"]["host"], dev.inputs["mail"]["port"], dev.inputs["partner"]["port"]) == ("smtp.example.com", 587, 443)
    assert not [each for each in dev.billed if each.component in ("mail", "partner")]
    assert "mail" not in {module.key for module in architecture.modules if module.folder}


@pytest.mark.parametrize(
    ("provider", "type_", "range_", "port"),
    [
        ("aws", "aws_vpc_security_group_egress_rule", "cidr_ipv4", "from_port"),
        ("gcp", "google_compute_firewall", "destination_ranges", "allow"),
    ],
)
def test_the_way_out_is_open_to_its_range_and_port_alone(tmp_path: Path, provider: str, type_: str, range_: str, port: str) -> None:
    """HTTPS takes no rule of its own: it is open already, and AWS refuses a second rule of the same content."""
    architecture = resolved(tmp_path, SPEC, provider)
    [rule] = rules(architecture, "web -> mail")
    assert rule.type == type_
    assert rule.count is not None
    assert rule.count.text == "var.mail.own_rule ? 1 : 0"
    assert "var.mail.range" in str(rule.arguments[range_])
    assert "var.mail.port" in str(rule.arguments[port])
    [dev] = architecture.environments
    assert (dev.inputs["mail"]["own_rule"], dev.inputs["partner"]["own_rule"]) == (True, False)
    assert dev.inputs["mail"]["range"] == "198.51.100.0/24"


def test_azure_says_that_it_opens_no_range(tmp_path: Path) -> None:
    """Outbound traffic isn't filtered there, so nothing is made and a range is a warning."""
    assert not rules(resolved(tmp_path, SPEC, "azure"), "web -> mail")
    [found] = [each for each in problems(tmp_path, SPEC, "azure") if each.code == "ignored-setting"]
    assert found.hint == "The compute subnets of the stack may call any address on the internet, through the NAT gateway."


@pytest.mark.parametrize("provider", PROVIDERS)
def test_it_needs_a_host(tmp_path: Path, provider: str) -> None:
    """With what to write."""
    [found] = [each for each in problems(tmp_path, SPEC.replace("host: api.example.com", "port: 8443"), provider) if each.severity == "error"]
    assert (found.code, found.where and found.where.line) == ("missing-input", 7)
    assert found.hint == "Host name or address that the components call. Write 'settings: {host: ...}'."
