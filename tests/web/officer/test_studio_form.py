"""The form: every part of a document can be added, shown, filled in and taken away by it."""

import pytest
from django.utils import translation

from tests.policy.documents import benefit, document
from yulin.policy.document import Quota
from yulin.policy.studio.edit import EditError, read
from yulin.policy.studio.trial import try_text
from yulin.programmes.queries.library import library_now
from yulin.web.officer.studio.changes import changed
from yulin.web.officer.studio.form import form_of
from yulin.web.officer.studio.form_blanks import BLANKS
from yulin.web.officer.studio.form_spec import SPECS

pytestmark = pytest.mark.django_db
TEXT = document(benefit("年龄 >= 18", code="甲"), benefit("年龄 >= 18", code="乙"), code="T-44")
GIFT = ["版本", 0, "待遇", 0]


@pytest.fixture(autouse=True)
def _in_chinese():
    """Labels are looked at by their words; a test before may have left another language on."""
    with translation.override("zh-hans"):
        yield


def add(text, path, kind):
    return changed(text, {"op": "add", "path": path, "kind": kind})


def put(text, path, value, kind="text"):
    return changed(text, {"op": "set", "path": path, "value": value, "kind": kind})


def benefit_of(text):
    trial = try_text(library_now(), text, name="T-44.yaml")
    assert [str(p) for p in trial.errors] == []
    return trial.document.versions[0].benefits[0]


def every_field(block):
    for field in block.fields:
        yield block, field
    for part in block.sections:
        for below in part.blocks:
            yield from every_field(below)


def everything(text):
    yield from every_field(form_of(text))


@pytest.mark.parametrize("kind", ["limit", "wait", "life", "quota"])
def test_what_is_added_reads_without_an_error(kind):
    key = {"limit": "限次", "wait": "间隔", "life": "存续", "quota": "名额"}[kind]
    text = add(TEXT, [*GIFT, key], kind)
    held = read(text)["版本"][0]["待遇"][0][key]
    assert held == ([BLANKS[kind]] if kind in {"limit", "wait"} else BLANKS[kind])
    benefit_of(text)
    assert all(not block.rest for block, _field in everything(text))
    assert changed(text, {"op": "remove", "path": [*GIFT, key]}) == TEXT


def test_how_often_a_benefit_may_be_had():
    text = add(TEXT, [*GIFT, "限次"], "limit")
    text = put(text, [*GIFT, "限次", 0, "次"], "3")
    text = put(text, [*GIFT, "限次", 0, "期间"], "自然年")
    text = put(text, [*GIFT, "限次", 0, "待遇"], "T-44/甲、T-44/乙", "many")
    text = add(text, [*GIFT, "间隔"], "wait")
    text = put(text, [*GIFT, "间隔", 0, "满"], "2年")
    text = put(text, [*GIFT, "不得已领"], "T-44/乙", "many")
    found = [leaf.text for leaf in benefit_of(text).condition.leaves()][1:]
    assert found == [
        "一个自然年内不超过 3 次（已享受的不到 3 次）",
        "没有领过“T-44/甲”，或距上次领取满 2年",
        "没有领过“T-44/乙”",
    ]


def test_one_limit_without_a_list_is_a_form_too_and_takes_another():
    text = TEXT.replace("类别: 资格", "类别: 资格\n        限次: {次: 1, 期间: 终身}", 1)
    assert "限次: {" in text
    held = next(f for b, f in everything(text) if f.label == "期间")
    assert (held.value, held.only_text) == ("终身", False)
    assert put(text, [*GIFT, "限次", "期间"], "自然年").count("{次: 1, 期间: 自然年}") == 1
    both = add(text, [*GIFT, "限次"], "limit")
    assert read(both)["版本"][0]["待遇"][0]["限次"] == [
        {"次": "1", "期间": "终身"},
        {"次": "1", "期间": "终身"},
    ]


def test_what_becomes_of_a_grant():
    text = add(TEXT, [*GIFT, "存续"], "life")
    text = put(text, [*GIFT, "存续", "停发", 0, "须"], "年龄 > 60")
    text = add(text, [*GIFT, "存续", "追回"], "condition")
    text = put(text, [*GIFT, "存续", "追回额"], "本待遇.已领金额")
    life = benefit_of(text).life
    assert [leaf.formula.text for leaf in life.stops.leaves()] == ["年龄 > 60"]
    assert [leaf.formula.text for leaf in life.recovers.leaves()] == ["年龄 >= 18"]
    assert life.recovery.text == "本待遇.已领金额"


def test_places_by_rank_with_shares():
    text = add(TEXT, [*GIFT, "名额"], "quota")
    text = put(text, [*GIFT, "名额", "个数"], "20")
    text = put(text, [*GIFT, "名额", "排序", 0, "次序"], "从高到低", "choice")
    text = add(text, [*GIFT, "名额", "份额"], "share")
    text = put(text, [*GIFT, "名额", "份额", 0, "至少"], "3人")
    quota = benefit_of(text).quota
    assert isinstance(quota, Quota)
    assert (quota.places.text, quota.ranking[0].ascending) == ("20", False)
    assert [(share.test.text, share.least.text) for share in quota.shares] == [
        ("年龄 <= 40", "3人")
    ]


def test_places_that_benefits_share():
    text = add(TEXT, ["共用名额"], "pool")
    text = put(text, ["共用名额", 0, "待遇"], "甲、乙", "many")
    assert benefit_of(text).quota.pool == "共用名额"


def test_parts_by_ratio_and_a_group_of_conditions_are_forms():
    text = TEXT.replace(
        "类别: 资格", "类别: 资格\n        分期: {比例: [4, 3, 3], 起: 入职日期, 隔: 12个月}", 1
    )
    fields = {f.label: f.value for b, f in everything(text) if b.title == "按比例分期"}
    assert fields == {"比例": "4、3、3", "起": "入职日期", "隔": "12个月"}
    text = TEXT.replace("- {编号: 一,", "- {用: 成年人}\n          - {编号: 一,", 1)
    made = next(b for b, f in everything(text) if f.label == "用")
    assert (made.title, made.rest, made.fields[0].value) == ("成年人", (), "成年人")


def test_every_kind_that_may_be_added_is_described():
    assert set(BLANKS) <= SPECS.keys() | {"note"}


def test_conditions_that_several_benefits_share():
    with pytest.raises(EditError, match="先在“条件组”里加一个"):
        add(TEXT, [*GIFT, "条件"], "use")
    text = add(TEXT, ["条件组"], "named")
    text = add(text, ["条件组"], "named")
    named = [b for s in form_of(text).sections for b in s.blocks if b.kind == "named"]
    assert [b.title for b in named] == ["新条件组", "新条件组2"]
    assert [(f.kind, f.value) for f in named[0].fields] == [("key", "新条件组")]
    assert [b.title for b in named[0].sections[0].blocks] == ["条件1"]
    text = changed(text, {"op": "remove", "path": ["条件组", "新条件组2"]})
    text = add(text, [*GIFT, "条件"], "use")
    text = put(text, ["条件组", "新条件组", 0, "说"], "要在职")
    text = put(text, ["条件组", "新条件组"], "共同条件", "key")
    assert list(read(text)["条件组"]) == ["共同条件"]
    assert read(text)["版本"][0]["待遇"][0]["条件"][1] == {"用": "共同条件"}
    assert [leaf.text for leaf in benefit_of(text).condition.leaves()][1] == "要在职"


@pytest.mark.parametrize("name", ["", "  ", "另一组"])
def test_a_name_that_cannot_be_given(name):
    text = add(add(TEXT, ["条件组"], "named"), ["条件组"], "named")
    text = put(text, ["条件组", "新条件组2"], "另一组", "key")
    with pytest.raises(EditError):
        put(text, ["条件组", "新条件组"], name, "key")


def test_kinds_and_what_is_shared_with_other_documents():
    text = put(TEXT, [*GIFT, "种类"], "购房补贴、住房", "many")
    assert benefit_of(text).kinds == ("购房补贴", "住房")
    text = put(TEXT, ["引用"], "本市通用", "many")
    assert read(text)["引用"] == ["本市通用"]
