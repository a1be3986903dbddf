"""What environments may not share: a domain, and names in the cloud."""

from collections.abc import Callable, Iterable, Sequence

from cloudgen.load.environments import PathKey, SpecEnvironment
from cloudgen.load.names import FOUNDATION
from cloudgen.problems import Problems, Where

Places = Callable[..., Where]


def check_environments(environments: Sequence[SpecEnvironment], components: Iterable[str], where: Places, problems: Problems) -> None:
    """Collect what is wrong with the environments among each other."""
    _check_domains(environments, where, problems)
    _check_names(environments, [*components, *FOUNDATION], where, problems)


def _check_domains(environments: Sequence[SpecEnvironment], where: Places, problems: Problems) -> None:
    claimed: dict[str, list[tuple[str, PathKey]]] = {}
    for environment in environments:
        domains, path = environment.domains
        for domain in dict.fromkeys(domains):
            claimed.setdefault(domain, []).append((environment.name, path))
    for domain, claims in claimed.items():
        if len(claims) > 1:
            told = " and ".join(f"'{name}' (line {where(*path).line})" for name, path in claims)
            hint = "A domain leads to one environment; one at the top is that of the environment of class prod without its own."
            problems.add("shared-domain", f"The domain {domain} is that of {told}.", where(*claims[-1][1]), hint)
    spec = environments[0].spec
    if spec.domain is not None and ("domain",) not in [environment.domain[1] for environment in environments if environment.domain[0]]:
        hint = "The domain at the top is for the environment of class prod that has no domain. Write it to an environment."
        problems.warn("unused-domain", f"No environment uses the domain {', '.join(spec.domain)}.", where("domain"), hint)


def _check_names(environments: Sequence[SpecEnvironment], components: Sequence[str], where: Places, problems: Problems) -> None:
    """Names in the cloud are project-environment-component: 'eu-api' of prod and 'api' of prod-eu would have the same."""
    for one in environments:
        for other in environments:
            rest = other.name.removeprefix(f"{one.name}-")
            if rest == other.name:
                continue
            clash = next((key for key in components if key == rest or key.startswith(f"{rest}-")), None)
            if clash:
                message = f"Names of '{clash}' in '{one.name}' and names in '{other.name}' would be the same in the cloud."
                hint = f"Name the environment so that it isn't '{one.name}-' and the beginning of a component, such as '{rest}-{one.name}'."
                problems.add("name-clash", message, where("environments", other.name), hint)
