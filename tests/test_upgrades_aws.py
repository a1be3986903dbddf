"""What the real AWS provider plans for what exists already: changes that must keep it. The state is made up, and no API is asked."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.stacks import ROOT, initialised, terraform
from tests.support.tools import REAL_PROVIDERS, real_provider, unavailable

ARN = "arn:aws:ecs:us-east-1:123456789012"
PROVIDER = """
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region                      = "us-east-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  skip_requesting_account_id  = true
}
"""


def actions(folder: Path, module: str, arguments: dict[str, Any], state: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    """Address in the module to what Terraform would do with it; `state` is by address, attributes that the provider has read."""
    if not real_provider("aws"):
        unavailable(REAL_PROVIDERS, "the AWS provider isn't installed")
    call = {"source": str(ROOT / "templates" / "aws" / module), **arguments}
    (folder / "main.tf").write_text(PROVIDER, encoding="utf-8")
    (folder / "module.tf.json").write_text(json.dumps({"module": {"it": call}}), encoding="utf-8")
    (folder / "terraform.tfstate").write_text(json.dumps(_state(state)), encoding="utf-8")
    initialised(folder, "aws")
    done = terraform(folder, "plan", "-refresh=false", "-input=false", "-out=it.tfplan")
    assert done.returncode == 0, done.stdout + done.stderr
    shown = json.loads(terraform(folder, "show", "-json", "it.tfplan").stdout)
    return {each["address"].removeprefix("module.it."): each["change"]["actions"] for each in shown["resource_changes"]}


def _state(resources: dict[str, dict[str, Any]]) -> dict[str, Any]:
    found = []
    for address, attributes in resources.items():
        kind, _, rest = address.partition(".")
        name, _, index = rest.partition("[")
        instance: dict[str, Any] = {"schema_version": attributes.pop("schema_version", 0), "attributes": attributes}
        if index:
            instance["index_key"] = json.loads(index.rstrip("]"))
        source = 'provider["registry.terraform.io/hashicorp/aws"]'
        found.append({"module": "module.it", "mode": "managed", "type": kind, "name": name, "provider": source, "instances": [instance]})
    return {"version": 4, "terraform_version": "1.11.0", "serial": 1, "lineage": "it", "outputs": {}, "resources": found}


SERVICE = {
    "cluster_arn": f"{ARN}:cluster/shop",
    "cluster_name": "shop",
    "cpu_units": 256,
    "execution_role_arn": "arn:aws:iam::123456789012:role/web-execution",
    "health_path": "/healthz",
    "image": None,
    "log_retention_days": 30,
    "max_replicas": 2,
    "memory_mb": 512,
    "min_replicas": 1,
    "name": "web",
    "port": 8080,
    "region": "us-east-1",
    "scale_at_cpu_percent": 60,
    "shutdown_seconds": 30,
    "subnet_ids": ["subnet-1"],
    "task_role_arn": "arn:aws:iam::123456789012:role/web",
    "timeout_seconds": 30,
    "vpc_id": "vpc-1",
}


@pytest.mark.terraform
@pytest.mark.parametrize("spot", [False, True])
def test_another_capacity_provider_keeps_the_service(tmp_path: Path, spot: bool) -> None:
    """The provider replaces it unless a new deployment is forced."""
    state = {
        "id": f"{ARN}:service/shop/web",
        "name": "web",
        "cluster": SERVICE["cluster_arn"],
        "task_definition": f"{ARN}:task-definition/web:1",
        "capacity_provider_strategy": [{"base": 0, "capacity_provider": "FARGATE" if spot else "FARGATE_SPOT", "weight": 1}],
        "scheduling_strategy": "REPLICA",
        "launch_type": "",
    }
    found = actions(tmp_path, "ecs-service", {**SERVICE, "spot": spot}, {"aws_ecs_service.this": state})
    assert found["aws_ecs_service.this"] == ["update"]


CACHE = {
    "name": "shop-cache",
    "node_type": "cache.t4g.small",
    "nodes": 1,
    "snapshot_days": 0,
    "subnet_ids": ["subnet-1"],
    "vpc_id": "vpc-1",
}


@pytest.mark.terraform
@pytest.mark.parametrize(("version", "expected"), [("8.1", ["update"]), ("8.0", ["delete", "create"])])
def test_valkey_is_upgraded_where_it_is(tmp_path: Path, version: str, expected: list[str]) -> None:
    """A lower version than the one that runs replaces the cache, which is why ElastiCache may not raise it by itself."""
    running = "8.0" if version == "8.1" else "8.1"
    state = {
        "schema_version": 2,
        "id": "shop-cache",
        "replication_group_id": "shop-cache",
        "description": "Cache shop-cache",
        "engine": "valkey",
        "engine_version": running,
        "engine_version_actual": f"{running}.0",
        "node_type": "cache.t4g.small",
        "num_cache_clusters": 1,
        "port": 6379,
        "subnet_group_name": "shop-cache",
        "at_rest_encryption_enabled": "true",
        "transit_encryption_enabled": True,
        "transit_encryption_mode": "required",
        "security_group_names": [],
        "auto_minor_version_upgrade": "false",
        "data_tiering_enabled": False,
        "network_type": "ipv4",
        "ip_discovery": "ipv4",
        "parameter_group_name": "default.valkey8",
        "cluster_mode": "disabled",
        "global_replication_group_id": "",
    }
    address = "aws_elasticache_replication_group.this"
    found = actions(tmp_path, "elasticache", {**CACHE, "engine_version": version}, {address: state})
    assert found[address] == expected


DATABASE = {
    "backup_days": 7,
    "cluster_arn": "arn:aws:ecs:us-east-1:123456789012:cluster/shop",
    "database": "shop",
    "deletion_protection": False,
    "log_retention_days": 30,
    "name": "shop-db",
    "region": "us-east-1",
    "setup_role_arn": "arn:aws:iam::123456789012:role/shop-db-setup",
    "setup_subnet_ids": ["subnet-3", "subnet-4"],
    "subnet_ids": ["subnet-1", "subnet-2"],
    "vpc_id": "vpc-1",
}


# The server of each module, its parameter group, and what the two are made with besides.
SERVERS: dict[str, tuple[str, str, dict[str, Any], dict[str, Any]]] = {
    "aurora-postgresql": (
        "aws_rds_cluster.this",
        "aws_rds_cluster_parameter_group.this",
        {"instances": 1, "min_capacity": 0.5, "max_capacity": 1},
        {
            "id": "shop-db",
            "availability_zones": ["us-east-1a"],
            "cluster_identifier": "shop-db",
            "database_name": "shop",
            "db_cluster_parameter_group_name": "shop-db-16",
            "engine": "aurora-postgresql",
            "engine_mode": "provisioned",
            "master_username": "postgres",
        },
    ),
    "rds-postgresql": (
        "aws_db_instance.this",
        "aws_db_parameter_group.this",
        {"high_availability": False, "instance_class": "db.t4g.small", "storage_gb": 20},
        {
            "schema_version": 2,
            "id": "db-ABC",
            "db_name": "shop",
            "engine": "postgres",
            "identifier": "shop-db",
            "parameter_group_name": "shop-db-16",
            "username": "postgres",
        },
    ),
}


@pytest.mark.terraform
@pytest.mark.parametrize("module", SERVERS)
def test_postgresql_is_upgraded_where_it_is(tmp_path: Path, module: str) -> None:
    """The new version's parameter group is made before the old one goes, and the last snapshot keeps its name."""
    server, group, size, attributes = SERVERS[module]
    family = "postgres16" if module == "rds-postgresql" else "aurora-postgresql16"
    shared = {
        "engine_version": "16",
        "db_subnet_group_name": "shop-db",
        "final_snapshot_identifier": "shop-db-final-20260101000000",
        "manage_master_user_password": True,
        "storage_encrypted": True,
    }
    state = {
        group: {"id": "shop-db-16", "name": "shop-db-16", "family": family, "description": "Parameters of shop-db"},
        server: {**shared, **attributes},
    }
    found = actions(tmp_path, module, {**DATABASE, **size, "engine_version": "17"}, state)
    assert (found[group], found[server]) == (["create", "delete"], ["update"])
    planned = json.loads(terraform(tmp_path, "show", "-json", "it.tfplan").stdout)
    after = next(each["change"]["after"] for each in planned["resource_changes"] if each["address"] == f"module.it.{server}")
    assert (after["allow_major_version_upgrade"], after["final_snapshot_identifier"]) == (True, "shop-db-final-20260101000000")
