"""`python -m cloudgen`."""

from cloudgen.cli.main import run

run()
