"""The statements that find the patterns: one a kind, over everybody at once.

Each gives `person_id`, `employer_id`, `mark` (with whom it is about, what makes it the same doubt
tomorrow) and `rows`, `figures` (its evidence). Evidence does not change by time alone, so that what
somebody has explained stays explained until a fact does. Words in braces are the limits and `WORDS`.
"""

from types import MappingProxyType

from psycopg import sql

from yulin.facts import enums

WORDS: MappingProxyType[str, sql.Composable] = MappingProxyType(
    {
        "open": sql.SQL("superseded_at IS NULL"),
        "owed": sql.SQL("SELECT person_id FROM entitlements_grant WHERE person_id IS NOT NULL"),
        "full_time": sql.Literal(
            [enums.EMPLOYMENT_FORM.code(word) for word in ("劳动合同", "劳务派遣", "机关事业编制")]
        ),
        "pension": sql.Literal(enums.INSURANCE.code("职工养老")),
        "regular": sql.Literal(enums.PAYMENT_KIND.code("正常")),
        "back_paid": sql.Literal(enums.PAYMENT_KIND.code("补缴")),
        "micro_firm": sql.Literal(enums.SCALE.code("微型")),
        "small_firm": sql.Literal(enums.SCALE.code("小型")),
        "taken_states": sql.Literal(
            [enums.BENEFIT_STATE.code(word) for word in ("已发放", "享受中")]
        ),
    }
)
"""What the statements share, beside the limits."""

_SHARED_ACCOUNT = """
    SELECT account.person_id, account.employer_id,
        left(encode(sha256(account.number_index), 'hex'), 16) AS mark,
        to_jsonb((array_agg(jsonb_build_array('ledger.payeeaccount', account.uuid) ORDER BY account.uuid))[1:50]) AS rows,
        jsonb_build_object('people', max(shared.subjects)) AS figures
    FROM ledger_payeeaccount AS account
    JOIN (
        SELECT number_index, count(DISTINCT whose) AS subjects
        FROM (
            -- somebody with two numbers is one
            SELECT each.number_index, shared_by_id,
                (coalesce(person.merged_into_id, person.id), employer_id) AS whose
            FROM ledger_payeeaccount AS each
            LEFT JOIN registry_person AS person ON person.id = each.person_id
            WHERE state <> 'refused'
        ) AS known
        GROUP BY number_index
        HAVING count(DISTINCT whose) >= {reviewed}
            OR count(DISTINCT whose) FILTER (WHERE shared_by_id IS NULL) >= {subjects}
    ) AS shared ON shared.number_index = account.number_index
    WHERE account.state <> 'refused'
    GROUP BY account.person_id, account.employer_id, account.number_index
"""
_SAME_CERTIFICATE = """
    SELECT held.person_id, NULL::bigint AS employer_id,
        left(md5(held.kind || '|' || held.number), 16) AS mark,
        to_jsonb((array_agg(jsonb_build_array('registry.certificate', held.uuid) ORDER BY held.uuid))[1:50]) AS rows,
        jsonb_build_object('people', max(same.people)) AS figures
    FROM registry_certificate AS held
    JOIN (
        SELECT kind, each.number, count(DISTINCT coalesce(merged_into_id, person_id)) AS people
        FROM registry_certificate AS each JOIN registry_person AS person ON person.id = person_id
        WHERE {open} AND each.number <> '' GROUP BY kind, each.number
        HAVING count(DISTINCT coalesce(merged_into_id, person_id)) >= {people}
    ) AS same ON same.kind = held.kind AND same.number = held.number
    WHERE held.{open}
    GROUP BY held.person_id, held.kind, held.number
"""
_TWO_JOBS = """
    SELECT one.person_id, NULL::bigint AS employer_id,
        least(one.employer_id, other.employer_id) || '-'
            || greatest(one.employer_id, other.employer_id) AS mark,
        to_jsonb((array_agg(DISTINCT jsonb_build_array('registry.employmentspell', side.uuid)))[1:50])
            AS rows,
        '{{}}'::jsonb AS figures
    FROM registry_employmentspell AS one
    JOIN registry_employmentspell AS other ON other.person_id = one.person_id
        AND other.employer_id > one.employer_id AND other.{open}
        AND other.form = ANY ({full_time}) AND other.full_time IS NOT FALSE
        AND least(one.ended_on, other.ended_on, {today})
            - greatest(one.started_on, other.started_on) >= {days}
    CROSS JOIN LATERAL (VALUES (one.uuid), (other.uuid)) AS side (uuid)
    WHERE one.{open} AND one.form = ANY ({full_time}) AND one.full_time IS NOT FALSE
        AND one.person_id IN ({owed})
        AND least(one.ended_on, other.ended_on) >= {today} - 730
    GROUP BY one.person_id, one.employer_id, other.employer_id
"""
_INSURED_ELSEWHERE = """
    SELECT insured.person_id, NULL::bigint AS employer_id, insured.employer_id::text AS mark,
        to_jsonb((array_agg(DISTINCT jsonb_build_array('registry.insurancespell', insured.uuid)))[1:25]
            || (array_agg(DISTINCT jsonb_build_array('entitlements.instalment', owed.uuid)))[1:25])
            AS rows,
        '{{}}'::jsonb AS figures
    FROM entitlements_instalment AS owed
    JOIN registry_insurancespell AS insured ON insured.person_id = owed.person_id
        AND insured.{open} AND insured.scheme = {pension} AND insured.payment_kind = {regular}
        AND insured.employer_id IS NOT NULL
        AND lower(owed.during) BETWEEN insured.first_month
            AND (date_trunc('month', insured.last_month) + interval '1 month - 1 day')::date
    WHERE lower(owed.during) >= ({today} - make_interval(months => {months}))::date
        AND EXISTS (
            SELECT FROM registry_employmentspell AS job
            WHERE job.person_id = owed.person_id AND job.{open}
                AND lower(owed.during) BETWEEN job.started_on AND job.ended_on
        )
        AND NOT EXISTS (
            SELECT FROM registry_employmentspell AS job
            WHERE job.person_id = owed.person_id AND job.{open}
                AND lower(owed.during) BETWEEN job.started_on AND job.ended_on
                AND insured.employer_id IN (job.employer_id, job.user_firm_id)
        )
    GROUP BY insured.person_id, insured.employer_id
"""
_BACK_PAID = """
    SELECT held.person_id, NULL::bigint AS employer_id, held.id::text AS mark,
        to_jsonb((array_agg(jsonb_build_array('registry.insurancespell', paid.uuid) ORDER BY paid.uuid))[1:50]) AS rows,
        jsonb_build_object('months', sum(
            (extract(year FROM age(paid.last_month, paid.first_month)) * 12
            + extract(month FROM age(paid.last_month, paid.first_month)))::int + 1
        )) AS figures
    FROM entitlements_grant AS held
    JOIN registry_insurancespell AS paid ON paid.person_id = held.person_id
        AND paid.{open} AND paid.payment_kind = {back_paid}
        AND paid.last_month < {today}
        AND paid.first_month <= held.begins_on
        AND paid.last_month >= (held.begins_on - make_interval(months => {months}))::date
    GROUP BY held.person_id, held.id
    HAVING sum(
        (extract(year FROM age(paid.last_month, paid.first_month)) * 12
        + extract(month FROM age(paid.last_month, paid.first_month)))::int + 1
    ) >= {paid}
"""
_SHORT_JOB = """
    SELECT held.person_id, NULL::bigint AS employer_id, held.id::text AS mark,
        to_jsonb((array_agg(DISTINCT jsonb_build_array('registry.employmentspell', job.uuid)))[1:25]
            || (array_agg(DISTINCT jsonb_build_array('ledger.payment', first.uuid)))[1:25]) AS rows,
        '{{}}'::jsonb AS figures
    FROM entitlements_grant AS held
    CROSS JOIN LATERAL (
        SELECT payment.uuid, (payment.answered_at AT TIME ZONE {zone})::date AS paid_on
        FROM ledger_payment AS payment
        JOIN entitlements_instalment AS owed ON owed.id = payment.instalment_id
        WHERE owed.grant_id = held.id AND payment.state = 'paid' AND payment.answered_at IS NOT NULL
        ORDER BY payment.answered_at, payment.id LIMIT 1
    ) AS first
    JOIN registry_employmentspell AS job ON job.person_id = held.person_id AND job.{open}
        AND job.started_on BETWEEN (held.begins_on - make_interval(months => {before}))::date
            AND held.begins_on
        AND job.ended_on BETWEEN first.paid_on
            AND (first.paid_on + make_interval(months => {after}))::date
        AND job.ended_on <= {today}
    WHERE NOT EXISTS (
        SELECT FROM registry_employmentspell AS next
        WHERE next.person_id = held.person_id AND next.{open} AND next.employer_id = job.employer_id
            AND next.ended_on > job.ended_on
    )
    GROUP BY held.person_id, held.id
"""
_EMPLOYER_BURST = """
    SELECT NULL::bigint AS person_id, job.employer_id, '' AS mark,
        to_jsonb((array_agg(jsonb_build_array('registry.employmentspell', job.uuid)
            ORDER BY job.started_on, job.uuid) FILTER (WHERE job.left_soon))[1:50]) AS rows,
        jsonb_build_object(
            'people', count(DISTINCT job.person_id) FILTER (WHERE job.left_soon),
            'joined', count(DISTINCT job.person_id)
        ) AS figures
    FROM (
        SELECT person_id, employer_id, uuid, started_on, ended_on <= {today}
            AND ended_on <= (started_on + make_interval(months => {months}))::date AS left_soon
        FROM registry_employmentspell
        WHERE {open} AND employer_id IS NOT NULL AND started_on > {today} - 365
    ) AS job
    GROUP BY job.employer_id
    HAVING count(DISTINCT job.person_id) FILTER (WHERE job.left_soon) >= {people}
        AND count(DISTINCT job.person_id) FILTER (WHERE job.left_soon) * 100
            >= count(DISTINCT job.person_id) * {share}
"""
_QUICK_CLAIMS = """
    SELECT NULL::bigint AS person_id, job.employer_id, '' AS mark,
        to_jsonb((array_agg(jsonb_build_array('registry.employmentspell', job.uuid)
            ORDER BY job.started_on, job.uuid) FILTER (WHERE job.quick))[1:50]) AS rows,
        jsonb_build_object(
            'people', count(DISTINCT job.person_id) FILTER (WHERE job.quick),
            'joined', count(DISTINCT job.person_id)
        ) AS figures
    FROM (
        SELECT spell.person_id, spell.employer_id, spell.uuid, spell.started_on, EXISTS (
            SELECT FROM entitlements_grant AS held WHERE held.person_id = spell.person_id
                AND held.begins_on BETWEEN spell.started_on
                    AND (spell.started_on + make_interval(months => {months}))::date
        ) AS quick
        FROM registry_employmentspell AS spell
        WHERE spell.{open} AND spell.employer_id IS NOT NULL
            AND spell.started_on BETWEEN {today} - 730
                AND ({today} - make_interval(months => {months}))::date
    ) AS job
    GROUP BY job.employer_id
    HAVING count(DISTINCT job.person_id) >= {people}
        AND count(DISTINCT job.person_id) FILTER (WHERE job.quick) * 100
            >= count(DISTINCT job.person_id) * {share}
"""
_BEYOND_SIZE = """
    SELECT NULL::bigint AS person_id, insured.employer_id, '' AS mark,
        jsonb_build_array(jsonb_build_array('registry.employerfact', firm.uuid)) AS rows,
        jsonb_build_object('people', count(DISTINCT insured.person_id)) AS figures
    FROM registry_insurancespell AS insured
    JOIN registry_employerfact AS firm ON firm.employer_id = insured.employer_id AND firm.{open}
        AND firm.scale IN ({micro_firm}, {small_firm})
    WHERE insured.{open} AND insured.scheme = {pension} AND insured.payment_kind = {regular}
        AND {today} BETWEEN insured.first_month
            AND (date_trunc('month', insured.last_month) + interval '1 month - 1 day')::date
    GROUP BY insured.employer_id, firm.uuid, firm.scale
    HAVING count(DISTINCT insured.person_id)
        > CASE firm.scale WHEN {micro_firm} THEN {micro} ELSE {small} END
"""
_NEW_FIRM = """
    SELECT NULL::bigint AS person_id, firm.employer_id, '' AS mark,
        jsonb_build_array(jsonb_build_array('registry.employerfact', firm.uuid))
            || to_jsonb((array_agg(jsonb_build_array('entitlements.grant', held.uuid) ORDER BY held.uuid))[1:50]) AS rows,
        jsonb_build_object('people', count(DISTINCT held.person_id)) AS figures
    FROM registry_employerfact AS firm
    JOIN registry_employmentspell AS job ON job.employer_id = firm.employer_id AND job.{open}
    JOIN entitlements_grant AS held ON held.person_id = job.person_id
        AND held.begins_on BETWEEN job.started_on AND job.ended_on
        AND held.begins_on BETWEEN firm.founded_on
            AND (firm.founded_on + make_interval(months => {months}))::date
    WHERE firm.{open} AND firm.founded_on > {today} - 1095
    GROUP BY firm.employer_id, firm.uuid
    HAVING count(DISTINCT held.person_id) >= {people}
"""
_PAID_ELSEWHERE = """
    SELECT owed.person_id, NULL::bigint AS employer_id, owed.id::text AS mark,
        to_jsonb((array_agg(jsonb_build_array('registry.benefitreceived', taken.uuid) ORDER BY taken.uuid))[1:50])
            || jsonb_build_array(jsonb_build_array('entitlements.instalment', owed.uuid)) AS rows,
        '{{}}'::jsonb AS figures
    FROM entitlements_instalment AS owed
    JOIN entitlements_grant AS held ON held.id = owed.grant_id
    JOIN registry_benefitreceived AS taken ON taken.person_id = owed.person_id AND taken.{open}
        AND taken.benefit = owed.benefit AND taken.state = ANY ({taken_states})
        AND taken.division IS NOT NULL AND taken.division / 100 <> held.district / 100
        AND daterange(taken.received_on, CASE
            WHEN taken.until = '9999-12-31' THEN taken.received_on ELSE taken.until
        END, '[]') && owed.during
    GROUP BY owed.id
"""
_TRAINING_OVERLAP = """
    SELECT one.person_id, NULL::bigint AS employer_id,
        least(one.uuid, other.uuid)::text AS mark,
        jsonb_build_array(jsonb_build_array('registry.training', least(one.uuid, other.uuid)),
            jsonb_build_array('registry.training', greatest(one.uuid, other.uuid))) AS rows,
        '{{}}'::jsonb AS figures
    FROM registry_training AS one
    JOIN registry_training AS other ON other.person_id = one.person_id AND other.id > one.id
        AND other.{open} AND other.online IS NOT TRUE
        AND other.school_id IS DISTINCT FROM one.school_id
        AND least(one.ended_on, other.ended_on, {today})
            - greatest(one.started_on, other.started_on) >= {days} - 1
    WHERE one.{open} AND one.online IS NOT TRUE
"""
_RECHECK = """
    SELECT latest.person_id, latest.employer_id, latest.instalment_id::text AS mark,
        jsonb_build_array(
            jsonb_build_array('control.recheck', latest.uuid),
            jsonb_build_array('entitlements.instalment', owed.uuid)
        ) AS rows,
        jsonb_build_object('over', latest.over::text) AS figures
    FROM (
        SELECT DISTINCT ON (instalment_id) * FROM control_recheck WHERE state = 'done'
        ORDER BY instalment_id, months DESC
    ) AS latest
    JOIN entitlements_instalment AS owed ON owed.id = latest.instalment_id
    WHERE latest.outcome IN ('less', 'not_due', 'called_back')
"""
PATTERNS: MappingProxyType[str, sql.SQL] = MappingProxyType(
    {
        "shared_account": sql.SQL(_SHARED_ACCOUNT),
        "same_certificate": sql.SQL(_SAME_CERTIFICATE),
        "two_jobs": sql.SQL(_TWO_JOBS),
        "insured_elsewhere": sql.SQL(_INSURED_ELSEWHERE),
        "back_paid": sql.SQL(_BACK_PAID),
        "short_job": sql.SQL(_SHORT_JOB),
        "employer_burst": sql.SQL(_EMPLOYER_BURST),
        "quick_claims": sql.SQL(_QUICK_CLAIMS),
        "beyond_size": sql.SQL(_BEYOND_SIZE),
        "new_firm": sql.SQL(_NEW_FIRM),
        "paid_elsewhere": sql.SQL(_PAID_ELSEWHERE),
        "training_overlap": sql.SQL(_TRAINING_OVERLAP),
        "recheck": sql.SQL(_RECHECK),
    }
)
"""Kind → its statement."""
