"""Reports as text, Markdown, CSV and HTML."""

import csv
import io
import re
from html import escape

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from cloudgen.cost.reports.report import Report, Row, Table

_MARKS = re.compile(r"[\\`*{}\[\]<>|#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_STYLES = {"head": "bold", "sum": "italic", "total": "bold", "line": "dim"}


def to_text(report: Report, width: int | None, *, colour: bool) -> str:
    """Tables for a terminal; `width` None means that of the terminal."""
    console = Console(width=width, highlight=False, no_color=not colour, force_terminal=colour, soft_wrap=False)
    with console.capture() as captured:
        console.print(Text(report.title, style="bold"))
        for table in report.tables:
            console.print(_rich(table))
        for heading, lines in report.notes:
            console.print(Text(heading, style="bold"))
            for line in lines:
                console.print(Text(f"  {line}"))
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"


def _rich(table: Table) -> RichTable:
    made = RichTable(title=table.title or None, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for number, column in enumerate(table.columns):
        made.add_column(column, justify="right" if number >= table.numbers else "left", overflow="fold", no_wrap=number >= table.numbers)
    for row in table.rows:
        made.add_row(*[Text(cell) for cell in _indented(row)], style=_STYLES.get(row.role), end_section=row.role in ("sum", "total"))
    return made


def _indented(row: Row) -> tuple[str, ...]:
    first, *others = row.cells
    return ("  " * {"item": 1, "line": 2}.get(row.role, 0) + first, *others)


def to_markdown(report: Report) -> str:
    """Tables of GitHub's Markdown."""
    lines = [f"# {_plain(report.title)}"]
    for table in report.tables:
        lines += ["", *([f"## {_plain(table.title)}", ""] if table.title else [])]
        lines.append(f"| {' | '.join(map(_plain, table.columns))} |")
        lines.append("|" + "|".join("---:" if number >= table.numbers else "---" for number in range(len(table.columns))) + "|")
        for row in table.rows:
            cells = [_plain(cell) for cell in row.cells]
            if row.role in ("head", "total"):
                cells = [f"**{cell}**" if cell else "" for cell in cells]
            elif row.role == "line":
                cells[0] = f"&nbsp;&nbsp;{cells[0]}"
            lines.append(f"| {' | '.join(cells)} |")
    for heading, notes in report.notes:
        lines += ["", f"**{_plain(heading)}**", "", *(f"- {_plain(note)}" for note in notes)]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Text that Markdown takes as text."""
    return _MARKS.sub(r"\\\g<0>", text)


def to_csv(report: Report) -> str:
    """The tables one after the other, the role of each row in front."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    for table in report.tables:
        writer.writerow(["role", *table.columns])
        for row in table.rows:
            writer.writerow([row.role, *map(_cell, row.cells)])
    return stream.getvalue()


def _cell(text: str) -> str:
    """No formula for a spreadsheet, and figures without thousands separators."""
    bare = text.replace(",", "")
    if bare.lstrip("+-").replace(".", "", 1).isdigit():
        return bare.lstrip("+")
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") and len(text) > 1 else text


def to_html(report: Report) -> str:
    """One page that needs nothing else."""
    parts = [
        "<!doctype html>",
        f'<html lang="en"><head><meta charset="utf-8"><title>{escape(report.title)}</title><style>{_CSS}</style></head><body>',
        f"<h1>{escape(report.title)}</h1>",
    ]
    for table in report.tables:
        parts += [f"<h2>{escape(table.title)}</h2>"] if table.title else []
        parts.append(f"<table><thead><tr>{''.join(f'<th>{escape(column)}</th>' for column in table.columns)}</tr></thead><tbody>")
        for row in table.rows:
            cells = "".join(f"<td{_right(number, table)}>{escape(cell)}</td>" for number, cell in enumerate(row.cells))
            parts.append(f'<tr class="{row.role}">{cells}</tr>')
        parts.append("</tbody></table>")
    for heading, notes in report.notes:
        parts.append(f"<h3>{escape(heading)}</h3><ul>{''.join(f'<li>{escape(note)}</li>' for note in notes)}</ul>")
    return "\n".join([*parts, "</body></html>"]) + "\n"


def _right(number: int, table: Table) -> str:
    return ' class="n"' if number >= table.numbers else ""


_CSS = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1c2024}"
    "table{border-collapse:collapse;width:100%}th{text-align:left}"
    "th,td{padding:.25rem .6rem;border-bottom:1px solid #e3e6e9;vertical-align:top}"
    ".n{text-align:right;font-variant-numeric:tabular-nums}.head td,.total td{font-weight:600}"
    ".line td{color:#5b6570}.line td:first-child{padding-left:2rem}"
)
