"""`yulin check`: what an author sees of sound, failing and broken documents."""

import pytest

from tests.cli.conftest import CASES, small
from tests.policy.documents import benefit, document


def put(policies, text, name="T-1.yaml"):
    (policies / name).write_text(text, encoding="utf-8")


def test_sound_documents(yulin, policies):
    ran = yulin("check", policies)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "T-1.yaml:21:13: 提示 W604: 条件 “一” 没有英文 en",
        "– 案例 c 尚不能表达：要与别人比较",
        "1 份文档，1 个版本，1 条条件，1 条提示；案例 2 个通过，0 个不符，1 个尚不能表达",
        "2 passed, 0 failed, 1 not expressible",
    ]


def test_verbose_lists_every_case(yulin, policies):
    out = yulin("check", policies, "--verbose").out
    assert "✓ 案例 a 满十八岁" in out
    assert "✓ 案例 b 还差一岁" in out


def test_one_file(yulin, policies):
    ran = yulin("check", policies / "T-1.yaml")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "2 passed, 0 failed, 1 not expressible")


def test_a_failing_case_says_what_differs_and_where(yulin, policies):
    put(
        policies,
        small(
            CASES.replace("金额: 1500元", "金额: 1600元").replace(
                "期望: {成年: 还差}", "期望: {成年: 符合}"
            )
        ),
    )
    ran = yulin("check", policies)
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert "✗ T-1.yaml:10:5 案例 a 满十八岁" in lines
    assert "    成年：金额应为 1600元，得到 1500元" in lines
    assert "✗ T-1.yaml:11:5 案例 b 还差一岁" in lines
    assert "    成年：应为 符合，得到 还差（一）" in lines
    assert lines[-1] == "0 passed, 2 failed, 1 not expressible"


@pytest.mark.parametrize(
    ("facts", "expected", "difference"),
    [
        ("{年玲: 18}", "符合", "不认识的事实：年玲。是不是想写：年龄"),
        ("{年龄: 十八}", "符合", "“十八” 不是数值"),
        ("{年龄: 18}", "{金额: 很多}", "“很多” 不是数值"),
    ],
)
def test_cases_that_cannot_be_read_fail_with_a_reason(yulin, policies, facts, expected, difference):
    put(
        policies,
        small(
            f"案例:\n  - {{编号: a, 说: 甲, 基准日: 2026-06-30, 事实: {facts}, 期望: {{成年: {expected}}}}}"
        ),
    )
    ran = yulin("check", policies)
    assert (ran.code, ran.out.splitlines()[-1]) == (1, "0 passed, 1 failed")
    assert f"    {difference}" in ran.out.splitlines()


@pytest.mark.parametrize(
    ("expected", "difference"),
    [
        ("{鼠标: 符合}", "鼠标：期望的键是待遇编号，没有这一项（有：成年）"),
        ("{成年: {原因: [一]}}", "成年：原因应为 一，得到 无"),
        ("{成年: {可得日: 2026-07-01}}", "成年：可得日应为 2026-07-01，得到 无"),
        ("{成年: {缺: [在职]}}", "成年：缺的事实应为 在职，得到 无"),
        ("{成年: {取代: T-1/乙}}", "成年：应被 T-1/乙 取代，得到 无"),
        ("{成年: {每期: 100元}}", "成年：每期应为 100元，得到 1500元"),
        ("{成年: {上限: 是}}", "成年：上限应为 是，得到 否"),
        ("{成年: {金额: 未知}}", "成年：金额应未知，得到 1500元"),
        ("{成年: {分期: {前半: [符合, 5元]}}}", "成年：没有名为 前半 的一期（这项待遇不分期）"),
        ("{成年: {算出: {租金: 5元}}}", "成年：没有算出 租金"),
    ],
)  # fmt: skip
def test_every_kind_of_expectation_is_compared(yulin, policies, expected, difference):
    put(
        policies,
        small(
            f"案例:\n  - {{编号: a, 说: 甲, 基准日: 2026-06-30, 事实: {{年龄: 18}}, 期望: {expected}}}"
        ),
    )
    ran = yulin("check", policies)
    assert f"    {difference}".rstrip() in [line.rstrip() for line in ran.out.splitlines()]
    assert ran.code == 1


def test_a_broken_document_stops_before_the_cases(yulin, policies):
    put(policies, small().replace("年龄 >= 18", "年玲 >= 18"))
    ran = yulin("check", policies)
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert lines[0].startswith("T-1.yaml:21:33: 错误 E403: 不认识的名称 “年玲”")
    assert "→ 是不是想写：年龄" in lines[0]
    assert lines[-2:] == ["文档有 1 处错误，案例没有运行。", "0 passed, 1 failed"]


def test_all_faults_of_all_files_are_shown_at_once(yulin, policies):
    put(policies, small("").replace("资金", "现金"))
    put(policies, small("").replace("T-1", "T-2").replace("领域: 就业\n", ""), "T-2.yaml")
    put(policies, "甲:\n\t乙: 1", "T-3.yaml")
    lines = yulin("check", policies).out.splitlines()
    assert [line.split(": ")[:2] for line in lines[:-2]] == [
        ["T-1.yaml:15:13", "错误 E220"],
        ["T-2.yaml:1:1", "错误 E207"],
        ["T-3.yaml:2:1", "错误 E211"],
    ]
    assert lines[-1] == "0 passed, 3 failed"


def test_the_same_id_in_two_files(yulin, policies):
    put(policies, small(""), "T-2.yaml")
    ran = yulin("check", policies)
    assert "T-2.yaml:1:1: 错误 E501: 编号 “T-1” 已用于 T-1.yaml" in ran.out
    assert ran.code == 1


def test_a_circle_of_definitions_is_named(yulin, policies):
    circle = "定义:\n  - {名称: 甲数, 式: 乙数 + 1}\n  - {名称: 乙数, 式: 丙数 * 2}\n  - {名称: 丙数, 式: 甲数 - 1}"
    put(policies, document(benefit("甲数 >= 3"), more=circle))
    ran = yulin("check", policies)
    assert ran.code == 1
    assert "E440: “甲数” 绕了一圈又用到自己：甲数 → 乙数 → 丙数 → 甲数" in ran.out


@pytest.mark.parametrize("name", ["nowhere", "policies/nowhere.yaml"])
def test_a_path_that_is_not_there(yulin, tmp_path, policies, name):
    ran = yulin("check", tmp_path / name)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"找不到 {tmp_path / name}：请检查路径。 Not found: check the path.\n"


def test_an_empty_folder(yulin, tmp_path):
    (tmp_path / "empty").mkdir()
    ran = yulin("check", tmp_path / "empty")
    assert ran.code == 1
    assert (
        ran.out.splitlines()[0] == "empty: 错误 E500: 文件夹里没有政策文档 → 文档的扩展名是 .yaml"
    )
