"""For how long what is kept, as data: one rule a kind of record, with its ground."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yulin.access.models import KeptAnswer, Session
from yulin.campus.enums import StudentState
from yulin.campus.models import Student
from yulin.entitlements.models import Notice
from yulin.events.models import Delivery, RoomNotice
from yulin.intake.enums import UploadState
from yulin.intake.models import Upload
from yulin.jobs.models import JobNotice, MatchShown
from yulin.ledger.models import Notice as MoneyNotice
from yulin.registry.models import CorrectionRequest
from yulin.rights.models import PageLook
from yulin.services.models import Stay

#: three years
DAYS_OF_LOOKS = 1100
#: half a year: three months until it shows who stayed, and three to learn from it
DAYS_OF_LISTS = 183
#: a year, and the day that a leap year has more
LOADED_FILES_DAYS = 366
_FILES = Upload.objects.filter(emptied_at__isnull=True)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Rows whose time began before `days` ago are past it."""

    key: str
    title: str | Promise
    days: int
    ground: str | Promise
    #: the rows that are past their time where it began before a moment
    rows: Callable[[dt.datetime], "QuerySet[Any]"]
    #: `rows`: they go; `texts`: what was written in them goes; `files`: what was handed in goes
    what: str = "rows"
    #: of texts the columns, and what stands there afterwards
    blank: Mapping[str, Any] = field(default_factory=dict)

    def due(self, moment: dt.datetime) -> "QuerySet[Any]":
        return self.rows(moment - timedelta(days=self.days))


RULES: tuple[Rule, ...] = (
    Rule(
        key="sessions",
        title=_("过期的登录"),
        days=7,
        ground=_("个人信息保护法第十九条：为实现目的所必要的最短时间"),
        rows=lambda before: Session.objects.filter(expire_date__lt=before),
    ),
    Rule(
        key="kept_answers",
        title=_("接口答复过的请求"),
        days=7,
        ground=_("个人信息保护法第十九条：为实现目的所必要的最短时间"),
        rows=lambda before: KeptAnswer.objects.filter(begun_at__lt=before),
    ),
    Rule(
        key="notices",
        title=_("读过的待遇告知"),
        days=1100,
        ground=_("三年，与操作日志相同"),
        rows=lambda before: Notice.objects.filter(read_at__lt=before, objections__isnull=True),
    ),
    Rule(
        key="money_notices",
        title=_("读过的款项告知"),
        days=1100,
        ground=_("三年，与操作日志相同"),
        rows=lambda before: MoneyNotice.objects.filter(read_at__lt=before),
    ),
    Rule(
        key="job_notices",
        title=_("读过的求职招聘告知"),
        days=1100,
        ground=_("三年，与操作日志相同"),
        rows=lambda before: JobNotice.objects.filter(read_at__lt=before),
    ),
    Rule(
        key="room_notices",
        title=_("读过的活动和服务告知"),
        days=1100,
        ground=_("三年，与操作日志相同"),
        rows=lambda before: RoomNotice.objects.filter(read_at__lt=before),
    ),
    Rule(
        key="letters",
        title=_("读过的来信"),
        days=1100,
        ground=_("三年，与操作日志相同"),
        rows=lambda before: Delivery.objects.filter(read_at__lt=before),
    ),
    Rule(
        key="looks",
        title=_("谁打开过页面的记录"),
        days=DAYS_OF_LOOKS,
        ground=_("三年，与操作日志相同"),
        rows=lambda before: PageLook.objects.filter(at__lt=before),
    ),
    Rule(
        key="match_shown",
        title=_("匹配列表展示过什么"),
        days=DAYS_OF_LISTS,
        ground=_("只为学习和检查排列；一季留任看得出以后不再需要"),
        rows=lambda before: MatchShown.objects.filter(day__lt=before.date()),
    ),
    Rule(
        key="corrections",
        title=_("答复过的更正申请中写的话"),
        days=1100,
        ground=_("三年，与操作日志相同"),
        rows=lambda before: CorrectionRequest.objects.filter(answered_at__lt=before).exclude(
            text="", claimed=""
        ),
        what="texts",
        blank={"text": "", "claimed": ""},
    ),
    Rule(
        key="stay_contacts",
        title=_("住宿中给同乡的称呼和联系方式"),
        days=30,
        ground=_("个人信息保护法第十九条：离店以后不再互相介绍"),
        rows=lambda before: Stay.objects.filter(during__endswith__lt=before.date(), shares=True),
        what="texts",
        blank={"shares": False, "called": "", "contact": "", "home": None},
    ),
    Rule(
        key="stays",
        title=_("住宿中写的话和核实情况"),
        days=1100,
        ground=_("三年，与操作日志相同：免费住宿是公共支出；其后只留住过几晚"),
        rows=lambda before: Stay.objects.filter(during__endswith__lt=before.date()).exclude(
            purpose="", note="", grounds=[]
        ),
        what="texts",
        blank={"purpose": "", "note": "", "grounds": []},
    ),
    Rule(
        key="unmatched_students",
        title=_("与登记对不上的学生"),
        days=366,
        ground=_("个人信息保护法第十九条：毕业一年后仍对不上的，不再可能用到"),
        rows=lambda before: Student.objects.filter(
            state=StudentState.UNMATCHED,
            named_at__lt=before,
            year__lt=before.year,
            visits__isnull=True,
            entries__isnull=True,
        ),
    ),
    Rule(
        key="loaded_files",
        title=_("入库一年的上传文件"),
        days=LOADED_FILES_DAYS,
        ground=_("入库后 3、6、12 个月复核还可能查对原表；其后只留校验值，事实仍注明批次"),
        rows=lambda before: _FILES.filter(state=UploadState.LOADED, loaded_at__lt=before),
        what="files",
    ),
    Rule(
        key="unloaded_files",
        title=_("没有入库的上传文件"),
        days=90,
        ground=_("个人信息保护法第十九条：为实现目的所必要的最短时间"),
        rows=lambda before: _FILES.filter(
            state__in=(UploadState.RECEIVED, UploadState.CHECKED, UploadState.REFUSED),
            received_at__lt=before,
        ),
        what="files",
    ),
)
