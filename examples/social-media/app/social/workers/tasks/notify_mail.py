"""Letters."""

from sqlalchemy import select

from social import tables as t
from social.app.people import confirmation_link
from social.app.services import Services
from social.ports.others import MailLater, MailRefused
from social.ports.queue import Ack, Dead, Envelope, Outcome, Retry
from social.workers.registry import handles


@handles("notify", "confirm_email")
async def confirm_email(envelope: Envelope, services: Services) -> Outcome:
    """Ask somebody to confirm their address; not if they have done so meanwhile, or are gone."""
    async with services.db.read() as connection:
        user = (await connection.execute(select(t.users).where(t.users.c.id == envelope.body["user"]))).first()
    if user is None or user.email is None or user.confirmed_at is not None:
        return Ack()
    title = services.settings.title
    what = "Open this address within a week to confirm that this mailbox is yours:"
    text = f"Welcome to {title}.\n\n{what}\n\n{confirmation_link(services, user)}\n"
    try:
        await services.mailer.send(envelope.id, user.email, f"Confirm your address at {title}", text)
    except MailLater:
        return Retry()
    except MailRefused as refusal:
        return Dead(str(refusal))
    return Ack()
