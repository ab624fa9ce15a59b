"""A real identity provider on loopback, built on Authlib's server side, with the faults that tests ask it for."""

import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from flask import Flask, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from werkzeug.serving import make_server

CLIENT, SECRET = "zeren", "fixture-client-secret"
SIGNING = RSAKey.generate_key(2048, {"kid": "fixture", "use": "sig"}, private=True)
FOREIGN = RSAKey.generate_key(2048, {"kid": "fixture", "use": "sig"}, private=True)


@dataclass
class Client:
    """The one client, which is Zeren."""

    redirect_uri: str

    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code:
    """A code that was given and not yet exchanged."""

    asked: dict[str, str]
    user: dict[str, Any]
    auth_time: int

    @property
    def code_challenge(self) -> str:
        return self.asked["code_challenge"]

    @property
    def code_challenge_method(self) -> str:
        return self.asked["code_challenge_method"]

    def get_redirect_uri(self) -> str:
        return self.asked["redirect_uri"]

    def get_scope(self) -> str:
        return self.asked["scope"]

    def get_nonce(self) -> str:
        return self.asked["nonce"]

    def get_auth_time(self) -> int:
        return self.auth_time

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> list[str]:
        found: list[str] = self.user.get("amr", ["pwd"])
        return found


@dataclass
class Provider:
    """The provider: whoever comes is the user that the test put there, and signed in when it says."""

    clock: Callable[[], datetime]
    redirect_uri: str
    user: dict[str, Any] = field(default_factory=lambda: {"sub": "subject-1", "preferred_username": "clerk"})
    signed_in_at: datetime | None = None
    """Since when it knows the browser; `prompt=login` asks again."""
    claims: dict[str, Any] = field(default_factory=dict)
    """What it says otherwise than it should; None: leaves out."""
    sign: str = "right"
    document: dict[str, Any] = field(default_factory=dict)
    heeds_prompt: bool = True
    issuer: str = ""
    codes: dict[str, Code] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def reset(self) -> None:
        """As it was when it began to run."""
        fresh = Provider(self.clock, self.redirect_uri, issuer=self.issuer)
        vars(self).update(vars(fresh))

    def application(self) -> Flask:
        """Its pages."""
        app = Flask("provider")
        client = Client(self.redirect_uri)
        server = AuthorizationServer(
            app, query_client=lambda id: client if id == CLIENT else None, save_token=lambda token, request: None
        )
        server.register_grant(_grant(self), [_OpenID(self), CodeChallenge(required=True)])
        app.before_request(lambda: self.requests.append(request.path))

        @app.get("/.well-known/openid-configuration")
        def document() -> Any:
            told = {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "code_challenge_methods_supported": ["S256"],
            }
            return jsonify({**told, **self.document})

        @app.get("/keys")
        def keys() -> Any:
            symmetric = OctKey.import_key(SECRET, {"kid": "ours"}).as_dict(private=True)
            return jsonify({"keys": [SIGNING.as_dict(private=False), *([symmetric] if self.sign == "HS256" else [])]})

        @app.get("/authorize")
        def authorize() -> Any:
            self.asked.append(request.args.to_dict())
            if self.user.get("refuses"):
                return redirect(f"{self.redirect_uri}?error=access_denied&state={request.args['state']}")
            grant = server.get_consent_grant(end_user=self.user)
            return server.create_authorization_response(grant_user=self.user, grant=grant)

        @app.post("/token")
        def token() -> Any:
            return server.create_token_response()

        return app

    def signed(self, claims: dict[str, Any]) -> str:
        """An id_token, signed as the test says."""
        told = {name: value for name, value in {**claims, **self.claims}.items() if value is not None}
        header = {"alg": "RS256", "kid": "fixture"}
        match self.sign:
            case "none":
                parts = ({"alg": "none", "typ": "JWT"}, told)  # no library writes it any more
                return (
                    ".".join(urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + "."
                )
            case "HS256":
                key = OctKey.import_key(SECRET, {"kid": "ours"})
                return str(jwt.encode({"alg": "HS256", "kid": "ours"}, told, key, algorithms=["HS256"]))
            case "foreign":
                return str(jwt.encode(header, told, FOREIGN))
        return str(jwt.encode(header, told, SIGNING))


def _grant(provider: Provider) -> type[AuthorizationCodeGrant]:
    class Grant(AuthorizationCodeGrant):  # type: ignore[misc]  # Authlib has no types
        TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic"]  # noqa: RUF012  # as Authlib has it

        def save_authorization_code(self, code: str, request: Any) -> None:
            again = request.payload.data.get("prompt") == "login" and provider.heeds_prompt
            if again or provider.signed_in_at is None:
                provider.signed_in_at = provider.clock()
            asked = dict(request.payload.data)
            provider.codes[code] = Code(asked, dict(provider.user), int(provider.signed_in_at.timestamp()))

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            provider.codes = {name: one for name, one in provider.codes.items() if one is not authorization_code}

        def authenticate_user(self, authorization_code: Code) -> dict[str, Any]:
            return authorization_code.user

    return Grant


class _OpenID(OpenIDCode):  # type: ignore[misc]  # Authlib has no types
    def __init__(self, provider: Provider) -> None:
        super().__init__(require_nonce=True)
        self._provider = provider

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        return any(asked["nonce"] == nonce for asked in self._provider.asked[:-1])

    def encode_id_token(self, token: dict[str, Any], request: Any) -> str:
        """With the clock of the test, which Authlib would not ask."""
        now, code = int(self._provider.clock().timestamp()), request.authorization_code
        claims = {"iss": self._provider.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, **code.user}
        return self._provider.signed({**claims, **self.get_authorization_code_claims(code)})


@contextmanager
def served(clock: Callable[[], datetime], redirect_uri: str) -> Iterator[Provider]:
    """The provider, on a free port of this machine."""
    provider = Provider(clock, redirect_uri)
    server = make_server("127.0.0.1", 0, provider.application(), threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
