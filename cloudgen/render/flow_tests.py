"""What the shipped tests demand of grants and network rules: every argument as the architecture has it, in as many instances."""

import re
from collections.abc import Iterator, Mapping, Sequence

from cloudgen.architecture import Connection, Resource
from cloudgen.language.hclvalues import Blocks, Call, Expr, Text, Value
from cloudgen.render import hcl

# People read it, and it opens nothing.
_UNTESTED = frozenset({"description"})
# Arguments that are a list or a set in every provider's schema, also where an expression gives them.
_SEVERAL = re.compile(r"_(?:addresses|ids|names|ports|prefixes|ranges|tags)\Z")
_EACH = re.compile(r"\beach\.(key|value)\b")
# Of a condition within an assertion's list.
_INDENT = 6


def flow_assertions(connection: Connection) -> Iterator[tuple[str, str]]:
    """Condition and message of a pair's assertions: who may do what where, then which variables its caller gets."""
    promise = "; ".join(connection.notes) or connection.heading
    for resource in connection.resources:
        yield hcl.conditions(list(_of_resource(resource))), f"{promise}, and nothing else: {resource.address} differs."
    if connection.local:
        names = ", ".join(hcl.literal(name) for name in sorted(connection.environment))
        condition = f"toset(keys(local.{connection.local})) == toset([{names}])"
        yield condition, f"{connection.heading}: local.{connection.local} must set the variables of this pair and no others."


def _of_resource(resource: Resource) -> Iterator[str]:
    if resource.for_each is not None:
        yield _same_keys(resource.address, resource.for_each)
        pairs = _expected("each", resource.arguments)
        source = "for key, each in"
    elif resource.count is not None:
        yield f"length({resource.address}) == ({resource.count.text})"
        pairs = _expected("each", resource.arguments)
        source = "for each in"
    else:
        yield from (_equal(path, value) for path, value in _expected(resource.address, resource.arguments))
        return
    for path, value in pairs:
        condition = _equal(path, _of_instance(value, resource.for_each))
        yield f"alltrue([{source} {resource.address} : {condition}])"


def _same_keys(address: str, members: Value) -> str:
    """The instances are those of `for_each`: a set, or a map."""
    if isinstance(members, Call) and members.function == "toset":
        return f"toset(keys({address})) == {hcl.expression(members, _INDENT)}"
    return f"keys({address}) == keys({{ for key, value in {hcl.expression(members, _INDENT)} : key => value }})"


def _expected(path: str, arguments: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    """Every argument's path in the state, with its value; of a nested block there must be exactly as many as there are."""
    for name, value in arguments.items():
        if name in _UNTESTED or value is None:
            continue
        if not isinstance(value, Blocks):
            yield f"{path}.{name}", value
        elif len(value.bodies) == 1:
            for inner, expected in _expected(f"{path}.{name}[*]", value.bodies[0]):
                yield f"one({inner})", expected
        else:
            # Whether the provider's schema has a list of them or a set, they are compared as a set of texts.
            texts = [Call("jsonencode", body) for body in value.bodies]
            keys = ", ".join(f"{key} = block.{key}" for key in value.bodies[0])
            yield f"[for block in {path}.{name} : jsonencode({{ {keys} }})]", texts


def _equal(path: str, value: Value) -> str:
    """Lists and sets are compared as sets: whichever the provider's schema has."""
    text = hcl.expression(value, _INDENT)
    several = isinstance(value, Sequence) and not isinstance(value, str)
    if several or (isinstance(value, Expr) and _SEVERAL.search(path.rstrip(")"))):
        return f"toset({path}) == toset({text})"
    if isinstance(value, Mapping):
        return f"jsonencode({path}) == jsonencode({text})"
    return f"{path} == {text}"


def _of_instance(value: Value, members: Value) -> Value:
    """A value with `each.key` and `each.value` as the assertion's loop names them."""
    if isinstance(value, Expr):
        source = hcl.expression(members)
        return Expr(_EACH.sub(lambda found: "key" if found[1] == "key" else f"{source}[key]", value.text))
    if isinstance(value, Text):
        return Text(tuple(part if isinstance(part, str) else Expr(hcl.expression(_of_instance(part, members))) for part in value.parts))
    if isinstance(value, Call):
        return Call(value.function, _of_instance(value.argument, members), value.spread)
    if isinstance(value, Mapping):
        return {key: _of_instance(member, members) for key, member in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_of_instance(member, members) for member in value]
    return value
