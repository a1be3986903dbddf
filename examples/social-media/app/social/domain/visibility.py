"""Who may see a post. This is the one rule; SQL, feeds, search, streams and media all follow it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PUBLIC, UNLISTED, PRIVATE, DIRECT = "public", "unlisted", "private", "direct"
VISIBILITIES = (PUBLIC, UNLISTED, PRIVATE, DIRECT)
OPEN = (PUBLIC, UNLISTED)  # what anybody may see; counters of replies count no others, since they would tell of them


@dataclass(frozen=True)
class Relation:
    """What a viewer is to a post's author and to the post; `author_gone` is an author who is suspended or being erased."""

    is_author: bool = False
    follows: bool = False
    mentioned: bool = False
    blocked: bool = False
    anonymous: bool = False
    author_gone: bool = False


def may_see(post: Mapping[str, Any], relation: Relation) -> bool:
    """Whether the viewer may see the post at all; `blocked` is the author blocking the viewer.

    Of a boost both must hold: this for the boost itself, and this for what it boosts.
    """
    if post.get("deleted_at") is not None:
        return False
    if relation.is_author:
        return post.get("held") != "remove"
    if post.get("held") is not None or relation.blocked or relation.author_gone:
        return False
    if post["visibility"] in OPEN:
        return True
    if relation.anonymous:
        return False
    return relation.mentioned or (post["visibility"] == PRIVATE and relation.follows)
