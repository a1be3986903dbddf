"""From what people write to what others read: escaped paragraphs with links, mentions and tags."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from html import escape
from itertools import chain, groupby

import nh3


def _of(*categories: str) -> str:
    """The characters of some Unicode categories, for a set of a pattern. In `re` words have no marks, so that they cut many scripts."""
    places = chain(range(0x80, 0x20000), range(0xE0100, 0xE01F0))
    groups = [list(group) for fits, group in groupby(places, lambda each: unicodedata.category(chr(each)) in categories) if fits]
    return "".join(f"{chr(group[0])}-{chr(group[-1])}" for group in groups)


# Names of tags are Mastodon's: words with separators between them, and a letter if there is only one word.
_MARKS, _BETWEEN = _of("Mn", "Mc", "Me", "Pc"), "·・\u200c"
_WORD, _LETTER = rf"[\w{_MARKS}]", rf"[^\W\d_{_of('No')}]"
_TAG_NAME = rf"{_WORD}+(?:[{_BETWEEN}]+{_WORD}+)+|{_WORD}*{_LETTER}{_WORD}*|{_WORD}+_{_WORD}+"
_TAG = rf"#(?<![\w{_MARKS}/&]#)(?P<tag>{_TAG_NAME})"
_NAME, _NO_NAME = re.compile(_TAG_NAME), re.compile(rf"[^\w{_MARKS}{_BETWEEN}]")
TAG_LENGTH = 120

USERNAME = re.compile(r"[A-Za-z0-9_]{1,30}")
_MENTION = r"(?<![\w/@.])@(?P<user>[A-Za-z0-9_]{1,30})(?:@(?P<host>[A-Za-z0-9.:-]+[A-Za-z0-9]))?"
# Brackets are part of an address where both are in it.
_BRACKETS = r"\([^\s<>\"'()]*\)"
_LINK = rf"(?P<link>(?i:https?)://[^\s<>\"'()](?:[^\s<>\"'()]|{_BRACKETS})*(?:[^\s<>\"'().,;:!?\]}}]|{_BRACKETS}))"
_TOKEN = re.compile(f"{_LINK}|{_MENTION}|{_TAG}")
_PARAGRAPHS = re.compile(r"\n{2,}")
LINK_LENGTH = 23


def mentioned(text: str, domain: str) -> list[str]:
    """Usernames that are mentioned, in order, each once, in folded case; those of other servers are not ours."""
    found = [match["user"] for match in _TOKEN.finditer(text) if match["user"] and is_here(match["host"], domain)]
    return list(dict.fromkeys(name.casefold() for name in found))


def is_here(host: str | None, domain: str) -> bool:
    """Whether the host in a name is this server; none is."""
    return not host or host.casefold() == domain.casefold()


def tagged(text: str) -> list[str]:
    """Tags as written, in order, each once by its key."""
    found: dict[str, str] = {}
    for match in _TOKEN.finditer(text):
        # A few letters are no word any more in their other form.
        if match["tag"] and _NAME.fullmatch(key := tag_key(match["tag"])):
            found.setdefault(key, match["tag"])
    return list(found.values())


def tag_key(name: str) -> str:
    """What makes two tags one: their letters in one form of Unicode and one case."""
    folded = unicodedata.normalize("NFKC", name.strip().removeprefix("#")).casefold()
    return _NO_NAME.sub("", unicodedata.normalize("NFKC", folded))[:TAG_LENGTH]


_ATTRIBUTES: dict[str, set[str]] = {"p": set(), "br": set(), "a": {"href", "class", "rel", "target"}, "span": {"class"}}


def is_tag(name: str) -> bool:
    """Whether somebody could write it as a tag; `name` is without the sign."""
    return len(name) <= TAG_LENGTH and _NAME.fullmatch(name) is not None and _NAME.fullmatch(tag_key(name)) is not None


def length(text: str) -> int:
    """Characters as the limit counts them: every link has the same length, and a mention that of its name without the host."""

    def counted(match: re.Match[str]) -> str:
        return "x" * LINK_LENGTH if match["link"] else f"@{match['user']}" if match["user"] else match.group()

    return len(_TOKEN.sub(counted, text))


def html(text: str, accounts: Mapping[str, str] | None = None, tag_url: Callable[[str], str] | None = None, *, domain: str = "") -> str:
    """Paragraphs of HTML. `accounts` has the address of a person of `domain` by folded username; everything else is escaped text."""
    if not text:
        return ""
    whole = _linked(text, accounts or {}, tag_url, domain).replace("\r\n", "\n").strip("\n")
    return _clean("".join(f"<p>{paragraph.replace(chr(10), '<br />')}</p>" for paragraph in _PARAGRAPHS.split(whole)))


def inline(text: str, tag_url: Callable[[str], str] | None = None) -> str:
    """HTML without paragraphs."""
    return _clean(_linked(text, {}, tag_url, "")) if text else ""


def _clean(made: str) -> str:
    """A second look, by a parser: should escaping ever fail, nothing but these tags, attributes and schemes gets through."""
    return nh3.clean(made, tags=set(_ATTRIBUTES), attributes=_ATTRIBUTES, link_rel=None, url_schemes={"http", "https"})


def _linked(text: str, accounts: Mapping[str, str], tag_url: Callable[[str], str] | None, domain: str) -> str:
    def token(match: re.Match[str]) -> str:
        if match["link"]:
            address = escape(match["link"], quote=True)
            return f'<a href="{address}" rel="nofollow noopener noreferrer" target="_blank">{escape(match["link"].split("://", 1)[1])}</a>'
        if match["user"]:
            page = accounts.get(match["user"].casefold()) if is_here(match["host"], domain) else None
            if page is None:
                return escape(match.group())
            return f'<span class="h-card"><a href="{escape(page)}" class="u-url mention">@<span>{escape(match["user"])}</span></a></span>'
        if tag_url is None:
            return escape(match.group())
        return f'<a href="{escape(tag_url(match["tag"]))}" class="mention hashtag" rel="tag">#<span>{escape(match["tag"])}</span></a>'

    parts, position = [], 0
    for match in _TOKEN.finditer(text):
        parts += [escape(text[position : match.start()]), token(match)]
        position = match.end()
    return "".join([*parts, escape(text[position:])])
