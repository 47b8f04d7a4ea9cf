"""The lexicon's form, and titles cut by it."""

import pytest

from yulin.matching.titles import concepts
from yulin.matching.titles.cut import Piece, cut
from yulin.matching.titles.lexicon import Concept, Kind, Lexicon, LexiconError, read_concepts

TEXT = """
@金融
银行
  贷款! ~ 信用 = 信贷 放贷   # a remark
    抵押贷款 < 房产 = 按揭
信用
@其他
房产
专员* = 干事
初级- = junior
it支持 = it
"""


@pytest.fixture(scope="module")
def lexicon():
    return Lexicon.of(read_concepts(TEXT))


def test_a_line_is_a_concept(lexicon):
    assert lexicon.concepts["抵押贷款"] == Concept(
        "抵押贷款", Kind.TOPIC, ("贷款", "房产"), (), ("抵押贷款", "按揭")
    )
    assert lexicon.concepts["贷款"].kind is Kind.OCCUPATION
    assert lexicon.concepts["贷款"].related == ("信用",)
    assert lexicon.concepts["专员"].kind is Kind.HEAD
    assert lexicon.concepts["初级"].kind is Kind.LEVEL
    assert list(lexicon.above("抵押贷款")) == [
        ("贷款", 1),
        ("房产", 1),
        ("银行", 2),
        ("@其他", 2),
        ("@金融", 3),
    ]


def test_the_cut_that_says_most_wins(lexicon):
    assert cut("某抵押贷款干事", lexicon) == [
        Piece("某"),
        Piece("抵押贷款", ("抵押贷款",)),
        Piece("干事", ("专员",)),
    ]


def test_letters_are_cut_between_words(lexicon):
    assert cut("it editor", lexicon) == [Piece("it", ("it支持",)), Piece(" editor")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("@甲\n乙\n乙", "乙 is defined twice"),
        ("@甲\n乙 < 丙", "乙 names 丙, which is not defined"),
        ("@甲\n    乙", "indented too far:     乙"),
        ("@甲\n乙 丙", "not a concept: 乙 丙"),
    ],
)
def test_a_lexicon_that_does_not_fit_is_refused(text, message):
    with pytest.raises(LexiconError, match=f"^{message}$"):
        Lexicon.of(read_concepts(text))


def test_synonyms_have_one_name():
    assert concepts("信贷专员") == concepts("贷款干事")
    assert concepts("軟體工程師") == ("软件开发", "^@信息技术")
    assert concepts("按摩保健")[0] == "按摩保健"
    assert concepts("鿿鿿") == ()
