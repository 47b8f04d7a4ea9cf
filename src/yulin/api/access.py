"""Who asks: the site's own session, or a personal token. Without either nothing opens."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import APIKeyCookie, HttpBearer

from yulin.access.actions.tokens import closed_to, owner_of
from yulin.access.middleware import SECOND_FACTOR
from yulin.access.models import User
from yulin.access.passwords import is_due
from yulin.access.rates import wait
from yulin.access.row_security import become
from yulin.api.problems import Refused

Rule = Callable[[Any], bool]
SAFE = frozenset({"GET", "HEAD"})


def limited(who: str) -> None:
    """Raises Refused (429) for who asks more often than a minute allows."""
    if seconds := wait(who=f"api:{who}", most=settings.YULIN_API_PER_MINUTE):
        detail = _("一分钟内至多 %(most)d 次请求。") % {"most": settings.YULIN_API_PER_MINUTE}
        raise Refused(429, detail, Retry_After=str(seconds))


class Token(HttpBearer):
    """`Authorization: Bearer yulin_…`; acts as the owner, who chose whether it may write."""

    def __init__(self, rule: Rule) -> None:
        super().__init__()
        self.rule = rule

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        row = owner_of(token)
        if row is None:
            limited(f"address:{request.META.get('REMOTE_ADDR', '')}")
            raise Refused(401, _("令牌不对，或已失效、已撤销。"), WWW_Authenticate="Bearer")
        limited(f"token:{row.pk}")
        if closed := closed_to(row):
            raise Refused(403, closed)
        if request.method not in SAFE and not row.may_write:
            raise Refused(403, _("这个令牌只能读。"))
        request.user = row.user
        become(row.user)
        return _allowed(self.rule, row.user)


class Session(APIKeyCookie):
    """The browser's session; a request that writes carries the CSRF token too."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self, rule: Rule) -> None:
        super().__init__()
        self.rule = rule

    def _get_key(self, request: HttpRequest) -> str | None:
        # whoever has no session cannot be made to use it: 401, not a missing CSRF token
        return super()._get_key(request) if request.user.is_authenticated else None

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        user: Any = request.user
        if not user.is_authenticated:
            return None
        if user.is_staff_member and not request.session.get(SECOND_FACTOR):
            raise Refused(403, _("工作人员须用第二因素登录。"))
        if user.is_staff_member and is_due(user):
            raise Refused(403, _("密码已到期，请先在网站上更换。"))
        limited(f"user:{user.pk}")
        return _allowed(self.rule, user)


def who(rule: Rule) -> list[Any]:
    """Whom the routes of a router are for, by a rule of the pages; asked before anything is read."""
    return [Token(rule), Session(rule)]


def _allowed(rule: Rule, user: User) -> User:
    if not rule(user):
        raise Refused(403)
    return user


def found(access: Any, **wanted: Any) -> Any:
    """What an `access_…` query finds; Refused (404) also for what is not this user's to see."""
    try:
        return access(**wanted)
    except (ObjectDoesNotExist, ValidationError):
        raise Refused(404) from None
