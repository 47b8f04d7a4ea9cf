"""Errors as RFC 9457 says: what, why, and what to do, in Chinese and English."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Schema

MEDIA_TYPE = "application/problem+json"
#: status → (title, what to do)
_WORDS = {
    400: (gettext_lazy("请求读不懂"), gettext_lazy("请按接口文档检查格式。")),
    401: (
        gettext_lazy("没有登录"),
        gettext_lazy("请带上有效的令牌：Authorization: Bearer yulin_…，或先登录网站。"),
    ),
    403: (gettext_lazy("没有权限"), gettext_lazy("请换用有权限的账号，或请管理员核对岗位。")),
    404: (gettext_lazy("没有这一项"), gettext_lazy("请核对编号；不属于您的也查不到。")),
    405: (gettext_lazy("不支持这个方法"), gettext_lazy("请看 Allow 头和接口文档。")),
    409: (gettext_lazy("同一请求正在处理"), gettext_lazy("请稍后用同一个幂等键再发一次。")),
    415: (gettext_lazy("内容类型不对"), gettext_lazy("请用 application/json。")),
    422: (gettext_lazy("内容不合要求"), gettext_lazy("请按说明改正后再发。")),
    429: (gettext_lazy("请求太频繁"), gettext_lazy("请等 Retry-After 头写的秒数。")),
    503: (gettext_lazy("政策文件正在维护"), gettext_lazy("请稍后再试。")),
}


class Problem(Schema):
    """What went wrong. `type` names the kind; `detail` says why; `to_do` what helps."""

    type: str
    title: str
    status: int
    detail: str
    to_do: str


#: what every protected route may answer besides its own
ERRORS: Any = {frozenset({401, 403, 404, 422, 429, 503}): Problem}
OPEN_ERRORS: Any = {frozenset({404, 422, 429, 503}): Problem}


class Refused(Exception):  # noqa: N818 - an answer, not a failure
    """Ends a request with a problem."""

    def __init__(self, status: int, detail: str = "", **headers: str) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers


def problem(request: HttpRequest, status: int, detail: str = "", **headers: str) -> HttpResponse:
    """The answer; without a detail it is the title in a sentence."""
    title, to_do = _WORDS.get(status, (_("出错了"), _("请稍后再试；仍不行请告诉管理员。")))
    response = JsonResponse(
        {
            "type": f"urn:yulin:problem:{status}",
            "title": str(title),
            "status": status,
            "detail": detail or str(title),
            "to_do": str(to_do),
        },
        status=status,
        content_type=MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return response
