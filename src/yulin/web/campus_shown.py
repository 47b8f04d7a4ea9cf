"""What several roles read of agreements, itineraries and places, as sections of a page."""

from collections.abc import Callable, Sequence

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from yulin.access.row_security import as_the_program
from yulin.campus.models import Agreement, Visit
from yulin.jobs.queries.firms import firm_names
from yulin.web.campus_page import Field, Form, Section, cells


def agreement_sections(
    rows: "QuerySet[Agreement]", forms_of: Callable[[Agreement], Sequence[Form]]
) -> list[Section]:
    """Each agreement whole: parties, days, what was promised and done, who met."""
    held = list(rows.prefetch_related("parties", "commitments", "liaisons"))
    with as_the_program():
        names = firm_names(party.employer_id for one in held for party in one.parties.all())
    return [_agreement(one, names, forms_of(one)) for one in held]


def _agreement(one: Agreement, names: dict[int, str], forms: Sequence[Form]) -> Section:
    promised = list(one.commitments.all())[:50]
    met = list(one.liaisons.all())[:10]
    facts = [
        (_("类型"), one.get_kind_display()),
        (_("状态"), one.get_state_display()),
        (_("协议方"), "、".join(names.get(p.employer_id, "—") for p in one.parties.all())),
        (_("期限"), f"{one.starts_on} – {one.ends_on}"),
        (_("签订日期"), one.signed_on or "—"),
    ]
    if one.amount:
        facts += [
            (_("奖学金总额"), _("%(amount)s 元") % {"amount": f"{one.amount:,}"}),
            (_("已决定发放"), _("%(amount)s 元") % {"amount": f"{one.awarded:,}"}),
            (_("约定服务年限"), one.years),
        ]
    facts += [(_("联络"), "\n".join(f"{met_.day} {met_.words}" for met_ in met) or "—")]
    return Section(
        title=one.title,
        facts=facts,
        heads=(_("约定事项"), _("完成期限"), _("完成日期")),
        rows=[cells(row.words, row.due_on, row.done_on) for row in promised],
        forms=forms,
    )


def liaison_form(one: Agreement) -> Form:
    return Form(
        title=_("记一次联络"),
        do="liaise",
        button=_("保存"),
        hidden=[("of", str(one.uuid))],
        fields=[
            Field(name="day", label=_("日期"), kind="date"),
            Field(name="words", label=_("内容"), kind="area"),
        ],
    )


def stops_section(visit: Visit) -> Section:
    """The itinerary, day by day."""
    rows = []
    for one in visit.stops.all():
        begins, ends = localtime(one.begins_at), localtime(one.ends_at)
        rows.append(
            cells(
                f"{begins:%m-%d %H:%M}–{ends:%H:%M}",
                one.get_kind_display(),
                one.words,
                one.where,
            )
        )
    return Section(
        title=visit.title,
        facts=[
            (_("起止"), _("%(a)s 至 %(b)s，共 %(n)s 天") % {"a": visit.starts_on, "b": visit.ends_on, "n": visit.days}),
            (_("状态"), visit.get_state_display()),
        ],
        heads=(_("时间"), _("类型"), _("内容"), _("地点")),
        rows=rows,
        empty=_("行程还没有排好。"),
    )  # fmt: skip
