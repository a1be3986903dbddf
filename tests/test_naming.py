"""Names fit any rule, keep apart what is apart, and stay the same."""

import re
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudgen.resolve.naming import SUFFIX, cloud_name, shorten

KEYS = st.from_regex(r"[a-z][a-z0-9]{0,20}(-[a-z0-9]{1,12}){0,3}", fullmatch=True).filter(lambda key: len(key) <= 63)


def test_short_names_stay_as_they_are() -> None:
    """A name that fits is project, environment and component."""
    assert cloud_name(("gallery", "prod", "app-db"), 63, "-", reserve=False) == "gallery-prod-app-db"
    assert cloud_name(("gallery", "prod", "assets"), 24, "", reserve=True) == "galleryprodassets"


@given(KEYS, KEYS, st.integers(min_value=20, max_value=63), st.sampled_from(["-", ""]), st.booleans())
def test_every_name_fits(project: str, key: str, limit: int, separator: str, reserve: bool) -> None:
    """Length with the suffix, characters, first and last letter."""
    name = cloud_name((project, "prod", key), limit, separator, reserve)
    whole = f"{name}{separator}{'a' * SUFFIX}" if reserve else name
    assert len(whole) <= limit
    assert re.fullmatch(r"[a-z][a-z0-9-]*[a-z0-9]" if separator else r"[a-z][a-z0-9]+", name)
    assert "--" not in name


@given(st.sets(KEYS, min_size=2, max_size=6), st.sampled_from(["-", ""]))
def test_components_of_a_project_have_names_of_their_own(keys: set[str], separator: str) -> None:
    """Shortening and dropping hyphens never makes two components one."""
    names = {cloud_name(("project", "staging", key), 24, separator, reserve=True) for key in keys}
    assert len(names) == len(keys)


def test_shortened_names_end_in_a_hash_of_the_whole() -> None:
    """Two long names with one beginning differ."""
    first, second = (shorten(f"a-very-long-name-that-goes-on-{end}", 20) for end in ("one", "two"))
    assert first != second
    assert first.startswith("a-very-long-na")


@pytest.mark.parametrize(
    ("name", "separator", "avoid"),
    [
        ("my-google-app-prod-files", "-", ["^goog", "g[o0]{2}gle"]),
        ("goog-prod-files", "-", ["^goog", "g[o0]{2}gle"]),
        ("sthree-prod-files", "-", ["^sthree-", "^amzn-s3-demo-"]),
        ("login-prod-web", "-", ["microsoft", "windows", "^login"]),
        ("micro-soft-prod-files", "", ["microsoft", "windows", "^login"]),
    ],
)
def test_a_refused_word_becomes_a_hash(name: str, separator: Literal["-", ""], avoid: list[str]) -> None:
    """The name holds no such word, still begins with a letter, and differs from that of another project."""
    found = cloud_name(tuple(name.rsplit("-", 2)), 24, separator, True, avoid)
    assert not any(re.search(pattern, found) for pattern in avoid)
    assert re.fullmatch(r"[a-z][a-z0-9-]*[a-z0-9]", found)
    assert len(found) <= 24 - SUFFIX - len(separator)
    assert found != cloud_name(tuple(f"a{name}".rsplit("-", 2)), 24, separator, True, avoid)


@given(KEYS, st.sampled_from(["-", ""]))
def test_words_that_are_allowed_stay(key: str, separator: Literal["-", ""]) -> None:
    """A rule about words changes no name without them."""
    parts = ("gallery", "prod", key)
    assert cloud_name(parts, 40, separator, True, ["q{9}z"]) == cloud_name(parts, 40, separator, True)
