"""Grants of the catalog as resources: on AWS the statements of a pair in one policy per role, elsewhere a resource each."""

from collections.abc import Iterator, Sequence

from cloudgen.architecture import Resource, Wide
from cloudgen.language.formula import source_of
from cloudgen.language.hclvalues import Call, Expr, Value, identifier
from cloudgen.language.references import CatalogReferenceError, Scope, resolve, resolve_all
from cloudgen.language.tree import Node
from cloudgen.load.catalog import Grant, Statement
from cloudgen.resolve.component_pairs import Owner
from cloudgen.resolve.effects import condition_count

Made = tuple[Resource, tuple[Wide, ...]]
"""A resource, and why it allows more than the flow says, where it does."""


def policies(form: Statement | None, statements: Sequence[tuple[Grant, Scope]], owner: Owner) -> Iterator[Made]:
    """The statements of one owner as a policy per role and label; `form` is the provider's resource for policies.

    A statement whose `when` is false is left out; it has to be known before Terraform runs.
    """
    if form is None:
        return
    groups: dict[tuple[str | None, Node | None], list[tuple[Grant, Scope]]] = {}
    for grant, scope in statements:
        if grant.when and not resolve(grant.when, scope):
            continue
        groups.setdefault((grant.label, grant.role), []).append((grant, scope))
    for (suffix, role), members in groups.items():
        yield _policy(form, members, owner, suffix, role)


def _policy(form: Statement, grants: Sequence[tuple[Grant, Scope]], owner: Owner, suffix: str | None, role: Node | None) -> Made:
    label = f"{owner.label}_{identifier(suffix)}" if suffix else owner.label
    scope = grants[0][1]
    statements: list[Value] = []
    broad: list[Wide] = []
    for grant, own in grants:
        statement = _statement(grant, own)
        if statement not in statements:
            statements.append(statement)
            if grant.broad_because:
                broad.append(Wide(f"{form.resource}.{label}", ", ".join(grant.actions or []), grant.broad_because))
    policy = Call("jsonencode", {"Version": "2012-10-17", "Statement": statements})
    inner = scope.with_roots(policy=lambda _path: policy)
    if suffix and not role:
        # Two policies of one role need two names.
        name = scope.roots["pair"](("name",))
        inner = inner.with_roots(pair=lambda _path: f"{name}-{suffix}")
    arguments = resolve_all({**form.arguments, **({"role": role} if role else {})}, inner)
    skips = tuple((check, grant.broad_because or "") for grant, _ in grants for check in grant.checkov_skips)
    return Resource(form.resource, label, arguments, parties=owner.parties, skips=skips), tuple(broad)


def _statement(grant: Grant, scope: Scope) -> dict[str, Value]:
    statement: dict[str, Value] = {
        "Effect": "Allow",
        "Action": sorted(grant.actions or []),
        "Resource": resolve(grant.resources, scope) if grant.resources else None,
    }
    if grant.condition:
        statement["Condition"] = resolve(grant.condition, scope)
    return statement


def left_out(grant: Grant, scope: Scope) -> bool:
    """Whether a grant's `when` is false before Terraform runs, so that nothing is to be made."""
    return grant.when is not None and resolve(grant.when, scope) is False


def grant_resource(grant: Grant, scope: Scope, owner: Owner, broad_because: str | None) -> Made:
    """The resource that a grant is by itself."""
    label = f"{owner.label}_{identifier(grant.label)}" if grant.label else owner.label
    arguments = resolve_all(grant.arguments, scope)
    # An argument without a value, such as the condition of a flow without a path, is left out.
    arguments = {name: value for name, value in arguments.items() if value is not None}
    resource = Resource(
        str(grant.resource),
        label,
        arguments,
        condition_count(grant.when, scope),
        resolve(grant.for_each, scope) if grant.for_each else None,
        tuple(_address(each, scope) for each in grant.depends_on),
        owner.parties,
    )
    reason = grant.broad_because or broad_because
    if not reason:
        return resource, ()
    role = arguments.get("role") or arguments.get("role_definition_name") or grant.resource
    return resource, (Wide(resource.address, str(getattr(role, "text", role)), reason),)


def _address(reference: Node, scope: Scope) -> str:
    resolved = resolve(reference, scope)
    if not isinstance(resolved, Expr):
        raise CatalogReferenceError(f"'depends_on: {source_of(reference)}' is not an address")
    return resolved.text
