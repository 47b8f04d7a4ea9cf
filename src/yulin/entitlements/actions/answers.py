"""Tell of answers that changed and that no grant follows: classes, services, things in kind, rights.

What was told last is kept, and a run is compared with it, so that each change is told once however
often things are computed. An answer that cannot be told for now changes nothing. The first run that
is gone through tells nobody: nothing changed by it.
"""

from django.db.backends.utils import CursorWrapper
from psycopg import sql

from yulin.entitlements.models import Standing
from yulin.policy.library import Library


def plain_benefits(library: Library) -> list[str]:
    """`policy/benefit` of what moves no money, with every version of it."""
    found = set()
    for document in library.documents:
        for version in document.versions:
            found |= {f"{document.id}/{b.id}" for b in version.benefits if b.kind != "money"}
            if version.classification is not None:
                found.add(f"{document.id}/{version.classification.id}")
    return sorted(found)


def tell_answers(cursor: CursorWrapper, words: dict[str, sql.Composable]) -> int:
    """Keep what a run says that no grant follows, and tell whom it changed; return how many."""
    is_first = not Standing.objects.order_by().exists()
    cursor.execute(_SAID.format(**words))
    cursor.execute(_CHANGED.format(**words))
    told = 0
    if not is_first:
        cursor.execute(_TELL.format(**words))
        told = int(cursor.rowcount)
    cursor.execute(_KEEP.format(**words))
    cursor.execute("DROP TABLE said, turned")
    return told


_SAID = sql.SQL("""
    CREATE TEMP TABLE said ON COMMIT DROP AS
    SELECT policy, benefit, version, person_id, employer_id, trace, subject,
        CASE WHEN ruling.effect = {must} THEN ruling.label ELSE decision.label END AS label,
        -- what two people ruled stands in place of what the run says
        CASE WHEN ruling.effect IS NOT NULL THEN ruling.effect = {must}
            WHEN status = {yes} AND displaced_by = '' THEN true
            WHEN status = {untold} THEN NULL ELSE false END AS is_held
    FROM (
        SELECT *, coalesce(person_id, -employer_id) AS subject FROM ({decisions}) AS each
    ) AS decision
    LEFT JOIN (
        SELECT policy, benefit, coalesce(person_id, -employer_id) AS subject, effect, label
        FROM entitlements_ruling
        WHERE state = {in_force} AND is_plain
            AND {as_of} BETWEEN from_on AND coalesce(until_on, 'infinity')
    ) AS ruling USING (policy, benefit, subject)
    WHERE policy || '/' || benefit = ANY ({plain}) AND (
        ruling.effect IS NOT NULL OR status = {yes} OR (policy, benefit, subject) IN (
            SELECT policy, benefit, coalesce(person_id, -employer_id) FROM entitlements_standing
            WHERE is_held
        )
    );
    ANALYZE said
""")
_CHANGED = sql.SQL("""
    CREATE TEMP TABLE turned ON COMMIT DROP AS
    SELECT said.*, known.id AS known, known.label AS before,
        CASE WHEN coalesce(known.is_held, false) AND said.is_held THEN 'reclassed'
            WHEN said.is_held THEN 'gained' ELSE 'lost' END AS kind
    FROM said LEFT JOIN (
        SELECT *, coalesce(person_id, -employer_id) AS subject FROM entitlements_standing
    ) AS known USING (policy, benefit, subject)
    WHERE said.is_held IS NOT NULL AND (
        said.is_held <> coalesce(known.is_held, false)
        OR said.is_held AND said.label <> known.label
    )
""")
_TELL = sql.SQL("""
    INSERT INTO entitlements_notice (
        uuid, person_id, employer_id, event, kind, policy, benefit, run_id, data, until, told_at
    )
    SELECT gen_random_uuid(), person_id, employer_id,
        concat('answer:', policy, '/', benefit, ':', subject::text, ':', kind, ':run:', {run}::text),
        kind, policy, benefit, {run},
        jsonb_strip_nulls(jsonb_build_object(
            'label', CASE WHEN is_held THEN nullif(label, '') END, 'label_before', nullif(before, ''), 'version', version,
            'trace', trace
        )),
        {until}, now()
    FROM turned
    ON CONFLICT (event) DO NOTHING
""")
_KEEP = sql.SQL("""
    INSERT INTO entitlements_standing (
        person_id, employer_id, policy, benefit, label, is_held, run_id
    )
    SELECT person_id, employer_id, policy, benefit, label, is_held, {run} FROM turned
    ON CONFLICT (person_id, employer_id, policy, benefit) DO UPDATE
    SET is_held = excluded.is_held, run_id = excluded.run_id,
        label = CASE WHEN excluded.is_held THEN excluded.label ELSE entitlements_standing.label END
""")
