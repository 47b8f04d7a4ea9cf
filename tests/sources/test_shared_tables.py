"""People, organisations and platforms from departments: each changes what is its own, nobody twice."""

import json
import time

import pytest
from django.urls import reverse

from tests.registry.builders import ANNA, BEN, CARA, FIRM, OTHER_FIRM, load, number
from tests.sources.conftest import switched_on, terms
from yulin.facts import enums
from yulin.registry.models import (
    Employer,
    EmployerFact,
    InsuranceSpell,
    Person,
    PersonFact,
    Platform,
)
from yulin.sources.actions.manage import switch_source
from yulin.sources.actions.message import signature
from yulin.sources.errors import SourceError
from yulin.sources.models import Call
from yulin.sources.terms import read_terms

pytestmark = pytest.mark.django_db
KEY = "shared-key"
STRANGER = number("99999919910404004")
ELSEWHERE = number("99999919910505005")
NEW_FIRM = OTHER_FIRM

CIVIL = {
    "person": "id",
    "rows": "list",
    "owns": {"columns": ["婚姻状况", "户籍地"]},
    "columns": {
        "姓名": {"from": "name"},
        "婚姻状况": {"from": "married", "values": {"10": "未婚", "20": "已婚"}},
        "户籍地": {"from": "home"},
    },
}
#: the whole row, for whom nobody knows yet
WHOLE = CIVIL | {
    "creates": True,
    "columns": CIVIL["columns"]
    | {
        name: {"always": word}
        for name, word in {
            "证件类型": "居民身份证",
            "性别": "女",
            "困难类别": "",
            "失业登记日期": "",
            "领取失业保险金": "否",
            "驿站登记日期": "",
        }.items()
    },
}
MARKET = {
    "person": "code",
    "rows": "list",
    "owns": {"columns": ["行业", "单位地区"]},
    "columns": {
        "单位名称": {"from": "name"},
        "单位类型": {"always": "企业"},
        "单位地区": {"from": "where"},
        "行业": {"from": "trade"},
    },
}
UNEMPLOYMENT = {
    "person": "id",
    "rows": "list",
    "owns": {"rows": {"险种": ["失业"]}},
    "columns": {
        "险种": {"from": "kind"},
        "参保地": {"always": "330302"},
        "单位代码": {"always": ""},
        "起始年月": {"from": "since"},
        "截止年月": {"always": ""},
        "缴费类型": {"always": "正常"},
    },
}


def source(table, mapping, name="民政推送"):
    return switched_on(**terms(name=name, kind="message", table=table, mapping=mapping), secret=KEY)


def off(one):
    switch_source(acting_user=None, source=one, on=False, reason="换一个")


@pytest.fixture
def send(client, jobs):
    count = [0]

    def send(to, *rows):
        count[0] += 1
        body = json.dumps({"list": rows}).encode()
        moment, name = str(int(time.time())), f"M-{count[0]}"
        reply = client.post(
            reverse("departments:message", args=[to.uuid]),
            data=body,
            content_type="application/json",
            headers={
                "X-Yulin-Time": moment,
                "X-Yulin-Message": name,
                "X-Yulin-Signature": signature(KEY, moment=moment, number=name, body=body),
            },
        )
        return reply.status_code, Call.objects.order_by("pk").last()

    return send


@pytest.fixture
def known(db):
    load(
        人员=[
            {"证件号": ANNA, "姓名": "安娜", "户籍地": 330302, "贡献积分": 7},
            {"证件号": BEN, "姓名": "本", "户籍地": 330302},
            {"证件号": ELSEWHERE, "姓名": "远", "户籍地": 330200},
        ],
        社保=[
            {"证件号": ANNA, "险种": "职工养老", "起始年月": "2020-01-01"},
            {"证件号": ANNA, "险种": "失业", "起始年月": "2020-01-01"},
        ],
        单位=[{"单位代码": FIRM, "单位名称": "鹿城电气", "单位地区": 330302}],
    )


def row(who):
    return PersonFact.objects.current().get(person=Person.objects.by_number(who))


def civil(who, name, married="20", home="330302"):
    return {"id": who, "name": name, "married": married, "home": home}


# -- people ----------------------------------------------------------------------------------------


def test_their_columns_change_and_the_others_stay(known, send):
    before = row(BEN).pk
    status, call = send(source("人员", CIVIL), civil(ANNA, "安娜"))
    assert (status, call.outcome, call.rows) == (200, "answered", 1)
    anna = row(ANNA)
    assert enums.MARRIAGE.label(anna.marriage) == "已婚"
    assert (anna.name, anna.contribution_points, anna.source) == ("安娜", 7, "民政推送")
    assert row(BEN).pk == before
    assert PersonFact.objects.filter(person=anna.person).count() == 2  # nothing is overwritten


def test_the_same_again_changes_nothing(known, send):
    one = source("人员", CIVIL)
    send(one, civil(ANNA, "安娜"))
    before = row(ANNA).pk
    send(one, civil(ANNA, "安娜"))
    assert row(ANNA).pk == before


def test_two_departments_each_change_their_own(known, send):
    send(source("人员", CIVIL), civil(ANNA, "安娜"))
    points = {
        "person": "id",
        "rows": "list",
        "owns": {"columns": ["贡献积分"]},
        "columns": {"姓名": {"from": "name"}, "贡献积分": {"from": "points"}},
    }
    send(source("人员", points, "积分推送"), {"id": ANNA, "name": "安娜", "points": "30"})
    anna = row(ANNA)
    assert (anna.contribution_points, enums.MARRIAGE.label(anna.marriage)) == (30, "已婚")


def test_a_name_is_nobodys_to_overwrite(known, send):
    _status, call = send(source("人员", CIVIL), civil(ANNA, "安娜丽"), civil(BEN, "本"))
    assert row(ANNA).name == "安娜"
    assert enums.MARRIAGE.label(row(ANNA).marriage) == "已婚"
    assert call.reason == "1 个姓名或名称与登记不同，没有改：请按更名办理。"


def test_whom_nobody_knows_is_left_out_or_registered_once(known, send):
    rows = [civil(STRANGER, "新来"), civil(ELSEWHERE, "远"), civil(CARA, "卡拉", home="330200")]
    first = source("人员", CIVIL)
    _status, call = send(first, *rows)
    assert call.reason == "另有 3 人不是本地区登记的人员，没有读入。"
    assert Person.objects.by_number(STRANGER) is None
    off(first)
    new = source("人员", WHOLE, "户籍推送")
    _status, call = send(new, *rows)
    assert (call.rows, call.reason) == (1, "另有 2 人不是本地区登记的人员，没有读入。")
    made = Person.objects.by_number(STRANGER)
    assert (row(STRANGER).name, made.division) == ("新来", 330302)
    assert Person.objects.by_number(CARA) is None
    send(new, civil(STRANGER, "新来", married="10"))
    assert Person.objects.by_number(STRANGER).pk == made.pk
    assert Person.objects.count() == 4
    assert enums.MARRIAGE.label(row(STRANGER).marriage) == "未婚"


# -- organisations ---------------------------------------------------------------------------------


def firm(code, name="鹿城电气", where="330302", trade="装备制造"):
    return {"code": code, "name": name, "where": where, "trade": trade}


def test_organisations_are_updated_and_made(known, send):
    market = source("单位", MARKET, "市监推送")
    _status, call = send(market, firm(FIRM), firm(NEW_FIRM, "新办"))
    assert call.reason == "另有 1 家不是本地区登记的单位，没有读入。"
    held = EmployerFact.objects.current().get(employer__code=FIRM)
    assert (held.name, enums.INDUSTRY.label(held.industry)) == ("鹿城电气", "装备制造")
    assert not Employer.objects.filter(code=NEW_FIRM).exists()
    whole = {name: {"always": ""} for name in ("规上", "行业主管认定", "农村电商")}
    new = MARKET | {"creates": True, "columns": MARKET["columns"] | whole}
    off(market)
    making = source("单位", new, "新办推送")
    send(making, firm(NEW_FIRM, "新办"))
    send(making, firm(NEW_FIRM, "新办"))
    assert Employer.objects.get(code=NEW_FIRM).division == 330302
    assert EmployerFact.objects.filter(employer__code=NEW_FIRM).count() == 1


def test_platforms_come_for_organisations_that_are_ours(known, send):
    mapping = {
        "person": "code",
        "rows": "list",
        "columns": {
            "平台名称": {"from": "name"},
            "平台类型": {"always": "技能大师工作室"},
            "认定日期": {"from": "on"},
            "失效日期": {"always": ""},
            "平台编号": {"from": "number"},
        },
    }
    given = {"name": "大师工作室", "on": "2024-03-01"}
    status, call = send(
        source("平台", mapping, "人社推送"),
        given | {"code": FIRM, "number": "PT8"},
        given | {"code": NEW_FIRM, "number": "PT9"},
    )
    assert (status, call.rows, call.reason) == (200, 1, "另有 1 家不是本地区登记的单位，没有读入。")
    assert Platform.objects.current().get().employer.code == FIRM


# -- rows ------------------------------------------------------------------------------------------


def spells():
    rows = InsuranceSpell.objects.current().order_by("scheme", "first_month")
    return [
        (enums.INSURANCE.label(one.scheme), one.first_month.isoformat(), one.source) for one in rows
    ]


def test_rows_of_one_kind_are_replaced_and_the_others_stay(known, send):
    kinds = {kind: whose for kind, _since, whose in spells()}
    one = source("社保", UNEMPLOYMENT, "失业经办")
    send(one, {"id": ANNA, "kind": "失业", "since": "2024-05-01"})
    assert sorted(spells()) == sorted(
        [("职工养老", "2020-01-01", kinds["职工养老"]), ("失业", "2024-05-01", "失业经办")]
    )


def test_rows_that_are_not_theirs_change_nothing(known, send):
    before = spells()
    one = source("社保", UNEMPLOYMENT, "失业经办")
    status, call = send(one, {"id": ANNA, "kind": "职工养老", "since": "2024-05-01"})
    assert (status, call.outcome) == (422, "wrong_shape")
    assert call.reason == "送来的“社保”里有约定以外的行：险种。"
    assert spells() == before


# -- the mapping -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        ("人员", {"owns": None}, "请在 owns 里写明哪些列归对方"),
        ("人员", {"owns": {"columns": ["姓名"]}}, "“姓名”不由来源改：请按更名办理"),
        ("人员", {"owns": {"columns": ["婚姻状态"]}}, "没有“婚姻状态”这一列，是不是“婚姻状况”？"),
        ("人员", {"owns": {"columns": ["贡献积分"]}}, "“贡献积分”必填，请写明从哪里取"),
        ("人员", {"owns": {"rows": {"性别": ["女"]}}}, "按列（columns）划分"),
        ("人员", {"creates": True}, "请写明从哪里取，或用 always 写明"),
        ("人员", {"creates": "是"}, "creates 只用于"),
        ("社保", {"owns": {"rows": {"险种": ["养老金"]}}}, "养老金"),
        ("社保", {"owns": {"rows": {"险种": []}}}, "owns 的 rows 应写明列名和归对方的值"),
        ("社保", {"owns": {"rows": {}, "columns": []}}, "columns（列）或 rows（行）其中一项"),
        ("社保", {"creates": True}, "creates 只用于"),
    ],
)
def test_a_mapping_that_does_not_say_whose_is_whose_is_refused(table, change, said):
    mapping = {"人员": CIVIL, "社保": UNEMPLOYMENT}[table] | change
    with pytest.raises(SourceError) as refused:
        read_terms(table, {name: how for name, how in mapping.items() if how is not None})
    assert said in str(refused.value)


def test_two_that_own_the_same_are_not_both_on(known):
    source("人员", CIVIL)
    with pytest.raises(SourceError, match="“人员”已由“民政推送”提供"):
        source("人员", CIVIL | {"owns": {"columns": ["户籍地"]}}, "公安推送")
    source("社保", UNEMPLOYMENT, "失业经办")
    pension = UNEMPLOYMENT | {"owns": {"rows": {"险种": ["职工养老"]}}}
    assert source("社保", pension, "养老经办").enabled
    both = UNEMPLOYMENT | {"owns": {"rows": {"险种": ["职工养老", "工伤"]}}}
    with pytest.raises(SourceError, match="“社保”已由“养老经办”提供"):
        source("社保", both, "工伤经办")
