"""Rules for keys that the models leave open: components, environments, tags, reserved keys of the root. What breaks them is left out."""

import re
from typing import Any

from cloudgen.load.environments import CLASSES
from cloudgen.load.positions import Document, PathKey
from cloudgen.load.spec import MAX_NAME, NAME, NAME_RULE
from cloudgen.problems import Problems, Where, nearest, nearest_hint

USERS = "users"
MAX_ENVIRONMENT = 20
ENVIRONMENT_RULE = (
    f"must be lower-case letters, digits and single hyphens, begin with a letter and have at most {MAX_ENVIRONMENT} characters"
)
TERRAFORM_WORDS = (
    "count", "for-each", "provider", "providers", "source", "version", "lifecycle", "depends-on", "locals", "connection",
    "provisioner",
)  # fmt: skip
FOUNDATION = ("network", "registry", "identity", "logs", "cluster", "namespace", "load-balancer", "budget")
STACK_WORDS = (
    "environment", "region", "location", "project", "prefix", "domain", "domain-aliases",
    "domain-ready", "dns-zone", "tags", "labels", "account", "account-id", "project-id",
    "subscription", "subscription-id", "release",
)  # fmt: skip
# `--env all` is for later; the others can't be names of files on Windows, and environments have files.
RESERVED_ENVIRONMENTS = ("all", "con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)))
RESERVED_KEYS = ("version",)
_RESERVED_TAGS = ("project", "environment", "component", "managed-by", "managed_by", "name")
_TAG_KEY = re.compile(r"[a-z][a-z0-9_-]{0,62}")
_TAG_VALUE = re.compile(r"[a-z0-9_-]{0,63}")
_TAG_RULE = "Keys: a lower-case letter, then letters, digits, _ and -; values: the same or empty; 63 characters at most."


def check_keys(document: Document, problems: Problems) -> set[PathKey]:
    """The paths of a mapping's wrong keys, which are reported, and of the user's own keys, which are not."""
    own: set[PathKey] = {(key,) for key in document.data if key.startswith("x-")}
    wrong: set[PathKey] = {(key,) for key in RESERVED_KEYS if key in document.data}
    for path in sorted(wrong):
        problems.add("reserved", f"'{path[0]}' is reserved for a later version.", document.where(*path), "Remove it.")
    for key in _mapping(document.data, "components"):
        if not _is_component(key, document.where("components", key), problems):
            wrong.add(("components", key))
    for key in (environments := _mapping(document.data, "environments")):
        if not _is_environment(key, environments[key], document, problems):
            wrong.add(("environments", key))
    tagged: list[PathKey] = [("tags",), *(("environments", key, "tags") for key in environments)]
    for path in tagged:
        wrong |= {
            (*path, key) for key, value in _mapping(document.data, *path).items() if not _is_tag(path, key, value, document, problems)
        }
    return own | wrong


def _mapping(data: Any, *path: Any) -> dict[str, Any]:
    for part in path:
        data = data.get(part) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def _is_component(key: str, where: Where, problems: Problems) -> bool:
    if not NAME.fullmatch(key) or len(key) > MAX_NAME:
        problems.add("wrong-name", f"The component '{key[:80]}' {NAME_RULE}.", where)
    elif key in FOUNDATION:
        problems.add("reserved", f"'{key}' is a shared piece, so no component can have this key.", where, "Change it under 'foundation:'.")
    elif key == USERS:
        problems.add(
            "reserved", "'users' are the people who use the system, so no component can have this key.", where, "Choose another key."
        )
    elif key in (*TERRAFORM_WORDS, *STACK_WORDS):
        message = f"'{key}' is a reserved name in the generated Terraform, so no component can have this key."
        problems.add("reserved", message, where, "Choose another key.")
    else:
        return True
    return False


def _is_environment(key: str, value: Any, document: Document, problems: Problems) -> bool:
    where = document.where("environments", key)
    if not NAME.fullmatch(key) or len(key) > MAX_ENVIRONMENT:
        problems.add("wrong-name", f"The environment '{key[:80]}' {ENVIRONMENT_RULE}.", where)
    elif key in RESERVED_ENVIRONMENTS:
        problems.add("reserved", f"'{key}' can't be the name of an environment.", where, "Choose another name.")
    else:
        return _has_class(key, value, document, problems)
    return False


def _has_class(key: str, value: Any, document: Document, problems: Problems) -> bool:
    """Whether the environment is a class, or says which one it is like."""
    like = value.get("like") if isinstance(value, dict) else None
    where = document.where("environments", key, "like")
    if key in CLASSES:
        if like is None or like == key:
            return True
        problems.add(
            "wrong-like", f"'{key}' is a class and can't be like another.", where, "Choose another name, or remove 'like'."
        )
    elif like is None:
        close = nearest(key, CLASSES)
        hint = f"{f'Did you mean {close!r}? ' if close else ''}Add 'like: dev', 'like: staging' or 'like: prod': whose defaults it has."
        problems.add(
            "missing-like", f"The environment '{key}' doesn't say which one it is like.", document.where("environments", key), hint
        )
    elif like not in CLASSES:
        allowed = f"{', '.join(CLASSES[:-1])} or {CLASSES[-1]}"
        problems.add("wrong-like", f"'like' must be {allowed}, not {str(like)[:60]!r}.", where, nearest_hint(str(like), CLASSES))
    else:
        return True
    return False


def _is_tag(path: PathKey, key: str, value: Any, document: Document, problems: Problems) -> bool:
    where = document.where(*path, key)
    if not isinstance(value, str):
        return True  # the model says what it must be
    if not _TAG_KEY.fullmatch(key) or not _TAG_VALUE.fullmatch(value):
        problems.add("wrong-tag", f"The tag '{key[:60]}: {value[:60]}' isn't valid on all clouds.", where, _TAG_RULE)
    elif key in _RESERVED_TAGS:
        problems.add("reserved", f"The tag '{key}' is set by cloudgen.", where, "Choose another key.")
    else:
        return True
    return False
