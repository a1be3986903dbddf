"""Any OpenID provider: Cognito, Entra External ID, Identity Platform, Keycloak and others."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import structlog
from joserfc import jwk, jws, jwt
from joserfc.errors import JoseError

from social.ports.others import IdentityDown, Person

# Signatures by a key pair; a shared secret or none at all is no proof of who signed.
ALGORITHMS = {
    "RS256": "RSA", "RS384": "RSA", "RS512": "RSA", "PS256": "RSA", "PS384": "RSA", "PS512": "RSA",
    "ES256": "EC", "ES384": "EC", "ES512": "EC", "Ed25519": "OKP", "EdDSA": "OKP",
}  # fmt: skip
LEEWAY_S = 60
FRESH_MS, STALE_MS, REFETCH_MS = 3_600_000, 86_400_000, 60_000
RETRY_MS = 5_000
MOST_TOKEN = 16_384
log = structlog.get_logger()


@dataclass
class _Kept:
    """A document of the provider, when it came and when it was last asked for."""

    value: Any = None
    at: int = 0
    tried: int = field(default=-STALE_MS)


class OidcIdentity:
    """Documents are kept for an hour, and used for a day when the provider is down. Forged key ids cost it one request a minute."""

    def __init__(
        self,
        issuer: str,
        client_id: str,
        client_secret: str | None,
        role_claim: str,
        now: Callable[[], int],
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._secret = client_secret
        self._role_claim = role_claim
        self._now = now
        self._http = httpx.AsyncClient(timeout=5, follow_redirects=False, transport=transport)
        self._about = _Kept()
        self._keys = _Kept()
        self._fetching = asyncio.Lock()

    async def authorize_url(self, state: str, nonce: str, challenge: str, redirect_uri: str) -> str:
        """Where the browser goes to log in."""
        about = await self._metadata()
        if "authorization_endpoint" not in about or "token_endpoint" not in about:
            raise ValueError("the provider has no login page")
        asked = {
            "response_type": "code", "client_id": self._client_id, "redirect_uri": redirect_uri, "scope": "openid email profile",
            "state": state, "nonce": nonce, "code_challenge": challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        address = str(about["authorization_endpoint"])
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"

    async def exchange(self, code: str, verifier: str, redirect_uri: str, nonce: str) -> Person:
        """The person behind a code."""
        about = await self._metadata()
        data = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "code_verifier": verifier,
            "client_id": self._client_id,
        }  # fmt: skip
        basic: httpx.Auth = httpx.Auth()
        if self._secret is not None:
            if "client_secret_basic" in about.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]):
                basic = httpx.BasicAuth(self._client_id, self._secret)
            else:
                data["client_secret"] = self._secret
        try:
            response = await self._http.post(str(about["token_endpoint"]), data=data, auth=basic, headers={"Accept": "application/json"})
        except httpx.HTTPError as error:
            raise IdentityDown(type(error).__name__) from None
        if response.status_code >= 500:
            raise IdentityDown(str(response.status_code))
        if response.status_code != 200:
            raise ValueError(f"the code was refused with {response.status_code}")
        try:
            token = response.json()["id_token"]
        except (ValueError, KeyError, TypeError):
            raise ValueError("the answer has no ID token") from None
        return await self.verify(str(token), nonce)

    async def verify(self, token: str, nonce: str | None = None) -> Person:
        """The person behind an ID token; with a nonce, behind that very login's. Cognito's access tokens are taken as well."""
        claims = await self._claims(token)
        self._check(claims)
        if nonce is not None and (claims.get("nonce") != nonce or claims.get("token_use", "id") != "id"):
            raise ValueError("the token is not of this login")
        return self._person(claims)

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.aclose()

    async def _claims(self, token: str) -> Mapping[str, Any]:
        """What a token says, after its signature was checked with a key of the provider's own."""
        if len(token) > MOST_TOKEN or token.count(".") != 2:
            raise ValueError("this is no token of a provider")
        try:
            header = jws.extract_compact(token.encode()).headers()
            algorithm, name = str(header.get("alg")), header.get("kid")
            if algorithm not in ALGORITHMS:
                raise ValueError(f"tokens signed by {algorithm} are not taken")
            key = await self._key(name, ALGORITHMS[algorithm])
            return jwt.decode(token, key, algorithms=[algorithm], registry=jws.JWSRegistry(algorithms=list(ALGORITHMS))).claims
        except (JoseError, TypeError, UnicodeError) as error:
            raise ValueError(f"the token does not hold: {type(error).__name__}") from None

    def _check(self, claims: Mapping[str, Any]) -> None:
        """Issuer, audience and times. Cognito's access tokens have no audience, but name the client."""
        if claims.get("iss") != self._issuer:
            raise ValueError("another issuer")
        if claims.get("token_use", "id") not in ("id", "access"):
            raise ValueError("another use")
        audience = claims.get("aud")
        if audience is None and claims.get("token_use") == "access":
            audience = claims.get("client_id")
        audiences = audience if isinstance(audience, list) else [audience]
        if self._client_id not in audiences:
            raise ValueError("another audience")
        if (len(audiences) > 1 or "azp" in claims) and claims.get("azp") != self._client_id:
            raise ValueError("another authorized party")
        now = self._now() / 1000
        if _number(claims, "exp") + LEEWAY_S <= now:
            raise ValueError("expired")
        if max(_number(claims, "nbf", 0), _number(claims, "iat")) - LEEWAY_S > now:
            raise ValueError("not valid yet")
        if not isinstance(claims.get("sub"), str) or not 0 < len(claims["sub"]) <= 300:
            raise ValueError("no subject")

    def _person(self, claims: Mapping[str, Any]) -> Person:
        groups = claims.get(self._role_claim, ())
        if isinstance(groups, str):
            groups = (groups,)
        return Person(
            issuer=self._issuer,
            subject=claims["sub"],
            email=_text(claims, "email"),
            email_verified=claims.get("email_verified") in (True, "true"),
            name=_text(claims, "name"),
            username=_text(claims, "preferred_username") or _text(claims, "cognito:username"),
            groups=tuple(each for each in groups if isinstance(each, str)) if isinstance(groups, list | tuple) else (),
            issued_at=int(_number(claims, "iat") * 1000),
        )

    async def _metadata(self) -> Mapping[str, Any]:
        return dict(await self._kept(self._about, self._fetch_metadata))

    async def _key(self, name: Any, kind: str) -> jwk.Key:
        """The key of a name; without a name, the only one of its kind."""
        found = _choose(await self._kept(self._keys, self._fetch_keys), name, kind)
        if found is None:
            # It may be a new one. Whoever sends random names can't make us ask more than once a minute.
            found = _choose(await self._kept(self._keys, self._fetch_keys, older_than=REFETCH_MS), name, kind)
        if found is None:
            raise ValueError("an unknown key")
        return found

    async def _kept(self, kept: _Kept, fetch: Callable[[], Any], older_than: int = FRESH_MS) -> Any:
        """A document no older than that, else a stale one while the provider is down, else IdentityDown."""
        if kept.value is not None and self._now() - kept.at < older_than:
            return kept.value
        async with self._fetching:
            now = self._now()
            wait = REFETCH_MS if kept.value is not None else RETRY_MS
            if now - kept.tried >= wait and not (kept.value is not None and now - kept.at < older_than):
                kept.tried = now
                try:
                    kept.value, kept.at = await fetch(), now
                except (httpx.HTTPError, ValueError, KeyError, TypeError, IdentityDown) as error:
                    log.warning("the identity provider does not answer", error=type(error).__name__)
        if kept.value is None or self._now() - kept.at >= STALE_MS:
            raise IdentityDown("no answer, and nothing kept that is young enough")
        return kept.value

    async def _fetch_metadata(self) -> dict[str, Any]:
        found = await self._document(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self._issuer:
            raise ValueError("the configuration is of another issuer")
        # Google's Identity Platform has keys, but no pages.
        for name in {"jwks_uri", *({"authorization_endpoint", "token_endpoint"} & set(found))}:
            scheme = urlsplit(str(found[name])).scheme
            if scheme != "https" and scheme != urlsplit(self._issuer).scheme:
                raise ValueError(f"{name} has another scheme than its issuer")
        return found

    async def _fetch_keys(self) -> list[tuple[str | None, str, jwk.Key]]:
        """Public keys by name and kind; others in the document are left out."""
        # Called within the lock that the configuration needs too, so it is asked for by itself.
        if self._about.value is None or self._now() - self._about.at >= FRESH_MS:
            self._about.value, self._about.at = await self._fetch_metadata(), self._now()
        found: list[tuple[str | None, str, jwk.Key]] = []
        for each in (await self._document(str(self._about.value["jwks_uri"])))["keys"]:
            if each.get("kty") in ALGORITHMS.values() and each.get("use", "sig") == "sig" and "d" not in each:
                try:
                    found.append((each.get("kid"), each["kty"], jwk.import_key(each)))
                except (JoseError, ValueError):
                    continue
        return found

    async def _document(self, address: str) -> dict[str, Any]:
        response = await self._http.get(address, headers={"Accept": "application/json"})
        if response.status_code != 200:
            raise IdentityDown(str(response.status_code))
        found = response.json()
        if not isinstance(found, dict):
            raise TypeError("the document is no object")
        return found


def _choose(keys: list[tuple[str | None, str, jwk.Key]], name: Any, kind: str) -> jwk.Key | None:
    fitting = [key for known, of, key in keys if of == kind and (name is None or known == name)]
    return fitting[0] if fitting and (name is not None or len(fitting) == 1) else None


def _number(claims: Mapping[str, Any], name: str, default: float | None = None) -> float:
    value = claims.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e11:
        raise ValueError(f"{name} is no time")
    return value


def _text(claims: Mapping[str, Any], name: str) -> str | None:
    value = claims.get(name)
    return value if isinstance(value, str) and value and value.isprintable() else None
