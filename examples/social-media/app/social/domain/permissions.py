"""Roles and scopes: what a person may do, and what a token may do for them."""

SCOPES = (
    "read", "read:accounts", "read:blocks", "read:bookmarks", "read:favourites", "read:filters", "read:follows", "read:lists", "read:mutes",
    "read:notifications", "read:search", "read:statuses", "read:me",
    "write", "write:accounts", "write:blocks", "write:bookmarks", "write:conversations", "write:favourites", "write:filters",
    "write:follows", "write:lists", "write:media", "write:mutes", "write:notifications", "write:reports", "write:statuses",
    "follow", "push", "profile",
    "admin:read", "admin:read:accounts", "admin:read:reports", "admin:read:domain_allows", "admin:read:domain_blocks",
    "admin:read:ip_blocks", "admin:read:email_domain_blocks", "admin:read:canonical_email_blocks",
    "admin:write", "admin:write:accounts", "admin:write:reports", "admin:write:domain_allows", "admin:write:domain_blocks",
    "admin:write:ip_blocks", "admin:write:email_domain_blocks", "admin:write:canonical_email_blocks",
)  # fmt: skip
_FOLLOW = {"read:blocks", "write:blocks", "read:follows", "write:follows", "read:mutes", "write:mutes"}
_PROFILE = {"read:me"}

ROLES = ("user", "moderator", "admin")
_MODERATOR = frozenset({"view_reports", "manage_reports", "view_accounts", "moderate_accounts", "review_verdicts"})
_ADMIN = _MODERATOR | {"manage_accounts", "manage_roles", "view_audit", "manage_queues", "manage_hashes"}
PERMISSIONS: dict[str, frozenset[str]] = {"user": frozenset(), "moderator": _MODERATOR, "admin": _ADMIN}


def parse_scopes(text: str | None) -> tuple[str, ...]:
    """The scopes of a space-separated text, each once; ValueError names an unknown one."""
    found = tuple(dict.fromkeys((text or "read").replace("+", " ").split()))
    for name in found:
        if name not in SCOPES:
            raise ValueError(name)
    return found


def covers(held: str, needed: str) -> bool:
    """Whether held scopes include a needed one: `read` covers `read:statuses`, `admin:read` covers `admin:read:accounts`."""
    for name in held.split():
        if name == needed or needed.startswith(f"{name}:"):
            return True
        if (name == "follow" and needed in _FOLLOW) or (name == "profile" and needed in _PROFILE):
            return True
        if needed == "read:me" and name in ("read", "read:accounts"):
            return True
    return False


def within(asked: tuple[str, ...], held: str) -> bool:
    """Whether every asked scope is covered."""
    return all(covers(held, name) for name in asked)


def allows(role: str, permission: str) -> bool:
    """Whether a role has a permission."""
    return permission in PERMISSIONS.get(role, frozenset())


def outranks(role: str, other: str) -> bool:
    """Whether one role may act on a person of another: staff act only on those below them."""
    return ROLES.index(role) > ROLES.index(other)
