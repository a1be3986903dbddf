"""Options that contradict each other or have a wrong value, as problems."""

from cloudgen.problems import Problem, ProblemsError


def misuse(message: str, hint: str | None = None) -> ProblemsError:
    """An error about the command's options."""
    return ProblemsError((Problem("wrong-option", message, None, hint),))
