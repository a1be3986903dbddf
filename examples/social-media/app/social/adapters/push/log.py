"""Push into the log: for a laptop without subscriptions that reach anything."""

from collections.abc import Mapping
from typing import Any

import structlog

from social.ports.others import Device

log = structlog.get_logger()


class LogPusher:
    """Says that something would have been sent, without what."""

    public_key = ""

    async def send(self, device: Device, payload: Mapping[str, Any]) -> None:
        """Log one notification's type."""
        log.info("push", host=device.endpoint.split("/")[2] if "//" in device.endpoint else "", type=payload.get("notification_type"))
