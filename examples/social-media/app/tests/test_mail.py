"""Letters by SMTP, against a real server on loopback."""

import datetime
import ipaddress
import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from social import tables as t
from social.adapters.mail.smtp import SmtpMailer
from social.app.people import confirmation_link
from social.ports.others import MailRefused
from social.ports.queue import Ack, Dead, Envelope, Outcome, Retry
from social.settings import Settings
from social.wiring import wire
from social.workers import registry
from tests.conftest import free_port
from tests.test_people import headers, sign_up
from tests.world import World

SENDER = "post@social.example"
pytestmark = pytest.mark.settings(confirm_email=True)


class Mailbox:
    """What the server was told. `answers` are its words by command."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.secure: list[bool] = []
        self.logins: list[bytes] = []
        self.answers: dict[str, str] = {}

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        """Take a recipient."""
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a letter."""
        if "DATA" not in self.answers:
            letter = message_from_bytes(envelope.content, policy=policy.default)
            assert envelope.rcpt_tos == [letter["To"]]
            assert envelope.mail_from == SENDER
            self.letters.append(letter)
            self.secure.append(server.transport.get_extra_info("sslcontext") is not None)
        return self.answers.get("DATA", "250 OK")

    def login(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        """One password is right."""
        self.logins.append(data.password)
        return AuthResult(success=data.password == b"p@ss/word", handled=False)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """A certificate of localhost that nobody trusts by itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key()).serial_number(x509.random_serial_number())
    )
    made = made.not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
    signed = made.add_extension(names, critical=False).add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    pem = signed.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    folder = tmp_path_factory.mktemp("certificate")
    plain = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "both.pem").write_bytes(plain + pem)
    (folder / "trusted.pem").write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    return SimpleNamespace(context=context, trusted=folder / "trusted.pem")


Serve = Callable[..., tuple[Mailbox, int]]


@pytest.fixture
def serve(certificate: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Start a server; its mailbox and port. Its certificate is trusted as an operator would have it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.trusted))
    running: list[Controller] = []

    def start(**options: Any) -> tuple[Mailbox, int]:
        mailbox, port = Mailbox(), free_port()
        options = {name: certificate.context if value is True and name.endswith("context") else value for name, value in options.items()}
        running.append(Controller(mailbox, "127.0.0.1", port, authenticator=mailbox.login, **options))
        running[-1].start()
        return mailbox, port

    yield start
    for each in running:
        each.stop()


def posting(world: World, url: str) -> None:
    """From here on the workers' letters go there; requests keep the services that they had."""
    world.services = replace(world.services, mailer=SmtpMailer(url, SENDER))


async def outcome(world: World, url: str) -> Outcome:
    """What becomes of a newcomer's letter."""
    posting(world, url)
    await sign_up(world, await headers(world))
    user = await world.row(t.users)
    return await registry.handle("notify", Envelope("confirm_email", "letter-1", str(user.id), {"user": user.id}), world.services)


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
async def test_a_newcomer_gets_a_letter(world: World, serve: Serve, scheme: str) -> None:
    """Not from the request, but from the worker; by TLS as soon as that is offered; twice it is the same letter."""
    mailbox, port = serve(tls_context=True) if scheme == "smtp" else serve(ssl_context=True)
    posting(world, f"{scheme}://127.0.0.1:{port}")
    await sign_up(world, await headers(world))
    assert mailbox.letters == []
    await world.settle()
    letter = mailbox.letters[0]
    assert {each["Message-ID"] for each in mailbox.letters} == {letter["Message-ID"]}
    assert (letter["To"], letter["From"], letter["Auto-Submitted"]) == ("ann@example.com", SENDER, "auto-generated")
    assert letter["Date"].datetime.tzinfo is not None
    user = await world.row(t.users)
    assert confirmation_link(world.services, user).partition("?")[0] in letter.get_content()
    for _ in range(2):
        assert await registry.handle("notify", Envelope("confirm_email", "again", "k", {"user": user.id}), world.services) == Ack()
    assert mailbox.letters[-2]["Message-ID"] == mailbox.letters[-1]["Message-ID"] != letter["Message-ID"]
    assert all(mailbox.secure)


@pytest.mark.parametrize(
    ("command", "answer", "expected"),
    [
        ("RCPT", "450 4.2.1 <ann@example.com> is busy", Retry()),
        ("RCPT", "550 5.1.1 <ann@example.com> isn't here", Dead("the mail server answered 550")),
        ("DATA", "451 4.3.0 later", Retry()),
        ("DATA", "554 5.7.1 ann@example.com won't read that", Dead("the mail server answered 554")),
    ],
)
async def test_what_the_server_says_counts(world: World, serve: Serve, command: str, answer: str, expected: Outcome) -> None:
    """Later, or never; the reason doesn't hold the address."""
    mailbox, port = serve()
    mailbox.answers[command] = answer
    assert await outcome(world, f"smtp://127.0.0.1:{port}") == expected
    assert mailbox.letters == []


async def test_a_server_that_is_down_is_asked_again(world: World) -> None:
    """The letter waits in its queue, and is sent once the server is back."""
    assert await outcome(world, f"smtp://127.0.0.1:{free_port()}") == Retry()


async def test_a_stranger_gets_no_letter(world: World, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """TLS that is offered but not trusted isn't left out."""
    for offered, scheme in (("tls_context", "smtp"), ("ssl_context", "smtps")):
        mailbox, port = serve(**{offered: True})
        with monkeypatch.context() as patch:
            patch.delenv("SSL_CERT_FILE")
            assert await outcome(world, f"{scheme}://127.0.0.1:{port}") == Retry()
        assert mailbox.letters == []


@pytest.mark.parametrize("offered", ["tls_context", "ssl_context"])
async def test_logins(world: World, serve: Serve, offered: str) -> None:
    """Decoded from the address; a wrong password is not tried for ever."""
    scheme = "smtp" if offered == "tls_context" else "smtps"
    mailbox, port = serve(**{offered: True}, auth_require_tls=offered == "tls_context")
    assert await outcome(world, f"{scheme}://me:p%40ss%2Fword@127.0.0.1:{port}") == Ack()
    assert await outcome(world, f"{scheme}://me:wrong@127.0.0.1:{port}") == Dead("the mail server answered 535")
    assert set(mailbox.logins) == {b"p@ss/word", b"wrong"}
    assert len(mailbox.letters) == 1


async def test_no_password_without_tls(world: World, serve: Serve) -> None:
    """A server that doesn't offer TLS, or somebody between who hides that, sees none."""
    mailbox, port = serve(auth_require_tls=False)
    assert isinstance(await outcome(world, f"smtp://me:p%40ss%2Fword@127.0.0.1:{port}"), Retry)
    assert (mailbox.logins, mailbox.letters) == ([], [])


@pytest.mark.parametrize(
    ("to", "subject"),
    [
        ("ann@example.com\r\nBcc: ben@example.com", "Hello"),
        ("ann@example.com, ben@example.com", "Hello"),
        ("Ann <ann@example.com>", "Hello"),
        ("ann@example.com", "Hello\r\nBcc: ben@example.com"),
        ("ann@example.com", "Hello\n\nand a text"),
        ("", "Hello"),
        ("@", "Hello"),
        ("ann@", "Hello"),
    ],
)
async def test_headers_are_one_line_and_mailboxes_one(serve: Serve, to: str, subject: str) -> None:
    """What would add a header or a reader isn't sent."""
    mailbox, port = serve()
    with pytest.raises(MailRefused):
        await SmtpMailer(f"smtp://127.0.0.1:{port}", SENDER).send("key", to, subject, "Text")
    assert mailbox.letters == []


async def test_words_of_all_languages_arrive(serve: Serve) -> None:
    """In the subject, and in the text with its lines."""
    mailbox, port = serve()
    text = "Grüße, 世界\n.\nQUIT\n" + "long " * 400 + "\n"
    await SmtpMailer(f"smtp://127.0.0.1:{port}", SENDER).send("key", "ann@example.com", "Bestätige 🦊", text)
    (letter,) = mailbox.letters
    assert (letter["Subject"], letter.get_content().replace("\r\n", "\n")) == ("Bestätige 🦊", text)


def test_settings_choose_the_server(tmp_path: Path) -> None:
    """What is wrong with its address is said at the start, without the password."""
    found = wire(Settings(data_dir=tmp_path, smtp_url="smtps://me:hush@mail.example:4650", mail_from=SENDER)).mailer  # type: ignore[arg-type]
    assert isinstance(found, SmtpMailer)
    for bad in ("http://mail.example", "smtp://", "mail.example:25", "smtp://:hush@mail.example"):
        with pytest.raises(ValueError, match=r"^SOCIAL_SMTP_URL: (?!.*hush)"):
            wire(Settings(data_dir=tmp_path, smtp_url=bad))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="mail_from"):
        Settings(mail_from="post@social.example\r\nBcc: ben@example.com")
