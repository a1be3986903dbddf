"""Erasures whose time has come."""

from social.app.erasing import erase
from social.app.services import Services
from social.ports.queue import Ack, Envelope, Outcome, Retry
from social.workers.registry import handles


@handles("erase", "account.due")
async def due(envelope: Envelope, services: Services) -> Outcome:
    """Every step without a receipt; while a store is down, again later."""
    return Retry() if await erase(services, int(envelope.body["account_id"])) else Ack()
