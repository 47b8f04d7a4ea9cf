"""The patterns that are looked for, as data: what each looks at, why it is a doubt, from what on.

After the frauds on record in 2016–2024: parked insurance, joining to claim and leaving, one account
for many, benefits taken twice. Each is a 疑点 and no more: honest lives show every one of them.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A number that a bureau may set."""

    words: Words
    value: int
    least: int
    most: int


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A pattern; its statement of SQL stands under the same name in `patterns`."""

    name: str
    title: Words
    #: what is read
    looks_at: Words
    #: why somebody should look, and what may well explain it
    why: Words
    limits: MappingProxyType[str, Limit]
    #: an officer who sends it to be checked may hold what is still to be paid
    may_hold: bool = False


def _kind(name: str, title: Words, looks_at: Words, why: Words, **more: Any) -> Kind:
    limits = MappingProxyType({k: v for k, v in more.items() if isinstance(v, Limit)})
    hold = bool(more.get("may_hold", False))
    return Kind(name=name, title=title, looks_at=looks_at, why=why, limits=limits, may_hold=hold)


_MONTHS = pgettext_lazy("界限", "月数")
_PEOPLE = pgettext_lazy("界限", "人数")
_DAYS = pgettext_lazy("界限", "天数")


def _months(value: int, words: Words = _MONTHS) -> Limit:
    return Limit(words=words, value=value, least=1, most=60)


def _people(value: int, words: Words = _PEOPLE, *, least: int = 2) -> Limit:
    return Limit(words=words, value=value, least=least, most=10_000)


_ALL = (
    _kind(
        "shared_account",
        _("多人同一收款账号"),
        _("收款账户，不含未核准的"),
        _("钱可能没有到本人手里；监护人代领等情形须经核准共用。"),
        subjects=_people(2, _("未经核准共用的人数")),
        reviewed=_people(4, _("连同经核准共用的人数")),
        may_hold=True,
    ),
    _kind(
        "same_certificate",
        _("同一证书编号登记在多人名下"),
        _("证书"),
        _("编号可能录错，也可能有人用了别人的证书；向发证机构核实。"),
        people=_people(2),
    ),
    _kind(
        "two_jobs",
        _("同时在两家单位全职"),
        _("就业；不含兼职、实习、见习和灵活就业"),
        _("可能只是离职没有登记；也可能有一份是挂名。"),
        days=Limit(words=_DAYS, value=62, least=1, most=3650),
    ),
    _kind(
        "insured_elsewhere",
        _("参保单位不是工作单位"),
        _("应付期间的社保、就业"),
        _("可能是派遣或代缴没有登记；也可能是挂靠参保。"),
        months=_months(12, _("看最近几个月的应付")),
        may_hold=True,
    ),
    _kind(
        "back_paid",
        _("享受前不久补缴社保"),
        _("补缴的社保、享受的起始日"),
        _("可能是单位漏缴后补上；也可能是为了凑够月数。"),
        months=_months(6, _("享受前几个月内")),
        paid=_months(3, _("至少补缴几个月")),
    ),
    _kind(
        "short_job",
        _("领后不久离职"),
        _("就业、享受的起始日、付款"),
        _("可能是正常流动；一批人都这样，就像流水作业。"),
        before=_months(3, _("享受前几个月内入职")),
        after=_months(3, _("付款后几个月内离职")),
    ),
    _kind(
        "employer_burst",
        _("单位集中入职又离职"),
        _("近一年的就业"),
        _("季节性用工也会这样；空壳单位常常这样。"),
        people=_people(10),
        months=_months(6, _("入职后几个月内离职")),
        share=Limit(words=_("占近一年入职的百分之几"), value=50, least=1, most=100),
    ),
    _kind(
        "quick_claims",
        _("单位新进人员大多很快享受"),
        _("近两年的就业、享受"),
        _("引进人才多的单位也会这样；挂靠的单位几乎人人如此。"),
        people=_people(5, _("至少入职人数")),
        months=_months(3, _("入职后几个月内开始享受")),
        share=Limit(words=_("占入职的百分之几"), value=80, least=1, most=100),
    ),
    _kind(
        "beyond_size",
        _("参保人数超出单位规模"),
        _("单位规模、当月职工养老参保"),
        _("规模可能没有更新；也可能为并不在此工作的人参保。"),
        micro=_people(20, _("微型单位的人数")),
        small=_people(300, _("小型单位的人数")),
    ),
    _kind(
        "new_firm",
        _("新成立单位享受集中"),
        _("单位成立日期、就业、享受"),
        _("新项目落地会集中进人；空壳单位也在成立之初集中申领。"),
        months=_months(12, _("成立几个月内")),
        people=_people(10, _("开始享受的人数")),
    ),
    _kind(
        "paid_elsewhere",
        _("同一期间在别处领过同一待遇"),
        _("应付、已享受"),
        _("两地的记录可能有一处没有更正；也可能领了两次。"),
        may_hold=True,
    ),
    _kind(
        "training_overlap",
        _("同时参加两处线下培训"),
        _("培训；不含线上的"),
        _("日期可能登记得宽；也可能有一处没有真上课。"),
        days=Limit(words=_DAYS, value=3, least=1, most=3650),
    ),
    _kind(
        "recheck",
        _("付款后复核不一致"),
        _("付款后第 3、6、12 个月的复核"),
        _("依现在的事实，当时的应付会不同；先看是哪一项事实变了，是谁更正的。"),
        may_hold=True,
    ),
)
KINDS: MappingProxyType[str, Kind] = MappingProxyType({kind.name: kind for kind in _ALL})
#: the name under which a kind is switched off (0) and on (1)
SWITCH = "on"
