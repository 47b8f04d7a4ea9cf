"""Set up the demo's sources: what two departments hold, and the terms on which they are asked."""

import os
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.timezone import localdate

from yulin.access.divisions import bounds
from yulin.devserver.address import is_own, profile_of
from yulin.devserver.departments.bureau import (
    BUREAU,
    READER,
    VIEW,
    Payment,
    make_bureau,
    record_payments,
)
from yulin.devserver.departments.register import Place, token_of, write_certificates
from yulin.devserver.paths import VAR
from yulin.devserver.server import find_server
from yulin.entitlements.newcomer import read_newcomer
from yulin.facts import schema
from yulin.facts.schema import OPEN_END, Table
from yulin.registry.models import Certificate, InsuranceSpell, Person
from yulin.sources.actions.manage import add_source, change_source, switch_source
from yulin.sources.enums import SourceKind
from yulin.sources.models import Source

REGION, PROVINCE = 330300, 330000
INSURANCE = "演示：省社保参保视图"
CERTIFICATES = "演示：技能人才证书库"
#: so many people, the first of the register, have a certificate that we have not heard of
NEWS = 20
_TERMS = {
    "purpose": "核定人才待遇，免提交证明",
    "legal_basis": "国办发〔2024〕3号；个人信息保护法第十三条",
}


def set_up_sources(*, register: str) -> dict[str, int]:
    """Fill the two departments and name them as sources, once; return what each was filled with.

    `register` is the address of the HTTP service, which may be another at each start. Where the
    database server is somebody else's there is no second database.
    """
    filled: dict[str, int] = {}
    if is_own(os.environ) and not _source(INSURANCE):
        server = find_server(profile_of(os.environ), var=VAR)
        filled[INSURANCE] = make_bureau(server, _payments(_Numbers(PROVINCE)))
        _add(**_insurance_terms())
    folder = Place(settings.YULIN_VAR / "departments")
    place = {"url": register, "field": "idNo"}
    held = _source(CERTIFICATES)
    if held is None:
        found = _certificates(_Numbers(REGION))
        write_certificates(folder, found)
        filled[CERTIFICATES] = sum(map(len, found.values()))
        _add(secret=token_of(folder), **_certificate_terms(place))
    elif held.place != place:
        change_source(acting_user=None, source=held, place=place)
    return filled


def _source(name: str) -> Source | None:
    return Source.objects.filter(region__in=(REGION, PROVINCE), name=name).first()


def _add(**terms: Any) -> None:
    source = add_source(acting_user=None, **_TERMS, **terms)
    switch_source(acting_user=None, source=source, on=True, reason="演示")


class _Numbers(dict[int, str]):
    """The numbers of a region's people, opened once."""

    def __init__(self, region: int) -> None:
        people = Person.objects.filter(division__range=bounds(region)).order_by("pk")
        super().__init__((person.pk, person.number.open()) for person in people.iterator())


def code(label: int) -> str:
    """The departments' own code for a label of ours: 110 for the first, 120 …"""
    return str(110 + 10 * label)


def _codes(table: Table, column: str) -> dict[str, str]:
    labels = table.column(column).labels
    assert labels is not None
    return {code(at): word for at, word in enumerate(labels.labels)}


def _payments(numbers: _Numbers) -> Iterator[Payment]:
    spells = InsuranceSpell.objects.current().filter(person__in=numbers).select_related("employer")
    for spell in spells.order_by("pk").iterator():
        yield Payment(
            number=numbers[spell.person_id],
            scheme=code(spell.scheme),
            division=spell.division,
            employer=spell.employer.code if spell.employer else None,
            since=spell.first_month,
            until=None if spell.last_month == OPEN_END else spell.last_month,
            kind=code(spell.payment_kind),
        )


def let_arrive() -> Person | None:
    """Let the bureau record what it has not told us of yet; whose insurance it is, None for nothing.

    Nothing is written into our own register: the record is found by looking at the bureau's view.
    """
    newcomer = read_newcomer(Path(settings.YULIN_VAR) / "departments")
    if newcomer is None or not is_own(os.environ) or not _source(INSURANCE):
        return None
    record_payments(
        find_server(profile_of(os.environ), var=VAR),
        [_payment_of(newcomer.number, row) for row in newcomer.rows],
    )
    return Person.objects.by_number(newcomer.number)


def _payment_of(number: str, row: dict[str, Any]) -> Payment:
    until = date.fromisoformat(row["截止年月"])
    return Payment(
        number=number,
        scheme=code(row["险种"]),
        division=row["参保地"],
        employer=row["单位代码"],
        since=date.fromisoformat(row["起始年月"]),
        until=None if until == OPEN_END else until,
        kind=code(row["缴费类型"]),
    )


def _insurance_terms() -> dict[str, Any]:
    return {
        "name": INSURANCE,
        "region": PROVINCE,
        "department": "浙江省社会保险和就业服务中心（演示）",
        "kind": SourceKind.DATABASE,
        "table": schema.INSURANCE.name,
        "place": {
            "host": connection.settings_dict["HOST"],
            "database": BUREAU,
            "user": READER,
            "view": VIEW,
            "changed": "aae036",
        },
        "mapping": {
            "person": "aac002",
            "columns": {
                "险种": {"from": "aae140", "values": _codes(schema.INSURANCE, "险种")},
                "参保地": {"from": "aab301"},
                "单位代码": {"from": "aab001"},
                "起始年月": {"from": "aae041"},
                "截止年月": {"from": "aae042"},
                "缴费类型": {"from": "aaa115", "values": _codes(schema.INSURANCE, "缴费类型")},
            },
        },
        "per_minute": 600,
    }


_FIELDS = {
    "证书类别": "kind",
    "工种": "trade",
    "技能等级": "skill",
    "职称级别": "title",
    "发证日期": "issued",
    "证书编号": "certNo",
    "发证机构": "issuer",
    "紧缺工种": "shortage",
    "全国联网可查": "inRegister",
}
_CODED = ("证书类别", "技能等级", "职称级别")


def _certificate_terms(place: dict[str, Any]) -> dict[str, Any]:
    columns = {
        name: {"from": field}
        | ({"values": _codes(schema.CERTIFICATE, name)} if name in _CODED else {})
        for name, field in _FIELDS.items()
    }
    return {
        "name": CERTIFICATES,
        "region": REGION,
        "department": "温州市职业技能鉴定中心（演示）",
        "kind": SourceKind.HTTP,
        "table": schema.CERTIFICATE.name,
        "place": place,
        "mapping": {
            "person": "idNo",
            "rows": "data.list",
            "number": "data.serial",
            "echo": "data.idNo",
            "columns": columns,
        },
        "per_minute": 120,
    }


def _certificates(numbers: _Numbers) -> dict[str, list[dict[str, str | None]]]:
    """What everybody has, and for a few something that happened since."""
    held: dict[str, list[dict[str, str | None]]] = defaultdict(list)
    rows = Certificate.objects.current().filter(person__in=numbers)
    for one in rows.order_by("pk").iterator():
        held[numbers[one.person_id]].append(
            {
                "kind": code(one.kind),
                "trade": one.trade,
                "skill": code(one.skill_level),
                "title": code(one.title_level),
                "issued": one.issued_on.isoformat(),
                "certNo": one.number,
                "issuer": one.issuer,
                "shortage": _yes(one.shortage_trade),
                "inRegister": _yes(one.in_national_register),
            }
        )
    for number in list(numbers.values())[:NEWS]:
        held[number].append(_news())
    return held


def _news() -> dict[str, str | None]:
    """The highest certificate of a skill, three days old."""
    labels = {name: schema.CERTIFICATE.column(name).labels for name in _CODED}
    skill = labels["技能等级"]
    kind = labels["证书类别"]
    assert skill is not None
    assert kind is not None
    return {
        "kind": code(kind.code("职业技能等级")),
        "trade": "电工",
        "skill": code(skill.code("高级技师")),
        "title": code(0),
        "issued": (localdate() - timedelta(days=3)).isoformat(),
        "certNo": "YS-NEW",
        "issuer": "温州市职业技能鉴定中心（演示）",
        "shortage": "是",
        "inRegister": "是",
    }


def _yes(value: bool | None) -> str | None:
    return None if value is None else ("是" if value else "否")
