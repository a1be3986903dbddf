"""Letters to a mail server, which sends them on. A password never goes out without TLS, and no letter where TLS is offered."""

from urllib.parse import unquote, urlsplit

import aiosmtplib

from social.adapters.mail.letter import written
from social.ports.others import MailLater, MailRefused

SECONDS = 30.0


class SmtpMailer:
    """smtps:// is TLS from the first byte; smtp:// begins it when the server offers it, and must with a password."""

    def __init__(self, url: str, sender: str) -> None:
        found = urlsplit(url)
        if found.scheme not in ("smtp", "smtps") or not found.hostname or (found.password and not found.username):
            raise ValueError("SOCIAL_SMTP_URL: it begins with smtp:// or smtps:// and names a host, and a user where there is a password.")
        self._sender = sender
        self._host = found.hostname
        self._port = found.port
        self._user = unquote(found.username) if found.username else None
        self._password = unquote(found.password) if found.password else None
        self._tls = found.scheme == "smtps"

    async def send(self, key: str, to: str, subject: str, text: str) -> None:
        """Hand one letter over. The same key is the same Message-ID, by which mailboxes know a letter that comes twice."""
        letter = written(key, self._sender, to, subject, text)
        try:
            await aiosmtplib.send(
                letter,
                sender=self._sender,
                recipients=[to],
                hostname=self._host,
                port=self._port,
                username=self._user,
                password=self._password,
                local_hostname=self._sender.rpartition("@")[2],
                use_tls=self._tls,
                start_tls=True if self._user and not self._tls else None,
                timeout=SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _refusal(error.recipients[0].code) from None
        except aiosmtplib.SMTPResponseException as error:
            raise _refusal(error.code) from None
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailLater(type(error).__name__) from None


def _refusal(code: int) -> MailLater | MailRefused:
    """Only the code: what servers say besides may hold the address."""
    kind = MailRefused if code >= 500 else MailLater
    return kind(f"the mail server answered {code}")
