import datetime as dt
from decimal import Decimal

import openpyxl
import polars as pl
import pytest
from django.core.exceptions import PermissionDenied

from tests.entitlements.conftest import DAY, REGION
from tests.programmes.documents import write_library
from tests.registry.builders import ANNA, BEN, CARA, FIRM, load
from yulin.access.enums import Role
from yulin.access.models import JournalEntry
from yulin.codes.identity import mask
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.export import Form, export_run
from yulin.entitlements.actions.request import request_run
from yulin.entitlements.enums import Answer
from yulin.entitlements.errors import RunError
from yulin.entitlements.models import Decision
from yulin.entitlements.queries.decisions import (
    DecisionFilters,
    decisions_list,
    decisions_of,
)
from yulin.entitlements.queries.explain import explain_decisions, explain_person
from yulin.entitlements.queries.totals import totals
from yulin.registry.models import Employer, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(user_of):
    return user_of(Role.OFFICER, username="county", region=330302)


# --- Totals ------------------------------------------------------------------------------------------


def brief(rows):
    return [(*row.key, row.due, row.counts[Answer.NO], row.total) for row in rows]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("policy", [("T-01", 1, 2, 0), ("T-02", 1, 2, 1_000_000), ("T-03", 1, 0, 500_000)]),
        ("district", [(330302, 3, 2, 1_500_000), (330382, 0, 2, 0)]),
        ("class", [("", 1, 0, 500_000), ("E", 2, 0, 1_000_000), ("无", 0, 4, 0)]),
        ("status", [(0, 0, 4, 0), (3, 3, 0, 1_500_000)]),
        (
            "benefit",
            [
                ("T-01", "人才分类", 1, 2, 0),
                ("T-02", "安家", 1, 2, 1_000_000),
                ("T-03", "租金", 1, 0, 500_000),
            ],
        ),
    ],
)
def test_totals_by_each_thing_in_one_query(run, auditor, by, expected, django_assert_num_queries):
    with django_assert_num_queries(1):
        rows = totals(user=auditor, run=run, by=by)
    assert sorted(brief(rows)) == expected


def test_totals_are_of_what_the_user_may_see(run, county, person):
    rows = totals(user=county, run=run, by="district")
    assert brief(rows) == [(330302, 3, 2, 1_500_000)]
    assert totals(user=person, run=run, by="district") == []


def test_totals_of_one_policy(run, auditor):
    rows = totals(user=auditor, run=run, by="class", policy="T-02")
    assert sorted(brief(rows)) == [("E", 1, 0, 1_000_000), ("无", 0, 2, 0)]


def test_classes_without_a_sum_are_counted(run, auditor):
    row = totals(user=auditor, run=run, by="policy", policy="T-01")[0]
    assert (row.without_sum, row.first_year) == (1, 0)


# --- The list ----------------------------------------------------------------------------------------


def listed(page):
    return [(row.name, row.decision.benefit) for row in page.rows]


def test_the_list_begins_with_the_greatest_sum(run, auditor):
    page = decisions_list(user=auditor, run=run)
    assert page.total == 7
    first = page.rows[0]
    assert (first.name, first.masked_number, first.district_name, first.total) == (
        "安娜",
        mask(ANNA),
        "温州市鹿城区",
        Decimal("10000.00"),
    )
    assert listed(page)[1] == ("鹿城电气", "租金")
    assert (page.rows[1].masked_number, page.rows[1].subject_kind) == (FIRM, "employer")


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (DecisionFilters(policy="T-02"), 3),
        (DecisionFilters(policy="T-02", benefit="安家", status=Answer.YES), 1),
        (DecisionFilters(status=Answer.NO), 4),
        (DecisionFilters(district=330382), 2),
        (DecisionFilters(district=330300), 7),
        (DecisionFilters(talent_class="E"), 2),
        (DecisionFilters(talent_class=""), 1),
        (DecisionFilters(subject_kind="employer"), 1),
    ],
)
def test_filters_count_what_they_list(run, auditor, filters, count):
    page = decisions_list(user=auditor, run=run, filters=filters)
    assert (page.total, len(page.rows)) == (count, count)


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("安娜", {"安娜"}),
        ("鹿城", {"安娜", "=1+1", "鹿城电气"}),
        (CARA, {"卡拉"}),
        ("无此人", set()),
    ],
)
def test_search(run, auditor, search, names):
    page = decisions_list(user=auditor, run=run, search=search)
    assert {row.name for row in page.rows} == names
    assert page.total == len(page.rows)


def test_the_list_is_of_what_the_user_may_see(run, county, user_of, person):
    ningbo = user_of(Role.OFFICER, username="ningbo", region=330200)
    anna = user_of(Role.PERSON, person_key=str(Person.objects.by_number(ANNA).uuid))
    firm = user_of(Role.EMPLOYER, organisation_key=str(Employer.objects.get(code=FIRM).uuid))
    counts = [
        decisions_list(user=user, run=run).total for user in (county, ningbo, person, anna, firm)
    ]
    assert counts == [5, 0, 0, 2, 1]


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_takes_as_many_queries_for_many_as_for_one(
    people, auditor, django_assert_num_queries
):
    some = {sheet: rows for sheet, rows in REGION.items() if sheet != "人员"}
    kept = {p["证件号"] for p in REGION["人员"][:people]}
    load(
        人员=REGION["人员"][:people],
        **{s: [r for r in rows if r.get("证件号", ANNA) in kept] for s, rows in some.items()},
    )
    run = execute_run(run=request_run(acting_user=None, as_of=DAY, queue=False))
    with django_assert_num_queries(3):
        page = decisions_list(user=auditor, run=run, filters=DecisionFilters(policy="T-02"))
    assert len(page.rows) == people


# --- One person --------------------------------------------------------------------------------------


def test_decisions_of_a_person(run, auditor, user_of):
    anna, ben = (Person.objects.by_number(n) for n in (ANNA, BEN))
    her = user_of(Role.PERSON, person_key=str(anna.uuid))
    assert [d.benefit for d in decisions_of(user=her, person=anna)] == ["安家", "人才分类"]
    assert decisions_of(user=her, person=ben) == []
    assert [d.status for d in decisions_of(user=auditor, person=ben)] == [0, 0]


def test_reasons_are_those_of_the_runs_day(run, auditor, library):
    anna = Person.objects.by_number(ANNA)
    load(人员=[{"证件号": ANNA, "姓名": "安娜"}], 学历=[{"证件号": ANNA, "学历": "专科"}])
    write_library(library, amount=77777)
    then = {d.key: d for d in explain_decisions(user=auditor, run=run, person=anna)}
    now = {d.key: d for d in explain_person(user=auditor, person=anna, as_of=DAY)}
    assert then["T-02/安家"].status == Answer.YES
    assert then["T-02/安家"].amount.total == Decimal("10000.00")
    assert now["T-02/安家"].status == Answer.NO


def test_reasons_agree_with_what_was_stored(run, auditor):
    for number in (ANNA, BEN, CARA):
        person = Person.objects.by_number(number)
        stored = {
            f"{d.policy}/{d.benefit}": d.status for d in decisions_of(user=auditor, person=person)
        }
        told = explain_decisions(user=auditor, run=run, person=person)
        assert {d.key: int(d.status) for d in told if d.key in stored} == stored


def test_reasons_are_not_told_to_others(run, user_of):
    stranger = user_of(Role.OFFICER, username="ningbo", region=330200)
    with pytest.raises(Person.DoesNotExist):
        explain_person(user=stranger, person=Person.objects.by_number(ANNA), as_of=DAY)


# --- Files -------------------------------------------------------------------------------------------


def test_a_workbook_masks_numbers_and_holds_no_formula(run, auditor, tmp_path):
    out = tmp_path / "out.xlsx"
    made = export_run(
        acting_user=auditor, run=run, form=Form.WORKBOOK, out=out, in_words="安家补贴；符合"
    )
    assert made == 7
    sheet = openpyxl.load_workbook(out).active
    assert sheet["A2"].value.startswith("筛选：安家补贴；符合")
    rows = list(sheet.iter_rows(min_row=3))
    heads = [cell.value for cell in rows[0]]
    assert heads[:3] == ["姓名或单位", "证件号或单位代码", "所属地区"]
    texts = {cell.value for row in rows for cell in row}
    assert {mask(ANNA), mask(BEN), "=1+1", "温州市安家补贴（测试）", "安家补贴"} <= texts
    assert ANNA not in texts
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n", "d"}


def test_whole_numbers_need_a_reason_that_stands_in_the_journal(run, auditor, tmp_path):
    out = tmp_path / "out.parquet"
    export_run(
        acting_user=auditor,
        run=run,
        form=Form.PARQUET,
        out=out,
        filters=DecisionFilters(policy="T-02", status=Answer.YES),
        reason="向财政报送",
    )
    frame = pl.read_parquet(out)
    assert frame.select("姓名或单位", "证件号或单位代码", "结果", "总额（元）").rows() == [
        ("安娜", ANNA, "符合", Decimal("10000.00"))
    ]
    entry = JournalEntry.objects.get(action="entitlements.run.export")
    assert entry.data == {
        "form": "parquet",
        "rows": 1,
        "whole_numbers": True,
        "reason": "向财政报送",
    }


def test_only_what_is_due_or_will_be_is_exported_with_a_sum(run, auditor, tmp_path):
    out = tmp_path / "out.parquet"
    export_run(acting_user=auditor, run=run, form=Form.PARQUET, out=out)
    frame = pl.read_parquet(out)
    sums = ("每期金额（元）", "总额（元）", "首年金额（元）", "实得（元）")
    paid = pl.col("结果").is_in(["符合", "还差一点"])
    others = frame.filter(~paid)
    assert others.height > 0
    assert [others[name].null_count() for name in sums] == [others.height] * len(sums)
    assert frame.filter(paid)["总额（元）"].null_count() < frame.filter(paid).height
    # the run itself keeps what each would be paid
    refused = Decision.objects.filter(run=run).exclude(status__in=[Answer.YES, Answer.NOT_YET])
    assert refused.filter(total__isnull=False).exists()


def test_an_export_holds_what_the_user_may_see(run, county, tmp_path):
    out = tmp_path / "out.parquet"
    export_run(acting_user=county, run=run, form=Form.PARQUET, out=out)
    assert set(pl.read_parquet(out)["所属地区"]) == {"温州市鹿城区"}


def test_others_export_nothing(run, person, user_of, tmp_path):
    out, before = tmp_path / "out.xlsx", JournalEntry.objects.count()
    for user in (person, user_of(Role.EMPLOYER)):
        with pytest.raises(PermissionDenied):
            export_run(acting_user=user, run=run, form=Form.WORKBOOK, out=out)
    assert (out.exists(), JournalEntry.objects.count()) == (False, before)


def test_too_many_rows_for_a_workbook_are_refused(run, auditor, tmp_path, monkeypatch):
    monkeypatch.setattr("yulin.entitlements.actions.export.WORKBOOK_ROWS", 6)
    before = JournalEntry.objects.count()
    with pytest.raises(RunError, match="结果有 7 行，超过工作簿的 6 行"):
        export_run(acting_user=auditor, run=run, form=Form.WORKBOOK, out=tmp_path / "out.xlsx")
    assert JournalEntry.objects.count() == before


def test_an_unfinished_run_is_not_exported(region, officer, tmp_path):
    run = request_run(acting_user=officer, as_of=dt.date(2026, 1, 1), queue=False)
    with pytest.raises(RunError, match=r"^计算完成后才能导出。$"):
        export_run(acting_user=officer, run=run, form=Form.PARQUET, out=tmp_path / "out")
