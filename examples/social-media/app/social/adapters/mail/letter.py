"""What a letter is, whoever sends it."""

import hashlib
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime

from social.ports.others import MailRefused


def name(key: str) -> str:
    """The same for the same key, and says nothing of it."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def written(key: str, sender: str, to: str, subject: str, text: str) -> EmailMessage:
    """For one mailbox; MailRefused for what would be more than that, or more than a line in a header."""
    found = EmailMessage(policy=SMTP)
    try:
        found["From"], found["To"], found["Subject"] = sender, Address(addr_spec=to), subject
    except (ValueError, IndexError, HeaderParseError):  # all of them say that an address doesn't parse
        raise MailRefused("a header isn't one line, or the address isn't one mailbox") from None
    found["Date"], found["Message-ID"] = localtime(), f"<{name(key)}@{sender.rpartition('@')[2]}>"
    found["Auto-Submitted"] = "auto-generated"
    found.set_content(text)
    return found
