"""Issuer: the office's identity provider, asked as OpenID Connect says (authorization code flow with PKCE).

Authlib and joserfc do the protocol. Metadata and keys are read anew each time: signing in is rare, and a key that was
withdrawn is not believed a minute longer. No answer that leads elsewhere is followed.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from web.settings import SingleSignOn, carried_safely
from web.vouching import Claims, IssuerDown, IssuerRefused

TIMEOUT: Final = 5
"""Seconds, for each question."""
SKEW: Final = 60
"""So many seconds may its clock differ from ours."""
LARGEST: Final = 512 * 1024
SCOPE: Final = "openid profile"
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures that only the issuer can make: neither none at all nor keys that we hold too."""


class Issuer:
    """One identity provider, as the settings name it."""

    def __init__(self, settings: SingleSignOn, *, callback: str) -> None:
        self._of = settings
        self._callback = callback

    def address(self, *, state: str, nonce: str, verifier: str, again: bool = False) -> str:
        """Where the browser is sent; ``again``: to be asked for proof even if signed in there."""
        asked = {"prompt": "login", "max_age": "0"} if again else {}
        session = self._session("none", "")
        address, _ = session.create_authorization_url(
            self._metadata()["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier, **asked
        )
        return str(address)

    def claims(self, answer: Mapping[str, str], *, nonce: str, verifier: str, now: datetime) -> Claims:
        """What the issuer says, given what the browser brought back from it."""
        if answer.get("error"):
            raise IssuerRefused("refused")
        metadata = self._metadata()
        told = answer.get("iss")
        if told != self._of.issuer and (told or metadata.get("authorization_response_iss_parameter_supported")):
            raise IssuerRefused("other_issuer")
        token = self._token(metadata, answer.get("code", ""), verifier)
        raw = token.get("id_token")
        if not isinstance(raw, str):
            raise IssuerRefused("no_id_token")
        try:
            keys = KeySet.import_key_set(self._ask(metadata["jwks_uri"]))  # type: ignore[arg-type]  # checked there
            read = jwt.decode(raw, keys, algorithms=list(ALGORITHMS))
            checked = CodeIDToken(
                read.claims,
                read.header,
                {
                    "iss": {"essential": True, "value": self._of.issuer},
                    "aud": {"essential": True, "value": self._of.client},
                },
                {"nonce": nonce, "client_id": self._of.client, "access_token": token.get("access_token")},
            )
            checked.validate(now=int(now.timestamp()), leeway=SKEW)
        except (JoseError, AuthlibBaseError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise IssuerRefused(str(getattr(error, "error", "") or "id_token")[:40]) from error
        return self._claims(checked)

    def _claims(self, checked: Mapping[str, Any]) -> Claims:
        subject, name = checked.get("sub"), checked.get(self._of.claim)
        if not isinstance(subject, str) or not subject:
            raise IssuerRefused("no_subject")
        proven, methods = checked.get("auth_time"), checked.get("amr") or ()
        return Claims(
            subject=subject,
            name=name.strip().lower()[:64] if isinstance(name, str) else "",
            proven_at=datetime.fromtimestamp(proven, UTC) if proven else None,
            factor="mfa" in methods,
        )

    def _token(self, metadata: Mapping[str, Any], code: str, verifier: str) -> Mapping[str, Any]:
        """Exchange the code, with our own secret and the verifier that belongs to it."""
        methods = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        method = "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"
        session = self._session(method, _secret(self._of.secret_file))
        try:
            found = session.fetch_token(
                metadata["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
                timeout=TIMEOUT,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise IssuerDown from error
        except (AuthlibBaseError, ValueError) as error:
            raise IssuerRefused("code") from error
        if not isinstance(found, Mapping):
            raise IssuerDown
        return found

    def _metadata(self) -> Mapping[str, Any]:
        """What the issuer says of itself; it has to be the one that was asked."""
        found = self._ask(self._of.issuer.rstrip("/") + "/.well-known/openid-configuration")
        if found.get("issuer") != self._of.issuer:
            raise IssuerRefused("other_issuer")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            address = found.get(name)
            if not isinstance(address, str) or not carried_safely(address):
                raise IssuerRefused("unsafe_address")
        return found

    def _ask(self, address: str) -> Mapping[str, Any]:
        session = self._session("none", "")
        try:
            answer = session.get(address, withhold_token=True, timeout=TIMEOUT, allow_redirects=False)
            found = answer.json() if answer.status_code == 200 and len(answer.content) <= LARGEST else None
        except (requests.RequestException, ValueError) as error:
            raise IssuerDown from error
        if not isinstance(found, Mapping):
            raise IssuerDown
        return found

    def _session(self, method: str, secret: str) -> OAuth2Session:
        session = OAuth2Session(
            self._of.client,
            secret or None,
            token_endpoint_auth_method=method,
            scope=SCOPE,
            redirect_uri=self._callback,
            code_challenge_method="S256",
        )
        # Neither proxies nor passwords that the environment happens to name.
        session.trust_env = False
        session.verify = True if self._of.ca_file is None else str(self._of.ca_file)
        return session


def _secret(file: Path) -> str:
    """What we prove ourselves with; a file that others can read is refused."""
    try:
        if file.stat().st_mode & 0o077:
            raise IssuerRefused("secret_file_mode")
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise IssuerRefused("secret_file") from error
