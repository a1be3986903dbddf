"""An OpenID provider of our own: real keys, real signatures, and whatever lies a test wants."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc import jwk, jwt

ISSUER = "https://login.example/pool"
CLIENT = "client-of-tests"


@dataclass
class Provider:
    """Answers by httpx's transport. `down` fails all, `asked` counts requests by path."""

    down: bool = False
    rogue_metadata: dict[str, str] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    keys: dict[str, jwk.Key] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rotate("one")

    def rotate(self, name: str, *, keep: bool = False) -> None:
        """Begin to sign with a new key."""
        self.keys = {**(self.keys if keep else {}), name: jwk.RSAKey.generate_key(2048, {"kid": name, "use": "sig"})}
        self.current = name

    @property
    def public(self) -> dict[str, Any]:
        """The key that is used, as everybody knows it."""
        return dict(self.keys[self.current].as_dict(private=False))

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Claims that hold, with changes; None leaves one out."""
        now = int(time.time())
        right = {
            "iss": ISSUER, "aud": CLIENT, "sub": "person-1", "iat": now, "exp": now + 300, "email": "ann@example.com", "email_verified": True,
            "preferred_username": "Ann.Lee",
        }  # fmt: skip
        return {name: value for name, value in {**right, **changes}.items() if value is not None}

    def token(self, *, kid: str | None = None, key: jwk.Key | None = None, alg: str = "RS256", **changes: Any) -> str:
        """A signed ID token."""
        header = {"alg": alg, "kid": kid or self.current}
        return jwt.encode(header, self.claims(**changes), key or self.keys[self.current], algorithms=[alg])

    def unsigned(self, **changes: Any) -> str:
        """A token with alg none."""
        parts = [{"alg": "none", "kid": self.current}, self.claims(**changes)]
        return ".".join(_b64(json.dumps(part).encode()) for part in parts) + "."

    def confused(self) -> str:
        """HS256 with the public key's PEM as the secret: what a careless server checks with the very same bytes."""
        pem = self.keys[self.current].as_pem(private=False)
        parts = [{"alg": "HS256", "kid": self.current}, self.claims()]
        text = ".".join(_b64(json.dumps(part).encode()) for part in parts)
        return f"{text}.{_b64(hmac.new(pem, text.encode(), hashlib.sha256).digest())}"

    def agree(self, address: str, **claims: Any) -> dict[str, str]:
        """Somebody logs in at the address; the query that sends them back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = {"asked": asked, "claims": claims}
        return {"code": code, "state": asked["state"]}

    def transport(self) -> httpx.MockTransport:
        """For the adapter's client."""
        return httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.asked[path] = self.asked.get(path, 0) + 1
        if self.down:
            raise httpx.ConnectError("down")
        if path == "/pool/.well-known/openid-configuration":
            base = "https://login.example"
            found = {
                "issuer": ISSUER,
                "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token",
                "jwks_uri": f"{base}/jwks",
            }
            return httpx.Response(200, json={name: value for name, value in {**found, **self.rogue_metadata}.items() if value})
        if path == "/jwks":
            return httpx.Response(200, json={"keys": [key.as_dict(private=False) for key in self.keys.values()]})
        if path == "/token":
            return self._token(request)
        return httpx.Response(404)

    def _token(self, request: httpx.Request) -> httpx.Response:
        sent = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        login = self.codes.pop(sent["code"], None)
        if login is None:
            return httpx.Response(400, json={"error": "invalid_grant"})
        asked = login["asked"]
        assert request.headers["authorization"] == "Basic " + base64.b64encode(f"{CLIENT}:client secret".encode()).decode()
        assert _b64(hashlib.sha256(sent["code_verifier"].encode()).digest()) == asked["code_challenge"]
        assert sent["redirect_uri"] == asked["redirect_uri"]
        return httpx.Response(200, json={"id_token": self.token(**{"nonce": asked["nonce"], **login["claims"]})})


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
