"""What a cloud's environments cost, as files beside its Terraform."""

import json
from collections.abc import Sequence
from dataclasses import replace

from cloudgen.architecture import Architecture
from cloudgen.cost.plans.infracost import document, estimate_project
from cloudgen.cost.price.estimate import Estimate
from cloudgen.cost.reports.formats import to_markdown
from cloudgen.cost.reports.report import Currency, Report
from cloudgen.cost.reports.views import bill_report, environments_report
from cloudgen.render.artifacts import Artifact


def render(architecture: Architecture, estimates: Sequence[Estimate]) -> list[Artifact]:
    """`docs/cost.md` for people, `docs/cost.json` in Infracost's form for programs; one estimate per environment, in USD."""
    folder = f"infra/{architecture.provider}/docs"
    usd = Currency()
    pairs = list(zip(estimates, architecture.environments, strict=True))
    overview = environments_report(estimates, architecture.environments, usd)
    bills = [bill_report(each, environment, usd) for each, environment in pairs]
    tables = [replace(table, title=bill.title) for bill in bills for table in bill.tables]
    page = Report(f"What {architecture.title} costs: {overview.title}", (*overview.tables, *tables), overview.notes)
    data = document([estimate_project(each, architecture.project, usd) for each in estimates], usd)
    return [
        Artifact(f"{folder}/cost.md", to_markdown(page), architecture.provider),
        Artifact(f"{folder}/cost.json", json.dumps(data, indent=2) + "\n", architecture.provider),
    ]
