"""How expressions are read, from a corpus of plain text; what is refused, and how deep is too deep."""

import pytest

from tests.policy.language import entries, fault, show
from yulin.policy.language.parser import parse
from yulin.policy.problems import ExpressionError


def outcome(text):
    try:
        return f"→ {show(parse(text))}"
    except ExpressionError as error:
        return fault(error)


@pytest.mark.parametrize("name", ["syntax.txt", "syntax_errors.txt"])
def test_corpus(name):
    found = [(e.line, e.text, outcome(e.text)) for e in entries(name)]
    assert found == [(e.line, e.text, e.answer) for e in entries(name)]


def test_corpora_are_not_empty():
    assert [len(entries(n)) for n in ("syntax.txt", "syntax_errors.txt")] == [96, 36]


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        # brackets
        ("(" * 1000 + "1" + ")" * 1000, 61),
        # signs, which need no bracket
        ("-" * 1000 + "1", 61),
        # negations
        ("非 " * 1000 + "甲", 122),
        # lists
        ("[" * 1000 + "1" + "]" * 1000, 61),
        # calls
        ("已知(" * 1000 + "甲" + ")" * 1000, 183),
        # figures over records
        ("合计(证书: " * 1000 + "1" + ")" * 1000, 427),
        # brackets that are never closed
        ("(" * 100_000, 61),
    ],
)
def test_nesting_ends_in_a_sentence(text, offset):
    with pytest.raises(ExpressionError) as refused:
        parse(text)
    assert (refused.value.code, refused.value.offset) == ("E104", offset)
    assert refused.value.advice == "用 定义 把它拆开"


@pytest.mark.parametrize("word", [" 或 ", " 且 ", " + ", " - ", " * "])
def test_chains_end_in_a_sentence_too(word):
    """A chain of operators is a deep tree without a single bracket."""
    assert parse(word.join(["甲"] * 100))
    with pytest.raises(ExpressionError, match="式子太长") as refused:
        parse(word.join(["甲"] * 101))
    assert refused.value.code == "E104"


@pytest.mark.parametrize(
    "text",
    [
        # as deep as it may be
        "(" * 60 + "1" + ")" * 60,
        "已知(" * 60 + "甲" + ")" * 60,
        "-" * 60 + "1",
    ],
)
def test_sixty_levels_are_read(text):
    assert parse(text)


def test_full_width_text_reads_as_half_width():
    assert parse("（年龄＋１）×２　＞＝　７０") == parse("(年龄+1)*2 >= 70")


def test_offsets_are_those_of_the_text_as_written():
    with pytest.raises(ExpressionError) as refused:
        parse("年龄　≥　３５　３５")
    assert refused.value.offset == 8
