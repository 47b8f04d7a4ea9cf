"""What changed, in sentences that people would write."""

import random
from pathlib import Path

import pytest

from yulin.policy.documents.load import read_document
from yulin.policy.reader import Problems
from yulin.policy.studio import edit
from yulin.policy.studio.difference import bare
from yulin.policy.studio.differences import differences, version_differences

ROOT = Path(__file__).resolve().parents[2] / "policies"
TEXT = """\
编号: X-1
标题: 租房补贴办法
标题en: Rent subsidy
地区: 330300
领域: 住房
摘要: 补贴。
摘要en: A subsidy.
来源: [{网址: example.cn, 等级: P1}]
定义:
  - {名称: 标准, 式: "若则(最高学历 >= '硕士', 2000元, 1000元)"}
版本:
  - 名称: 试行
    自: 2023-09-20
    待遇:
      - 编号: 租房
        名称: 租房补贴
        名称en: Rent
        类别: 资金
        条件:
          - {编号: 连续社保, 说: 连续社保满 6 个月, en: Six months, 须: 本地社保连续月数 >= 6}
          - {编号: 年龄, 说: 35 岁以下（含）, en: At most 35, 须: 年龄 <= 35}
          - {编号: 单位, 说: 企业, en: A firm, 须: "单位类型 in ['企业', '高校']"}
          - {编号: 起算, 说: 某日以后, en: After a day, 须: 最近技能证书日期 >= 2017-01-01}
          - 编号: 住房
            说: 没有住房
            en: No home
            任一:
              - {编号: 无房, 说: 无房, en: No home, 须: 住房面积合计 == 0㎡}
              - {编号: 小房, 说: 小房, en: Small home, 须: 住房面积合计 < 60㎡}
        金额:
          按: 最高学历
          表: {本科: 600元, 硕士: 1.2万元}
          每: 月
          期数: '36'
互斥:
  - {名称: 二选一, 规则: 自选, 成员: [X-1/租房, X-2/购房]}
流程:
  - {步骤: 单位公示, en: Publicity, 期限: '5', 单位: 工作日}
"""


def read(text):
    problems = Problems()
    document = read_document(Path("X-1.yaml"), problems, text=text)
    assert [p for p in problems if p.severity == "error"] == []
    return document


def told(old, new):
    return [(one.text, one.text_en) for one in differences(read(old), read(new))]


@pytest.mark.parametrize(
    ("old", "new", "zh", "en"),
    [
        (
            "本地社保连续月数 >= 6",
            "本地社保连续月数 >= 3",
            "租房补贴：连续社保由 6 个月改为 3 个月",
            "Rent: Continuous insured months here changed from 6 months to 3 months",
        ),
        (
            "年龄 <= 35",
            "年龄 < 35",
            "租房补贴：年龄由“不超过 35 岁（含）”改为“少于 35 岁（不含）”",
            None,
        ),
        (
            "['企业', '高校']",
            "['企业', '社会组织']",
            "租房补贴：单位的范围增加“社会组织”，删去“高校”",
            None,
        ),
        (
            "最近技能证书日期 >= 2017-01-01",
            "最近技能证书日期 >= 2018-07-01",
            "租房补贴：起算由 2017年1月1日改为 2018年7月1日",
            None,
        ),
        (
            "任一:",
            "全部:",
            "租房补贴：住房由任一成立改为全部成立",
            "Rent: No home changed from any of to all of",
        ),
        (
            "硕士: 1.2万元",
            "硕士: 1.5万元",
            "租房补贴：“硕士”一档由 1.2 万元改为 1.5 万元",
            "Rent: the row “硕士” changed from 12,000 yuan to 15,000 yuan",
        ),
        ("硕士: 1.2万元", "博士: 1.2万元", "租房补贴：新增“博士”一档，1.2 万元", None),
        ("每: 月", "每: 季", "租房补贴：发放方式由每月改为每季", None),
        ("期数: '36'", "期数: '24'", "租房补贴：期数由 36 期改为 24 期", None),
        (
            "自: 2023-09-20",
            "自: 2023-10-01",
            "版本“试行”：施行起始日由 2023年9月20日改为 2023年10月1日",
            "Version “试行”: first day changed from 2023-09-20 to 2023-10-01",
        ),
        ("规则: 自选", "规则: 就高", "互斥“二选一”：规则由自选改为就高", None),
        (
            "X-2/购房",
            "X-3/购房",
            "互斥“二选一”：成员由“X-1/租房、X-2/购房”改为“X-1/租房、X-3/购房”",
            None,
        ),
        ("期限: '5'", "期限: '3'", "流程：步骤“单位公示”的期限由 5 个工作日改为 3 个工作日", None),
        ("2000元, 1000元", "2500元, 1000元", "定义“标准”：其中 2000 元改为 2500 元", None),
        (
            "标题: 租房补贴办法",
            "标题: 租房补贴细则",
            "标题由“租房补贴办法”改为“租房补贴细则”",
            None,
        ),
        ("说: 企业,", "说: 在企业,", "租房补贴 · 单位：说法由“企业”改为“在企业”", None),
        ("住房面积合计 < 60㎡", "住房面积合计 <= 60㎡", None, None),
    ],
)
def test_a_change_is_said_in_a_sentence(old, new, zh, en):
    assert old in TEXT
    found = told(TEXT, TEXT.replace(old, new, 1))
    if zh is None:
        assert found
    else:
        assert zh in [one for one, _ in found]
    if en is not None:
        assert en in [other for _, other in found]


def test_what_only_moved_or_was_spaced_or_remarked_has_not_changed():
    text = TEXT.replace("年龄 <= 35", "年龄<=35").replace("期数: '36'", "期数: 36  # 三年")
    assert told(TEXT, text) == []
    conditions = ("版本", 0, "待遇", 0, "条件", 0)
    assert told(TEXT, edit.move(TEXT, conditions, 2)) == []


def test_a_clause_that_came_or_went_is_told_with_its_words():
    gone = edit.remove(TEXT, ("版本", 0, "待遇", 0, "条件", 1))
    assert told(TEXT, gone) == [
        (
            "租房补贴：删去条件“35 岁以下（含）”（年龄 <= 35）",
            "Rent: condition “At most 35” (年龄 <= 35) removed",
        )
    ]
    assert [zh for zh, _ in told(gone, TEXT)] == [
        "租房补贴：新增条件“35 岁以下（含）”（年龄 <= 35）"
    ]


def test_a_group_that_came_is_told_once():
    path = ("版本", 0, "待遇", 0, "条件", 4)
    assert [zh for zh, _ in told(edit.remove(TEXT, path), TEXT)] == [
        "租房补贴：新增一组条件“没有住房”"
    ]


def test_a_new_version_is_compared_with_the_one_before_it():
    later = """\
  - 名称: 正式
    自: 2025-09-20
    沿用: 试行
    待遇: []
"""
    text = TEXT.replace("    自: 2023-09-20\n", "    自: 2023-09-20\n    至: 2025-09-19\n")
    text = text.replace("互斥:\n", later + "互斥:\n")
    assert [zh for zh, _ in told(TEXT, text)] == [
        "版本“试行”：施行截止日由未写明改为 2025年9月19日",
        "新增版本“正式”（自 2025年9月20日）",
    ]


def test_the_versions_of_a_real_document():
    document = read((ROOT / "national" / "CN-01.yaml").read_text(encoding="utf-8"))
    first, second, third, last = document.versions
    found = version_differences(first, second, document=document)
    assert found[0].text == (
        "技能提升补贴 · 缴费：由“失业保险累计缴满36个月（含）”改为"
        "“失业保险累计缴满36个月（含）；12至35个月的要看当地是否放宽”"
    )
    told = [d.text for d in version_differences(second, third, document=document)]
    assert (
        "技能提升补贴：新增条件“今年领过的不到3次（每人每年最多3次）”（本年已领次数 < 3）" in told
    )
    assert "技能提升补贴：金额由“按最近技能证书等级分档”改为“分 4 种情形”" in told
    assert "技能提升补贴：金额性质由“不超过”改为确数" in [
        d.text for d in version_differences(third, last, document=document)
    ]


def _leaves(data, path=()):
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _leaves(value, (*path, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from _leaves(value, (*path, number))
    else:
        yield path


def _other(value):
    if value in {"是", "否"}:
        return "否" if value == "是" else "是"
    if value.isdigit():
        return str(int(value) + 1)
    return "2019-03-04" if value[:4].isdigit() and value[4:5] == "-" else f"{value}改"


@pytest.mark.parametrize(
    "code", ["lucheng/WZ-07", "national/CN-01", "yueqing/E01", "zhejiang/ZJ-02"]
)
def test_nothing_that_changed_goes_unsaid(code):
    text = (ROOT / f"{code}.yaml").read_text(encoding="utf-8-sig")
    before, held, chance = read(text), edit.read(text), random.Random(7)
    silent = []
    for path in chance.sample(list(_leaves(held)), 25):
        changed = edit.set_value(text, path, _other(edit._data_at(held, path)))
        problems = Problems()
        after = read_document(Path("X-1.yaml"), problems, text=changed)
        if after is None or any(p.severity == "error" for p in problems):
            continue
        if bare(before) != bare(after) and not differences(before, after):
            silent.append(path)
    assert silent == []
