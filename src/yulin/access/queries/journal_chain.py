"""The journal as a chain: its links, and what is wrong with it in the database."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from django.db import connection

from yulin.access.journal_format import MAC_PURPOSE, message_of
from yulin.access.keys import vault
from yulin.access.models.journal import JournalAnchor, JournalLink
from yulin.vault.chain import Break, Chain, Link
from yulin.vault.errors import VaultError
from yulin.vault.evidence import PURPOSE, Anchor
from yulin.vault.signing import public_key

_AT_ONCE = 2_000
#: what rooms above compare with the journal, by name: what is wrong with it
BESIDE: dict[str, Callable[[], Iterator[Break]]] = {}
_END = 2**63 - 1


def last_link() -> JournalLink | None:
    """The end of the chain."""
    return JournalLink.objects.filter(seq__isnull=False).order_by("-seq").first()


def moment(at: datetime) -> str:
    """A moment as anchors and manifests write it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def links(*, first: int = 1, last: int | None = None) -> Iterator[Link]:
    """The entries of a part of the chain, in its order, without holding them all."""
    while rows := _part(first, _END if last is None else last):
        for seq, end, content in rows:
            yield Link(seq, bytes(end), content)
        first = rows[-1][0] + 1


def _part(first: int, last: int) -> list[tuple[int, bytes, str | None]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT link.seq, link.hash, "
            "CASE WHEN entry.id IS NOT NULL THEN access_journal_content(entry) END "
            "FROM access_journallink AS link "
            "LEFT JOIN access_journalentry AS entry ON entry.id = link.entry_id "
            "WHERE link.seq BETWEEN %s AND %s ORDER BY link.seq LIMIT %s",
            [first, last, _AT_ONCE],
        )
        return cursor.fetchall()


def breaks_since(anchor: JournalAnchor | None, *, until: int) -> Iterator[Break]:
    """What is wrong with the entries after an anchor."""
    chain = Chain()
    if anchor is not None:
        chain.seq, chain.hash = anchor.seq, bytes(anchor.hash)
    yield from _breaks(chain, links(first=chain.seq + 1, last=until))
    if chain.seq < until:
        yield Break(chain.seq + 1, "missing", until)


def breaks() -> Iterator[Break]:
    """Everything that is wrong with the whole journal."""
    chain, hashes = Chain(), dict[int, bytes]()
    anchors = {anchor.seq: anchor for anchor in JournalAnchor.objects.all()}

    def remembered() -> Iterator[Link]:
        for link in links():
            if link.seq in anchors:
                hashes[link.seq] = link.hash
            yield link

    yield from _breaks(chain, remembered())
    yield from _check_anchors(anchors, hashes, last=chain.seq)
    yield from _outside_the_chain()


def _breaks(chain: Chain, found: Iterator[Link]) -> Iterator[Break]:
    for link in found:
        yield from chain.follow([link])
        if link.content is not None and not _is_ours(link.content):
            yield Break(link.seq, "not_ours")


def _is_ours(content: str) -> bool:
    """Whether the program wrote the entry as it stands."""
    message, mac = message_of(content)
    try:
        return mac is not None and vault().is_mac(mac, message, MAC_PURPOSE)
    except VaultError:
        return False


def _check_anchors(
    anchors: dict[int, JournalAnchor], hashes: dict[int, bytes], *, last: int
) -> Iterator[Break]:
    public = public_key(vault().ring, PURPOSE)
    for seq, row in anchors.items():
        anchor = Anchor(seq, bytes(row.hash), moment(row.at), bytes(row.signature))
        if not anchor.is_genuine(public):
            yield Break(seq, "anchor_forged")
        elif seq > last:
            yield Break(last + 1, "cut_off", seq)
        elif hashes.get(seq) != anchor.hash:
            yield Break(seq, "anchor_differs")


def _outside_the_chain() -> Iterator[Break]:
    """Entries that have no place in the chain: none that the program committed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entry.id FROM access_journalentry AS entry "
            "LEFT JOIN access_journallink AS link ON link.entry_id = entry.id "
            "WHERE link.seq IS NULL ORDER BY entry.id"
        )
        for (key,) in cursor.fetchall():
            yield Break(key, "unchained")
