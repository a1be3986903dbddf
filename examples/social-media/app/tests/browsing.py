"""Forms of pages, as a browser sends them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx


@dataclass
class Form:
    """A form with the values that it came with."""

    action: str
    values: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect forms and their inputs."""
        given = dict(attrs)
        if tag == "form":
            self.forms.append(Form(given["action"] or ""))
        elif tag == "input" and self.forms and given.get("type") != "checkbox":
            self.forms[-1].values[given["name"] or ""] = given.get("value") or ""


def forms(response: httpx.Response) -> list[Form]:
    """The forms of a page."""
    parser = _Forms()
    parser.feed(response.text)
    return parser.forms


async def submit(client: httpx.AsyncClient, form: Form, **values: str) -> httpx.Response:
    """Send a form with what somebody typed."""
    return await client.post(form.action, data={**form.values, **values})
