"""Which posts somebody may take by place and degree, and the words they share with each."""

from __future__ import annotations

from yulin.matching.blocks import COLUMNS, DEGREES
from yulin.matching.compiled import inlined
from yulin.matching.market import Market, Scratch
from yulin.matching.scale import UNKNOWN
from yulin.matching.sides import LIST_OPEN, LIST_STATED, Int32, Int64, Lists


@inlined
def _add_span(
    cells: Int64, row: int, first: int, last: int, like: int, spans: Int64, count: int
) -> int:
    """Add the blocks of one place between two columns, if there are any."""
    begin, end = cells[row * COLUMNS + first], cells[row * COLUMNS + last]
    if begin < end:
        spans[count, 0], spans[count, 1], spans[count, 2] = begin, end, like
        count += 1
    return count


@inlined
def _wish(market: Market, i: int, row: int) -> int:
    """How well a place suits somebody's stated wishes; -1 when it is none of them."""
    places, like = market.people.places, -1
    for at in range(places.starts[i], places.starts[i + 1]):
        if places.values[at] == row:
            like = market.people.place_likeness[at]
    return like


@inlined
def spans_of(market: Market, i: int, certain: bool, spans: Int64) -> int:
    """Ranges of blocks whose place and degree are known to suit, or else not known not to.

    Args:
        market: All.
        i: Which seeker.
        certain: Whether those that are known to suit are asked for, or the others.
        spans: Filled with first block, block after the last, likeness of the place; ascending.

    Returns:
        How many ranges.
    """
    cells = market.blocks.cells
    anywhere = (len(cells) - 1) // COLUMNS - 2  # the row after the last place
    education, said = market.people.education[i], market.people.places_said[i]
    known = education != UNKNOWN
    enough = education + 1 if known else 1  # columns that the degree is known to be enough for
    unsure = DEGREES if known else 1  # from here on it is not known
    count = 0
    for row in range(anywhere + 2):
        like, fits = 0, row == anywhere or said == LIST_OPEN
        if said == LIST_STATED and row < anywhere:
            like = _wish(market, i, row)
            fits = like >= 0
            if not fits:
                continue
        if certain and fits:
            count = _add_span(cells, row, 0, enough, like, spans, count)
        if not certain:
            if not fits:
                count = _add_span(cells, row, 0, enough, like, spans, count)
            count = _add_span(cells, row, unsure, COLUMNS, like, spans, count)
    return count


@inlined
def _first_at(values: Int32, low: int, high: int, wanted: int) -> int:
    """Position of the first value that is not below ``wanted``."""
    while low < high:
        middle = (low + high) >> 1
        if values[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@inlined
def _add_words(
    words: Lists, i: int, holders: Lists, weights: Int32, ranges: Int64, count: int, sums: Int32
) -> None:
    """Add what each word of a seeker weighs to every post of some ranges that holds it."""
    for at in range(words.starts[i], words.starts[i + 1]):
        word = words.values[at]
        position, last = holders.starts[word], holders.starts[word + 1]
        weight = weights[word]
        for span in range(count):
            if position == last:
                break
            position = _first_at(holders.values, position, last, ranges[span, 0])
            end = ranges[span, 1]
            while position < last:
                post = holders.values[position]
                if post >= end:
                    break
                sums[post] += weight
                position += 1


@inlined
def gather(market: Market, i: int, count: int, texts: bool, room: Scratch) -> None:
    """Add up shared words of titles, and of texts, over the posts of the first ``count`` spans."""
    for span in range(count):
        room.ranges[span, 0] = market.blocks.starts[room.spans[span, 0]]
        room.ranges[span, 1] = market.blocks.starts[room.spans[span, 1]]
    people, idf, ranges = market.people, market.idf, room.ranges
    _add_words(people.title, i, market.titles, idf.title, ranges, count, room.title)
    if texts:
        _add_words(people.text, i, market.texts, idf.text, ranges, count, room.text)


@inlined
def clear(count: int, room: Scratch) -> None:
    """Take the sums of ``gather`` back to nought."""
    for span in range(count):
        for post in range(room.ranges[span, 0], room.ranges[span, 1]):
            room.title[post] = 0
            room.text[post] = 0
