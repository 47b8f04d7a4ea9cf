"""YAML as people write it: what stays text, what is refused, and where exactly it stands."""

import datetime as dt
from itertools import chain
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.documents import benefit, document, reading
from tests.policy.examples import examples
from yulin.policy import yaml_nodes
from yulin.policy.problems import Place, PolicyError
from yulin.policy.reader import MAX_BYTES, Problems, read_yaml
from yulin.policy.studio import edit
from yulin.policy.studio.edit import EditError

#: of which texts are made at random
WORDS = (
    "a", "b: ", "甲: ", "是", "，", "- ", "-", "\n", "\n  ", "\n    ", "{", "}", "[", "]", ", ", ":", "'", '"', "#",
    " # ", "|\n", ">\n", ">-\n", "1", "?", "a?", "?\n", "?'", "\t", "%", "@", "`", "---", "...", "\r\n", "\xa0", "\ufeff", "&a", "!b",
    "*a", "<<: ", "=",
)  # fmt: skip
POLICIES = Path(__file__).parents[2] / "policies"


def root(text):
    problems = Problems()
    return read_yaml(Path("a.yaml"), problems, text=text), problems


def found(problems):
    return [(str(p.place), p.code, p.message) for p in problems]


# -- scalars ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        # words that YAML takes for true and false
        "否", "no", "off", "on", "y", "true",
        # numbers that would lose their form
        "010", "1_000", "0x1F", "1e3", "12:30:45", "3.10", ".inf",
        # dates, nulls
        "2023-09-20", "null", "~",
        # texts with signs
        "第三条（一）", "a#b", "50%",
    ],
)  # fmt: skip
def test_scalars_stay_text(written):
    value, problems = root(f"甲: {written}")
    assert value.map().get("甲").text() == written
    assert problems == []


@pytest.mark.parametrize(
    ("written", "read"),
    [("是", True), ("否", False), ("TRUE", True), ("No", False), ("yes", True), ("' 是 '", True)],
)
def test_yes_and_no(written, read):
    value, problems = root(f"甲: {written}")
    assert value.map().get("甲").yes() is read
    assert problems == []


@pytest.mark.parametrize(
    ("written", "read"),
    [("2023-09-20", dt.date(2023, 9, 20)), ("未知", None), ("''", None), ("2024-02-29", dt.date(2024, 2, 29))],
)  # fmt: skip
def test_dates(written, read):
    value, problems = root(f"甲: {written}")
    assert value.map().get("甲").date() == read
    assert problems == []


def ask(accessor):
    """Read 甲 of a two-line file with one accessor of a value."""
    return lambda top: getattr(top.get("甲"), accessor)()


@pytest.mark.parametrize(
    ("text", "read", "place", "code", "message"),
    [
        # a list where one value belongs
        ("乙: 1\n甲: [1]", ask("text"), "a.yaml:2:4", "E201", "这里应当是一个值，却是列表或分组"),
        ("乙: 1\n甲: {丙: 1}", ask("text"), "a.yaml:2:4", "E201", "这里应当是一个值，却是列表或分组"),
        # neither yes nor no
        ("乙: 1\n甲: 对", ask("yes"), "a.yaml:2:4", "E202", "“对” 不是 是 或 否"),
        ("乙: 1\n甲: 1", ask("yes"), "a.yaml:2:4", "E202", "“1” 不是 是 或 否"),
        # no whole number
        ("乙: 1\n甲: 33.5", ask("whole"), "a.yaml:2:4", "E203", "“33.5” 不是整数"),
        ("乙: 1\n甲: 温州", ask("whole"), "a.yaml:2:4", "E203", "“温州” 不是整数"),
        # no day
        ("乙: 1\n甲: 2023-02-29", ask("date"), "a.yaml:2:4", "E204", "“2023-02-29” 不是日期"),
        ("乙: 1\n甲: 2023/9/20", ask("date"), "a.yaml:2:4", "E204", "“2023/9/20” 不是日期"),
        ("乙: 1\n甲: 2023-9", ask("date"), "a.yaml:2:4", "E204", "“2023-9” 不是日期"),
        # no mapping
        ("乙: 1\n甲: 一", ask("map"), "a.yaml:2:4", "E205", "这里应当是分组（名称: 值）"),
        ("乙: 1\n甲:\n  - 一", ask("map"), "a.yaml:3:3", "E205", "这里应当是分组（名称: 值）"),
        # absent
        ("乙: 1", lambda top: top.need("甲"), "a.yaml:1:1", "E207", "缺少 “甲”"),
        # a key twice: the second one is named
        ("甲: 1\n乙: 2\n甲: 3", lambda top: None, "a.yaml:3:1", "E206", "重复的键 “甲”"),
    ],
)  # fmt: skip
def test_values_that_do_not_fit(text, read, place, code, message):
    value, problems = root(text)
    read(value.map())
    assert found(problems) == [(place, code, message)]


def test_a_key_nobody_knows_is_reported_with_the_nearest():
    value, problems = root("编号: 1\n标提: 二")
    top = value.map()
    top.need("编号")
    top.get("标题")
    top.finish()
    assert found(problems) == [("a.yaml:2:1", "E208", "不认识的键 “标提”")]
    assert problems[0].advice == "是不是想写：标题"


def test_a_key_like_nothing_gets_the_whole_list():
    value, problems = root("住房: 二")
    top = value.map()
    top.get("标题")
    top.get("编号")
    top.finish()
    assert problems[0].advice == "可用：标题、编号"


# -- files -----------------------------------------------------------------------------------------

BOMB = "甲: &a [x,x]\n" + "\n".join(f"甲{n}: &a{n} [*a, *a]" for n in range(9))


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        # a tab where blanks indent
        ("甲:\n\t乙: 1", "a.yaml:2:1", "YAML 写法有误：found character '\\t' that cannot start any token"),
        # anchors unfold into gigabytes
        (BOMB, "a.yaml:1:4", "YAML 写法有误：不允许使用锚点和引用"),
        ("甲: 1\n乙: *a", "a.yaml:2:4", "YAML 写法有误：不允许使用锚点和引用"),
        # tags
        ("甲: !!python/name:os.system x", "a.yaml:1:4", "YAML 写法有误：不允许使用标签（!）"),
        ("甲: !x 1", "a.yaml:1:4", "YAML 写法有误：不允许使用标签（!）"),
        # no blank after the colon makes one long text, and then a second key
        ("甲:1\n乙: 2", "a.yaml:2:2", "YAML 写法有误：mapping values are not allowed here"),
        # a colon inside a text
        ("甲: 乙: 丙", "a.yaml:1:5", "YAML 写法有误：mapping values are not allowed here"),
        # a quotation mark left open
        ("甲: '乙\n丙: 1", "a.yaml:2:5", "YAML 写法有误：found unexpected end of stream"),
        # two documents in one file
        ("甲: 1\n---\n乙: 2", "a.yaml:2:1", "YAML 写法有误：but found another document"),
        # a list left open
        ("甲: [1, 2", "a.yaml:1:9", "YAML 写法有误：expected ',' or ']', but got '<stream end>'"),
    ],
)  # fmt: skip
def test_broken_yaml(text, place, message):
    value, problems = root(text)
    assert not value
    assert found(problems) == [(place, "E211", message)]


@pytest.mark.parametrize(
    ("text", "message", "advice"),
    [
        ("甲: {乙: 是否?要}", "expected ',' or '}', but got '?'", "花括号、方括号里的值含有问号的，整个值加引号"),
        ("- 1\n乙: 2", "expected <block end>, but found the next key",
         "与上面同一级的行对齐；引号后面还有文字的，整个值换一种引号包起来"),
        ("甲: {乙: 'x' 且 丙}", "expected ',' or '}', but got '<scalar>'",
         "引号后面还有文字的，整个值加引号，里外用不同的引号；或是前面少了逗号"),
        ("甲: {乙: 丙: 丁}", "expected ',' or '}', but got ':'",
         "花括号、方括号里的值含有冒号的，整个值加引号；或是前面少了逗号、括号没有闭合"),
        ("甲: [1, 2", "expected ',' or ']', but got '<stream end>'",
         "花括号、方括号没有配对；里面的值含有逗号、括号或引号的，整个值加引号"),
        ("甲: 乙: 丙", "mapping values are not allowed here", "值里有冒号的，整个值加引号；或是上一行的冒号后面少了空格"),
        ("甲: '乙", "found unexpected end of stream", "引号没有闭合：在文字末尾补上相同的引号"),
        ("甲:\n\t乙: 1", "found character '\\t' that cannot start any token", "缩进用空格，不用制表符"),
        ("甲: *a", "不允许使用锚点和引用", "内容写全；值本来就以 & 或 * 开头的，整个值加引号"),
        ("甲: !a", "不允许使用标签（!）", "值以 ! 开头的，整个值加引号"),
    ],
)  # fmt: skip
def test_broken_yaml_says_what_to_do(text, message, advice):
    _, problems = root(text)
    assert [(p.message, p.advice) for p in problems] == [(f"YAML 写法有误：{message}", advice)]


def test_a_date_of_which_only_the_month_is_written():
    value, problems = root("甲: '2024-02'")
    assert value.map().get("甲").date() is None
    assert [(p.code, p.advice) for p in problems] == [
        ("E204", "只写到月：起的写月初 2024-02-01，止的写月末 2024-02-29；不知是哪一天的写 未知")
    ]


@pytest.mark.parametrize("text", ["[" * 1200, "{甲: " * 1200, "- " * 1200])
def test_deep_yaml_is_a_finding_not_a_crash(text):
    value, problems = root(text)
    assert not value
    assert [p.code for p in problems] == ["E211"]


def test_deep_text_in_the_studio_is_a_mistake_not_the_end_of_the_process():
    for depth in (1_200, 100_000):
        with pytest.raises(EditError):
            edit.read("[" * depth + "]" * depth)


def test_both_readers_find_the_same_nodes_at_the_same_places():
    """libyaml is quicker; a line that is named must be the one that the author sees."""
    found = sorted(POLICIES.rglob("*.yaml"))[::9]
    assert len(found) == 9
    for path in found:
        text = path.read_text(encoding="utf-8")
        assert yaml_nodes.is_plain(text)
        assert told(yaml_nodes.compose(text)) == told(yaml.compose(text, Loader=yaml.SafeLoader))


@examples(600)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12))
def test_what_the_quick_reader_may_be_asked_it_answers_like_the_other(words):
    text = "".join(words) + "\n"
    if not yaml_nodes.is_plain(text):
        return
    assert told(yaml_nodes.compose(text)) == told(yaml.compose(text, Loader=yaml.SafeLoader))


def told(node):
    """Kind, place, way of writing and value of a node and of all in it."""
    if node is None:
        return None
    start, end = node.start_mark, node.end_mark
    style = getattr(node, "style", None) or None
    places = (start.line, start.column, start.index, end.line, end.column)
    if isinstance(node, yaml.ScalarNode):
        return node.tag, places, style, node.value
    inner = chain.from_iterable(node.value) if isinstance(node, yaml.MappingNode) else node.value
    return node.tag, places, [told(child) for child in inner]


def test_control_characters_are_a_finding():
    value, problems = root("甲: \x00")
    assert not value
    assert [p.code for p in problems] == ["E211"]


@pytest.mark.parametrize("text", ["", "\n\n", "# 只有说明\n", "---\n"])
def test_empty_files(text):
    value, problems = root(text)
    if text != "---\n":  # an explicit document holds an empty value
        assert not value
        assert found(problems) == [("a.yaml:1:1", "E212", "文件是空的")]


def on_disk(tmp_path, data):
    path = tmp_path / "a.yaml"
    path.write_bytes(data)
    problems = Problems()
    return read_yaml(path, problems), problems


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_other_encodings_are_refused(tmp_path, encoding):
    value, problems = on_disk(tmp_path, "标题: 人才房票".encode(encoding))
    assert not value
    assert found(problems) == [("a.yaml:1:1", "E210", "文件不是 UTF-8 编码")]


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path):
    value, problems = on_disk(tmp_path, "\ufeff标题: 甲".encode())
    assert value.map().get("标题").text() == "甲"
    assert problems == []


def test_three_megabytes_are_refused(tmp_path):
    value, problems = on_disk(tmp_path, b"a: " + b"x" * 3_000_000)
    assert not value
    assert found(problems) == [("a.yaml:1:1", "E209", "文件超过 2 MB")]
    value, problems = on_disk(tmp_path, b"a: " + b"x" * (MAX_BYTES - 3))
    assert problems == []


@pytest.mark.parametrize("text", ["一段话", "- 甲\n- 乙", "42", "---\n"])
def test_a_document_must_be_a_mapping(text):
    _, problems = reading(text)
    assert "E205" in [p.code for p in problems]


# -- findings --------------------------------------------------------------------------------------


def test_all_findings_are_raised_together_in_the_order_of_places():
    problems = Problems()
    problems.error(Place("b.yaml", 2, 1), "E2", "乙")
    problems.warn(Place("a.yaml", 9, 1), "W1", "提示", "改")
    problems.error(Place("a.yaml", 3, 7), "E1", "甲", "改成丙")
    with pytest.raises(PolicyError) as refused:
        problems.raise_errors()
    assert str(refused.value).splitlines() == [
        "a.yaml:3:7: 错误 E1: 甲 → 改成丙",
        "a.yaml:9:1: 提示 W1: 提示 → 改",
        "b.yaml:2:1: 错误 E2: 乙",
    ]


def test_warnings_alone_stop_nobody():
    problems = Problems()
    problems.warn(Place("a.yaml", 9, 1), "W1", "提示")
    problems.raise_errors()


def test_a_sound_document_has_no_findings():
    assert reading(document(benefit()))[1] == []
