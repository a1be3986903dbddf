"""Checks of billing rules: references, usage, prices, and fixtures that cost what their sources say; and of what services say is billed."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from cloudgen.cost.price.book import PriceBook, load_book
from cloudgen.cost.price.engine import Terms, price_resources, usage_keys
from cloudgen.cost.price.model import Billed
from cloudgen.cost.price.rules import BillingRule, Fixture, Rules
from cloudgen.cost.price.tariff import Tariff
from cloudgen.language.formula import source_of
from cloudgen.language.tree import Reference, is_constant
from cloudgen.load.catalog import BilledForm, Catalog, Service
from cloudgen.load.catalog_places import Mistake, problems_of
from cloudgen.load.fields import references_of
from cloudgen.load.positions import PathKey
from cloudgen.load.terraform_files import Arguments, resources_of
from cloudgen.problems import Problem, ProblemsError, nearest_hint

_ROOTS = ("each", "hours", "region", "usage", "values")
_LEAST = Decimal("0.005")


def rule_problems(provider: str) -> Iterator[Problem]:
    """What is wrong with the billing rules of a cloud."""
    rules, book = Rules(provider), load_book(provider)
    tariff = Tariff(book)
    for name in rules.types():
        try:
            rule = rules.rule(name)
            found = [*_rule(rule, book), *_fixtures(name, rules, tariff)] if rule else []
            yield from problems_of(rules.path(name), found) if found else ()
        except ProblemsError as error:
            yield from error.problems


def billed_problems(catalog: Catalog, provider: str) -> Iterator[Problem]:
    """What services say of their bill against their modules and the rules."""
    rules = Rules(provider)
    for name in catalog.services(provider):
        try:
            service = catalog.service(provider, name)
            found = list(_billed(service, _module(catalog, provider, name, service), rules)) if service else []
        except ProblemsError:
            # Whoever reads the file for its names lists these.
            continue
        path = catalog.file(f"catalog/services/{provider}/{name}.yaml")
        if found and path:
            yield from problems_of(path, found)


def _rule(rule: BillingRule, book: PriceBook) -> Iterator[Mistake]:
    for index, line in enumerate(rule.lines):
        path: PathKey = ("lines", index)
        for key in ("name", "price", "quantity", "when", "each", "region", "commitments"):
            for reference in references_of(getattr(line, key)):
                yield from _reference(reference, rule, (*path, key), repeated=line.each is not None and key != "each")
        for key, tree in {"price": line.price, **line.commitments}.items():
            if tree is not None and is_constant(tree) and not _priced(str(source_of(tree)), book):
                own = (*path, key) if key == "price" else (*path, "commitments", key)
                yield Mistake(f"The price book has no price '{source_of(tree)}'.", own, nearest_hint(str(source_of(tree)), book.ids()))
    for key in sorted(rule.usage.keys() - usage_keys(rule)):
        yield Mistake(f"No line reads the usage '{key}'.", ("usage", key), "Remove it, or use it in a line.")
    if not rule.docs.startswith("https://"):
        yield Mistake("'docs' is the https address of the pricing page.", ("docs",))


def _reference(reference: Reference, rule: BillingRule, path: PathKey, *, repeated: bool) -> Iterator[Mistake]:
    allowed = [root for root in _ROOTS if root != "each" or repeated]
    if reference.root not in allowed:
        message = f"'{reference.dotted}': nothing is called '{reference.root}' here."
        yield Mistake(message, path, nearest_hint(reference.root, allowed), reference)
    elif reference.root == "usage" and ".".join(reference.path) not in rule.usage:
        hint = nearest_hint(".".join(reference.path), rule.usage)
        yield Mistake(f"'{reference.dotted}': the rule declares no such usage.", path, hint, reference)


def _priced(price_id: str, book: PriceBook) -> bool:
    """Whether a price id, or the ending of one, is in the book."""
    return any(known.endswith(price_id) for known in book.ids()) if price_id.startswith(".") else bool(book.of(price_id))


def _fixtures(name: str, rules: Rules, tariff: Tariff) -> Iterator[Mistake]:
    fixtures = rules.fixtures(name)
    if not fixtures:
        yield Mistake("A rule has at least one fixture.", ("fixtures",), "Add an example with its cost and the source of that figure.")
    for index, fixture in enumerate(fixtures):
        if message := _difference(name, fixture, rules, tariff):
            yield Mistake(message, ("fixtures", index, "monthly"), f"Source: {fixture.source}")


def _difference(name: str, fixture: Fixture, rules: Rules, tariff: Tariff) -> str | None:
    """What a fixture costs, where that isn't what its source says within the tolerance, a share of the figure."""
    resource = Billed(f"{name}.this", name, fixture.values, fixture.region, fixture.usage)
    bill = price_resources([resource], rules, tariff, Terms(free_tiers=fixture.free_tiers))
    if not bill.certain:
        return f"The fixture's cost is unknown: {'; '.join(line.unknown for line in bill.resources[0].lines if line.unknown)}."
    expected = Decimal(repr(fixture.monthly))
    if abs(bill.monthly - expected) <= max(_LEAST, expected * Decimal(repr(fixture.tolerance))):
        return None
    return f"The fixture costs {bill.monthly:.4f} USD, not {fixture.monthly:g}."


def _module(catalog: Catalog, provider: str, name: str, service: Service | None) -> Mapping[str, Arguments]:
    """The resources of a service's module by address."""
    if service is None or service.module == "none":
        return {}
    folder: Path = catalog.template_folder(provider, service.module or name)
    return resources_of(folder.absolute())


def _billed(service: Service, resources: Mapping[str, Arguments], rules: Rules) -> Iterator[Mistake]:
    """Every resource of a priced type is listed, with attributes that it sets and usage that its rule reads."""
    if service.lifecycle.status in ("closed", "retired"):
        return
    if service.billed is None:
        yield Mistake("The service doesn't say what is billed.", ("kind",), "A service with nothing to bill says 'billed: []'.")
        return
    priced = {address for address in resources if rules.rule(address.split(".")[0])}
    for index, form in enumerate(service.billed):
        if form.charge is not None:
            yield from _charge(form, rules, ("billed", index))
        elif form.resource not in resources or rules.reason(form.rule):
            hint = nearest_hint(str(form.resource), sorted(priced))
            yield Mistake(f"The module has no billed resource '{form.resource}'.", ("billed", index, "resource"), hint)
        elif form.resource in priced:
            yield from _form(form, resources[form.resource], rules, ("billed", index))
    for address in sorted(priced - {form.resource for form in service.billed}):
        yield Mistake(f"'{address}' of the module costs something and isn't listed.", ("billed",), "List it with its values and usage.")
    for address in sorted(resources.keys() - priced):
        kind = address.split(".")[0]
        if rules.reason(kind) is None:
            hint = f"Add catalog/billing/{rules.provider}/{kind}.yaml, or a reason in unbilled.yaml."
            yield Mistake(f"No billing rule knows the module's resource '{address}'.", ("billed",), hint)


def _charge(form: BilledForm, rules: Rules, path: PathKey) -> Iterator[Mistake]:
    """A managed API without a resource: there is a rule of its name, and every usage of that has a figure."""
    rule = rules.rule(form.rule)
    if rule is None:
        hint = f"Add catalog/billing/{rules.provider}/{form.rule}.yaml."
        yield Mistake(f"There is no billing rule '{form.rule}'.", (*path, "charge"), hint)
        return
    yield from _usage(form, rule, path)
    for name in sorted(name for name, usage in rule.usage.items() if usage.default is None and name not in form.usage):
        yield Mistake(f"The charge has no figure for the rule's usage '{name}'.", path, f"Add '{name}' to 'usage'.")


def _usage(form: BilledForm, rule: BillingRule | None, path: PathKey) -> Iterator[Mistake]:
    keys = {} if rule is None else {**rule.usage, **{key.split(".")[0]: None for key in rule.usage}}
    for name in form.usage:
        if name not in keys:
            yield Mistake(f"The billing rule has no usage '{name}'.", (*path, "usage", name), nearest_hint(name, keys))


def _form(form: BilledForm, arguments: Arguments, rules: Rules, path: PathKey) -> Iterator[Mistake]:
    rule = rules.rule(form.rule)
    yield from _literals(form, arguments, rule, path) if rule else ()
    for name in form.values:
        if name not in arguments:
            yield Mistake(f"The module's resource doesn't set '{name}'.", (*path, "values", name), nearest_hint(name, sorted(arguments)))
    yield from _usage(form, rule, path)
    if (form.count is not None) != bool({"count", "for_each"} & arguments.keys()):
        message = "'count' is given where the resource has 'count' or 'for_each', and only there."
        yield Mistake(message, (*path, "count") if form.count is not None else path)
    for reference in references_of(form.values):
        if reference.root not in ("input", "stack", "entries", "leads_to"):
            hint = "Values come from input.x, stack.x, entries.x and leads_to.x: what a price depends on is said in the module."
            yield Mistake(f"'{reference.dotted}' can't be a value of a billed resource.", (*path, "values"), hint, reference)


def _literals(form: BilledForm, arguments: Arguments, rule: BillingRule, path: PathKey) -> Iterator[Mistake]:
    """What the module writes out and the price depends on is the same in `values`: else the estimate isn't the price of what is built."""
    read = {reference.path[0] for reference in references_of(rule.lines) if reference.root == "values" and reference.path}
    for name in sorted(read & {name for name, value in arguments.items() if value is not None}):
        shown, given = json.dumps(arguments[name]), form.values.get(name)
        if given is None:
            message = f"The module sets '{name}' to {shown}, which the price depends on, and 'values' doesn't have it."
            yield Mistake(message, path, f"Add '{name}: {shown}' to 'values'.")
        elif source_of(given) != arguments[name]:
            yield Mistake(f"The module sets '{name}' to {shown}.", (*path, "values", name), f"Write '{name}: {shown}'.")
