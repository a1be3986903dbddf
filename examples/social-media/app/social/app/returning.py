"""Somebody who wanted to be erased and logs in again within the grace stays."""

from sqlalchemy import delete, select, update

from social import tables as t
from social.adapters.sql.database import Unit
from social.app import auditing
from social.app.placing import person_changed
from social.app.services import Services
from social.domain.errors import Forbidden


async def returned(services: Services, unit: Unit, user_id: int) -> None:
    """Take the wish back, in the transaction of the login; Forbidden once the erasure has begun."""
    users, accounts, e = t.users.c, t.accounts.c, t.erasures.c
    account_id = (
        await unit.connection.execute(
            select(users.account_id)
            .join(t.accounts, accounts.id == users.account_id)
            .where(users.id == user_id, accounts.state == "erasing")
        )
    ).scalar()
    if account_id is None:
        return
    wish = (await unit.connection.execute(select(t.erasures).where(e.account_id == account_id).with_for_update())).first()
    if wish is None or wish.started_at is not None or wish.due_at <= services.clock.now():
        raise Forbidden("This account is being erased")
    await unit.connection.execute(delete(t.erasures).where(e.id == wish.id))
    await unit.connection.execute(update(t.accounts).where(accounts.id == account_id).values(state=wish.state_before))
    await person_changed(unit, account_id)
    who = auditing.subject(services, "account", account_id)
    await auditing.record(unit, who, "erasure.cancelled", who)
