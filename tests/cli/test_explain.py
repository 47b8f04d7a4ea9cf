"""`yulin explain` with what would help, the best set and the days to come."""

import pytest

from tests.cli.conftest import CHILD, PERSON, people
from tests.policy.documents import benefit, document, version, versions
from yulin.facts.write import write_workbook

MORE = "互斥: [{名称: 二选一, 规则: 自选, 成员: [甲, 乙], 说: 只能选一样}]"


@pytest.fixture
def given(tmp_path, policies):
    text = document(
        benefit("年龄 >= 18", code="甲", amount="1500元"),
        benefit("年龄 <= 40", code="乙", amount="900元"),
        benefit("技能等级 >= '高级工'", code="丙"),
        benefit("年龄 >= 60", code="丁"),
        more=MORE,
    )
    (policies / "T-1.yaml").write_text(text, encoding="utf-8")
    row = {
        "证件号": PERSON, "证书类别": "职业技能等级", "技能等级": "中级工", "工种": "电工",
        "紧缺工种": "否", "发证日期": "2024-05-01",
    }  # fmt: skip
    path = tmp_path / "people.xlsx"
    write_workbook(people(证书=[row]), path)
    return path


def explain(yulin, given, policies, person, *more):
    words = ("--policies", policies, "--as-of", "2026-06-30", "--person", person)
    return yulin("explain", given, *words, *more)


def test_what_would_help_and_what_is_to_come(yulin, given, policies):
    ran = explain(yulin, given, policies, PERSON, "--remedies")
    assert ran.code == 0, ran.err
    assert "→ 取得高级工以上证书" in ran.out
    assert "→ 再等 284 个月（按出生日期算）（到 2050-03-07 自动满足）" in ran.out
    assert ran.out.splitlines()[-3:] == [
        "接下来的日期",
        "├── 2031-03-07 不再符合 乙",
        "└── 2050-03-07 开始享受 丁",
    ]


def test_the_best_set_and_the_others(yulin, given, policies):
    out = explain(yulin, given, policies, PERSON, "--alternatives").out.splitlines()
    start = out.index("可选组合 60 个月合计 1,500.00 元")
    assert out[start + 1 :] == [
        "├── ✓ 甲 1,500.00 元",
        "├── – 乙",
        "└── 选乙，就不能要甲，因为只能选一样，5 年合计 900.00 元，比最好的少 600.00 元",
    ]


def test_without_the_options_nothing_is_added(yulin, given, policies):
    out = explain(yulin, given, policies, CHILD).out
    assert "怎样才能享受" not in out
    assert "可选组合" not in out


def test_what_a_cap_leaves(yulin, given, policies):
    most = "互斥: [{名称: 封, 规则: 合计封顶, 成员: [甲, 乙], 封顶: 2000元}]"
    made = [benefit(code=c, amount=a) for c, a in (("甲", "1500元"), ("乙", "900元"))]
    (policies / "T-1.yaml").write_text(document(*made, more=most), encoding="utf-8")
    heads = [
        line for line in explain(yulin, given, policies, PERSON).out.splitlines() if "符合" in line
    ]
    assert [head.split("符合 ")[1] for head in heads] == [
        "1,500.00 元",
        "900.00 元 其中扣除/封顶后实得 500.00 元",
    ]


FIRM = "91339902MA0000015J"


def test_whose_fact_is_missing_from_which_day_on_and_the_old_rule_in_one_line(
    yulin, policies, tmp_path
):
    first = "首次(就业: 入职日期 若 非 对(单位, 国有企业) 按 入职日期)"
    more = (
        "事实: [{名称: 国有企业, en: State-owned, 对象: 单位, 类型: 是否}]\n"
        f'定义: [{{名称: 首日, 式: "{first}", 说: 首次入职}}]'
    )
    rules = (
        "- {编号: 首日, 说: 首次入职在2023年以后, 须: 首日 >= 2023-01-01}\n"
        "- {编号: 年龄, 说: 年满三十七, 须: 年龄 >= 37}"
    )
    old = version(benefit(code="甲"), name="旧", ends="2022-12-31", more="老人老办法: 年龄 >= 99")
    new = version(benefit(code="甲", conditions=rules), name="新", starts="2023-01-01")
    (policies / "T-1.yaml").write_text(versions(old, new, more=more), encoding="utf-8")
    job = {"证件号": PERSON, "单位代码": FIRM, "用工形式": "劳动合同", "入职日期": "2024-03-01"}
    firm = {"单位代码": FIRM, "单位名称": "甲厂", "单位类型": "企业", "单位地区": "330302"}
    write_workbook(people(就业=[job], 单位=[firm]), tmp_path / "p.xlsx")
    ran = explain(yulin, tmp_path / "p.xlsx", policies, PERSON)
    assert ran.code == 0, ran.err
    out = ran.out.splitlines()
    assert out[:5] == [
        "题 · 甲 无法判定",
        "├── ✓ 按老办法执行的除外：不是  年龄 = 36岁",
        f"├── ? 首次入职在2023年以后  首日 = 未知  缺：首日（缺 单位 {FIRM} 的 国有企业）",
        "├── ✗ 年满三十七  年龄 = 36岁  还差 1 岁",
        "└── 2027-03-07 起才可能；届时还缺 首日",
    ]
