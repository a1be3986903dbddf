"""Tables of lists, for terminals and for files."""

import sys

import typer
from rich.console import Console
from rich.table import Table


def print_table(table: Table, width: int) -> None:
    """Print a table as wide as the terminal; `width` columns wide where the output is no terminal."""
    console = Console(highlight=False, soft_wrap=False, width=None if sys.stdout.isatty() else width)
    with console.capture() as captured:
        console.print(table)
    typer.echo("\n".join(line.rstrip() for line in captured.get().splitlines()))
