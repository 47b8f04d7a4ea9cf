"""A text tried out while it is written."""

import datetime as dt
from pathlib import Path

import pytest

from tests.programmes.documents import SUBSIDY, TALENT
from yulin.policy.library import load_library
from yulin.policy.studio.trial import as_if_in_force, try_text

DRAFT = SUBSIDY.replace("AMOUNT", "10000")
CASES = """\
案例:
  - {编号: 甲, 说: 年轻, 基准日: 2026-01-01, 事实: {年龄: 30, 最高学历: 本科}, 期望: {安家: {结果: 符合, 金额: 1万元}}}
  - {编号: 乙, 说: 年长, 基准日: 2026-01-01, 事实: {年龄: 50, 最高学历: 本科}, 期望: {安家: 符合}}
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("policies")
    (folder / "T-01.yaml").write_text(TALENT)
    (folder / "T-02.yaml").write_text(DRAFT)
    return load_library(Path(folder))


def trial(library, text):
    return try_text(library, text, name="T-02.yaml")


def test_a_sound_text_has_no_problem_but_that_nobody_tests_it(library):
    found = trial(library, DRAFT)
    assert found.is_sound
    assert [problem.code for problem in found.problems] == ["W609"]
    assert {document.id for document in found.library.documents} == {"T-01", "T-02"}


def test_a_fault_is_told_in_its_line_and_nothing_is_run(library):
    found = trial(library, DRAFT.replace("<= 45", "<= 45x") + CASES)
    assert [(p.code, p.place.line) for p in found.errors] == [("E103", 20)]
    assert found.cases == ()
    assert not found.is_sound


def test_cases_are_told_expectation_by_expectation(library):
    first, second = trial(library, DRAFT + CASES).cases
    assert (first.outcome.state, first.lines[0].wanted) == ("passed", "符合，1万元")
    assert first.lines[0].got == "符合，10,000.00 元"
    assert second.outcome.state == "failed"
    assert second.lines[0].differences == ("应为 符合，得到 不符（年龄）",)


@pytest.mark.parametrize("text", ["", "编号: [", "- 甲\n- 乙\n", "编号: &a x"])
def test_what_is_no_document_is_told_so(library, text):
    found = trial(library, text)
    assert found.errors
    assert not found.is_sound


@pytest.mark.parametrize(
    ("days", "as_of"),
    [
        ("自: 2020-01-01", dt.date(2026, 5, 1)),
        ("自: 2027-01-01", dt.date(2027, 1, 1)),
        ("自: 2020-01-01\n    至: 2021-12-31", dt.date(2021, 12, 31)),
        ("自: 2020-01-01\n    草案: 是", dt.date(2026, 5, 1)),
    ],
)
def test_a_text_is_tried_as_if_it_were_in_force(library, days, as_of):
    found = trial(library, DRAFT.replace("自: 2020-01-01", days))
    tried, day = as_if_in_force(found.library, found.document, dt.date(2026, 5, 1))
    assert day == as_of
    assert [item.key for item in tried.program(day).items if item.document.id == "T-02"]
