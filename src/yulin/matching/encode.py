"""Tables of seekers and posts as arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from yulin.matching import packed
from yulin.matching.blocks import ANYWHERE
from yulin.matching.codebook import CERTIFICATE, LICENCE, Codebook
from yulin.matching.pair import ALL_KINDS
from yulin.matching.scale import FULL, OPEN, UNKNOWN
from yulin.matching.sides import (
    LIST_OPEN,
    LIST_STATED,
    LIST_UNKNOWN,
    Idf,
    Int8,
    Int16,
    Int32,
    Lists,
    People,
    Posts,
    UInt8,
    lists,
)
from yulin.matching.tables import ANY, EDUCATION, FORMS, LEVELS, POSTS, SEEKERS, SHIFTS, columns_of
from yulin.matching.vocabulary import (
    HALF_SKILLS,
    HALF_TEXT,
    HALF_TITLE,
    SAME_TITLE,
    Vocabulary,
    Words,
    learn,
    number,
)
from yulin.matching.words import WHOLE, is_word, pieces_of, skill_of, title_terms

#: A place wished for suits so much; a short way to it adds up to the rest.
_WISHED_PLACE: Final = 600
_YEARS_MOST: Final = 80
_YUAN_MOST: Final = 10_000_000
#: Minutes from one division to another.
Ways = Mapping[tuple[str, str], int]


def learn_posts(
    posts: pl.DataFrame, *, majors: Mapping[str, str] | None = None
) -> tuple[Codebook, Posts]:
    """Learn what words weigh from a table of posts, and turn it into arrays in the same pass.

    Args:
        posts: 岗位, as in ``tables.POSTS``.
        majors: Code of the ministry's catalogues for each name of a major.

    Returns:
        A codebook, and the posts in the order of the table.
    """
    table = columns_of(posts, POSTS)
    titles, title = learn(_titles(table["岗位名称"]), common=1.0)
    titles = _whole_titles_first(titles)
    texts, text = learn(_texts(table["职责"], table["技能"]), counts=is_word)
    skills, skill = learn(_skills(table["技能"]), common=1.0)
    book = Codebook(Vocabulary(titles, texts, skills), majors or {})
    return book, _posts(table, book, Written(title, text, skill))


def _whole_titles_first(titles: Words) -> Words:
    """Let one and the same title speak nearly all, however many posts have it."""
    whole = np.array([name.startswith(WHOLE) for name in titles.numbers], bool)
    return replace(titles, weights=np.where(whole, SAME_TITLE, titles.weights).astype(np.int32))


class Written(NamedTuple):
    """Words of titles, texts and skills of one side."""

    title: Lists
    text: Lists
    skills: Lists


def written(titles: pl.Series, texts: pl.Series, skills: pl.Series, book: Codebook) -> Written:
    """Number what one side wrote."""
    words = book.vocabulary
    return Written(
        title=number(_titles(titles), words.titles),
        text=number(_texts(texts, skills), words.texts),
        skills=number(_skills(skills), words.skills),
    )


def idf(vocabulary: Vocabulary) -> Idf:
    """Return what the words of a vocabulary weigh, as kernels read it."""
    return Idf(
        skills=vocabulary.skills.weights,
        title=vocabulary.titles.weights,
        text=vocabulary.texts.weights,
        half_skills=HALF_SKILLS,
        half_title=HALF_TITLE,
        half_text=HALF_TEXT,
    )


def encode_posts(posts: pl.DataFrame, book: Codebook) -> Posts:
    """Turn a table of posts into arrays.

    Args:
        posts: 岗位, as in ``tables.POSTS``.
        book: Numbers by name; grows by what is new.

    Returns:
        The posts, in the order of the table.
    """
    table = columns_of(posts, POSTS)
    return _posts(table, book, written(table["岗位名称"], table["职责"], table["技能"], book))


def _posts(table: pl.DataFrame, book: Codebook, words: Written) -> Posts:
    certificates, licences = table["证书要求"], table["执照要求"]
    return Posts(
        place=np.array([_place(name, book) for name in table["地区"]], np.int16),
        education=_labels(table["最低学历"], EDUCATION),
        level=_labels(table["最低技能等级"], LEVELS),
        credentials=_credentials(certificates, licences, book),
        credentials_said=_said(certificates, licences),
        forms=_bits(table["工作形式"], FORMS),
        shifts=_bits(table["班次"], SHIFTS),
        pay_low=_numbers(table["月薪下限"], _YUAN_MOST).astype(np.int32),
        pay_high=_numbers(table["月薪上限"], _YUAN_MOST).astype(np.int32),
        permit=_yes(table["可办工作许可"]),
        occupation=np.array([packed.occupation(code or "") for code in table["职业"]], np.int32),
        majors=_coded(table["专业要求"], book.major),
        industry=np.array(
            [UNKNOWN if name is None else book.industry(name) for name in table["行业"]], np.int32
        ),
        years=_numbers(table["最低工作年限"], _YEARS_MOST).astype(np.int16),
        skills=words.skills,
        title=words.title,
        text=words.text,
    )


def encode_people(seekers: pl.DataFrame, book: Codebook, *, ways: Ways | None = None) -> People:
    """Turn a table of seekers into arrays.

    Args:
        seekers: 求职者, as in ``tables.SEEKERS``.
        book: The codebook that the posts were encoded with, whose places are all places there are.
        ways: Minutes from where somebody lives to each place, by division; what is not in it is unknown.

    Returns:
        The seekers, in the order of the table.
    """
    table = columns_of(seekers, SEEKERS)
    words = written(table["期望岗位"], table["经历"], table["技能"], book)
    places, likeness, said = _wishes(table, book, ways or {})
    certificates, licences = table["证书"], table["执照"]
    return People(
        places=places,
        place_likeness=likeness,
        places_said=said,
        education=_labels(table["学历"], EDUCATION),
        level=_labels(table["技能等级"], LEVELS),
        credentials=_credentials(certificates, licences, book),
        credentials_said=_said(certificates, licences),
        forms=_bits(table["工作形式"], FORMS),
        shifts=_bits(table["班次"], SHIFTS),
        pay=_numbers(table["期望月薪"], _YUAN_MOST).astype(np.int32),
        permit=_yes(table["需工作许可"]),
        occupations=_coded(table["期望职业"], packed.occupation),
        majors=_coded(table["专业"], book.major),
        industries=_coded(table["期望行业"], book.industry),
        years=_numbers(table["工作年限"], _YEARS_MOST).astype(np.int16),
        skills=words.skills,
        title=words.title,
        text=words.text,
    )


def _titles(column: pl.Series) -> Iterator[set[str]]:
    for told in column.to_list():
        titles = told if isinstance(told, list) else [told]
        yield {term for one in titles if one and one != ANY for term in title_terms(one)}


def _texts(texts: pl.Series, skills: pl.Series) -> Iterator[list[str]]:
    for text, names in zip(texts, skills.to_list(), strict=True):
        yield pieces_of("\n".join((text or "", *(names or ()))))


def _skills(column: pl.Series) -> Iterator[list[str]]:
    for row in column.to_list():
        yield [skill_of(skill) for skill in row or () if skill != ANY]


def _labels(column: pl.Series, labels: Sequence[str]) -> Int8:
    numbers = {label: at for at, label in enumerate(labels)} | {ANY: OPEN}
    return np.array([numbers.get(value, UNKNOWN) for value in column], np.int8)


def _bits(column: pl.Series, labels: Sequence[str]) -> UInt8:
    bits = {label: 1 << at for at, label in enumerate(labels)} | {ANY: (1 << len(labels)) - 1}
    return np.array(
        [_union(bits.get(value, 0) for value in row or ()) for row in column.to_list()], np.uint8
    )


def _union(bits: Iterable[int]) -> int:
    together = 0
    for bit in bits:
        together |= bit
    return together


def _numbers(column: pl.Series, most: int) -> Int32:
    whole = column.clip(0, most).fill_null(UNKNOWN)
    return whole.cast(pl.Int32).to_numpy(writable=True)


def _yes(column: pl.Series) -> Int8:
    return column.cast(pl.Int8).fill_null(UNKNOWN).to_numpy(writable=True)


def _coded(column: pl.Series, code: Callable[[str], int]) -> Lists:
    known: dict[str, int] = {}

    def coded(name: str) -> int:
        if name not in known:
            known[name] = code(name)
        return known[name]

    rows = ([coded(name) for name in row or () if name != ANY] for row in column.to_list())
    return lists([[value for value in row if value != UNKNOWN] for row in rows])


def _credentials(certificates: pl.Series, licences: pl.Series, book: Codebook) -> Lists:
    return lists(
        [
            [
                book.credential(kind, name)
                for kind, names in ((CERTIFICATE, one), (LICENCE, other))
                for name in names or ()
                if name != ANY
            ]
            for one, other in zip(certificates.to_list(), licences.to_list(), strict=True)
        ]
    )


def _said(certificates: pl.Series, licences: pl.Series) -> Int8:
    """One bit a kind of which something is said; an empty list says that there is none."""
    bits = certificates.is_not_null().cast(pl.Int8) * (1 << CERTIFICATE)
    bits += licences.is_not_null().cast(pl.Int8) * (1 << LICENCE)
    said: Int8 = bits.to_numpy()
    return said & ALL_KINDS


def _place(name: str | None, book: Codebook) -> int:
    if name is None:
        return UNKNOWN
    return ANYWHERE if name == ANY else book.place(name)


def _wishes(table: pl.DataFrame, book: Codebook, ways: Ways) -> tuple[Lists, Int16, Int8]:
    """Places wished for and within reach, how well each suits, and what is said of them."""
    rows: list[list[int]] = []
    likeness: list[int] = []
    said: list[int] = []
    columns = (table[name].to_list() for name in ("期望地区", "常住地区", "最长通勤分钟"))
    for wished, home, minutes in zip(*columns, strict=True):
        told, suits = _wished(wished, book)
        near = _near(home, minutes, book, ways)
        if near is not None:
            suits = _both(suits, near) if told == LIST_STATED else near
            told = LIST_STATED
        rows.append(sorted(suits))
        likeness += [suits[place] for place in sorted(suits)]
        said.append(told)
    return lists(rows), np.array(likeness, np.int16), np.array(said, np.int8)


def _wished(names: Sequence[str] | None, book: Codebook) -> tuple[int, dict[int, int]]:
    if not names:
        return LIST_UNKNOWN, {}
    if ANY in names:
        return LIST_OPEN, {}
    return LIST_STATED, {place: _WISHED_PLACE for name in names for place in book.places_in(name)}


def _near(
    home: str | None, minutes: int | None, book: Codebook, ways: Ways
) -> dict[int, int] | None:
    """How well places within reach suit; None where nothing is said of it or known."""
    if home is None or not minutes:
        return None
    reached = {
        place: FULL - (FULL - _WISHED_PLACE) * ways[home, name] // minutes
        for name, place in book.places.items()
        if ways.get((home, name), minutes + 1) <= minutes
    }
    return reached or None


def _both(wished: Mapping[int, int], near: Mapping[int, int]) -> dict[int, int]:
    """Places that are wished for and within reach; the nearer suit better."""
    return {place: near[place] for place in wished if place in near}
