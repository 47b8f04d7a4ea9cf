"""What must be true of all money at once, one statement a law.

Each is a single statement, hence sees a single moment of the database: a payment that is filed while
the proof runs breaks nothing. Each returns the rows that break it: type and key, region, what it
should be, what it is. A law is worked out from other tables than the one it is about.
"""

from yulin.ledger.enums import Law

#: what each line should have on an account, from the documents
_LINES = """
    SELECT 'ledger.budgetline', line.id, fund.region, coalesce(should.amount, 0), account.balance
    FROM ledger_account AS account
    JOIN ledger_budgetline AS line ON line.id = account.line_id
    JOIN ledger_fund AS fund ON fund.id = line.fund_id
    LEFT JOIN ({should}) AS should ON should.line_id = line.id
    WHERE account.kind = '{kind}' AND account.balance <> coalesce(should.amount, 0)
"""
#: what was set off against an instalment, on its own lines
_SET_OFF = """
    SELECT step.instalment_id, account.line_id, entry.amount
    FROM ledger_claimstep AS step
    JOIN ledger_posting AS posting ON posting.about_type = 'ledger.claimstep'
        AND posting.about_id = step.id::text AND posting.movement = 'offset'
    JOIN ledger_entry AS entry ON entry.posting_id = posting.id AND entry.amount > 0
    JOIN ledger_account AS account ON account.id = entry.account_id
"""
_ALLOTTED = f"""
    SELECT part.line_id, sum(part.amount) AS amount FROM (
        SELECT instalment_id, line_id, amount FROM ledger_allocation
        UNION ALL SELECT instalment_id, line_id, -amount FROM ({_SET_OFF}) AS less
        -- of a stopped grant the rest was set free, with the allocation
        WHERE EXISTS (
            SELECT FROM ledger_allocation AS kept WHERE kept.instalment_id = less.instalment_id
                AND kept.line_id = less.line_id
        )
    ) AS part
    WHERE {{exists}} (
        SELECT FROM ledger_payment AS payment
        WHERE payment.instalment_id = part.instalment_id AND payment.state IN ({{states}})
    ) GROUP BY part.line_id
"""  # noqa: S608 - put together from constants of this module
_CLAIMED = """
    SELECT part.line_id, part.amount FROM ledger_claimpart AS part
    JOIN ledger_claim AS claim ON claim.id = part.claim_id AND claim.state IN ('open', 'ended')
"""
_SPENT = f"""
    SELECT line_id, sum(amount) AS amount FROM (
        {_ALLOTTED.format(exists="EXISTS", states="'paid'")}
        UNION ALL SELECT line_id, amount FROM ({_SET_OFF}) AS set_off
        UNION ALL SELECT line_id, -amount FROM ({_CLAIMED}) AS claimed
    ) AS spent GROUP BY line_id
"""  # noqa: S608 - put together from constants of this module
_TO_RECOVER = f"""
    SELECT line_id, sum(amount) AS amount FROM (
        {_CLAIMED}
        UNION ALL
        SELECT account.line_id, entry.amount
        FROM ledger_posting AS posting
        JOIN ledger_entry AS entry ON entry.posting_id = posting.id AND entry.amount < 0
        JOIN ledger_account AS account ON account.id = entry.account_id
        WHERE posting.about_type = 'ledger.claimstep'
            AND posting.movement IN ('recover', 'write_off')
    ) AS owed GROUP BY line_id
"""  # noqa: S608 - put together from constants of this module

LAWS: dict[Law, str] = {
    Law.POSTING: """
        SELECT 'ledger.posting', posting.id, NULL, 0, coalesce(sum(entry.amount), 0)
        FROM ledger_posting AS posting
        LEFT JOIN ledger_entry AS entry ON entry.posting_id = posting.id
        GROUP BY posting.id HAVING sum(entry.amount) IS DISTINCT FROM 0
    """,
    Law.BALANCE: """
        SELECT 'ledger.account', account.id, fund.region, coalesce(added.amount, 0), account.balance
        FROM ledger_account AS account
        JOIN ledger_budgetline AS line ON line.id = account.line_id
        JOIN ledger_fund AS fund ON fund.id = line.fund_id
        LEFT JOIN (
            SELECT account_id, sum(amount) AS amount FROM ledger_entry GROUP BY account_id
        ) AS added ON added.account_id = account.id
        WHERE account.balance <> coalesce(added.amount, 0)
    """,
    Law.OVERDRAWN: """
        SELECT 'ledger.account', account.id, fund.region, 0, account.balance
        FROM ledger_account AS account
        JOIN ledger_budgetline AS line ON line.id = account.line_id
        JOIN ledger_fund AS fund ON fund.id = line.fund_id
        WHERE CASE WHEN account.kind = 'granted' THEN account.balance > 0
            ELSE account.balance < 0 END
    """,
    Law.LINE: """
        SELECT 'ledger.budgetline', line.id, fund.region, 0, sum(account.balance)
        FROM ledger_account AS account
        JOIN ledger_budgetline AS line ON line.id = account.line_id
        JOIN ledger_fund AS fund ON fund.id = line.fund_id
        GROUP BY line.id, fund.region HAVING sum(account.balance) <> 0
    """,
    Law.FUND: """
        SELECT 'ledger.fund', fund.id, fund.region, 0, sum(account.balance)
        FROM ledger_account AS account
        JOIN ledger_budgetline AS line ON line.id = account.line_id
        JOIN ledger_fund AS fund ON fund.id = line.fund_id
        GROUP BY fund.id, fund.region HAVING sum(account.balance) <> 0
    """,
    Law.BUDGET: """
        SELECT 'ledger.budgetline', line.id, fund.region,
            -coalesce(sum(entry.amount) FILTER (WHERE account.kind = 'granted'), 0),
            coalesce(sum(entry.amount) FILTER (WHERE account.kind <> 'granted'), 0)
        FROM ledger_entry AS entry
        JOIN ledger_account AS account ON account.id = entry.account_id
        JOIN ledger_budgetline AS line ON line.id = account.line_id
        JOIN ledger_fund AS fund ON fund.id = line.fund_id
        GROUP BY line.id, fund.region HAVING sum(entry.amount) <> 0
    """,
    Law.RESERVED: _LINES.format(
        kind="reserved",
        should=_ALLOTTED.format(exists="NOT EXISTS", states="'sent', 'unclear', 'paid'"),
    ),
    Law.SENT: _LINES.format(
        kind="sent", should=_ALLOTTED.format(exists="EXISTS", states="'sent', 'unclear'")
    ),
    Law.SPENT: _LINES.format(kind="paid", should=_SPENT),
    Law.TO_RECOVER: _LINES.format(kind="to_recover", should=_TO_RECOVER),
    Law.ENTITLEMENT: """
        SELECT 'ledger.payment', payment.id,
            (SELECT region FROM ledger_batch WHERE id = payment.batch_id),
            owed.amount / 100.0 - coalesce(less.amount, 0),
            CASE WHEN to_.person_id IS DISTINCT FROM whose.person_id
                OR to_.employer_id IS DISTINCT FROM whose.employer_id THEN 0
                WHEN allotted.amount IS DISTINCT FROM owed.amount / 100.0
                    THEN coalesce(allotted.amount, 0) - coalesce(less.amount, 0)
                ELSE payment.amount END
        FROM ledger_payment AS payment
        JOIN entitlements_instalment AS owed ON owed.id = payment.instalment_id
        JOIN ledger_payeeaccount AS to_ ON to_.id = payment.account_id
        CROSS JOIN LATERAL (
            SELECT CASE WHEN owed.payee_id IS NULL THEN owed.person_id END AS person_id,
                coalesce(owed.payee_id, owed.employer_id) AS employer_id
        ) AS whose
        LEFT JOIN (
            SELECT instalment_id, sum(amount) AS amount FROM ledger_allocation
            GROUP BY instalment_id
        ) AS allotted ON allotted.instalment_id = owed.id
        LEFT JOIN (
            SELECT instalment_id, sum(amount) AS amount FROM ledger_claimstep
            WHERE kind = 'set_off' GROUP BY instalment_id
        ) AS less ON less.instalment_id = owed.id
        WHERE payment.state <> 'cancelled' AND (
            -- a dead try may be from before something was set off
            payment.amount > owed.amount / 100.0
            OR payment.state NOT IN ('refused', 'bounced')
                AND payment.amount <> owed.amount / 100.0 - coalesce(less.amount, 0)
            OR allotted.amount IS DISTINCT FROM owed.amount / 100.0
                -- of a dead try the money may have been set free, as the grant was stopped
                AND NOT (payment.state IN ('refused', 'bounced') AND EXISTS (
                    SELECT FROM ledger_release AS free WHERE free.instalment_id = owed.id
                ))
            OR to_.person_id IS DISTINCT FROM whose.person_id
            OR to_.employer_id IS DISTINCT FROM whose.employer_id
        )
    """,
    Law.CLAIM: """
        SELECT 'ledger.claim', claim.id, claim.region, claim.amount,
            CASE WHEN parts.amount IS DISTINCT FROM claim.amount THEN coalesce(parts.amount, 0)
                WHEN steps.amount <> coalesce(steps.moved, 0) THEN steps.moved
                ELSE coalesce(moved.amount, 0) END
        FROM ledger_claim AS claim
        LEFT JOIN (
            SELECT claim_id, sum(amount) AS amount FROM ledger_claimpart GROUP BY claim_id
        ) AS parts ON parts.claim_id = claim.id
        LEFT JOIN (
            SELECT posting.about_id,
                sum(CASE posting.movement WHEN 'claim' THEN 1 ELSE -1 END * entry.amount) AS amount
            FROM ledger_posting AS posting JOIN ledger_entry AS entry ON entry.posting_id = posting.id
            WHERE posting.about_type = 'ledger.claim' AND entry.amount > 0
            GROUP BY posting.about_id
        ) AS moved ON moved.about_id = claim.id::text
        LEFT JOIN (
            SELECT step.claim_id, sum(step.amount) AS amount, sum((
                SELECT sum(entry.amount)
                FROM ledger_posting AS posting
                JOIN ledger_entry AS entry ON entry.posting_id = posting.id
                WHERE posting.about_type = 'ledger.claimstep' AND posting.about_id = step.id::text
                    AND posting.movement IN ('recover', 'write_off') AND entry.amount > 0
            )) AS moved
            FROM ledger_claimstep AS step WHERE step.agreed GROUP BY step.claim_id
        ) AS steps ON steps.claim_id = claim.id
        WHERE parts.amount IS DISTINCT FROM claim.amount
            OR coalesce(moved.amount, 0)
                <> CASE WHEN claim.state IN ('open', 'ended') THEN claim.amount ELSE 0 END
            OR coalesce(steps.amount, 0) <> coalesce(steps.moved, 0)
            OR coalesce(steps.amount, 0) > claim.amount
            OR (claim.state = 'ended') <> (coalesce(steps.amount, 0) = claim.amount)
    """,
    Law.TWICE: """
        SELECT 'entitlements.instalment', payment.instalment_id, min(batch.region), 1, count(*)
        FROM ledger_payment AS payment JOIN ledger_batch AS batch ON batch.id = payment.batch_id
        WHERE payment.state IN ('prepared', 'sent', 'paid', 'unclear')
        GROUP BY payment.instalment_id HAVING count(*) > 1
    """,
    Law.BATCH: """
        SELECT 'ledger.batch', batch.id, batch.region, coalesce(inside.amount, 0),
            CASE WHEN batch.total <> coalesce(inside.amount, 0) THEN batch.total
                WHEN batch.payments_count <> coalesce(inside.count, 0) THEN batch.payments_count
                ELSE coalesce(moved.amount, 0) END
        FROM ledger_batch AS batch
        LEFT JOIN (
            SELECT batch_id, sum(amount) AS amount, count(*) AS count FROM ledger_payment
            WHERE state <> 'cancelled' GROUP BY batch_id
        ) AS inside ON inside.batch_id = batch.id
        LEFT JOIN (
            SELECT posting.about_id, sum(entry.amount) AS amount
            FROM ledger_posting AS posting JOIN ledger_entry AS entry ON entry.posting_id = posting.id
            WHERE posting.movement = 'send' AND posting.about_type = 'ledger.batch'
                AND entry.amount > 0
            GROUP BY posting.about_id
        ) AS moved ON moved.about_id = batch.id::text
        WHERE batch.total <> coalesce(inside.amount, 0)
            OR batch.payments_count <> coalesce(inside.count, 0)
            OR coalesce(moved.amount, 0)
                <> CASE WHEN batch.state IN ('filed', 'settled') THEN batch.total ELSE 0 END
    """,
    Law.REPLY: """
        SELECT 'ledger.payment', payment.id,
            (SELECT region FROM ledger_batch WHERE id = payment.batch_id), payment.amount,
            coalesce(told.paid, told.refused, told.bounced, 0)
        FROM ledger_payment AS payment
        LEFT JOIN (
            SELECT reply.payment_id,
                max(reply.amount) FILTER (WHERE reply.finding = 'paid') AS paid,
                max(reply.amount) FILTER (WHERE reply.finding = 'refused') AS refused,
                max(reply.amount) FILTER (WHERE reply.finding = 'bounced') AS bounced,
                bool_or(found.verdict = 'paid') AS found_paid,
                bool_or(found.verdict = 'refused') AS found_refused,
                bool_or(found.verdict = 'returned') AS found_returned
            FROM ledger_reply AS reply
            LEFT JOIN ledger_settlement AS found ON found.reply_id = reply.id AND found.agreed
            WHERE reply.payment_id IS NOT NULL GROUP BY reply.payment_id
        ) AS told ON told.payment_id = payment.id
        WHERE NOT CASE payment.state
            WHEN 'paid' THEN coalesce(told.found_paid, false)
                OR coalesce(told.paid = payment.amount, false) AND told.bounced IS NULL
                    AND NOT coalesce(told.found_returned, false)
            WHEN 'bounced' THEN told.bounced IS NOT NULL OR coalesce(told.found_returned, false)
            WHEN 'refused' THEN told.refused IS NOT NULL OR coalesce(told.found_refused, false)
            ELSE told.paid IS NULL AND told.refused IS NULL AND told.bounced IS NULL
                AND NOT coalesce(told.found_paid OR told.found_refused OR told.found_returned, false)
        END
    """,
    Law.SETTLEMENT: """
        SELECT 'ledger.settlement', found.id, file.region,
            CASE WHEN found.agreed AND found.verdict <> 'nothing' THEN payment.amount ELSE 0 END,
            coalesce(moved.amount, 0)
        FROM ledger_settlement AS found
        JOIN ledger_reply AS reply ON reply.id = found.reply_id
        JOIN ledger_replyfile AS file ON file.id = reply.file_id
        LEFT JOIN ledger_payment AS payment ON payment.id = reply.payment_id
        LEFT JOIN (
            SELECT posting.about_id, sum(entry.amount) AS amount
            FROM ledger_posting AS posting JOIN ledger_entry AS entry ON entry.posting_id = posting.id
            WHERE posting.about_type = 'ledger.settlement' AND posting.movement <> 'send'
                AND entry.amount > 0
            GROUP BY posting.about_id
        ) AS moved ON moved.about_id = found.id::text
        WHERE coalesce(moved.amount, 0)
            <> CASE WHEN found.agreed AND found.verdict <> 'nothing' THEN payment.amount ELSE 0 END
    """,
    Law.REPLY_FILE: """
        SELECT 'ledger.replyfile', file.id, file.region, coalesce(said.amount, 0),
            coalesce(moved.amount, 0)
        FROM ledger_replyfile AS file
        CROSS JOIN (VALUES ('paid', 'settle'), ('refused', 'refuse'), ('bounced', 'bounce'))
            AS kind (finding, movement)
        LEFT JOIN (
            SELECT reply.file_id, reply.finding, sum(payment.amount) AS amount
            FROM ledger_reply AS reply JOIN ledger_payment AS payment ON payment.id = reply.payment_id
            GROUP BY reply.file_id, reply.finding
        ) AS said ON said.file_id = file.id AND said.finding = kind.finding
        LEFT JOIN (
            SELECT posting.about_id, posting.movement, sum(entry.amount) AS amount
            FROM ledger_posting AS posting JOIN ledger_entry AS entry ON entry.posting_id = posting.id
            WHERE posting.about_type = 'ledger.replyfile' AND entry.amount > 0
            GROUP BY posting.about_id, posting.movement
        ) AS moved ON moved.about_id = file.id::text AND moved.movement = kind.movement
        WHERE coalesce(said.amount, 0) <> coalesce(moved.amount, 0)
    """,
}
