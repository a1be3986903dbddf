"""Which environments and clouds a command is about: what was asked for, else what the spec has."""

from cloudgen.cli.misuse import misuse
from cloudgen.load.catalog import PROVIDERS
from cloudgen.load.environments import main_environment, providers_of
from cloudgen.load.specfile import LoadedSpec
from cloudgen.problems import nearest_hint


def environments_for(loaded: LoadedSpec, env: str | None, *, every: bool = False) -> tuple[str, ...]:
    """The environments of --env and --all-envs; without either prod, else the first of class prod, else the last."""
    names = tuple(environment.name for environment in loaded.environments)
    if every and env:
        raise misuse("--env and --all-envs exclude each other.")
    if every:
        return names
    if env is None:
        return (main_environment(loaded.environments).name,)
    # The environment that was asked for may be what is wrong with the spec: then that is what the command reports.
    if env not in names and not loaded.lacks("environments"):
        raise misuse(f"The spec has no environment '{env}'.", nearest_hint(env, names))
    return (env,)


def clouds_for(loaded: LoadedSpec, asked: tuple[str, ...] | None) -> tuple[str, ...]:
    """The clouds of --provider; without it those that the spec has regions for."""
    return asked or providers_of(loaded.environments, PROVIDERS)
