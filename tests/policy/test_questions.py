"""What to ask next: only what still matters, never the same twice, and to an end."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.documents import AS_OF, benefit, document, library
from tests.policy.examples import examples
from yulin.policy.decision import Status
from yulin.policy.explain import explain
from yulin.policy.library import Library
from yulin.policy.questions import next_questions, question_terms
from yulin.policy.reasons import TABLE_PREFIX
from yulin.policy.vocabulary import standard

TODAY = dt.date(2026, 9, 1)


def asked(made, values=None, skipped=(), regions=(330302,)):
    found = next_questions(made, values or {}, as_of=AS_OF, regions=regions, skipped=skipped)
    return [q.name for q in found]


def tables(names):
    return [n for n in names if n.startswith(TABLE_PREFIX)]


def plain(names):
    return [n for n in names if not n.startswith(TABLE_PREFIX)]


@pytest.mark.parametrize(
    ("must", "values", "wanted"),
    [
        ("在职 且 最高学历 >= '本科'", {}, {"在职", "最高学历"}),
        # one answer settles the other
        ("在职 且 最高学历 >= '本科'", {"在职": "否"}, set()),
        ("在职 且 最高学历 >= '本科'", {"在职": "是"}, {"最高学历"}),
        ("在职 或 最高学历 >= '本科'", {"在职": "是"}, set()),
        # what is worked out is asked by its parts
        ("年龄 <= 35", {}, {"出生日期"}),
        ("年龄 <= 35", {"出生日期": "1990-01-01"}, set()),
        # nobody can answer what no source prints
        ("未知('没写')", {}, set()),
        ("两说(年龄 <= 35, 年龄 <= 40, '两说')", {}, {"出生日期"}),
        # the region is supplied
        ("工作地区 属于 330302", {}, set()),
    ],
)
def test_only_what_still_matters_is_asked(must, values, wanted):
    made = library(document(benefit(must)))
    assert set(plain(asked(made, values))) == wanted


def test_sums_of_what_is_due_are_asked_for_too():
    made = library(document(benefit("在职", amount="上年工资收入 * 10%")))
    assert plain(asked(made, {"在职": "是"})) == ["上年工资收入"]
    assert plain(asked(made, {"在职": "否"})) == []
    assert plain(asked(made, {"在职": "是", "上年工资收入": 5})) == []


def test_before_the_details_of_a_table_comes_whether_there_is_anything():
    made = library(document(benefit("技能等级 >= '技师' 且 计数(证书 若 紧缺工种) >= 1")))
    first, *others = asked(made)
    assert first == TABLE_PREFIX + "证书"
    assert "技能等级" in others
    # somebody without a certificate is not asked for its level
    assert asked(made, {TABLE_PREFIX + "证书": False}) == []


@pytest.mark.parametrize(
    ("table", "rule", "opening"),
    [
        ("租赁", "租房中", "你在租房吗，或者租过房吗？（公租房、人才房也算）"),
        ("困难身份", "持证残疾", "你或你家有过低保、残疾、脱贫户、助学贷款这类困难身份吗？"),
        ("登记", "失业登记中", "你在人社部门登记过失业、求职、灵活就业或创业吗？"),
        ("培训", "培训合格", "你参加过政府认可的职业培训、创业培训或学徒培训吗？"),
        ("见习实习", "见习中", "你参加过就业见习或实习吗？"),
        ("收入", "上年工资薪金 >= 10万元", "这几年有单位为你申报过工资个税吗？"),
        ("贷款", "有创业担保贷款", "你有过创业担保贷款，或者政府贴息的贷款吗？"),
        ("认定", "有效认定类别 == 'E'", "你正式申请并被认定过人才类别吗？"),
        ("成果", "发明专利件数 >= 1", "你有专利、科技奖、竞赛名次或技术攻关成果吗？"),
        ("平台", "平台领办人", "你领办过技能大师工作室、专家工作站这类平台吗？"),
    ],
)
def test_every_table_opens_with_one_plain_question(table, rule, opening):
    made = library(document(benefit(rule)))
    found = next_questions(made, {}, as_of=AS_OF, regions=[330302])
    assert (found[0].name, found[0].text, found[0].type) == (TABLE_PREFIX + table, opening, "yes")
    assert len(found) > 1
    assert asked(made, {TABLE_PREFIX + table: True})[0] != TABLE_PREFIX + table
    assert asked(made, {TABLE_PREFIX + table: False}) == []


def test_skipping_passes_over_and_does_not_come_back():
    made = library(document(benefit("在职 且 最高学历 >= '本科'")))
    assert plain(asked(made, skipped=["在职"])) == ["最高学历"]
    assert asked(made, {"最高学历": "本科"}, skipped=["在职", *tables(asked(made))]) == []


def test_a_benefit_counts_once_however_many_regions_are_compared():
    made = library(document(benefit("在职"), region=0))
    (question,) = [
        q
        for q in next_questions(made, {}, as_of=AS_OF, regions=[330302, 330382, 330200])
        if q.name == "在职"
    ]
    assert question.affects == 1


OWN = """
事实:
  - {名称: 公示日数, en: Days, 类型: 数值, 单位: 日, 问: 公示了几天？, 问en: 'How many days?', 说明: 工作日}
  - {名称: 面积, en: Area, 类型: 数值, 单位: ㎡, 问: 多大？, 问en: 'How large?'}
  - {名称: 级别, en: Level, 类型: 选项, 选项: [低, 高], 有序: 是, 问: 什么级别？, 问en: 'Which level?'}
  - {名称: 那天, en: Day, 类型: 日期, 问: 哪天？, 问en: 'When?'}
  - {名称: 哪里, en: Place, 类型: 地区, 问: 哪里？, 问en: 'Where?'}
  - {名称: 叫啥, en: Name, 类型: 文字}
"""


def test_how_each_type_is_asked():
    rules = "\n".join(
        f'- {{说: "{n}", 须: "{text}"}}'
        for n, text in enumerate(["公示日数 >= 5", "面积 > 60㎡", "级别 >= '高'", "那天 < 基准日", "哪里 属于 330302", "叫啥 == '甲'"])
    )  # fmt: skip
    made = library(document(benefit(conditions=rules), more=OWN))
    found = {q.name: q for q in next_questions(made, {}, as_of=AS_OF, regions=[330302])}
    shown = {
        n: (q.text, q.text_en, q.type, q.unit, q.decimals, q.options, q.help)
        for n, q in found.items()
    }
    assert shown == {
        "公示日数": ("公示了几天？", "How many days?", "number", "日", 0, (), "工作日"),
        "面积": ("多大？", "How large?", "number", "㎡", 2, (), ""),
        "级别": ("什么级别？", "Which level?", "choice", "", 0, ("低", "高"), ""),
        "那天": ("哪天？", "When?", "date", "", 0, (), ""),
        "哪里": ("哪里？", "Where?", "division", "", 0, (), ""),
        "叫啥": ("叫啥？", "Name?", "text", "", 0, (), ""),
    }


# -- whole conversations over the real policies ----------------------------------------------------

DATES = [dt.date(y, m, 1) for y in (1986, 2001, 2019, 2024, 2025, 2026) for m in (2, 7)]


def reply(question, draw):
    """A random answer that fits the question, or None to skip it."""
    if draw(st.integers(0, 5)) == 0:
        return None
    kinds = {
        "yes": st.sampled_from(["是", "否"]),
        "number": st.integers(0, 60),
        "date": st.sampled_from(DATES),
        "text": st.sampled_from(["甲", "无"]),
        "division": st.sampled_from([330302, 330382, 330200, 310101]),
    }
    if question.type == "choice":
        return draw(st.sampled_from(question.options))
    answer = draw(kinds[question.type])
    if question.name.startswith(TABLE_PREFIX):
        return answer == "是"
    return answer


@examples(12)
@given(st.data(), st.sampled_from([(330302,), (330382, 330200), (330100, 330400)]))
def test_a_conversation_ends_and_never_repeats_itself(policies, data, regions):
    values, skipped, seen = {}, [], []
    most = len(question_terms(policies))
    while questions := next_questions(
        policies, values, as_of=TODAY, regions=regions, skipped=skipped
    ):
        names = [q.name for q in questions]
        assert len(set(names)) == len(names)
        assert not set(names) & set(seen)
        question = questions[0]
        seen.append(question.name)
        assert len(seen) <= most
        answer = reply(question, data.draw)
        if answer is None:
            skipped.append(question.name)
        else:
            values[question.name] = answer
    left = [
        d
        for region in regions
        for d in explain(policies, as_of=TODAY, region=region, values=values, skipped=skipped)
        if d.status is Status.UNDETERMINED and not d.notes
    ]
    # what stays open hangs on what was skipped, or on a table nobody has
    assert all(d.missing for d in left)


def test_every_question_is_asked_in_both_languages(policies):
    found = next_questions(policies, {}, as_of=TODAY, regions=[330302, 330200, 330100])
    assert len(found) > 10
    for question in found:
        assert question.text.endswith(("？", "）")), question.name
        assert question.text_en
        assert question.affects >= 1


def test_a_question_asks_for_nobody_whose_records_its_name_does_not_read():
    # “你（和配偶）在当地有自有住房吗？” would answer for two what the records tell of one
    names = [
        term.name
        for term in standard().terms.values()
        if term.definition is not None
        and ("配偶" in term.ask) > ("配偶" in term.definition + term.name)
    ]
    assert names == []
    assert standard()["本地有房"].ask == "你在当地有自有住房吗？（农村集体土地上的房屋不算）"
    assert "spouse" not in standard()["本地有房"].ask_en
    terms = question_terms(Library(()))
    assert "配偶" not in terms["记录：住房"].ask
