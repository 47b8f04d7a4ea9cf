"""The government's single sign-on: OpenID Connect, authorization code with PKCE.

Authlib makes and checks `state`, `nonce`, PKCE and the signature; this module says which issuer,
audience, algorithms and claims are ours, and turns the claims into what the access room asks for.
"""

from functools import lru_cache
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from joserfc.errors import JoseError

from yulin.access.actions.single_sign_on import Recognised
from yulin.access.errors import AccessError
from yulin.codes.identity import validate

_SECONDS = 10
#: asymmetric alone: with a shared secret, or none, anybody who has it could sign
_ALGORITHMS = ["RS256", "PS256", "ES256"]
_LEEWAY = 60  # seconds that two clocks may be apart


class SingleSignOnError(AccessError):
    """The provider did not recognise somebody, or not in a way that counts."""


def is_on() -> bool:
    return bool(settings.YULIN_OIDC["issuer"])


@lru_cache(maxsize=4)
def _client(issuer: str, client_id: str, secret: str, scope: str) -> Any:
    return OAuth().register(
        "government",
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_id=client_id,
        client_secret=secret or None,
        client_kwargs={
            "scope": scope,
            "code_challenge_method": "S256",
            "timeout": _SECONDS,
            **({} if secret else {"token_endpoint_auth_method": "none"}),
        },
    )


def _provider() -> Any:
    """The client, its provider's metadata read; that it says it is another is refused."""
    told = settings.YULIN_OIDC
    client = _client(told["issuer"], told["client_id"], told["client_secret"], told["scope"])
    metadata = client.load_server_metadata()
    if metadata.get("issuer") != told["issuer"]:
        raise SingleSignOnError(_("统一身份认证的地址与其自称的不符，没有继续。"))
    metadata["id_token_signing_alg_values_supported"] = _ALGORITHMS
    return client


def to_provider(request: HttpRequest, back: str) -> HttpResponse:
    """Send the browser to the provider. Raises SingleSignOnError where it does not answer."""
    try:
        response: HttpResponse = _provider().authorize_redirect(request, back)
    except (AuthlibBaseError, requests.RequestException, ValueError):
        raise SingleSignOnError(_("统一身份认证暂时没有应答，请稍后再试。")) from None
    return response


def recognised(request: HttpRequest) -> Recognised:
    """Who came back. Raises SingleSignOnError for anything that is not as it should be."""
    told = settings.YULIN_OIDC
    wanted = {
        "iss": {"essential": True, "value": told["issuer"]},
        "aud": {"essential": True, "value": told["client_id"]},
        "exp": {"essential": True},
        "nonce": {"essential": True},
        "sub": {"essential": True},
    }
    try:
        token = _provider().authorize_access_token(request, claims_options=wanted, leeway=_LEEWAY)
    except (AuthlibBaseError, JoseError, requests.RequestException, ValueError, KeyError):
        raise SingleSignOnError(_("统一身份认证没有成功，请再试一次。")) from None
    claims = token.get("userinfo")
    if claims is None:  # an answer without an ID token says nothing of who it is
        raise SingleSignOnError(_("统一身份认证没有成功，请再试一次。"))
    return _read(claims)


def _read(claims: dict[str, Any]) -> Recognised:
    told = settings.YULIN_OIDC
    level = told["levels"].get(str(claims.get("acr", "")), 0)
    if level < told["lowest_level"]:
        raise SingleSignOnError(
            _("您在统一身份认证的级别不够，请先在那里完成实名认证，再回来登录。")
        )
    number = validate(str(claims.get(told["number_claim"], "")))
    if not number.ok:
        raise SingleSignOnError(_("统一身份认证没有给出有效的证件号，请到窗口办理。"))
    return Recognised(
        issuer=told["issuer"],
        subject=str(claims["sub"]),
        number=number.value,
        name=str(claims.get(told["name_claim"], "")),
        level=level,
    )
