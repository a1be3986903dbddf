"""Every table. Ids are 63-bit and ordered by time; times are milliseconds since 1970 in UTC; JSON columns hold plain data."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

# Nothing is NULL, not the JSON value null.
OPTIONAL_JSON = JSON(none_as_null=True)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id(name: str = "id") -> Column[int]:
    return Column(name, BigInteger, primary_key=True, autoincrement=False)


def _ref(name: str, target: str, *, null: bool = False, index: bool = False) -> Column[int]:
    return Column(name, BigInteger, ForeignKey(f"{target}.id", ondelete="CASCADE"), nullable=null, index=index)


def _time(name: str = "created_at", *, null: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=null)


def _flag(name: str, *, default: bool = False) -> Column[bool]:
    return Column(name, Boolean, nullable=False, default=default)


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, default=0)


# --- people -------------------------------------------------------------------------------------------------------------------------
accounts = Table(
    "accounts", metadata, _id(),
    Column("username", String(30), nullable=False),
    Column("username_key", String(30), nullable=False, unique=True),  # folded case
    Column("display_name", String(100), nullable=False, default=""),
    Column("note", Text, nullable=False, default=""),                 # as written
    Column("fields", JSON, nullable=False, default=list),             # [{name, value, verified_at}] as written
    Column("avatar", String(200)),                                    # blob keys
    Column("header", String(200)),
    _flag("locked"), _flag("bot"), _flag("group"), _flag("discoverable", default=True), _flag("indexable"), _flag("hide_collections"),
    _flag("sensitized"),                                              # by staff: all posts count as sensitive
    Column("state", String(12), nullable=False, default="active"),    # active, silenced, suspended, erasing
    _flag("limited"),                                                 # by staff; seen as `silenced` as soon as nothing stronger holds
    _count("statuses_count"), _count("followers_count"), _count("following_count"),
    _time("last_status_at", null=True), _time("last_seen_at", null=True), _time(),
    Column("rev", Integer, nullable=False, default=1),                # of what posts show of their author
    Column("spread", String(4), nullable=False, default="push"),      # push, pull, both: how posts come into homes
    Column("spread_job", BigInteger),                                 # the message that brings windows up to date
    Index("ix_accounts_spread", "spread"),
)  # fmt: skip

users = Table(
    "users", metadata, _id(),
    _ref("account_id", "accounts", index=True),
    Column("email", String(320)),
    Column("email_key", String(320), unique=True),                    # folded case; null once erased
    Column("password", String(200)),                                  # argon2id; null with a cloud login
    Column("role", String(12), nullable=False, default="user"),       # user, moderator, admin
    Column("locale", String(12), nullable=False, default="en"),
    Column("preferences", JSON, nullable=False, default=dict),        # privacy, sensitive, language
    _time("confirmed_at", null=True), _time("disabled_at", null=True), _time(),
)  # fmt: skip

identities = Table(
    "identities", metadata, _id(), _ref("user_id", "users", index=True),
    Column("issuer", String(300), nullable=False), Column("subject", String(300), nullable=False), _time(),
    UniqueConstraint("issuer", "subject"),
)  # fmt: skip

# --- OAuth --------------------------------------------------------------------------------------------------------------------------
apps = Table(
    "apps", metadata, _id(),
    Column("name", String(200), nullable=False), Column("website", String(2000)),
    Column("redirect_uris", JSON, nullable=False),
    Column("scopes", String(400), nullable=False),
    Column("client_id", String(64), nullable=False, unique=True),
    Column("secret_hash", String(64), nullable=False),
    Column("vapid_key", String(200)), _time(),
)  # fmt: skip

grants = Table(
    "grants", metadata, _id(),
    Column("code_hash", String(64), nullable=False, unique=True),
    _ref("app_id", "apps"), _ref("user_id", "users"),
    Column("redirect_uri", String(2000), nullable=False), Column("scopes", String(400), nullable=False),
    Column("challenge", String(128)), Column("challenge_method", String(8)),
    _time("expires_at"), _time("used_at", null=True), _time(),
)  # fmt: skip

tokens = Table(
    "tokens", metadata, _id(),
    Column("token_hash", String(64), nullable=False, unique=True),
    _ref("app_id", "apps", index=True), _ref("user_id", "users", null=True, index=True), _ref("grant_id", "grants", null=True),
    Column("scopes", String(400), nullable=False),
    _time("revoked_at", null=True), _time("last_used_at", null=True), _time(),
)  # fmt: skip

# Failed logins by the hash of the name that was typed, whether anybody has it or not.
login_failures = Table(
    "login_failures", metadata, Column("key", String(64), primary_key=True), _count("failures"), _time("blocked_until"), _time("updated_at"),
)  # fmt: skip

# Logins on their way through an identity provider.
logins = Table(
    "logins", metadata, _id(), Column("state_hash", String(64), nullable=False, unique=True), Column("browser_hash", String(64), nullable=False),
    Column("nonce", String(64), nullable=False), Column("verifier", String(128), nullable=False), Column("params", JSON, nullable=False),
    _time("expires_at"), _time(),
)  # fmt: skip

# --- posts --------------------------------------------------------------------------------------------------------------------------
_BOOST = text("boost_of_id IS NOT NULL AND deleted_at IS NULL")
statuses = Table(
    "statuses", metadata, _id(),
    _ref("account_id", "accounts"),
    Column("text", Text, nullable=False, default=""), Column("html", Text, nullable=False, default=""),
    Column("spoiler_text", Text, nullable=False, default=""),
    Column("visibility", String(10), nullable=False),                 # public, unlisted, private, direct
    Column("held", String(10)),                                       # hold or remove: a moderation verdict; null is shown
    _flag("sensitive"), Column("language", String(12)),
    Column("reply_to_id", BigInteger, index=True),                    # no foreign key: a thread outlives its root
    Column("reply_to_account_id", BigInteger),
    Column("conversation_id", BigInteger, index=True),
    Column("boost_of_id", BigInteger, index=True),
    _ref("app_id", "apps", null=True),
    Column("media_ids", JSON, nullable=False, default=list),
    Column("card", OPTIONAL_JSON),
    _count("replies_count"), _count("boosts_count"), _count("favourites_count"),
    Column("rev", Integer, nullable=False, default=1),
    _time("edited_at", null=True), _time("deleted_at", null=True), _time(),
    Index("ix_statuses_account_id_id", "account_id", "id"),
    Index("ix_statuses_visibility_id", "visibility", "id"),
    # An account boosts a post once.
    Index("uq_statuses_account_id_boost_of_id", "account_id", "boost_of_id", unique=True, postgresql_where=_BOOST, sqlite_where=_BOOST),
)  # fmt: skip

status_edits = Table(
    "status_edits", metadata, _id(), _ref("status_id", "statuses", index=True),
    Column("text", Text, nullable=False), Column("html", Text, nullable=False), Column("spoiler_text", Text, nullable=False),
    _flag("sensitive"), Column("media_ids", JSON, nullable=False, default=list), Column("poll_options", OPTIONAL_JSON), _time(),
)  # fmt: skip

mentions = Table(
    "mentions", metadata, _ref("status_id", "statuses"), _ref("account_id", "accounts", index=True),
    UniqueConstraint("status_id", "account_id"),
)  # fmt: skip

tags = Table(
    "tags", metadata, _id(), Column("name", String(120), nullable=False), Column("key", String(120), nullable=False, unique=True), _time()
)

status_tags = Table(
    "status_tags", metadata, _ref("status_id", "statuses"), _ref("tag_id", "tags"),
    UniqueConstraint("status_id", "tag_id"), Index("ix_status_tags_tag_id_status_id", "tag_id", "status_id"),
)  # fmt: skip

idempotency = Table(
    "idempotency", metadata, _ref("user_id", "users"), Column("key", String(200), nullable=False),
    Column("status_id", BigInteger, nullable=False), _time(), UniqueConstraint("user_id", "key"), Index("ix_idempotency_created_at", "created_at"),
)  # fmt: skip


def _marks(name: str) -> Table:
    """Who marked which post: the row's id orders the pages."""
    return Table(
        name, metadata, _id(), _ref("account_id", "accounts"), _ref("status_id", "statuses", index=True), _time(),
        UniqueConstraint("account_id", "status_id"), Index(f"ix_{name}_account_id_id", "account_id", "id"),
    )  # fmt: skip


favourites = _marks("favourites")
bookmarks = _marks("bookmarks")
pins = _marks("pins")

# Of a whole conversation; status_id is its root, which the conversation may outlive.
status_mutes = Table(
    "status_mutes", metadata, _id(), _ref("account_id", "accounts"), Column("status_id", BigInteger, nullable=False, index=True), _time(),
    UniqueConstraint("account_id", "status_id"),
)  # fmt: skip

polls = Table(
    "polls", metadata, _id(), _ref("status_id", "statuses", null=True, index=True), _ref("account_id", "accounts"),
    Column("options", JSON, nullable=False),                          # [title]
    Column("votes", JSON, nullable=False),                            # [count]
    _flag("multiple"), _flag("hide_totals"), _count("voters_count"), _time("expires_at", null=True), _time("notified_at", null=True), _time(),
)  # fmt: skip

poll_votes = Table(
    "poll_votes", metadata, _id(), _ref("poll_id", "polls"), _ref("account_id", "accounts"), Column("choice", Integer, nullable=False),
    UniqueConstraint("poll_id", "account_id", "choice"),
)  # fmt: skip

scheduled = Table(
    "scheduled", metadata, _id(), _ref("user_id", "users", index=True), Column("params", JSON, nullable=False),
    Column("media_ids", JSON, nullable=False, default=list), _time("due_at"), _time("done_at", null=True), _time(),
)  # fmt: skip

media = Table(
    "media", metadata, _id(), _ref("account_id", "accounts", index=True),
    Column("state", String(10), nullable=False, default="queued"),    # queued, ready, failed
    Column("type", String(10), nullable=False),                       # image, gifv, video, audio
    Column("upload_key", String(200)), Column("thumbnail_key", String(200)), Column("key", String(200)), Column("preview_key", String(200)),
    Column("content_type", String(60)), Column("meta", JSON, nullable=False, default=dict), Column("blurhash", String(60)),
    Column("sha256", String(64)), Column("dhash", String(16)), Column("description", Text), Column("focus", OPTIONAL_JSON),
    Column("error", Text), Column("status_id", BigInteger, index=True),
    _time("claimed_until", null=True), _time(),                       # a worker is at it
)  # fmt: skip

# --- relations ----------------------------------------------------------------------------------------------------------------------
follows = Table(
    "follows", metadata, _id(), _ref("source_id", "accounts"), _ref("target_id", "accounts"),
    Column("state", String(10), nullable=False),                      # accepted, requested
    _flag("show_boosts", default=True), _flag("notify"), Column("languages", OPTIONAL_JSON), _time(),
    UniqueConstraint("source_id", "target_id"),
    Index("ix_follows_target_id_state_source_id", "target_id", "state", "source_id"),
    Index("ix_follows_source_id_state_target_id", "source_id", "state", "target_id"),
)  # fmt: skip


def _pairs(name: str, *columns: Column[object]) -> Table:
    return Table(
        name, metadata, _id(), _ref("source_id", "accounts"), _ref("target_id", "accounts", index=True), *columns, _time(),
        UniqueConstraint("source_id", "target_id"),
    )  # fmt: skip


blocks = _pairs("blocks")
mutes = _pairs("mutes", Column("notifications", Boolean, nullable=False, default=True), Column("expires_at", BigInteger))
endorsements = _pairs("endorsements")
dismissed_suggestions = _pairs("dismissed_suggestions")
account_notes = _pairs("account_notes", Column("comment", Text, nullable=False))

lists = Table(
    "lists", metadata, _id(), _ref("account_id", "accounts", index=True), Column("title", String(200), nullable=False),
    Column("replies_policy", String(10), nullable=False, default="list"), _flag("exclusive"), _time(),
)  # fmt: skip
list_members = Table(
    "list_members", metadata, _ref("list_id", "lists"), _ref("account_id", "accounts", index=True), UniqueConstraint("list_id", "account_id"),
)  # fmt: skip

tag_follows = Table(
    "tag_follows", metadata, _id(), _ref("account_id", "accounts"), _ref("tag_id", "tags", index=True), _time(), UniqueConstraint("account_id", "tag_id"),
)  # fmt: skip
featured_tags = Table(
    "featured_tags", metadata, _id(), _ref("account_id", "accounts"), _ref("tag_id", "tags"), _time(), UniqueConstraint("account_id", "tag_id"),
)  # fmt: skip

# The order of a ranked feed, kept so that its pages don't shift.
rankings = Table(
    "rankings", metadata, _id(), _ref("account_id", "accounts", index=True), Column("token_hash", String(64), nullable=False, unique=True),
    Column("items", JSON, nullable=False), _time("expires_at"), Index("ix_rankings_expires_at", "expires_at"),
)  # fmt: skip

filters = Table(
    "filters", metadata, _id(), _ref("account_id", "accounts", index=True), Column("title", String(200), nullable=False),
    Column("contexts", JSON, nullable=False), Column("action", String(8), nullable=False, default="warn"), _time("expires_at", null=True), _time(),
)  # fmt: skip
filter_keywords = Table(
    "filter_keywords", metadata, _id(), _ref("filter_id", "filters", index=True), Column("keyword", String(200), nullable=False), _flag("whole_word"),
)  # fmt: skip
filter_statuses = Table("filter_statuses", metadata, _id(), _ref("filter_id", "filters", index=True), _ref("status_id", "statuses"))

# --- what people are told -----------------------------------------------------------------------------------------------------------
notifications = Table(
    "notifications", metadata, _id(), _ref("account_id", "accounts"), _ref("from_id", "accounts"),
    Column("type", String(20), nullable=False), Column("status_id", BigInteger, index=True), Column("report_id", BigInteger),
    Column("cause", String(120), nullable=False), _flag("dismissed"), _flag("pushed"), _time(),  # the same cause notifies once, even after it was dismissed
    UniqueConstraint("account_id", "cause"), Index("ix_notifications_account_id_id", "account_id", "id"),
)  # fmt: skip
markers = Table(
    "markers", metadata, _ref("account_id", "accounts"), Column("timeline", String(20), nullable=False),
    Column("last_read_id", BigInteger, nullable=False), Column("version", Integer, nullable=False, default=0), _time("updated_at"),
    UniqueConstraint("account_id", "timeline"),
)  # fmt: skip
push_subscriptions = Table(
    "push_subscriptions", metadata, _id(), _ref("token_id", "tokens"), _ref("account_id", "accounts", index=True),
    Column("endpoint", String(2000), nullable=False), Column("p256dh", String(200), nullable=False), Column("auth", String(100), nullable=False),
    Column("alerts", JSON, nullable=False, default=dict), Column("policy", String(12), nullable=False, default="all"),
    _flag("standard"), Column("delivered", JSON, nullable=False, default=list),  # the last notifications that were sent
    _time(), UniqueConstraint("token_id"),
)  # fmt: skip
conversations = Table(
    "conversations", metadata, _id(), _ref("account_id", "accounts"), Column("thread_id", BigInteger, nullable=False),
    Column("participant_ids", JSON, nullable=False), Column("last_status_id", BigInteger, index=True), _flag("unread"), _flag("hidden"),
    UniqueConstraint("account_id", "thread_id"),
)  # fmt: skip

# --- moderation ---------------------------------------------------------------------------------------------------------------------
reports = Table(
    "reports", metadata, _id(), _ref("account_id", "accounts"), _ref("target_id", "accounts", index=True),
    Column("status_ids", JSON, nullable=False, default=list), Column("comment", Text, nullable=False, default=""),
    Column("category", String(12), nullable=False, default="other"), Column("rule_ids", JSON, nullable=False, default=list), _flag("forward"),
    Column("assigned_id", BigInteger), _time("resolved_at", null=True), Column("resolved_by", BigInteger),
    _time("updated_at", null=True), _time(),
)  # fmt: skip
actions = Table(
    "actions", metadata, _id(), Column("moderator_id", BigInteger), _ref("target_id", "accounts", index=True), Column("type", String(20), nullable=False),
    Column("text", Text, nullable=False, default=""), Column("report_id", BigInteger), Column("appeal", Text), _time("appealed_at", null=True),
    _time("overturned_at", null=True), _time("appeal_rejected_at", null=True), _time(),
)  # fmt: skip
verdicts = Table(
    "verdicts", metadata, _id(), Column("subject", String(10), nullable=False), Column("subject_id", BigInteger, nullable=False, index=True),
    Column("verdict", String(8), nullable=False), Column("reasons", JSON, nullable=False), Column("source", String(40), nullable=False),
    Column("score", Float), Column("cause", String(120), nullable=False, unique=True),  # the same cause is judged once
    _time("reviewed_at", null=True), Column("reviewed_by", BigInteger), _time(),
)  # fmt: skip
blocked_hashes = Table(
    "blocked_hashes", metadata, _id(), Column("kind", String(8), nullable=False), Column("hash", String(64), nullable=False, unique=True),
    Column("reason", Text, nullable=False), _time(),
)  # fmt: skip

# --- machinery ----------------------------------------------------------------------------------------------------------------------
outbox = Table(
    "outbox", metadata, _id(), Column("queue", String(20), nullable=False), Column("type", String(40), nullable=False),
    Column("key", String(80), nullable=False), Column("body", JSON, nullable=False), Column("trace", String(80)), _time("due_at"),
    Index("ix_outbox_due_at", "due_at"),
)  # fmt: skip
queue_messages = Table(
    "queue_messages", metadata, _id(), Column("queue", String(30), nullable=False), Column("envelope", JSON, nullable=False),
    Column("attempt", Integer, nullable=False, default=0), _time("visible_at"), Column("receipt", String(40)), Column("reason", Text), _time("dead_at", null=True),
    Index("ix_queue_messages_queue_dead_at_visible_at", "queue", "dead_at", "visible_at"),
)  # fmt: skip
audit = Table(
    "audit", metadata, _id(), Column("actor", String(64), nullable=False), Column("action", String(60), nullable=False),
    Column("target", String(120), nullable=False), Column("details", JSON, nullable=False), Column("previous", String(64), nullable=False, unique=True),
    Column("hash", String(64), nullable=False), _time(),
)  # fmt: skip
exports = Table(
    "exports", metadata, _id(), _ref("user_id", "users", index=True), Column("state", String(10), nullable=False), Column("key", String(200)),
    Column("options", JSON, nullable=False, default=dict), _time("ready_at", null=True), _time("expires_at", null=True), _time(),
)  # fmt: skip
erasures = Table(
    "erasures", metadata, _id(), Column("account_id", BigInteger, nullable=False, unique=True), Column("subject_hash", String(64), nullable=False),
    Column("state_before", String(12), nullable=False), Column("receipts", JSON, nullable=False, default=dict), _time("due_at"),
    _time("started_at", null=True), _time(),
)  # fmt: skip
