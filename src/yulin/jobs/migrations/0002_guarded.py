"""Who sees which rows, what is only added, and which way posts and applications may go."""

from django.db import migrations

from yulin.access.row_policies import in_region, of_organisation, own, protect, seen_with

AUDITOR = "(SELECT access_setting('all')) IS NOT NULL"
WRITER = "(SELECT access_setting('writes')) IS NOT NULL"

# A published post is everybody's to read; a résumé is found by the firms that its owner allows.
SHOWN = """
CREATE FUNCTION jobs_shown_resumes() RETURNS SETOF bigint
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT resume.id
    FROM registry_employer AS firm
    JOIN jobs_resume AS resume ON resume.visibility <> 'nobody'
    JOIN registry_person AS person ON person.id = resume.person_id
    WHERE firm.uuid = access_setting('employer')::uuid
        AND CASE resume.visibility
            WHEN 'chosen' THEN EXISTS (
                SELECT FROM jobs_resumeaudience AS chosen
                WHERE chosen.resume_id = resume.id AND chosen.employer_id = firm.id
                    AND chosen.kind = 'chosen'
            )
            ELSE person.division / 100 = firm.division / 100
                AND NOT EXISTS (
                    SELECT FROM jobs_resumeaudience AS blocked
                    WHERE blocked.resume_id = resume.id AND blocked.employer_id = firm.id
                        AND blocked.kind = 'blocked'
                )
                AND NOT (
                    resume.hidden_from_own_firm AND EXISTS (
                        SELECT FROM registry_employmentspell AS spell
                        JOIN registry_person AS number ON number.id = spell.person_id
                        WHERE coalesce(number.merged_into_id, number.id) = resume.person_id
                            AND spell.employer_id = firm.id AND spell.superseded_at IS NULL
                            AND spell.ended_on >= CURRENT_DATE
                    )
                )
        END
$$;
"""
_OWN_FIRM = of_organisation("employer_id")
_PLACE = in_region("division")


def policies(table: str, *, read: str, add: str, change: str) -> str:
    """Statements that let requests read, add and change different rows; nobody removes."""
    return f"""
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    CREATE POLICY yulin_read ON {table} FOR SELECT TO yulin_web USING ({AUDITOR} OR {read});
    CREATE POLICY yulin_add ON {table} FOR INSERT TO yulin_web WITH CHECK ({WRITER} AND ({add}));
    CREATE POLICY yulin_change ON {table} FOR UPDATE TO yulin_web USING ({WRITER} AND ({change}));
    """


POST = policies(
    "jobs_post",
    read=(
        "(published_at IS NOT NULL AND state NOT IN ('draft', 'waiting', 'refused'))"
        f" OR {_OWN_FIRM} OR {_PLACE}"
    ),
    add=_OWN_FIRM,
    change=f"{_OWN_FIRM} OR {_PLACE}",
)
APPLICATION = policies(
    "jobs_application",
    read=f"{own()} OR {_OWN_FIRM} OR {_PLACE}",
    add=own(),
    change=f"{own()} OR {_OWN_FIRM}",
)
RESUME = policies(
    "jobs_resume",
    read=f"{own()} OR id IN (SELECT jobs_shown_resumes())",
    add=own(),
    change=own(),
)
LOOK = policies(
    "jobs_resumelook", read=f"{own()} OR {_OWN_FIRM}", add=_OWN_FIRM, change="false"
)


def _of_post(column: str) -> str:
    firm, place = of_organisation("post.employer_id"), in_region("post.division")
    return f"EXISTS (SELECT FROM jobs_post AS post WHERE post.id = {column} AND ({firm} OR {place}))"


_OF_OWN_RESUME = (
    "EXISTS (SELECT FROM jobs_resume AS resume WHERE resume.id = jobs_resumeaudience.resume_id"
    f" AND {own('resume.person_id')})"
)
CHILDREN = "\n".join(
    (
        protect("jobs_postversion", _of_post("jobs_postversion.post_id")),
        protect("jobs_postviews", _of_post("jobs_postviews.post_id")),
        protect("jobs_postreview", seen_with("jobs_postversion", "jobs_postreview.version_id")),
        protect("jobs_resumeaudience", _OF_OWN_RESUME),
        protect("jobs_savedsearch", own()),
        *(
            protect(
                f"jobs_{table}", seen_with("jobs_application", f"jobs_{table}.application_id")
            )
            for table in ("applicationstep", "interview", "offer")
        ),
        protect("jobs_contract", seen_with("jobs_offer", "jobs_contract.offer_id")),
    )
)
STAYS = "\n".join(
    f"""
    CREATE TRIGGER jobs_{table}_stays BEFORE UPDATE OR DELETE ON jobs_{table}
        FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
    CREATE TRIGGER jobs_{table}_not_emptied BEFORE TRUNCATE ON jobs_{table}
        FOR EACH STATEMENT EXECUTE FUNCTION access_journal_refuse_change();
    """
    for table in ("postversion", "postreview", "applicationstep")
)
WITNESSED = "\n".join(
    f"SELECT access_require_witness('jobs_{table}');"
    for table in (
        "post", "postversion", "postreview", "resume", "resumeaudience", "application",
        "applicationstep", "interview", "offer", "contract",
    )  # fmt: skip
)
GOES_ON = """
CREATE FUNCTION jobs_post_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.employer_id <> OLD.employer_id OR NEW.uuid <> OLD.uuid OR (
        NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('draft', 'waiting'), ('draft', 'open'), ('draft', 'withdrawn'),
            ('waiting', 'open'), ('waiting', 'refused'), ('waiting', 'withdrawn'),
            ('open', 'waiting'), ('open', 'paused'), ('open', 'filled'), ('open', 'expired'),
            ('open', 'withdrawn'),
            ('paused', 'open'), ('paused', 'waiting'), ('paused', 'filled'),
            ('paused', 'expired'), ('paused', 'withdrawn'),
            ('refused', 'draft'), ('refused', 'withdrawn'),
            ('filled', 'open'), ('filled', 'expired'), ('expired', 'open')
        )
    ) THEN
        RAISE EXCEPTION 'a post does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER jobs_post_goes_on BEFORE UPDATE ON jobs_post
    FOR EACH ROW EXECUTE FUNCTION jobs_post_goes_on();

CREATE FUNCTION jobs_application_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.post_id, NEW.person_id, NEW.employer_id, NEW.resume)
            IS DISTINCT FROM (OLD.post_id, OLD.person_id, OLD.employer_id, OLD.resume)
        OR (NEW.state <> OLD.state AND (
            OLD.state IN ('hired', 'withdrawn', 'refused')
            OR (OLD.state, NEW.state) NOT IN (
                ('sent', 'seen'), ('sent', 'shortlisted'), ('sent', 'interview'),
                ('sent', 'offered'), ('seen', 'shortlisted'), ('seen', 'interview'),
                ('seen', 'offered'), ('shortlisted', 'interview'), ('shortlisted', 'offered'),
                ('interview', 'shortlisted'), ('interview', 'offered'),
                ('offered', 'accepted'), ('offered', 'declined'), ('offered', 'shortlisted'),
                ('declined', 'offered'), ('accepted', 'hired')
            ) AND NEW.state <> 'withdrawn'
            AND NOT (NEW.state = 'refused' AND OLD.state NOT IN ('accepted'))
        ))
    THEN
        RAISE EXCEPTION 'an application does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER jobs_application_goes_on BEFORE UPDATE ON jobs_application
    FOR EACH ROW EXECUTE FUNCTION jobs_application_goes_on();

CREATE FUNCTION jobs_contract_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state <> 'registered' THEN
        RAISE EXCEPTION 'a contract stays as it was answered'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER jobs_contract_stays BEFORE UPDATE OR DELETE ON jobs_contract
    FOR EACH ROW EXECUTE FUNCTION jobs_contract_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0001_initial"),
        ("registry", "0015_joined_rows"),
        ("access", "0006_row_security"),
        ("ledger", "0002_invariants"),
    ]

    operations = [
        migrations.RunSQL(statements)
        for statements in (
            SHOWN, POST, APPLICATION, RESUME, LOOK, CHILDREN, STAYS, WITNESSED, GOES_ON,
        )  # fmt: skip
    ]
