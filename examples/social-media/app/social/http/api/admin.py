"""Staff: people, reports, verdicts, known pictures and appeals."""

from typing import Any

from sqlalchemy import select

from social import tables as t
from social.app import moderating, passwords, reporting, staff
from social.app.render import staff as render
from social.app.render.common import time
from social.domain.errors import Invalid, Unauthenticated
from social.http.paging import link, page
from social.http.routing import Call, Parameter, public, route
from social.http.routing import staff as by_staff

PAGING = (Parameter("max_id"), Parameter("since_id"), Parameter("min_id"), Parameter("limit", "integer"))
NAMES = (Parameter("username"), Parameter("display_name"), Parameter("email"), Parameter("ip"), Parameter("by_domain"))
SEE_PEOPLE = by_staff("admin:read:accounts", "view_accounts")
ACT = by_staff("admin:write:accounts", "moderate_accounts")
MANAGE = by_staff("admin:write:accounts", "manage_accounts")
SEE_REPORTS = by_staff("admin:read:reports", "view_reports")
HANDLE = by_staff("admin:write:reports", "manage_reports")
SEE_VERDICTS = by_staff("admin:read:reports", "review_verdicts")
REVIEW = by_staff("admin:write:reports", "review_verdicts")
HASHES = by_staff("admin:write:reports", "manage_hashes")


def _moderator(call: Call) -> staff.Moderator:
    return staff.Moderator(call.account.id, call.user.role)


# --- people -------------------------------------------------------------------------------------------------------------------------
def _named(call: Call, status: str | None, *, remote: bool, only_staff: bool) -> staff.Wanted:
    params = call.params
    return staff.Wanted(
        status, remote, only_staff, params.text("username"), params.text("display_name"), params.text("email"),
        # Neither addresses of computers nor other servers are known here.
        nobody=bool(params.text("ip") or params.text("by_domain") or params.text("invited_by")),
    )  # fmt: skip


async def _people(call: Call, wanted: staff.Wanted) -> list[dict[str, Any]]:
    bounds = page(call, usual=100, most=200)
    async with call.services.db.read() as connection:
        rows = await staff.page(connection, wanted, bounds.below, bounds.above, bounds.limit, lowest=bounds.above_first)
        found = await render.in_order(call.services, connection, [row.id for row in rows])
    link(call, [row.id for row in rows], bounds)
    return found


FLAGS = tuple(Parameter(name, "boolean") for name in ("local", "remote", *staff.STATUSES, "staff"))


@route("GET", "/api/v1/admin/accounts", SEE_PEOPLE, takes=(*PAGING, *NAMES, *FLAGS))
async def people(call: Call) -> list[dict[str, Any]]:
    """People who fit."""
    flags = {each.name for each in FLAGS if call.params.flag(each.name, default=False)}
    statuses = [name for name in staff.STATUSES if name in flags]
    wanted = _named(
        call, statuses[-1] if statuses else None, remote="remote" in flags and "local" not in flags, only_staff="staff" in flags
    )
    return await _people(call, wanted)


@route(
    "GET", "/api/v2/admin/accounts", SEE_PEOPLE,
    takes=(
        *PAGING, *NAMES, Parameter("origin", enum=("local", "remote")), Parameter("status", enum=staff.STATUSES),
        Parameter("permissions", enum=("staff",)), Parameter("role_ids", "array"), Parameter("invited_by"),
    ),
)  # fmt: skip
async def people_again(call: Call) -> list[dict[str, Any]]:
    """People who fit, in the newer form."""
    params = call.params
    for name, allowed in (("origin", ("local", "remote")), ("status", staff.STATUSES), ("permissions", ("staff",))):
        if params.text(name) not in (None, "", *allowed):
            raise Invalid(f"Validation failed: {name} is not included in the list")
    only_staff = params.text("permissions") == "staff"
    return await _people(call, _named(call, params.text("status") or None, remote=params.text("origin") == "remote", only_staff=only_staff))


async def _person(call: Call) -> dict[str, Any]:
    async with call.services.db.read() as connection:
        found = await staff.person(connection, call.path_id())
        return (await render.people(call.services, connection, [found.account.id]))[found.account.id]


@route("GET", "/api/v1/admin/accounts/{id}", SEE_PEOPLE)
async def show_person(call: Call) -> dict[str, Any]:
    """Somebody with their login."""
    return await _person(call)


@route(
    "POST", "/api/v1/admin/accounts/{id}/action", ACT,
    takes=(Parameter("type", required=True, enum=staff.TYPES), Parameter("report_id"), Parameter("text")),
)  # fmt: skip
async def act(call: Call) -> dict[str, Any]:
    """Warn, mark, disable, limit or suspend somebody."""
    params = call.params
    await staff.act(call.services, _moderator(call), call.path_id(), params.text("type"), params.text("text") or "", params.id("report_id"))
    return {}


@route("POST", "/api/v1/admin/accounts/{id}/enable", ACT)
async def enable(call: Call) -> dict[str, Any]:
    """Let somebody use their login again."""
    await staff.undo(call.services, _moderator(call), call.path_id(), "disable")
    return await _person(call)


@route("POST", "/api/v1/admin/accounts/{id}/unsilence", ACT)
async def unsilence(call: Call) -> dict[str, Any]:
    """Limit somebody no longer."""
    await staff.undo(call.services, _moderator(call), call.path_id(), "silence")
    return await _person(call)


@route("POST", "/api/v1/admin/accounts/{id}/unsuspend", ACT)
async def unsuspend(call: Call) -> dict[str, Any]:
    """Let somebody back in; they have to log in again."""
    await staff.undo(call.services, _moderator(call), call.path_id(), "suspend")
    return await _person(call)


@route("POST", "/api/v1/admin/accounts/{id}/unsensitive", ACT)
async def unsensitive(call: Call) -> dict[str, Any]:
    """Somebody's posts count as sensitive no longer, unless they say so."""
    await staff.undo(call.services, _moderator(call), call.path_id(), "sensitive")
    return await _person(call)


@route("POST", "/api/v1/admin/accounts/{id}/approve", ACT)
async def approve(call: Call) -> dict[str, Any]:
    """Let somebody in who waits for their address to be confirmed."""
    await staff.approve(call.services, _moderator(call), call.path_id())
    return await _person(call)


@route("POST", "/api/v1/admin/accounts/{id}/reject", MANAGE)
async def reject(call: Call) -> dict[str, Any]:
    """Turn somebody away who waits; the answer is who it was."""
    found = await _person(call)
    await staff.reject(call.services, _moderator(call), call.path_id())
    return found


# --- reports ------------------------------------------------------------------------------------------------------------------------
@route(
    "GET", "/api/v1/admin/reports", SEE_REPORTS,
    takes=(
        *PAGING, Parameter("resolved", "boolean"), Parameter("unresolved", "boolean"), Parameter("account_id"),
        Parameter("target_account_id"),
    ),
)  # fmt: skip
async def reports(call: Call) -> list[dict[str, Any]]:
    """Reports: open ones, unless `resolved` asks for the others, and with `unresolved` for both."""
    params, bounds = call.params, page(call, usual=100, most=200)
    resolved: bool | None = bool(params.flag("resolved", default=False))
    if resolved and params.flag("unresolved", default=False):
        resolved = None
    async with call.services.db.read() as connection:
        rows = await reporting.page(
            connection, bounds.below, bounds.above, bounds.limit, lowest=bounds.above_first, resolved=resolved,
            account_id=_filter(call, "account_id"), target_id=_filter(call, "target_account_id"),
        )  # fmt: skip
        found = await render.reports(call.services, connection, rows, call.account.id)
    link(call, [row.id for row in rows], bounds)
    return found


def _filter(call: Call, name: str) -> int | None:
    """An id to look for; what is no id finds nothing."""
    return (call.params.id(name) or 0) if call.params.text(name) else None


async def _report(call: Call, row: Any) -> dict[str, Any]:
    async with call.services.db.read() as connection:
        [found] = await render.reports(call.services, connection, [row], call.account.id)
    return found


@route("GET", "/api/v1/admin/reports/{id}", SEE_REPORTS)
async def show_report(call: Call) -> dict[str, Any]:
    """One report."""
    async with call.services.db.read() as connection:
        row = await reporting.find(connection, call.path_id())
    return await _report(call, row)


@route(
    "PUT", "/api/v1/admin/reports/{id}", HANDLE, takes=(Parameter("category", enum=reporting.CATEGORIES), Parameter("rule_ids", "array"))
)
async def change_report(call: Call) -> dict[str, Any]:
    """Change what a report is about."""
    params = call.params
    async with call.services.db.read() as connection:
        row = await reporting.find(connection, call.path_id())
    category = params.text("category") or row.category
    rules = (
        tuple(params.ids("rule_ids"))
        if "rule_ids" in params
        else tuple(int(each) for each in row.rule_ids)
        if category == "violation"
        else ()
    )
    reporting.checked_category(call.services, category, rules)
    return await _changed(call, "change", {"category": category, "rule_ids": [str(each) for each in rules]})


async def _changed(call: Call, action: str, values: dict[str, Any]) -> dict[str, Any]:
    return await _report(call, await reporting.change(call.services, call.path_id(), call.account.id, action, values))


@route("POST", "/api/v1/admin/reports/{id}/assign_to_self", HANDLE)
async def assign(call: Call) -> dict[str, Any]:
    """Take a report on."""
    return await _changed(call, "assign", {"assigned_id": call.account.id})


@route("POST", "/api/v1/admin/reports/{id}/unassign", HANDLE)
async def unassign(call: Call) -> dict[str, Any]:
    """Leave a report to somebody else."""
    return await _changed(call, "unassign", {"assigned_id": None})


@route("POST", "/api/v1/admin/reports/{id}/resolve", HANDLE)
async def resolve(call: Call) -> dict[str, Any]:
    """Nothing more is to be done about a report."""
    return await _changed(call, "resolve", reporting.resolved_by(call.services, call.account.id))


@route("POST", "/api/v1/admin/reports/{id}/reopen", HANDLE)
async def reopen(call: Call) -> dict[str, Any]:
    """Something is to be done after all."""
    return await _changed(call, "reopen", {"resolved_at": None, "resolved_by": None})


# --- verdicts -----------------------------------------------------------------------------------------------------------------------
@route("GET", "/api/x/v1/admin/moderation", SEE_VERDICTS, takes=(*PAGING, Parameter("reviewed", "boolean")))
async def verdicts(call: Call) -> list[dict[str, Any]]:
    """Verdicts that wait for somebody, or those that somebody has looked at."""
    bounds, reviewed = page(call), bool(call.params.flag("reviewed", default=False))
    async with call.services.db.read() as connection:
        rows = await moderating.waiting(connection, bounds.below, bounds.above, bounds.limit, lowest=bounds.above_first, reviewed=reviewed)
        found = await render.verdicts(call.services, connection, rows, call.account.id)
    link(call, [row.id for row in rows], bounds)
    return found


async def _reviewed(call: Call, decision: str) -> dict[str, Any]:
    row = await moderating.review(call.services, call.path_id(), call.account, call.user, decision)
    async with call.services.db.read() as connection:
        [found] = await render.verdicts(call.services, connection, [row], call.account.id)
    return found


@route("POST", "/api/x/v1/admin/moderation/{id}/allow", REVIEW)
async def allow(call: Call) -> dict[str, Any]:
    """The post is all right: if it was held, everybody sees it now."""
    return await _reviewed(call, "allow")


@route("POST", "/api/x/v1/admin/moderation/{id}/remove", REVIEW)
async def remove(call: Call) -> dict[str, Any]:
    """The post goes."""
    return await _reviewed(call, "remove")


# --- known pictures -----------------------------------------------------------------------------------------------------------------
@route("GET", "/api/x/v1/admin/hashes", HASHES)
async def hashes(call: Call) -> list[dict[str, Any]]:
    """Pictures that nobody may post."""
    async with call.services.db.read() as connection:
        rows = (await connection.execute(select(t.blocked_hashes).order_by(t.blocked_hashes.c.id.desc()))).all()
    return [_hash(row) for row in rows]


def _hash(row: Any) -> dict[str, Any]:
    return {"id": str(row.id), "kind": row.kind, "hash": row.hash, "reason": row.reason, "created_at": time(row.created_at)}


@route(
    "POST", "/api/x/v1/admin/hashes", HASHES,
    takes=(Parameter("kind", required=True, enum=("sha256", "dhash")), Parameter("hash", required=True), Parameter("reason")),
)  # fmt: skip
async def add_hash(call: Call) -> dict[str, Any]:
    """Add one: the sha256 of a file, or the difference hash of what it shows."""
    params = call.params
    kind, text = params.required("kind"), params.required("hash").lower()
    return _hash(await moderating.block_hash(call.services, call.account, kind, text, params.text("reason") or ""))


@route("DELETE", "/api/x/v1/admin/hashes/{id}", HASHES)
async def drop_hash(call: Call) -> dict[str, Any]:
    """Take one off."""
    await moderating.unblock_hash(call.services, call.account, call.path_id())
    return {}


# --- appeals ------------------------------------------------------------------------------------------------------------------------
APPEAL = public("write:accounts")
LOGIN = (Parameter("login", help="Name or e-mail address, where there is no token any more."), Parameter("password"))


async def _appellant(call: Call) -> int:
    """Who appeals: by token, or by name and password, since those who were shut out have no token that works."""
    if call.viewer is not None and call.viewer.account is not None:
        return int(call.viewer.account.id)
    user = await passwords.person(call.services, call.params.required("login"), call.params.required("password"))
    if user is None:
        raise Unauthenticated("The login or the password is wrong")
    return int(user.account_id)


@route("POST", "/api/x/v1/appeals/actions", APPEAL, takes=LOGIN)
async def own_actions(call: Call) -> list[dict[str, Any]]:
    """What staff did to oneself."""
    account_id = await _appellant(call)
    async with call.services.db.read() as connection:
        return [render.action(row) for row in await staff.actions_on(connection, account_id)]


@route(
    "POST", "/api/x/v1/appeals", APPEAL,
    takes=(Parameter("action_id", required=True), Parameter("text", required=True), *LOGIN),
)  # fmt: skip
async def appeal(call: Call) -> dict[str, Any]:
    """Ask for a second look at it."""
    account_id, action = await _appellant(call), call.params.id("action_id")
    return render.action(await staff.appeal(call.services, account_id, action or 0, call.params.text("text") or ""))


@route("GET", "/api/x/v1/admin/appeals", SEE_PEOPLE, takes=PAGING)
async def appeals(call: Call) -> list[dict[str, Any]]:
    """Appeals that wait."""
    bounds = page(call)
    async with call.services.db.read() as connection:
        rows = await staff.appeals(connection, bounds.below, bounds.above, bounds.limit, lowest=bounds.above_first)
        found = await render.people(call.services, connection, {row.target_id for row in rows})
    link(call, [row.id for row in rows], bounds)
    return [{**render.action(row), "account": found.get(row.target_id)} for row in rows]


@route("POST", "/api/x/v1/admin/appeals/{id}/approve", ACT)
async def grant(call: Call) -> dict[str, Any]:
    """The appellant is right: what was done is taken back."""
    return render.action(await staff.decide(call.services, _moderator(call), call.path_id(), granted=True))


@route("POST", "/api/x/v1/admin/appeals/{id}/reject", ACT)
async def reject_appeal(call: Call) -> dict[str, Any]:
    """It stays."""
    return render.action(await staff.decide(call.services, _moderator(call), call.path_id(), granted=False))
