"""From what people write to what others read: escaped paragraphs with links, mentions and tags."""

import re
from collections.abc import Callable, Mapping
from html import escape

USERNAME = re.compile(r"[A-Za-z0-9_]{1,30}")
_MENTION = r"(?<![\w/@.])@(?P<user>[A-Za-z0-9_]{1,30})(?:@(?P<host>[A-Za-z0-9.:-]+[A-Za-z0-9]))?"
_TAG = r"(?<![\w/&])#(?P<tag>\w*[^\W\d_]\w*)"
_LINK = r"(?P<link>https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]}])"
_TOKEN = re.compile(f"{_LINK}|{_MENTION}|{_TAG}")
_PARAGRAPHS = re.compile(r"\n{2,}")
LINK_LENGTH = 23


def mentioned(text: str, domain: str) -> list[str]:
    """Usernames that are mentioned, in order, each once, in folded case; those of other servers are not ours."""
    found = [match["user"] for match in _TOKEN.finditer(text) if match["user"] and match["host"] in (None, domain)]
    return list(dict.fromkeys(name.casefold() for name in found))


def tagged(text: str) -> list[str]:
    """Tags as written, in order, each once by folded case."""
    found: dict[str, str] = {}
    for match in _TOKEN.finditer(text):
        if match["tag"]:
            found.setdefault(match["tag"].casefold(), match["tag"])
    return list(found.values())


def length(text: str) -> int:
    """Characters as the limit counts them: every link has the same length."""
    return len(_TOKEN.sub(lambda match: "x" * LINK_LENGTH if match["link"] else match.group(), text))


def html(text: str, accounts: Mapping[str, str] | None = None, tag_url: Callable[[str], str] | None = None) -> str:
    """Paragraphs of HTML. `accounts` has the address of a person by folded username; everything else is escaped text."""
    if not text:
        return ""

    def token(match: re.Match[str]) -> str:
        if match["link"]:
            address = escape(match["link"], quote=True)
            return f'<a href="{address}" rel="nofollow noopener noreferrer" target="_blank">{escape(match["link"].split("://", 1)[1])}</a>'
        if match["user"]:
            page = (accounts or {}).get(match["user"].casefold())
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
    whole = "".join([*parts, escape(text[position:])]).replace("\r\n", "\n").strip("\n")
    return "".join(f"<p>{paragraph.replace(chr(10), '<br />')}</p>" for paragraph in _PARAGRAPHS.split(whole))
