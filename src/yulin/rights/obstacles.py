"""Why somebody's data cannot be deleted yet, and what is kept of it afterwards, until when."""

import datetime as dt
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yulin.control.models import Finding, Signal
from yulin.entitlements.enums import OPEN_GRANT, GrantState
from yulin.entitlements.models import Grant, Instalment, Objection
from yulin.intake.enums import UploadState
from yulin.intake.models import Upload
from yulin.ledger.enums import ClaimState, PaymentState
from yulin.ledger.models import Claim, Payment
from yulin.registry.models import CorrectionRequest, Person
from yulin.registry.queries.scope import rows_of
from yulin.rights.retention import LOADED_FILES_DAYS

#: 会计档案管理办法: vouchers are kept 30 years
VOUCHERS_YEARS = 30


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What stays without a name, by what law, until which day; none: no day is set."""

    what: str
    law: str
    until: dt.date | None


def obstacles_of(person: Person) -> list[str]:
    """What is under way; empty where deletion may be done."""
    rows = rows_of(person)
    unpaid = Instalment.objects.filter(person__in=rows).exclude(
        payments__state__in=(PaymentState.PAID,)
    )
    unpaid = unpaid.exclude(grant__state=GrantState.STOPPED)
    moving = (PaymentState.PREPARED, PaymentState.SENT, PaymentState.UNCLEAR)
    asked = {
        _("有待遇正在享受或暂停，期满或停发以后才能删除。"): Grant.objects.filter(
            person__in=rows, state__in=OPEN_GRANT
        ),
        _("有应付给您的款项还没有付清。"): unpaid.filter(set_offs__isnull=True),
        _("有付款正在办理或等待银行答复。"): Payment.objects.filter(
            instalment__person__in=rows, state__in=moving
        ),
        _("有需要退回的款项还没有办结。"): Claim.objects.filter(
            person__in=rows, state__in=(ClaimState.ASKED, ClaimState.OPEN)
        ),
        _("有异议或复核还没有答复。"): Objection.objects.filter(
            person__in=rows, state__in=("open", "proposed")
        ),
        _("有更正申请还没有答复。"): CorrectionRequest.objects.filter(
            person__in=rows, state="open"
        ),
    }
    return [said for said, found in asked.items() if found.exists()]


def kept_of(person: Person) -> list[Kept]:
    """What the law keeps of a person, with the name and numbers taken away."""
    kept = [
        Kept(
            what=_("操作日志（没有姓名和号码）"),
            law=_("网络安全法（日志留存）"),
            until=_years_on(localdate(), 3),
        )
    ]
    rows = rows_of(person)
    paid = Payment.objects.filter(instalment__person__in=rows)
    last = paid.aggregate(last=Max("answered_at"))["last"]
    if paid.exists():
        day = last.date() if last else localdate()
        kept.append(
            Kept(
                what=_("应付、付款和追回的账目，以及据以付款的结果"),
                law=_("会计档案管理办法（会计凭证保存三十年）"),
                until=_years_on(day, VOUCHERS_YEARS),
            )
        )
    files = Upload.objects.filter(state=UploadState.LOADED, emptied_at__isnull=True)
    if (loaded := files.aggregate(last=Max("loaded_at"))["last"]) is not None:
        kept.append(
            Kept(
                what=_("录入时交来的原表（加密存放，到期整件删除，不再据以录入）"),
                law=_("入库文件的保存期（一年）"),
                until=localdate(loaded) + timedelta(days=LOADED_FILES_DAYS),
            )
        )
    looked = Finding.objects.filter(person__in=rows).exists()
    if looked or Signal.objects.filter(person__in=rows).exists():
        kept.append(Kept(what=_("核查记录"), law=_("财政资金监督的规定"), until=None))
    return kept


def _years_on(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
