"""`cost`: the bill of a spec or of a plan, its change against a base, and the gates that it must pass."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import typer

from cloudgen.architecture import Architecture, Environment
from cloudgen.cli.misuse import misuse
from cloudgen.cli.options import GateOptions, PlanOptions, PricingOptions, TableFormat
from cloudgen.cli.pricing import Pricing, positive
from cloudgen.cli.selection import clouds_for, environments_for
from cloudgen.cost.plans.infracost import amounts, document, estimate_project, project, read_amounts
from cloudgen.cost.plans.plans import price_plan
from cloudgen.cost.price.estimate import Estimate
from cloudgen.cost.reports.comparison import Candidate, comparison_report
from cloudgen.cost.reports.difference import Gates, difference_report, failed_gates
from cloudgen.cost.reports.explanation import explain
from cloudgen.cost.reports.report import Report, rounded
from cloudgen.cost.reports.views import bill_report, environments_report, plan_report
from cloudgen.cost.reports.whatif import Point, changed, chart, parse, what_if_report
from cloudgen.load.catalog import PROVIDERS
from cloudgen.load.specfile import LoadedSpec, load
from cloudgen.problems import nearest_hint
from cloudgen.write.drift import edited_values

MOST_RESOURCES = 200
_LIMIT = re.compile(r"(\d+(?:\.\d+)?)(%?)")


@dataclass(frozen=True)
class Stack:
    """One environment on one cloud with its bill."""

    architecture: Architecture
    environment: Environment
    estimate: Estimate

    @property
    def name(self) -> str:
        """`aws/prod`, as in saved bills."""
        return f"{self.estimate.provider}/{self.estimate.environment}"


def _gates(options: GateOptions) -> Gates:
    """The limits of the options; amounts are in the currency that is shown."""
    if options.diff is None and (options.max_increase is not None or options.max_decrease is not None):
        raise misuse("--max-increase and --max-decrease need something to compare with.", "Name it with --diff.")
    return Gates(
        positive(options.budget, "--budget") if options.budget is not None else None,
        _limit(options.max_increase, "--max-increase"),
        _limit(options.max_decrease, "--max-decrease"),
        options.fail_on_unknown,
    )


def _limit(text: str | None, name: str) -> tuple[Decimal, bool] | None:
    if text is None:
        return None
    found = _LIMIT.fullmatch(text.strip())
    if not found:
        raise misuse(f"{name} must be an amount or a share such as 10%, not '{text}'.")
    return Decimal(found.group(1)), bool(found.group(2))


def cost(
    spec: Path,
    asked: tuple[str, ...] | None,
    env: str | None,
    gates: GateOptions,
    options: PricingOptions,
    *,
    every: bool,
    explained: str | None,
) -> None:
    """The bill of a spec's environments."""
    pricing, limits, base = Pricing(options), _gates(gates), gates.diff
    loaded = load(spec)
    environments, providers = environments_for(loaded, env, every=every), clouds_for(loaded, asked)
    stacks = _stacks(loaded, spec, providers, environments, pricing)
    if explained is not None:
        _explain(stacks, explained, pricing)
        return
    before = {each.name: _base(base, each, loaded, pricing) for each in stacks} if base else {}
    reports = [*(_changes(stacks, before, pricing) if before else ()), *_reports(stacks, environments, pricing)]
    bases = {name: sum(found.values(), Decimal(0)) for name, found in before.items()}
    projects = [estimate_project(each.estimate, loaded.spec.name, pricing.money, bases.get(each.name)) for each in stacks]
    pricing.emit(reports, document(projects, pricing.money))
    lines = []
    for each in stacks:
        title = f"{each.estimate.environment} on {each.estimate.provider}: "
        lines += [title + line for line in failed_gates(limits, each.estimate.bill, bases.get(each.name), pricing.money)]
    _fail(lines)


def plan_cost(plan: Path, source: PlanOptions, gates: GateOptions, options: PricingOptions) -> None:
    """The bill of a plan or state."""
    pricing, limits, base = Pricing(options), _gates(gates), gates.diff
    regions = regions_of(source.region or [])
    own = pricing.overrides(None)
    priced = price_plan(plan, source.usage, regions, own, pricing.terms(own))
    most = MOST_RESOURCES if options.format == TableFormat.table else None
    report = plan_report(priced.bill, str(plan), pricing.money, priced.doubts, most)
    before = _plan_base(base, source.usage, regions, pricing) if base else None
    now = amounts(priced.bill, {})
    total = sum(before.values(), Decimal(0)) if before is not None else None
    reports = [difference_report(f"{plan} against {base}", before, now, pricing.money), report] if before is not None else [report]
    found = project(str(plan), priced.bill, pricing.money, {}, {"path": str(plan)}, total)
    pricing.emit(reports, document([found], pricing.money))
    _fail(failed_gates(limits, priced.bill, total, pricing.money))


def _stacks(loaded: LoadedSpec, spec: Path, providers: tuple[str, ...], environments: Sequence[str], pricing: Pricing) -> list[Stack]:
    stacks = []
    for architecture in pricing.resolved(loaded, providers):
        found = {environment.name: environment for environment in architecture.environments}
        for each in pricing.estimates(loaded, architecture, environments):
            stacks.append(Stack(architecture, found[each.environment], each))
            for line in edited_values(spec.parent, architecture, found[each.environment]):
                typer.echo(f"warning: {line}; this bill is the spec's [edited-tfvars]", err=True)
    return stacks


def _reports(stacks: Sequence[Stack], environments: Sequence[str], pricing: Pricing) -> list[Report]:
    if len(environments) == 1:
        return [bill_report(each.estimate, each.environment, pricing.money) for each in stacks]
    reports = []
    for provider in dict.fromkeys(each.estimate.provider for each in stacks):
        mine = [each for each in stacks if each.estimate.provider == provider]
        reports.append(environments_report([each.estimate for each in mine], [each.environment for each in mine], pricing.money))
    return reports


def _changes(stacks: Sequence[Stack], before: Mapping[str, Mapping[str, Decimal]], pricing: Pricing) -> list[Report]:
    reports = []
    for each in stacks:
        title = f"{each.estimate.environment} on {each.estimate.provider}: what changed"
        reports.append(difference_report(title, before[each.name], _by_component(each.estimate), pricing.money))
    return reports


def _by_component(estimate: Estimate) -> dict[str, Decimal]:
    return {group.key: group.monthly for group in estimate.groups if group.resources}


def _base(base: Path, stack: Stack, loaded: LoadedSpec, pricing: Pricing) -> dict[str, Decimal]:
    """What the same environment cost before, by component: by another spec, a plan of this stack, or a saved bill. USD."""
    provider = stack.estimate.provider
    if base.suffix in (".yaml", ".yml"):
        other = load(base)
        [architecture] = pricing.resolved(other, (provider,))
        [found] = pricing.estimates(other, architecture, [stack.estimate.environment])
        return _by_component(found)
    saved = read_amounts(base, pricing.money, stack.name)
    if saved is not None:
        return saved
    keys = {f"module.{module.label}.": module.key for module in stack.architecture.modules}
    own = pricing.overrides(loaded)
    priced = price_plan(base, None, {provider: stack.estimate.region}, own, pricing.terms(own), stack.environment)
    return amounts(priced.bill, keys)


def _plan_base(base: Path, usage: Path | None, regions: Mapping[str, str], pricing: Pricing) -> dict[str, Decimal]:
    saved = read_amounts(base, pricing.money, None)
    if saved is not None:
        return saved
    own = pricing.overrides(None)
    found = price_plan(base, usage, regions, own, pricing.terms(own))
    return amounts(found.bill, {})


def _explain(stacks: Sequence[Stack], key: str, pricing: Pricing) -> None:
    for number, each in enumerate(stacks):
        known = [group.key for group in each.estimate.groups]
        if key not in known:
            raise misuse(f"The spec has no component '{key}' on {each.estimate.provider}.", nearest_hint(key, known, "It has"))
        if number:
            typer.echo()
        typer.echo("\n".join(explain(each.estimate, each.environment, key, pricing.money)))


def _fail(lines: Sequence[str]) -> None:
    for line in lines:
        typer.echo(f"failed: {line}", err=True)
    if lines:
        raise typer.Exit(1)


def without(needs: str | None = None, **given: Any) -> None:
    """Refuse options that mean nothing beside --plan, or without it."""
    for name, value in given.items():
        if value:
            option = f"--{name.replace('_', '-')}"
            reason = f"needs {needs}" if needs else "means nothing with --plan, which has neither components nor environments"
            raise misuse(f"{option} {reason}.")


def regions_of(texts: Sequence[str]) -> dict[str, str]:
    """`aws=eu-west-1` per cloud."""
    found: dict[str, Any] = dict(text.split("=", 1) for text in texts if "=" in text)
    if len(found) != len(texts) or set(found) - set(PROVIDERS):
        raise misuse("--region is cloud=region, with aws, azure or gcp.", "For example: --region aws=eu-west-1")
    return found


def compare(spec: Path, asked: tuple[str, ...] | None, regions: Sequence[str], env: str | None, options: PricingOptions) -> None:
    """Clouds side by side, or regions of one cloud."""
    pricing = Pricing(options)
    loaded = load(spec)
    [environment], providers = environments_for(loaded, env), clouds_for(loaded, asked)
    if regions and len(providers) != 1:
        raise misuse("--regions compares regions of one cloud.", "Name it with --provider.")
    if not regions and len(providers) < 2:
        raise misuse("One cloud alone is nothing to compare.", "Name a second --provider, or --regions.")
    if regions:
        provider = providers[0]
        stacks = []
        for region in regions:
            varied = changed(loaded, ("environments", environment, "regions", provider), region)
            [stack] = _stacks(varied, spec, providers, (environment,), pricing)
            stacks.append((region, stack))
        title = f"{loaded.spec.name}, {environment}: regions of {provider}"
    else:
        stacks = [(each.estimate.provider, each) for each in _stacks(loaded, spec, providers, (environment,), pricing)]
        title = f"{loaded.spec.name}, {environment}: the clouds compared"
    candidates = [Candidate(label, each.estimate, each.environment) for label, each in stacks]
    projects = [estimate_project(each.estimate, loaded.spec.name, pricing.money) for _, each in stacks]
    pricing.emit([comparison_report(title, candidates, pricing.money)], document(projects, pricing.money))


def what_if(spec: Path, asked: tuple[str, ...] | None, env: str | None, setting: str, options: PricingOptions, *, bars: bool) -> None:
    """The totals at each of several values of one thing in the spec."""
    pricing = Pricing(options)
    loaded = load(spec)
    [environment], providers = environments_for(loaded, env), clouds_for(loaded, asked)
    path, values = parse(setting)
    points = []
    for value in values:
        bills = [each.estimate.bill for each in _stacks(changed(loaded, path, value), spec, providers, (environment,), pricing)]
        points.append(Point(value, tuple((bill.monthly, bill.certain) for bill in bills)))
    name = ".".join(path)
    title = f"{loaded.spec.name}, {environment}: monthly cost by {name}"
    rate = pricing.money.rate
    found = [
        {"value": point.value, **{cloud: str(rounded(total * rate, 2)) for cloud, (total, _) in zip(providers, point.totals, strict=True)}}
        for point in points
    ]
    data = {"path": name, "environment": environment, "currency": pricing.money.code, "points": found}
    pricing.emit([what_if_report(title, name, providers, points, pricing.money)], data)
    if bars and options.format == TableFormat.table:
        typer.echo("\n".join(chart(providers, points, pricing.money)))
