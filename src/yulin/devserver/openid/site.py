"""The provider's four addresses, as a WSGI application of its own."""

from __future__ import annotations

import html
from typing import Any

from authlib.oauth2 import OAuth2Error
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.urls import path

from yulin.devserver.openid.grants import SCOPES, Client, Provider
from yulin.devserver.openid.people import Place, client_secret, read_people, signing_key

_PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>统一身份认证（演示）</title></head><body><main>
<h1>统一身份认证（演示）</h1><p>这里代替政务统一身份认证。下面的人都是虚构的，选一个登录。</p>
{people}</main></body></html>"""
_ONE = (
    """<form method="post"><p><button name="subject" value="{subject}">{name}</button></p></form>"""
)


class Site:
    """One provider at one address."""

    def __init__(self, *, issuer: str, place: Place, client_id: str, back: tuple[str, ...]) -> None:
        self.issuer = issuer
        self.place = place
        self.key = signing_key(place)
        client = Client(client_id, client_secret(place), back)
        self.provider = Provider(issuer=issuer, client=client, key=self.key)

    @property
    def urlpatterns(self) -> list[Any]:
        return [
            path(".well-known/openid-configuration", self.metadata),
            path("keys", self.keys),
            path("authorize", self.authorize),
            path("token", self.token),
        ]

    def metadata(self, request: HttpRequest) -> HttpResponse:
        """OpenID Connect Discovery 1.0."""
        return JsonResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "scopes_supported": list(SCOPES),
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            }
        )

    def keys(self, request: HttpRequest) -> HttpResponse:
        """The public half."""
        return JsonResponse({"keys": [self.key.as_dict(private=False)]})

    def authorize(self, request: HttpRequest) -> HttpResponse:
        """Choose somebody; a press is their consent."""
        try:
            grant = self.provider.get_consent_grant(request)
        except OAuth2Error as error:
            return HttpResponseBadRequest(html.escape(str(error)))
        people = {one.subject: one for one in read_people(self.place)}
        if request.method == "POST":
            chosen = people.get(request.POST.get("subject", ""))
            answer: HttpResponse = self.provider.create_authorization_response(
                request, grant_user=chosen, grant=grant
            )
            return answer
        forms = "".join(
            _ONE.format(subject=html.escape(one.subject), name=html.escape(one.name))
            for one in people.values()
        )
        return HttpResponse(_PAGE.format(people=forms))

    def token(self, request: HttpRequest) -> HttpResponse:
        """The code for an ID token."""
        answer: HttpResponse = self.provider.create_token_response(request)
        return answer
