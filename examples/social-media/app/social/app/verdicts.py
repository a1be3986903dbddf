"""What the lists of words say of a text, and keeping what was said. Nothing is asked that could take time."""

from social import tables as t
from social.adapters.sql.database import Unit
from social.app.services import Services
from social.domain import rules
from social.ports.others import Verdict


def by_words(services: Services, text: str) -> Verdict:
    """What the lists of words say."""
    for verdict, words in (("hold", services.settings.blocked_words), ("flag", services.settings.flagged_words)):
        found = rules.found(text, words)
        if found:
            return Verdict("hold" if verdict == "hold" else "flag", tuple(f"word: {word}" for word in found), "words")
    return Verdict("allow", source="words")


def ruled_again(services: Services, text: str) -> Verdict:
    """The same about a post that is changed."""
    verdict = by_words(services, text)
    if services.settings.premoderation and verdict.verdict != "hold":
        return Verdict("hold", ("every post waits for a verdict", *verdict.reasons), "premoderation")
    return verdict


async def note(services: Services, unit: Unit, status_id: int, rev: int, verdict: Verdict) -> bool:
    """Keep a verdict that isn't `allow`; whether it is new. One source judges one version of a post once."""
    if verdict.verdict == "allow":
        return False
    source = verdict.source[:40]
    row = {
        "id": services.ids.next(), "subject": "status", "subject_id": status_id, "verdict": verdict.verdict, "source": source,
        "reasons": list(verdict.reasons), "score": verdict.score, "cause": f"status:{status_id}:{rev}:{source}",
        "created_at": services.clock.now(),
    }  # fmt: skip
    return bool((await unit.connection.execute(services.db.insert_new(t.verdicts).values(row))).rowcount)
