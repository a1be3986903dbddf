"""Signatures over parts, each for one purpose: what was signed for one form can't be sent to another."""

import hashlib
import hmac
import json


def sign(secret: bytes, purpose: str, *parts: str | int) -> str:
    """The signature of parts."""
    text = json.dumps([purpose, *map(str, parts)], ensure_ascii=True)
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()


def signed(signature: str, secret: bytes, purpose: str, *parts: str | int) -> bool:
    """Whether a signature is that of the parts."""
    return hmac.compare_digest(signature.encode(), sign(secret, purpose, *parts).encode())
