"""Grants of the catalog as resources: on AWS the statements of a pair in one policy, elsewhere a resource each."""

from collections.abc import Mapping, Sequence

from cloudgen.architecture import Resource, Wide
from cloudgen.language.hclvalues import Call, Expr, Value, identifier
from cloudgen.language.references import CatalogReferenceError, Scope, resolve
from cloudgen.load.catalog import Grant
from cloudgen.resolve.flow_groups import Owner
from cloudgen.resolve.topology import Topology
from cloudgen.resolve.wiring import Effects, condition_count, fingerprint


class Grants:
    """Makes the resources of grants, and lists those that allow more than the flow says."""

    def __init__(self, topology: Topology, effects: Effects) -> None:
        self._statement = topology.file.statement or {}
        self._effects = effects

    def resources(self, grants: Sequence[Grant], scope: Scope, owner: Owner, wider: str | None) -> tuple[list[Resource], list[str]]:
        """The resources that weren't made before, and the addresses of all."""
        made: list[Resource] = []
        grouped: dict[tuple[str | None, str | None], list[Grant]] = {}
        for grant in grants:
            if grant.actions:
                grouped.setdefault((grant.label, grant.role), []).append(grant)
        for (suffix, _), members in grouped.items():
            label = f"{owner.label}_{identifier(suffix)}" if suffix else owner.label
            made.append(self._statements(members, scope, label, owner.parties))
        made += [self._resource(grant, scope, owner, wider) for grant in grants if grant.resource]
        unique = [kept for resource in made if (kept := self._effects.once(resource))]
        return unique, [self._effects.equal.get(fingerprint(resource), resource.address) for resource in made]

    def policy(self, statements: Sequence[Grant], scope: Scope, owner: Owner) -> list[Resource]:
        """AWS: the statements of a pair as one policy of the caller's role."""
        if not statements or not self._statement:
            return []
        resource = self._statements(statements, scope, owner.label, owner.parties)
        self._effects.made[resource.address] = resource
        return [resource]

    def _statements(self, grants: Sequence[Grant], scope: Scope, label: str, parties: tuple[str, ...]) -> Resource:
        form = self._statement
        members: list[Value] = []
        for grant in grants:
            statement = _statement(grant, scope)
            if statement not in members:
                members.append(statement)
                self._note(grant, f"{form['resource']}.{label}")
        policy = Call("jsonencode", {"Version": "2012-10-17", "Statement": members})
        role = grants[0].role
        arguments = {**form["arguments"], **({"role": role} if role else {})}
        resolved = resolve(arguments, scope.with_roots(policy=lambda _path: policy))
        assert isinstance(resolved, Mapping)  # noqa: S101 - a mapping resolves to one
        skips = tuple((check, grant.wider or "") for grant in grants for check in grant.skips)
        return Resource(form["resource"], label, resolved, parties=parties, skips=skips)

    def _note(self, grant: Grant, address: str) -> None:
        if grant.wider:
            shown = ", ".join(grant.actions or []) or grant.resource or ""
            self._effects.wide.append(Wide(address, shown, grant.wider))

    def _resource(self, grant: Grant, scope: Scope, owner: Owner, wider: str | None) -> Resource:
        name = f"{owner.label}_{identifier(grant.label)}" if grant.label else owner.label
        resolved = resolve(grant.arguments, scope)
        assert isinstance(resolved, Mapping)  # noqa: S101 - a mapping resolves to one
        resource = Resource(
            str(grant.resource),
            name,
            resolved,
            condition_count(grant.when, scope),
            resolve(grant.for_each, scope),
            tuple(_address(each, scope) for each in grant.depends_on),
            owner.parties,
        )
        reason = grant.wider or wider
        if reason:
            role = resolved.get("role") or resolved.get("role_definition_name") or grant.resource
            self._effects.wide.append(Wide(resource.address, str(getattr(role, "text", role)), reason))
        return resource


def _statement(grant: Grant, scope: Scope) -> dict[str, Value]:
    statement: dict[str, Value] = {
        "Effect": "Allow",
        "Action": sorted(grant.actions or []),
        "Resource": resolve(grant.resources, scope),
    }
    if grant.condition:
        statement["Condition"] = resolve(grant.condition, scope)
    return statement


def _address(reference: str, scope: Scope) -> str:
    resolved = resolve(reference, scope)
    if not isinstance(resolved, Expr):
        raise CatalogReferenceError(f"'depends_on: {reference}' is no address")
    return resolved.text
