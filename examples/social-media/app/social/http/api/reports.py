"""Reports."""

from typing import Any

from social.app import reporting
from social.app.render.accounts import accounts
from social.app.render.notifications import report
from social.domain.errors import NotFound
from social.http.params import Params
from social.http.routing import Call, Parameter, route, scope

TAKES = (
    Parameter("account_id", required=True),
    Parameter("status_ids", "array"),
    Parameter("comment"),
    Parameter("forward", "boolean"),
    Parameter("category", enum=reporting.CATEGORIES),
    Parameter("rule_ids", "array"),
)


def posts(params: Params) -> tuple[int, ...]:
    """Ids of posts; one that is no id is not found."""
    given = params.many("status_ids")
    found = params.ids("status_ids")
    if len(found) != len(given):
        raise NotFound
    return tuple(dict.fromkeys(found))


@route("POST", "/api/v1/reports", scope("write:reports"), takes=TAKES)
async def create(call: Call) -> dict[str, Any]:
    """Tell the staff about somebody."""
    params = call.params
    params.required("account_id")
    target = params.id("account_id")
    if target is None:
        raise NotFound
    complaint = reporting.Complaint(
        target, posts(params), params.text("comment") or "", params.text("category") or None, tuple(params.ids("rule_ids")),
        bool(params.flag("forward", default=False)),
    )  # fmt: skip
    row = await reporting.report(call.services, call.account.id, complaint)
    async with call.services.db.read() as connection:
        return report(row, (await accounts(call.services, connection, [row.target_id]))[row.target_id])
