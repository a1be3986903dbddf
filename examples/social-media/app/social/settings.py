"""Settings from the environment: every variable begins with SOCIAL_. `social settings` prints their schema."""

import ipaddress
import json
import os
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Role(StrEnum):
    """What a process does."""

    api = "api"
    gateway = "gateway"
    relay = "relay"
    fanout = "fanout"
    media = "media"
    moderation = "moderation"
    notify = "notify"
    all = "all"


# Beginnings of addresses that there are adapters for.
SCHEMES = {
    "database_url": ("postgresql", "postgres"),
    "redis_url": ("redis", "rediss"),
    "oidc_issuer": ("https", "http"),
    "otlp_endpoint": ("http", "https"),
}


def _is_address(text: str, schemes: tuple[str, ...]) -> bool:
    try:
        found = urlsplit(text)
        # PostgreSQL may be asked by a socket, which is no host.
        return found.scheme in schemes and bool(found.hostname or "postgresql" in schemes) and found.port != 0
    except ValueError:
        return False


class Settings(BaseSettings):
    """Everything that a process can be told."""

    model_config = SettingsConfigDict(
        env_prefix="SOCIAL_",
        env_file=None,
        extra="forbid",
        frozen=True,
        validate_default=True,
        enable_decoding=False,
        env_ignore_empty=True,
    )

    role: Role = Field(Role.all, description="What this process does; `all` is everything in one.")
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(3000, ge=0, le=65535, description="Port to listen on.")
    base_url: str = Field(
        "http://localhost:3000",
        pattern=r"^https?://[^/?#]+$",
        description="Address that people use, without a path; else localhost and the port.",
    )
    media_url: str | None = Field(
        None, pattern=r"^https?://[^?#]+[^/]$", description="Address of public media where a CDN serves them; else the API does."
    )
    title: str = Field("Social", max_length=100, description="Name of this network.")
    description: str = Field("A small social network.", description="What this network is about.")
    contact_email: str = Field("admin@example.com", description="Address of whoever runs it.")
    rules: tuple[str, ...] = Field(("Be kind.",), description="Rules of the house.")

    data_dir: Path = Field(Path("social-data"), description="Folder of the embedded database and of uploaded files.")
    database_url: str | None = Field(None, description="postgresql://…; empty means SQLite in the data folder.")
    database_prepare: int | None = Field(
        None, ge=0, le=1_000, description="Executions after which PostgreSQL prepares a query; empty where a transaction pooler is between."
    )
    redis_url: SecretStr | None = Field(
        None, description="redis:// or rediss://: feeds, cache and realtime; empty keeps them in the process."
    )
    queue_url: str | None = Field(
        None,
        description="Queues of a cloud: their adapters come later, and until then this must be empty: Redis if there is one, else a table.",
    )
    blob_url: str | None = Field(
        None,
        pattern=r"^(s3|az|gs)://[a-z0-9][a-z0-9._-]*(/[A-Za-z0-9_-]+)*$",
        description="s3://, az:// or gs:// with a bucket and perhaps a folder in it; empty means the data folder.",
    )
    smtp_url: SecretStr | None = Field(
        None, description="smtp:// or smtps:// with user:password@host; empty puts letters into the data folder."
    )
    mail_from: str | None = Field(
        None, pattern=r"^[^@\s<>]+@[^@\s<>]+$", description="Address that letters come from; empty means SOCIAL_CONTACT_EMAIL."
    )
    search_url: str | None = Field(
        None, description="A search engine: its adapters come later. Until then it must be empty: the database's own search."
    )
    secret_key: SecretStr | None = Field(
        None, min_length=32, description="Key for signed addresses; made and kept in the data folder if empty."
    )
    vapid_private_key: SecretStr | None = Field(None, description="Private key of web push; made and kept in the data folder if empty.")

    registrations: bool = Field(True, description="Whether people may sign up.")
    confirm_email: bool = Field(False, description="Whether an e-mail address must be confirmed before its token works.")
    password_grant: bool = Field(True, description="Whether clients may send a password to /oauth/token.")
    oidc_issuer: str | None = Field(
        None, description="Issuer of cloud logins, with /.well-known/openid-configuration; empty means local passwords."
    )
    oidc_client_id: str | None = Field(None, description="Client id at that issuer, which needs one.")
    oidc_client_secret: SecretStr | None = Field(None, description="Its secret, if it has one.")
    oidc_role_claim: str = Field("cognito:groups", description="Claim with the groups of a person.")
    oidc_roles: dict[str, Literal["user", "moderator", "admin"]] = Field({}, description='Role by group: {"staff": "moderator"}.')
    trusted_proxies: tuple[str, ...] = Field((), description="Addresses or networks whose X-Forwarded-For is believed.")

    follower_threshold: int = Field(10_000, ge=0, description="Followers from which posts are pulled by readers instead of pushed to them.")
    follower_threshold_low: int = Field(8_000, ge=0, description="Followers below which an account is pushed again.")
    feed_size: int = Field(400, ge=40, le=5_000, description="Posts that a home window keeps.")
    outbox_size: int = Field(100, ge=20, le=1_000, description="Posts of an author that are kept for pulling.")
    feed_active_days: int = Field(14, ge=1, description="Days for which the home of somebody who reads daily is kept.")
    feed_weekly_days: int = Field(3, ge=0, description="Days for which the home of somebody who reads weekly is kept.")
    feed_buckets: int = Field(1, ge=1, le=1_024, description="Slots over which feeds are spread: 1 for a single Redis, 16 for a cluster's.")
    fanout_page: int = Field(5_000, ge=100, le=50_000, description="Followers that one fan-out message handles.")
    status_cache_seconds: int = Field(3_600, ge=0, description="Time that a rendered post stays in the cache.")
    max_follows: int = Field(7_500, ge=1, description="Accounts that one account may follow.")

    status_length: int = Field(500, ge=1, le=100_000, description="Characters of a post.")
    image_bytes: int = Field(16_000_000, ge=1, description="Largest image.")
    video_bytes: int = Field(99_000_000, ge=1, description="Largest video or sound.")
    image_pixels: int = Field(33_177_600, ge=1, description="Largest image in pixels.")
    ffmpeg: str = Field("ffmpeg", description="Program that converts films and sounds; without it they are refused.")
    film_seconds: int = Field(240, ge=1, le=3_600, description="Seconds of processor time that one film may take.")
    media_wait_seconds: float = Field(2, ge=0, le=20, description="Time that an upload waits to be decoded before the answer is 202.")
    orphan_hours: int = Field(24, ge=1, description="Hours until an upload that no post uses is removed.")

    private_addresses: bool = Field(False, description="Whether push may go to private addresses: for tests on one machine only.")

    premoderation: bool = Field(False, description="Whether posts wait for a verdict before anybody else sees them.")
    moderation_fail_open: bool = Field(True, description="Whether posts stay visible while the moderation service is down.")
    flagged_words: tuple[str, ...] = Field((), description="Words whose posts are shown to a moderator, but to everybody else, too.")
    blocked_words: tuple[str, ...] = Field((), description="Words whose posts are held for a moderator.")

    rate_limits: bool = Field(True, description="Whether requests are limited per account and address.")
    rate_per_5_minutes: int = Field(300, ge=1, description="Requests in five minutes per account, and per address without one.")
    rate_per_app_5_minutes: int = Field(100_000, ge=1, description="Requests in five minutes of all who use one app.")
    media_per_30_minutes: int = Field(30, ge=1, description="Uploads in half an hour.")
    deletes_per_30_minutes: int = Field(30, ge=1, description="Deletions in half an hour.")
    signups_per_30_minutes: int = Field(5, ge=1, description="Sign-ups in half an hour from one address.")
    stream_clients: int = Field(10_000, ge=1, description="Streams that one process keeps open.")
    requests_in_flight: int = Field(0, ge=0, description="Requests that are handled at a time; 0 means eight per processor.")

    queue_attempts: int = Field(5, ge=1, le=100, description="Deliveries after which a message goes to the dead letters.")
    queue_visibility_seconds: float = Field(60, ge=0.2, description="Seconds after which a message that a dead worker held comes again.")
    erase_grace_days: float = Field(30, ge=0, description="Days between the wish to be erased and the erasure.")
    export_hours: int = Field(48, ge=1, description="Hours for which an export can be fetched.")
    metrics_token: SecretStr | None = Field(
        None, min_length=16, description="Token that /metrics asks for; empty lets in this machine alone."
    )
    product_events: bool = Field(False, description="Whether deeds (posted, followed, ...) are logged under names that change each month.")
    otlp_endpoint: str | None = Field(None, description="Where traces go by OTLP over HTTP; empty sends none.")
    log_level: str = Field("info", pattern="^(debug|info|warning|error)$", description="Least level that is logged.")

    @field_validator("rules", "trusted_proxies", "oidc_roles", "flagged_words", "blocked_words", mode="before")
    @classmethod
    def _listed(cls, given: Any) -> Any:
        """Lists come as JSON."""
        try:
            return json.loads(given) if isinstance(given, str) else given
        except ValueError:
            raise ValueError("it must be written as JSON") from None

    @field_validator(*SCHEMES)
    @classmethod
    def _schemed(cls, given: Any, field: ValidationInfo) -> Any:
        """What it says may hold a password, so the value isn't quoted."""
        schemes = SCHEMES[str(field.field_name)]
        text = given.get_secret_value() if isinstance(given, SecretStr) else given
        if text and not _is_address(text, schemes):
            raise ValueError(f"it must be an address that begins with {' or '.join(f'{each}://' for each in schemes)}")
        return given

    @field_validator("queue_url", "search_url")
    @classmethod
    def _later(cls, given: str | None) -> None:
        """Better no start than a network that silently uses something else."""
        if given:
            raise ValueError(f"there is no adapter for {given.partition(':')[0]} yet")

    @field_validator("oidc_client_id")
    @classmethod
    def _client(cls, given: str | None, others: ValidationInfo) -> str | None:
        if given is None and others.data.get("oidc_issuer") is not None:
            raise ValueError("SOCIAL_OIDC_ISSUER needs it")
        return given

    @field_validator("follower_threshold_low")
    @classmethod
    def _below(cls, given: int, others: ValidationInfo) -> int:
        """Else an account between the two would be moved to and fro with every post."""
        if given > others.data.get("follower_threshold", given):
            raise ValueError(f"{given} is above SOCIAL_FOLLOWER_THRESHOLD")
        return given

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        """Each is looked at with every request, so what is none must be known before the first."""
        for each in given:
            try:
                ipaddress.ip_network(each, strict=False)
            except ValueError:
                raise ValueError(f"{each} is no address and no network") from None
        return given

    @model_validator(mode="before")
    @classmethod
    def _address(cls, given: dict[str, Any]) -> dict[str, Any]:
        """On a laptop the port alone says it all."""
        return given if "base_url" in given or "port" not in given else {**given, "base_url": f"http://localhost:{given['port']}"}

    @property
    def domain(self) -> str:
        """Host and port of the address, as in `uri` of the instance."""
        return self.base_url.split("://", 1)[1]


class Wrong(Exception):
    """What is wrong with the environment, one line for each problem."""


def from_environment() -> Settings:
    """The settings of this process; Wrong names every variable that isn't right."""
    known = {_variable(name) for name in Settings.model_fields}
    wrong = [f"{name}: there is no such setting" for name in sorted(os.environ) if name.startswith("SOCIAL_") and name not in known]
    try:
        settings = Settings()  # type: ignore[call-arg]
    except ValidationError as error:
        raise Wrong("\n".join([*wrong, *(_line(each["loc"], each["msg"]) for each in error.errors())])) from None
    if wrong:
        raise Wrong("\n".join(wrong))
    return settings


def _variable(name: str) -> str:
    return f"SOCIAL_{name.upper()}"


def _line(place: tuple[int | str, ...], message: str) -> str:
    name, *inside = map(str, place)
    return f"{_variable(name)}{''.join(f'[{each}]' for each in inside)}: {message.removeprefix('Value error, ')}"


def schema() -> dict[str, Any]:
    """Every variable with its meaning, type, default and limits, as JSON Schema."""
    found = Settings.model_json_schema()
    properties = {_variable(name): value for name, value in found.pop("properties").items()}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, "title": "Environment variables", "properties": properties}
