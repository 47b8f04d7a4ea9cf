"""One thing changed in a text, and every other character where it stood."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yulin.policy.studio import edit
from yulin.policy.studio.edit import EditError

POLICIES = sorted((Path(__file__).resolve().parents[2] / "policies").rglob("*.yaml"))
TEXT = """\
# 头上的说明
编号: X-1   # 行尾的说明
标题: "带 引号"
版本:
  - 名称: 甲
    待遇:
      # 关于待遇一
      - 编号: 一
        条件:
          - {编号: a, 说: 甲, 须: 年龄 >= 18}   # 流式
          - 编号: b
            说: >-
              折起来的
              两行
            须: 在职

      # 关于待遇二
      - 编号: 二
        金额: {表: {A: 1元, B: 2元}}
流程: []
"""


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        (("编号",), "X-2", "编号: X-2   # 行尾的说明"),
        (("标题",), "没有引号", '标题: "没有引号"'),
        (("版本", 0, "待遇", 0, "条件", 0, "须"), "年龄 >= 20", "须: 年龄 >= 20}   # 流式"),
        (("版本", 0, "待遇", 0, "条件", 0, "依据"), "第三条", "须: 年龄 >= 18, 依据: 第三条}"),
        (("版本", 0, "待遇", 0, "条件", 1, "须"), "a: b", '            须: "a: b"'),
        (("版本", 0, "待遇", 1, "金额", "表", "A"), "3元", "{A: 3元, B: 2元}"),
        (("版本", 0, "说"), "新的一行", "    说: 新的一行"),
        (("机关",), "某局", "机关: 某局"),
    ],
)
def test_a_value_is_written_where_it_belongs(path, value, line):
    made = edit.set_value(TEXT, path, value)
    assert line in made
    assert edit._data_at(edit.read(made), path) == value
    assert all(note in made for note in ("# 头上的说明", "# 关于待遇一", "# 关于待遇二"))


def test_what_is_folded_is_replaced_as_a_whole():
    made = edit.set_value(TEXT, ("版本", 0, "待遇", 0, "条件", 1, "说"), "一行")
    assert "            说: 一行\n            须: 在职\n" in made
    assert "两行" not in made


def test_a_member_moves_with_the_comments_above_it():
    made = edit.move(TEXT, ("版本", 0, "待遇", 0), 1)
    assert [one["编号"] for one in edit.read(made)["版本"][0]["待遇"]] == ["二", "一"]
    assert made.index("# 关于待遇二") < made.index("编号: 二") < made.index("# 关于待遇一")


def test_a_member_is_added_in_the_form_of_its_neighbours():
    made = edit.insert(TEXT, ("版本", 0, "待遇", 0, "条件", 1), {"编号": "c", "须": "在职"})
    assert "          - 编号: c\n            须: 在职\n          - 编号: b\n" in made


def test_a_list_that_was_empty_or_absent_is_begun():
    assert edit.read(edit.insert(TEXT, ("流程", 0), {"步骤": "审核"}))["流程"] == [{"步骤": "审核"}]
    assert edit.read(edit.insert(TEXT, ("来源", 0), {"网址": "x"}))["来源"] == [{"网址": "x"}]


def test_what_is_left_empty_goes_too():
    made = edit.remove(TEXT, ("版本", 0, "待遇", 1, "金额", "表", "A"))
    assert "{表: {B: 2元}}" in made
    assert "金额" not in edit.remove(made, ("版本", 0, "待遇", 1, "金额", "表", "B"))


def test_a_key_takes_another_name():
    text = "组:\n  任一:\n    - 甲\n"
    assert edit.rename(text, ("组", "任一"), "全部") == "组:\n  全部:\n    - 甲\n"
    with pytest.raises(EditError):
        edit.rename(text, ("组", "没有"), "全部")


@pytest.mark.parametrize(
    "act",
    [
        lambda: edit.set_value("编号: [", ("编号",), "x"),
        lambda: edit.set_value("", ("编号",), "x"),
        lambda: edit.set_value(TEXT, ("没有", 3), "x"),
        lambda: edit.remove(TEXT, ("没有",)),
        lambda: edit.insert(TEXT, ("编号", 0), "x"),
        lambda: edit.move(TEXT, ("版本", 9), 0),
    ],
)
def test_what_cannot_be_done_is_refused(act):
    with pytest.raises(EditError):
        act()


def _paths(data, path=()):
    if isinstance(data, dict):
        for key, value in data.items():
            yield (*path, key)
            yield from _paths(value, (*path, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield (*path, number)
            yield from _paths(value, (*path, number))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_real_texts_say_what_was_asked_and_keep_the_rest(data):
    text = data.draw(st.sampled_from(POLICIES)).read_text(encoding="utf-8-sig")
    held = edit.read(text)
    path = data.draw(st.sampled_from(list(_paths(held))))
    value = edit._data_at(held, path)
    words = data.draw(
        st.sampled_from(["改", "a: b", "[x]", 'it\'s "q"', "2017", "两\n行", " #x", "-"])
    )
    if isinstance(value, str):
        made = edit.set_value(text, path, words)
        assert edit._data_at(edit.read(made), path) == words
    elif isinstance(path[-1], int):
        made = edit.move(text, path, 0)
        assert edit._data_at(edit.read(made), (*path[:-1], 0)) == value
    else:
        made = edit.remove(text, path)
    untouched = [line for line in text.splitlines() if line.lstrip().startswith("#")]
    if isinstance(value, str):
        assert [one for one in made.splitlines() if one.lstrip().startswith("#")] == untouched
