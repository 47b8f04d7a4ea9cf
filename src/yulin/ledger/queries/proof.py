"""The proof: whether the money adds up to 0.00, from the entries alone."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

_PROOFS = {
    # name → rows that break it
    "每张凭证借贷相等": """
        SELECT posting.id FROM ledger_posting AS posting
        LEFT JOIN ledger_entry AS entry ON entry.posting_id = posting.id
        GROUP BY posting.id HAVING coalesce(sum(entry.amount), 1) <> 0
    """,
    "每项余额等于分录之和": """
        SELECT account.id FROM ledger_account AS account
        LEFT JOIN ledger_entry AS entry ON entry.account_id = account.id
        GROUP BY account.id HAVING account.balance <> coalesce(sum(entry.amount), 0)
    """,
    "没有透支": """
        SELECT account.id FROM ledger_account AS account
        WHERE CASE WHEN account.kind = 'granted' THEN account.balance > 0
            ELSE account.balance < 0 END
    """,
    "每个预算项合计为零": """
        SELECT account.line_id FROM ledger_account AS account
        GROUP BY account.line_id HAVING sum(account.balance) <> 0
    """,
}


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What was proved, and which rows break it."""

    #: the sum of all balances, yuan
    total: Decimal
    postings: int
    #: proof → keys of the first rows that break it, ten at most
    broken: dict[str, list[int]]

    @property
    def holds(self) -> bool:
        """Whether everything adds up to 0.00."""
        return self.total == 0 and not any(self.broken.values())


def prove() -> Proof:
    """Add everything up anew."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT coalesce(sum(balance), 0) FROM ledger_account),"
            " (SELECT count(*) FROM ledger_posting)"
        )
        total, postings = cursor.fetchone()
        broken = {}
        for name, statement in _PROOFS.items():
            cursor.execute(f"{statement} LIMIT 10")
            broken[name] = [row[0] for row in cursor.fetchall()]
    return Proof(total=total, postings=postings, broken=broken)
