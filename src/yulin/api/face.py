"""The interface itself: nothing opens without an account unless it says so, errors are problems."""

import logging
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from yulin.api.access import who
from yulin.api.problems import MEDIA_TYPE, Refused, problem
from yulin.api.routes import events, jobs, officer, others, person, public
from yulin.programmes.errors import LibraryError

log = logging.getLogger(__name__)
_ERROR = 400


class Api(NinjaAPI):
    """Documented as it answers: problems have a media type of their own."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._drawn: dict[str, OpenAPISchema] = {}

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Drawn up once a process for each prefix: it takes most of a second and never changes."""
        prefix = repr(options)
        if prefix not in self._drawn:
            self._drawn[prefix] = self._draw_up(**options)
        return self._drawn[prefix]

    def _draw_up(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        for path in schema["paths"].values():
            for operation in path.values():
                for status, response in operation["responses"].items():
                    if int(status) >= _ERROR and "application/json" in response.get("content", {}):
                        content = response["content"]
                        content[MEDIA_TYPE] = content.pop("application/json")
        return schema


api = Api(
    title="Yulin",
    version="1",
    description=(
        "人才待遇的事实、决定与理由、款项。与网页同一套权限；号码一律遮住；金额是带两位小数的文本（元）。"
        " Facts, decisions with reasons and payments, by the rules of the pages."
    ),
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
    auth=who(lambda _user: False),  # a router that does not say whom it is for is for nobody
)
api.add_router("", public.router, auth=None)
api.add_router("", jobs.public, auth=None)
api.add_router("", jobs.employer)
api.add_router("", events.public, auth=None)
api.add_router("", events.officer)
api.add_router("", person.router)
api.add_router("", officer.router)
api.add_router("", others.employer)
api.add_router("", others.auditor)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    return problem(request, refused.status, refused.detail, **refused.headers)


@api.exception_handler(AuthenticationError)
def _nobody(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return problem(request, 401, "", WWW_Authenticate='Bearer realm="yulin"')


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Which fields, and what is the matter with each; never what was sent."""
    said = "；".join(
        f"{'.'.join(str(part) for part in one['loc'])}：{one['msg']}" for one in error.errors
    )
    return problem(request, 422, said)


@api.exception_handler(Http404)
def _absent(request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem(request, 404)


@api.exception_handler(HttpError)
def _error(request: HttpRequest, error: HttpError) -> HttpResponse:
    detail = _("写操作要带页面的 CSRF 令牌。") if error.status_code == 403 else ""
    return problem(request, 422 if error.status_code == _ERROR else error.status_code, detail)


@api.exception_handler(LibraryError)
def _library(request: HttpRequest, error: LibraryError) -> HttpResponse:
    log.error("The policy library cannot be read: %s", str(error).splitlines()[0])
    return problem(request, 503)
