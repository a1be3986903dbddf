"""Every JSON answer of the test world is checked against the schema of its entity, by route: whatever a test is about."""

import functools
import json
import re
from pathlib import Path
from typing import Any

import httpx
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

FOLDER = Path(__file__).parent / "entities"
BASE = "https://example.com/"

# What a route answers: an entity, a list of them in brackets, or - for what is no entity of the documentation.
ANSWERS = """
POST /api/v1/accounts                                Token
POST /api/v1/emails/confirmations                    Empty
GET /api/v1/emails/check_confirmation                -
GET /api/v1/accounts                                 [Account]
GET /api/v1/accounts/verify_credentials              CredentialAccount
PATCH /api/v1/accounts/update_credentials            CredentialAccount
DELETE /api/v1/profile/avatar                        CredentialAccount
DELETE /api/v1/profile/header                        CredentialAccount
GET /api/v1/preferences                              Preferences
GET /api/v1/accounts/lookup                          Account
GET /api/v1/accounts/relationships                   [Relationship]
GET /api/v1/accounts/familiar_followers              [FamiliarFollowers]
GET /api/v1/accounts/search                          [Account]
GET /api/v1/directory                                [Account]
GET /api/v1/accounts/{id}                            Account
GET /api/v1/accounts/{id}/followers                  [Account]
GET /api/v1/accounts/{id}/following                  [Account]
GET /api/v1/accounts/{id}/statuses                   [Status]
GET /api/v1/accounts/{id}/lists                      [List]
GET /api/v1/accounts/{id}/featured_tags              [FeaturedTag]
GET /api/v1/accounts/{id}/identity_proofs            -
POST /api/v1/accounts/{id}/follow                    Relationship
POST /api/v1/accounts/{id}/unfollow                  Relationship
POST /api/v1/accounts/{id}/remove_from_followers     Relationship
POST /api/v1/accounts/{id}/block                     Relationship
POST /api/v1/accounts/{id}/unblock                   Relationship
POST /api/v1/accounts/{id}/mute                      Relationship
POST /api/v1/accounts/{id}/unmute                    Relationship
POST /api/v1/accounts/{id}/note                      Relationship
POST /api/v1/accounts/{id}/pin                       Relationship
POST /api/v1/accounts/{id}/unpin                     Relationship
GET /api/v1/follow_requests                          [Account]
POST /api/v1/follow_requests/{id}/authorize          Relationship
POST /api/v1/follow_requests/{id}/reject             Relationship
GET /api/v1/blocks                                   [Account]
GET /api/v1/mutes                                    [MutedAccount]
GET /api/v1/endorsements                             [Account]
GET /api/v1/lists                                    [List]
POST /api/v1/lists                                   List
GET /api/v1/lists/{id}                               List
PUT /api/v1/lists/{id}                               List
DELETE /api/v1/lists/{id}                            Empty
GET /api/v1/lists/{id}/accounts                      [Account]
POST /api/v1/lists/{id}/accounts                     Empty
DELETE /api/v1/lists/{id}/accounts                   Empty
GET /api/v1/suggestions                              [Account]
GET /api/v2/suggestions                              [Suggestion]
DELETE /api/v1/suggestions/{id}                      Empty
GET /api/v1/instance                                 V1Instance
GET /api/v2/instance                                 Instance
GET /api/v1/instance/rules                           [Rule]
GET /api/v1/instance/peers                           -
GET /api/v1/instance/domain_blocks                   -
GET /api/v1/instance/translation_languages           -
GET /api/v1/instance/languages                       -
GET /api/v1/domain_blocks                            -
GET /api/v1/instance/activity                        [Activity]
GET /api/v1/instance/extended_description            ExtendedDescription
GET /api/v1/instance/privacy_policy                  -
GET /api/v1/custom_emojis                            [CustomEmoji]
GET /api/v1/announcements                            [Announcement]
POST /api/v1/announcements/{id}/dismiss              Empty
POST /api/v1/apps                                    CredentialApplication
GET /api/v1/apps/verify_credentials                  Application
POST /oauth/token                                    Token
POST /oauth/revoke                                   Empty
POST /api/v1/statuses                                Status|ScheduledStatus
GET /api/v1/statuses                                 [Status]
GET /api/v1/statuses/{id}                            Status
PUT /api/v1/statuses/{id}                            Status
DELETE /api/v1/statuses/{id}                         Status
GET /api/v1/statuses/{id}/source                     StatusSource
GET /api/v1/statuses/{id}/history                    [StatusEdit]
GET /api/v1/statuses/{id}/context                    Context
GET /api/v1/statuses/{id}/card                       -
GET /api/v1/statuses/{id}/favourited_by              [Account]
GET /api/v1/statuses/{id}/reblogged_by               [Account]
POST /api/v1/statuses/{id}/favourite                 Status
POST /api/v1/statuses/{id}/unfavourite               Status
POST /api/v1/statuses/{id}/bookmark                  Status
POST /api/v1/statuses/{id}/unbookmark                Status
POST /api/v1/statuses/{id}/pin                       Status
POST /api/v1/statuses/{id}/unpin                     Status
POST /api/v1/statuses/{id}/mute                      Status
POST /api/v1/statuses/{id}/unmute                    Status
POST /api/v1/statuses/{id}/reblog                    Status
POST /api/v1/statuses/{id}/unreblog                  Status
GET /api/v1/favourites                               [Status]
GET /api/v1/bookmarks                                [Status]
POST /api/v1/media                                   MediaAttachment
POST /api/v2/media                                   MediaAttachment
GET /api/v1/media/{id}                               MediaAttachment
PUT /api/v1/media/{id}                               MediaAttachment
GET /api/v1/notifications                            [Notification]
GET /api/v1/notifications/unread_count               -
GET /api/v1/notifications/{id}                       Notification
POST /api/v1/notifications/clear                     Empty
POST /api/v1/notifications/dismiss                   Empty
POST /api/v1/notifications/{id}/dismiss              Empty
GET /api/v1/markers                                  Markers
POST /api/v1/markers                                 Markers
GET /api/v1/conversations                            [Conversation]
POST /api/v1/conversations/{id}/read                 Conversation
DELETE /api/v1/conversations/{id}                    Empty
GET /api/v1/polls/{id}                               Poll
POST /api/v1/polls/{id}/votes                        Poll
GET /api/v1/scheduled_statuses                       [ScheduledStatus]
GET /api/v1/scheduled_statuses/{id}                  ScheduledStatus
PUT /api/v1/scheduled_statuses/{id}                  ScheduledStatus
DELETE /api/v1/scheduled_statuses/{id}               Empty
POST /api/v1/push/subscription                       WebPushSubscription
GET /api/v1/push/subscription                        WebPushSubscription
PUT /api/v1/push/subscription                        WebPushSubscription
DELETE /api/v1/push/subscription                     Empty
GET /api/v1/timelines/home                           [Status]
GET /api/v1/timelines/public                         [Status]
GET /api/v1/timelines/tag/{tag}                      [Status]
GET /api/v1/timelines/list/{id}                      [Status]
GET /api/v1/timelines/direct                         [Status]
GET /api/x/v1/timelines/ranked                       [Status]
GET /api/v1/tags/{name}                              Tag
GET /api/v1/tags/{id}                                Tag
POST /api/v1/tags/{name}/follow                      Tag
POST /api/v1/tags/{name}/unfollow                    Tag
GET /api/v1/followed_tags                            [Tag]
GET /api/v1/featured_tags                            [FeaturedTag]
POST /api/v1/featured_tags                           FeaturedTag
DELETE /api/v1/featured_tags/{id}                    Empty
GET /api/v1/featured_tags/suggestions                [Tag]
GET /api/v1/trends/tags                              [Tag]
GET /api/v1/trends                                   [Tag]
GET /api/v1/trends/statuses                          [Status]
GET /api/v1/trends/links                             [PreviewCard]
GET /api/v2/filters                                  [Filter]
POST /api/v2/filters                                 Filter
GET /api/v2/filters/{id}                             Filter
PUT /api/v2/filters/{id}                             Filter
DELETE /api/v2/filters/{id}                          Empty
GET /api/v2/filters/{id}/keywords                    [FilterKeyword]
POST /api/v2/filters/{id}/keywords                   FilterKeyword
GET /api/v2/filters/keywords/{id}                    FilterKeyword
PUT /api/v2/filters/keywords/{id}                    FilterKeyword
DELETE /api/v2/filters/keywords/{id}                 Empty
GET /api/v2/filters/{id}/statuses                    [FilterStatus]
POST /api/v2/filters/{id}/statuses                   FilterStatus
GET /api/v2/filters/statuses/{id}                    FilterStatus
DELETE /api/v2/filters/statuses/{id}                 Empty
GET /api/v1/filters                                  [V1Filter]
POST /api/v1/filters                                 V1Filter
GET /api/v1/filters/{id}                             V1Filter
PUT /api/v1/filters/{id}                             V1Filter
DELETE /api/v1/filters/{id}                          Empty
GET /api/v2/search                                   Search
GET /api/v1/search                                   -
POST /api/v1/reports                                 Report
GET /api/v1/admin/accounts                           [AdminAccount]
GET /api/v2/admin/accounts                           [AdminAccount]
GET /api/v1/admin/accounts/{id}                      AdminAccount
GET /api/v1/admin/reports                            [AdminReport]
GET /api/v1/admin/reports/{id}                       AdminReport
PUT /api/v1/admin/reports/{id}                       AdminReport
POST /api/v1/admin/reports/{id}/assign_to_self       AdminReport
POST /api/v1/admin/reports/{id}/unassign             AdminReport
POST /api/v1/admin/reports/{id}/resolve              AdminReport
POST /api/v1/admin/reports/{id}/reopen               AdminReport
POST /api/x/v1/exports                               Export
GET /api/x/v1/exports                                [Export]
GET /api/x/v1/exports/{id}                           Export
DELETE /api/x/v1/account                             Erasure
POST /api/x/v1/appeals/actions                       -
POST /api/x/v1/appeals                               -
GET /api/x/v1/audit                                  [AuditEntry]
"""
TABLE: dict[tuple[str, str], str] = {
    (method, path): answer for method, path, answer in (line.split() for line in ANSWERS.strip().splitlines())
}


@functools.cache
def registry(*, authenticated: bool) -> Registry[Any]:
    """All schemas; fields that only people with a token get are required of answers to them."""
    found: list[tuple[str, Resource[Any]]] = []
    for file in sorted(FOLDER.glob("*.json")):
        schema = json.loads(file.read_text())
        if authenticated:
            schema["required"] = [*schema["required"], *schema.get("x-authenticated", [])]
        found.append((schema["$id"], Resource.from_contents(schema)))
    return Registry().with_resources(found)


@functools.cache
def validator(answer: str, *, authenticated: bool) -> Draft202012Validator:
    """The check of one kind of answer."""
    names = answer.strip("[]").split("|")
    one = {"anyOf": [{"$ref": f"{BASE}{name}.json"} for name in names]} if len(names) > 1 else {"$ref": f"{BASE}{names[0]}.json"}
    schema = {"type": "array", "items": one} if answer.startswith("[") else one
    return Draft202012Validator(schema, registry=registry(authenticated=authenticated))


@functools.cache
def _patterns() -> list[tuple[str, re.Pattern[str], str]]:
    from social.http.routing import ROUTES

    found = []
    for route in ROUTES:
        pattern = re.sub(r"{\w+:path}", ".+", re.sub(r"{\w+}", "[^/]+", route.path))
        found.append((route.method, re.compile(f"{pattern}/?"), route.path))
    return found


def answer_of(method: str, path: str) -> str | None:
    """What a request is answered with; None for routes that the table doesn't know."""
    for each, pattern, template in _patterns():
        if each == method and pattern.fullmatch(path):
            return TABLE.get((method, template))
    return None


def complaints(method: str, path: str, status: int, data: Any, *, authenticated: bool) -> list[str]:
    """What doesn't fit; empty if all is well."""
    answer = "Error" if status >= 400 else answer_of(method, path)
    if answer in (None, "-"):
        return []
    # An app's own token has no person, so nothing is marked for it.
    errors = validator(str(answer), authenticated=authenticated).iter_errors(data)
    return [f"{error.json_path}: {error.message[:300]}" for error in errors][:10]


async def check(response: httpx.Response) -> None:
    """A hook of the test client: an answer that breaks its schema fails the test that asked for it."""
    if not response.headers.get("content-type", "").startswith("application/json"):
        return
    await response.aread()
    request = response.request
    authenticated = "authorization" in request.headers and not request.headers["authorization"].startswith("Bearer app-")
    path = request.url.path
    if not path.startswith(("/api/", "/oauth/")) or not response.content:
        return
    found = complaints(request.method, path, response.status_code, response.json(), authenticated=authenticated)
    assert not found, f"{request.method} {path} {response.status_code} breaks its schema: " + "; ".join(found)
