"""Going through posts and entering those that come up to the last place of a list."""

from __future__ import annotations

from yulin.matching.bounds import (
    bound_block,
    bound_far,
    bound_post,
    bound_span,
    judge_block,
    prepare,
    product,
)
from yulin.matching.compiled import compiled, inlined
from yulin.matching.gather import clear, gather, spans_of
from yulin.matching.market import MOST_TEXT, NEAR_SUM, SURE, VERDICT, Best, Market, Scratch
from yulin.matching.pair import (
    FITS,
    LARGEST_SUM,
    REFUSED,
    SAME_MIDDLE,
    best_major,
    credentials_fit,
    holds_all,
    pay_fits,
    pay_likeness,
    shared,
    spoken,
)
from yulin.matching.scale import FITTING, FULL
from yulin.matching.sides import Int64


@inlined
def enter(best: Best, row: int, key: int, identity: int) -> None:
    """Put an entry where it belongs in a list; the last one falls out. Of equal keys the lower id leads."""
    keys, ids = best.keys[row], best.ids[row]
    at = len(keys) - 1
    if key < keys[at] or (key == keys[at] and identity > ids[at]):
        return
    while at > 0 and (keys[at - 1] < key or (keys[at - 1] == key and ids[at - 1] > identity)):
        keys[at] = keys[at - 1]
        ids[at] = ids[at - 1]
        at -= 1
    keys[at] = key
    ids[at] = identity
    best.floors[row] = keys[len(keys) - 1]


@inlined
def _said(market: Market, post: int, room: Scratch) -> int:
    """What the words that both texts share give both sides."""
    said: int = market.said_text[min(room.text[post], LARGEST_SUM)]
    return said


@inlined
def _near(market: Market, i: int, block: int, floor: int, above: int, room: Scratch) -> int:
    """Note the posts of a block that are near to the wishes and can come up to a floor; tell how many."""
    count, near = 0, market.weights[1] * SAME_MIDDLE
    for post in range(market.blocks.starts[block], market.blocks.starts[block + 1]):
        known = room.occupations[market.columns.occupation[post]]
        if known < near and room.title[post] < room.noted[NEAR_SUM]:
            continue
        least = floor - min(above, market.columns.sure[post])
        if bound_post(market, i, post, _said(market, post, room), room) >= max(least, 0):
            room.candidates[count] = post
            count += 1
    return count


@inlined
def _far(market: Market, i: int, block: int, floor: int, above: int, room: Scratch) -> int:
    """Note the posts of a block that ``_near`` has not gone through and can come up to a floor."""
    if bound_far(market, room) < floor - above:
        return 0
    count, near = 0, market.weights[1] * SAME_MIDDLE
    for post in range(market.blocks.starts[block], market.blocks.starts[block + 1]):
        known = room.occupations[market.columns.occupation[post]]
        if known >= near or room.title[post] >= room.noted[NEAR_SUM]:
            continue
        least = floor - min(above, market.columns.sure[post])
        if bound_post(market, i, post, _said(market, post, room), room) >= max(least, 0):
            room.candidates[count] = post
            count += 1
    return count


@inlined
def _of_posts(market: Market, i: int, block: int, floors: Int64, above: int, room: Scratch) -> int:
    """Note the posts of a block whose own lists somebody can come up to; tell how many."""
    count, near, far = 0, market.weights[1] * SAME_MIDDLE, bound_far(market, room)
    for post in range(market.blocks.starts[block], market.blocks.starts[block + 1]):
        floor = floors[post] - min(above, market.columns.sure[post])
        if (
            far < floor
            and room.title[post] < room.noted[NEAR_SUM]
            and room.occupations[market.columns.occupation[post]] < near
        ):
            continue
        if bound_post(market, i, post, _said(market, post, room), room) >= max(floor, 0):
            room.candidates[count] = post
            count += 1
    return count


@inlined
def _is_far(market: Market, block: int, room: Scratch) -> bool:
    """Whether no post of a block is near to the wishes."""
    near = market.weights[1] * SAME_MIDDLE
    for post in range(market.blocks.starts[block], market.blocks.starts[block + 1]):
        known = room.occupations[market.columns.occupation[post]]
        if known >= near or room.title[post] >= room.noted[NEAR_SUM]:
            return False
    return True


@inlined
def _few(market: Market, i: int, block: int, floor: int, above: int, room: Scratch) -> int:
    """Note the posts of a block that can come up to a bar that few reach; tell how many.

    Texts have not been gathered: of the few posts that come up to it with all that texts can give, what
    they do give is looked up, and left where ``_exact`` reads it.
    """
    count, near = 0, market.weights[1] * SAME_MIDDLE
    far = bound_far(market, room) >= floor - above
    for post in range(market.blocks.starts[block], market.blocks.starts[block + 1]):
        if not far:
            known = room.occupations[market.columns.occupation[post]]
            if known < near and room.title[post] < room.noted[NEAR_SUM]:
                continue
        least = max(floor - min(above, market.columns.sure[post]), 0)
        if bound_post(market, i, post, room.noted[MOST_TEXT], room) < least:
            continue
        room.text[post] = shared(market.people.text, i, market.posts.text, post, market.idf.text)
        if bound_post(market, i, post, _said(market, post, room), room) >= least:
            room.candidates[count] = post
            count += 1
    return count


@inlined
def _judge(market: Market, i: int, post: int) -> int:
    """The requirements that posts of a block do not share."""
    people, posts = market.people, market.posts
    verdict = credentials_fit(
        people.credentials,
        people.credentials_said[i],
        i,
        posts.credentials,
        posts.credentials_said[post],
        post,
    )
    pay = pay_fits(people.pay[i], posts.pay_low[post], posts.pay_high[post])
    return min(verdict, pay)


@inlined
def _exact(market: Market, i: int, post: int, room: Scratch) -> int:
    """Both sides' scores multiplied, and whether the post fits; -1 when it is refused."""
    noted, posts, people = room.noted, market.posts, market.people
    noted[VERDICT] = _judge(market, i, post)
    if noted[VERDICT] == REFUSED:
        return -1
    w, columns = market.weights, market.columns
    both = noted[SURE] + room.occupations[columns.occupation[post]]
    both += market.said_title[min(room.title[post], LARGEST_SUM)]
    both += _said(market, post, room)
    both += w[6] * pay_likeness(people.pay[i], columns.pay[post])
    both += w[4] * best_major(people.majors, i, posts.majors, post)
    total = shared(people.skills, i, posts.skills, post, market.idf.skills)
    both += w[3] * spoken(total, market.idf.half_skills)
    both += room.kinds[columns.kind[post]]
    if columns.kinds[columns.kind[post], 2] and not holds_all(
        people.credentials, i, posts.credentials, post
    ):
        both -= w[11] * FULL  # which the kind gave
    return product(both)


@inlined
def _offer(
    market: Market, i: int, count: int, sure: bool, reverse: bool, best: Best, room: Scratch
) -> None:
    """Enter candidates into lists, each with what it is worth exactly."""
    for at in range(count):
        post = room.candidates[at]
        key = _exact(market, i, post, room)
        if key < 0:
            continue
        if sure and room.noted[VERDICT] == FITS:
            key += FITTING
        if reverse:
            enter(best, post, key, i)
        else:
            enter(best, i, key, market.order[post])


@inlined
def _scan_posts(
    market: Market, i: int, certain: bool, best: Best, room: Scratch, count: int
) -> None:
    """Offer a seeker to the lists of posts of the first ``count`` spans."""
    for span in range(count):
        for block in range(room.spans[span, 0], room.spans[span, 1]):
            verdict = judge_block(market, i, block)
            if verdict == REFUSED:
                continue
            sure = certain and verdict == FITS
            above = FITTING if sure else 0
            bound_block(market, i, block, room.spans[span, 2], room)
            found = _of_posts(market, i, block, best.floors, above, room)
            _offer(market, i, found, sure, True, best, room)


@inlined
def _scan_seeker(
    market: Market, i: int, certain: bool, few: bool, best: Best, room: Scratch, count: int
) -> None:
    """Fill a seeker's list from the posts of the first ``count`` spans.

    Those near to the wishes come first, to raise the bar; where there are few, or the bar is up, all
    are gone through at once.
    """
    for turn in range(1 if few else 2):
        for span in range(count):
            most = bound_span(market, room.spans[span, 2], room) + (FITTING if certain else 0)
            near_only = few and most < best.floors[i]
            for block in range(room.spans[span, 0], room.spans[span, 1]):
                if near_only and _is_far(market, block, room):
                    continue
                verdict = judge_block(market, i, block)
                if verdict == REFUSED:
                    continue
                sure = certain and verdict == FITS
                above = FITTING if sure else 0
                bound_block(market, i, block, room.spans[span, 2], room)
                if few:
                    found = _few(market, i, block, best.floors[i], above, room)
                elif turn == 0:
                    found = _near(market, i, block, best.floors[i], above, room)
                else:
                    found = _far(market, i, block, best.floors[i], above, room)
                _offer(market, i, found, sure, False, best, room)


@compiled
def posts_for(market: Market, rows: Int64, few: bool, best: Best, room: Scratch) -> None:
    """Fill the lists of some seekers with posts.

    Args:
        market: All.
        rows: Which seekers.
        few: Whether lists begin with a bar that few posts reach.
        best: One list a seeker.
        room: Of this thread.
    """
    for i in rows:
        prepare(market, i, room)
        for certain in (True, False):
            if not certain and best.floors[i] >= FITTING:
                break
            count = spans_of(market, i, certain, room.spans)
            if count:
                gather(market, i, count, not few, room)
                _scan_seeker(market, i, certain, few, best, room, count)
                clear(count, room)


@compiled
def people_for(market: Market, rows: Int64, certain: bool, best: Best, room: Scratch) -> None:
    """Offer some seekers to the lists of all posts of a market.

    Args:
        market: All.
        rows: Which seekers.
        certain: Whether only posts whose place and degree suit, or those where it is not known.
        best: One list a post, in the order of blocks.
        room: Of this thread.
    """
    for i in rows:
        count = spans_of(market, i, certain, room.spans)
        if count:
            prepare(market, i, room)
            gather(market, i, count, True, room)
            _scan_posts(market, i, certain, best, room, count)
            clear(count, room)
