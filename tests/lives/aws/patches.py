"""What moto forgets and must not, and what AWS refuses and moto doesn't.

The patches hold in this process alone, and only while the emulator serves.
"""

import inspect
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from moto.cloudfront.models import ViewerCertificate
from moto.core.utils import camelcase_to_underscores
from moto.ecs.models import EC2ContainerServiceBackend, Service
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.elasticache.models import ElastiCacheBackend
from moto.rds.exceptions import RDSClientError
from moto.rds.models import RDSBackend

# Fields of a new ECS service that moto would not keep; an update keeps them.
KEPT_OF_SERVICES = ("availabilityZoneRebalancing", "capacityProviderStrategy", "healthCheckGracePeriodSeconds")


def _create_service(original: Any) -> Any:
    def create(self: EC2ContainerServiceResponse) -> Any:
        result = original(self)
        found, _ = self.ecs_backend.describe_services(self._get_param("cluster", "default"), [self._get_param("serviceName")])
        for name in KEPT_OF_SERVICES:
            setattr(found[0], camelcase_to_underscores(name), self._get_param(name))
        return result

    return create


def _steady(original: Any) -> Any:
    """A service has as many tasks as it wants, at once: the provider waits until it has."""

    def make(self: EC2ContainerServiceBackend, *given: Any, **named: Any) -> Service:
        service: Service = original(self, *given, **named)
        service.running_count, service.pending_count = service.desired_count, 0
        for deployment in service.deployments:
            deployment.update(runningCount=service.desired_count, pendingCount=0, rolloutState="COMPLETED")
        return service

    return make


def _delete_cluster_parameters(original: Any) -> Any:
    """Refused while a cluster has the group.
    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBClusterParameterGroup.html, read 2026-11.
    """

    def delete(self: RDSBackend, db_cluster_parameter_group_name: str) -> None:
        users = [name for name, cluster in self.clusters.items() if cluster.parameter_group == db_cluster_parameter_group_name]
        if users:
            message = (
                f"One or more database clusters are still members of this parameter group {db_cluster_parameter_group_name}: {users[0]}"
            )
            raise RDSClientError("InvalidDBParameterGroupState", message)
        original(self, db_cluster_parameter_group_name)

    return delete


def _modify_cluster(original: Any) -> Any:
    """Refused where the major version changes without leave, or the parameter group is of another family.
    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_UpgradeDBInstance.PostgreSQL.MajorVersion.html, read 2026-11.
    """

    def modify(self: RDSBackend, kwargs: dict[str, Any]) -> Any:
        cluster = self.clusters[kwargs["db_cluster_identifier"]]
        version, now = str(kwargs.get("engine_version") or cluster.engine_version), str(cluster.engine_version)
        if major(version) != major(now) and not kwargs.get("allow_major_version_upgrade"):
            message = "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version."
            raise RDSClientError("InvalidParameterCombination", message)
        name = kwargs.get("db_cluster_parameter_group_name") or cluster.parameter_group
        group = self.db_cluster_parameter_groups.get(name)
        if group and not str(group.db_parameter_group_family).endswith(f"postgresql{major(version)}"):
            message = f"The Parameter Group {name} with DBParameterGroupFamily {group.db_parameter_group_family} can't be used for this instance of version {version}."
            raise RDSClientError("InvalidParameterCombination", message)
        return original(self, kwargs)

    return modify


def _create_cache(original: Any) -> Any:
    """A replication group comes with its nodes, which is where the provider reads security groups and versions."""

    def create(self: ElastiCacheBackend, **given: Any) -> Any:
        group = original(self, **given)
        wanted = dict.fromkeys(list(inspect.signature(ElastiCacheBackend.create_cache_cluster).parameters)[1:])
        wanted |= {name: given[name] for name in wanted if name in given}
        groups = [{"security_group_id": name, "status": "active"} for name in given["security_group_ids"] or ()]
        for member in group.member_clusters:
            its = {"cache_cluster_id": member, "replication_group_id": group.replication_group_id, "tags": []}
            node: Any = self.create_cache_cluster(**{**wanted, **its})
            node.at_rest_encryption_enabled, node.transit_encryption_mode = group.at_rest_encryption_enabled, group.transit_encryption_mode
            node.security_groups = groups
        return group

    return create


def _delete_cache(original: Any) -> Any:
    def delete(self: ElastiCacheBackend, replication_group_id: str, *rest: Any, **given: Any) -> Any:
        for member in [name for name, node in self.cache_clusters.items() if getattr(node, "replication_group_id", None) == replication_group_id]:
            del self.cache_clusters[member]
        return original(self, replication_group_id, *rest, **given)

    return delete


def _modify_subnets(original: Any) -> Any:
    """A group of subnets is still there after a change."""

    def modify(self: RDSBackend, *given: Any, **named: Any) -> Any:
        group = original(self, *given, **named)
        self.subnet_groups[group.name] = group
        return group

    return modify


def _viewer_certificate(original: Any) -> Any:
    """A certificate of one's own takes the place of CloudFront's."""

    def make(self: ViewerCertificate, config: dict[str, Any]) -> None:
        original(self, config)
        self.cloud_front_default_certificate = not self.acm_certificate_arn

    return make


def major(version: str) -> str:
    """16 of 16.6."""
    return version.split(".")[0]


PATCHES = (
    (ViewerCertificate, "__init__", _viewer_certificate),
    (EC2ContainerServiceResponse, "create_service", _create_service),
    (EC2ContainerServiceBackend, "create_service", _steady),
    (EC2ContainerServiceBackend, "update_service", _steady),
    (ElastiCacheBackend, "create_replication_group", _create_cache),
    (ElastiCacheBackend, "delete_replication_group", _delete_cache),
    (RDSBackend, "delete_db_cluster_parameter_group", _delete_cluster_parameters),
    (RDSBackend, "modify_db_cluster", _modify_cluster),
    (RDSBackend, "modify_db_subnet_group", _modify_subnets),
)


@contextmanager
def patched() -> Iterator[None]:
    """Moto with the patches above."""
    with ExitStack() as stack:
        for owner, name, make in PATCHES:
            stack.enter_context(mock.patch.object(owner, name, make(getattr(owner, name))))
        yield
