"""Unlawful words and signs of fraud: what is found, exactly, and what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yulin.jobs.wording import examine, folded, stopping
from yulin.jobs.wording_rules import DOUBTFUL, FRAUD, RULES, UNLAWFUL


def found(text):
    return [(one.code, one.words) for one in examine({"duties": text})]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("限男性，35岁以下", [("sex", "限男性"), ("age", "35岁以下")]),
        ("只招女生，形象气质佳", [("sex", "只招女生"), ("looks", "形象气质佳")]),
        ("身高160cm以上", [("looks", "身高160cm以上")]),
        ("女士优先", [("sex", "女士优先")]),
        ("年龄：18-35岁", [("age", "年龄：18-35岁")]),
        ("18-45周岁，男女不限", [("age", "18-45周岁")]),
        ("已婚已育优先", [("family", "已婚已育优先")]),
        ("三年内不得怀孕", [("family", "三年内不得怀孕")]),
        ("限汉族", [("ethnicity", "限汉族")]),
        ("本地户口优先", [("household", "本地户口优先")]),
        ("不要四川人", [("household", "不要四川人")]),
        ("除四川籍人员外均可", [("household", "除四川籍人员外")]),
        ("体检含乙肝两对半", [("carriers", "乙肝"), ("carriers", "两对半")]),
        ("五官端正", [("disability", "五官端正")]),
        ("必须985毕业", [("origin", "必须985")]),
        ("15岁以上即可", [("child", "15岁以上")]),
        ("入职需交押金200元", [("fee", "交押金")]),
        ("先培训后上岗", [("training-loan", "先培训后上岗")]),
        ("淘宝刷单", [("click-farming", "刷单")]),
        ("日结500元", [("quick-money", "日结500")]),
        ("缅甸高薪客服", [("abroad", "缅甸高薪客服")]),
        ("入职扣押身份证", [("papers", "扣押身份证")]),
        ("加微信详聊", [("contact", "加微信")]),
        ("手机13812345678", [("contact", "13812345678")]),
        ("发展下线有提成", [("scheme", "发展下线")]),
        ("公司996", [("overtime", "996")]),
        ("不缴社保，工资高", [("insurance", "不缴社保")]),
    ],
)
def test_words_are_found_as_they_stand(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "年满18周岁，能吃苦",
        "16周岁以上",
        "负责女装设计，开发男鞋",
        "服务女性客户，清洁男女更衣室",
        "性别不限，年龄不限",
        "不限男女",
        "持健康证上岗",
        "不收押金，无需缴纳培训费",
        "不得扣押身份证",
        "经验3-5年，带领20-30人团队",
        "管理保证金账户",
        "会藏语者优先",
        "要求本科以上学历，持C1驾照",
        "不要求身高，不查乙肝",
        "排除焊接机器人的故障",
        "熟悉Hive和Spark",
        "不要求本人到场",
        "除本人外不得使用",
    ],
)
def test_what_is_lawful_is_left_alone(text):
    assert found(text) == []


@pytest.mark.parametrize("text", ["限 男 性", "限\u200b男*性", "限　男性", "限_男_性"])
def test_what_is_put_between_characters_does_not_help(text):
    [one] = examine({"title": text})
    assert (one.code, one.words, one.field) == ("sex", text, "title")
    assert (one.start, one.end) == (0, len(text))


def test_traditional_and_wide_characters_are_read_too():
    assert found("年齡３５歲以下") == [("age", "年齡３５歲以下")]
    assert found("無須經驗，加ＱＱ") == [("contact", "加ＱＱ")]


def test_a_finding_says_why_by_which_law_and_what_to_do():
    [one] = examine({"duties": "限男性"})
    assert one.kind == UNLAWFUL
    assert one.about == "性别"
    assert one.why == "把性别写成了条件，或者写了优先"
    assert one.law.startswith("妇女权益保障法第四十三条")
    assert one.todo == "请删去这一要求，只写岗位真正需要的技能和条件。"
    assert "女职工劳动保护特别规定" in one.allowed


def test_pay_out_of_reason_is_told():
    def codes(least, most):
        return [one.code for one in examine({}, pay_from=least, pay_to=most)]

    assert codes(None, None) == []
    assert codes(5000, 20_000) == []
    assert codes(5000, 20_001) == ["wide-pay"]
    assert codes(2999, 20_000) == []
    assert codes(100_000, 200_000) == []
    assert codes(100_000, 200_001) == ["absurd-pay"]


def test_only_unlawful_words_and_fraud_stop_a_post():
    kinds = {one.kind for one in RULES}
    assert kinds == {UNLAWFUL, FRAUD, DOUBTFUL}
    assert [one.code for one in stopping(examine({"duties": "加微信，限男性，996，刷单"}))] == [
        "sex",
        "click-farming",
    ]


def test_every_rule_names_a_law_and_what_to_do():
    assert len({rule.code for rule in RULES}) == len(RULES) == 21
    assert [rule.code for rule in RULES if not (rule.why and rule.law and rule.todo)] == []


@given(st.text(max_size=60))
def test_every_text_is_read_and_findings_are_its_own_words(text):
    for one in examine({"duties": text}):
        assert one.words == text[one.start : one.end] != ""
    plain, origin = folded(text)
    assert len(plain) == len(origin)
    assert origin == sorted(origin)


@given(st.text(alphabet="限男女性岁以下35优先不招要年龄,。 ", max_size=24))
def test_a_harmless_sentence_beside_takes_no_finding_away(text):
    first = found(text)
    both = found(f"{text}。负责日常工作。")
    assert [one for one in first if one not in both] == []
