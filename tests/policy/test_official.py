"""The draft of an official text: numbered, complete, and with nothing invented."""

from pathlib import Path

import pytest

from yulin.policy.documents.load import read_document
from yulin.policy.reader import Problems
from yulin.policy.studio.official import OPEN, Paragraph, Table, chinese_number, official

ROOT = Path(__file__).resolve().parents[2] / "policies"


def document(name):
    return read_document(ROOT / f"{name}.yaml", Problems())


@pytest.fixture(scope="module")
def coupon():
    return official(document("lucheng/WZ-07"))


def test_the_numbers_are_those_of_official_texts():
    wanted = {1: "一", 9: "九", 10: "十", 11: "十一", 20: "二十", 99: "九十九"}
    assert {number: chinese_number(number) for number in wanted} == wanted


def test_sections_clauses_and_sums_are_numbered_in_order(coupon):
    paragraphs = [part for part in coupon.parts if isinstance(part, Paragraph)]
    assert [p.text for p in paragraphs if p.level == 1] == [
        "一、适用范围",
        "二、条件和标准",
        "三、与其他待遇的关系",
        "四、办理程序",
        "五、附则",
    ]
    assert [p.text for p in paragraphs if p.level == 2] == [
        "（一）购房房票（B 至 F 类）",
        "（二）购房房票（A 类）",
        "（三）配租房过渡居住",
    ]
    clauses = [p.text for p in paragraphs if p.level == 4]
    assert clauses[0] == "（1）区里认定的人才类别在 B 至 F。"


def test_sums_stand_in_a_table(coupon):
    table = next(part for part in coupon.parts if isinstance(part, Table))
    assert table.head == ("人才类别", "标准")
    assert table.rows[0] == ("B", "160万元")


def test_the_days_in_force_stand_at_the_end(coupon):
    words = [part.text for part in coupon.parts if isinstance(part, Paragraph)]
    assert "本实施细则自2023年9月20日起施行，有效期至2025年9月19日。" in words


def test_what_nobody_published_stays_open(coupon):
    assert coupon.number == OPEN
    assert coupon.dated == OPEN
    assert "房票有效期" in coupon.gaps


def test_the_annex_lists_what_registers_supply(coupon):
    annex = coupon.annexes[0]
    assert annex.title == "通过数据共享核验、无需申请人提交的材料"
    assert any("本地社保连续月数" in line for line in annex.lines)


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.yaml")), ids=lambda path: path.stem)
def test_every_document_can_be_written_out(path):
    found = read_document(path, Problems())
    if found is None:  # a list or a parameter
        return
    for version in found.versions:
        made = official(found, version=version)
        assert made.title == found.title
        assert [part for part in made.parts if isinstance(part, Paragraph) and not part.text] == []
