"""Authlib's authorization server with what it leaves to us: clients, codes, claims."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from authlib.integrations.django_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode, UserInfo
from joserfc.jwk import RSAKey

from yulin.devserver.openid.people import Citizen

_CODE_LASTS = 60  # seconds
SCOPES = ("openid", "profile", "identity")


@dataclass(frozen=True)
class Client(ClientMixin):  # type: ignore[misc]
    """Our site, as the provider knows it."""

    client_id: str
    secret: str
    #: how its addresses for the way back begin
    back: tuple[str, ...]

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> None:
        return None

    def get_allowed_scope(self, scope: str) -> str:
        return " ".join(word for word in scope.split() if word in SCOPES)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.back

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == self.secret

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass(frozen=True)
class Code:
    """An authorization code that waits to be exchanged; it is taken once."""

    code: str
    client_id: str
    redirect_uri: str
    scope: str
    user: Citizen
    nonce: str
    code_challenge: str
    code_challenge_method: str
    made_at: float = field(default_factory=time.time)

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(self.made_at)

    def get_acr(self) -> str:
        return self.user.level

    def get_amr(self) -> None:
        return None


class CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]
    """Codes are kept in memory: this process is the provider."""

    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic"]
    codes: dict[str, Code] = {}

    def save_authorization_code(self, code: str, request: Any) -> None:
        told = request.payload.data
        self.codes[code] = Code(
            code=code,
            client_id=request.client.client_id,
            redirect_uri=request.payload.redirect_uri,
            scope=request.scope,
            user=request.user,
            nonce=told.get("nonce", ""),
            code_challenge=told.get("code_challenge", ""),
            code_challenge_method=told.get("code_challenge_method", ""),
        )

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        found = self.codes.pop(code, None)
        if found is None or found.client_id != client.client_id:
            return None
        return found if time.time() - found.made_at < _CODE_LASTS else None

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """It was taken out when it was looked for."""

    def authenticate_user(self, authorization_code: Code) -> Citizen:
        return authorization_code.user


class Identity(OpenIDCode):  # type: ignore[misc]
    """The ID token: who, how sure, and the number of their identity document."""

    def __init__(self, issuer: str, key: RSAKey) -> None:
        super().__init__(require_nonce=True)
        self.issuer = issuer
        self.key = key

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        return any(code.nonce == nonce for code in CodeGrant.codes.values())

    def resolve_client_private_key(self, client: Client) -> RSAKey:
        return self.key

    def get_client_algorithm(self, client: Client) -> str:
        return "RS256"

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        now = int(time.time())
        return {"iss": self.issuer, "aud": [client.client_id], "iat": now, "exp": now + 300}

    def get_compatible_claims(self, request: Any) -> dict[str, Any]:
        return self.get_client_claims(request.client)

    def generate_user_info(self, user: Citizen, scope: str) -> UserInfo:
        found = UserInfo(sub=user.subject)
        if "profile" in scope.split():
            found["name"] = user.name
        if "identity" in scope.split():
            found["id_number"] = user.number
        return found


class Provider(AuthorizationServer):  # type: ignore[misc]
    """One issuer with one client."""

    def __init__(self, *, issuer: str, client: Client, key: RSAKey) -> None:
        super().__init__(None, None)
        self.client = client
        self.register_grant(CodeGrant, [Identity(issuer, key), _StrictChallenge(required=True)])

    def query_client(self, client_id: str) -> Client | None:
        return self.client if client_id == self.client.client_id else None

    def save_token(self, token: dict[str, Any], request: Any) -> None:
        """The ID token is all that is wanted; access tokens open nothing here."""


class _StrictChallenge(CodeChallenge):  # type: ignore[misc]
    """PKCE with S256 from every client, also from one that has a secret."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        from authlib.oauth2.rfc6749 import InvalidRequestError  # noqa: PLC0415 - used here alone

        super().validate_code_challenge(grant, redirect_uri)
        if grant.request.payload.data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("PKCE with S256 is required")
