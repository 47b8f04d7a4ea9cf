"""Who sees notices, invitations, workbooks and plans; stages in their order; a refusal taken back."""

from importlib import import_module

from django.db import migrations

from yulin.access.row_policies import in_region, of_organisation, own, protect, seen_with

policies = import_module("yulin.jobs.migrations.0002_guarded").policies
_OWN_FIRM = of_organisation("employer_id")

SEEN = "\n".join(
    (
        policies(
            "jobs_jobnotice", read=f"{own()} OR {_OWN_FIRM}", add="false",
            change=f"{own()} OR {_OWN_FIRM}",
        ),
        policies(
            "jobs_invitation", read=f"{own()} OR {_OWN_FIRM}", change="false",
            add=(
                f"{_OWN_FIRM} AND person_id IN (SELECT resume.person_id FROM jobs_resume AS resume"
                " WHERE resume.id IN (SELECT jobs_shown_resumes()))"
            ),
        ),
        policies("jobs_postworkbook", read=_OWN_FIRM, add=_OWN_FIRM, change="false"),
        policies(
            "jobs_hiringplan", read=f"{_OWN_FIRM} OR {in_region('division')}", add=_OWN_FIRM,
            change="false",
        ),
        protect("jobs_hiringtarget", seen_with("jobs_hiringplan", "jobs_hiringtarget.plan_id")),
        protect("jobs_plannedpost", seen_with("jobs_hiringplan", "jobs_plannedpost.plan_id")),
        policies(
            "jobs_stageresult", read=seen_with("jobs_application", "jobs_stageresult.application_id"),
            change="false",
            add=(
                "EXISTS (SELECT FROM jobs_application AS sent WHERE sent.id = application_id"
                f" AND {of_organisation('sent.employer_id')})"
            ),
        ),
        policies(
            "jobs_publicity", read="true", change="false",
            add=seen_with("jobs_plannedpost", "jobs_publicity.planned_id"),
        ),
        protect("jobs_listedperson", seen_with("jobs_application", "jobs_listedperson.application_id")),
        # whoever objects is read by the officers of the place alone
        policies(
            "jobs_publicityobjection",
            read=(
                "EXISTS (SELECT FROM jobs_listedperson AS listed JOIN jobs_application AS sent"
                f" ON sent.id = listed.application_id WHERE listed.id = listed_id AND {in_region('sent.division')})"
            ),
            add="false",
            change=(
                "EXISTS (SELECT FROM jobs_listedperson AS listed JOIN jobs_application AS sent"
                f" ON sent.id = listed.application_id WHERE listed.id = listed_id AND {in_region('sent.division')})"
            ),
        ),
    )
)  # fmt: skip
STAYS = "\n".join(
    f"""
    CREATE TRIGGER jobs_{table}_stays BEFORE UPDATE OR DELETE ON jobs_{table}
        FOR EACH ROW WHEN (NOT entitlements_erasing()) EXECUTE FUNCTION ledger_refuse_change();
    """
    for table in (
        "invitation", "postworkbook", "hiringplan", "hiringtarget", "plannedpost", "stageresult",
        "publicity", "listedperson",
    )  # fmt: skip
)
TOLD = """
CREATE TRIGGER jobs_jobnotice_stays BEFORE UPDATE OR DELETE ON jobs_jobnotice
    FOR EACH ROW EXECUTE FUNCTION entitlements_notice_stays();

CREATE FUNCTION jobs_publicityobjection_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    answer text[] := ARRAY['state', 'answer', 'answered_by_id', 'answered_at'];
BEGIN
    IF entitlements_erasing() THEN RETURN coalesce(NEW, OLD); END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'open' AND to_jsonb(NEW) - answer = to_jsonb(OLD) - answer
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an objection is answered once and otherwise stays'
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER jobs_publicityobjection_stays BEFORE UPDATE OR DELETE ON jobs_publicityobjection
    FOR EACH ROW EXECUTE FUNCTION jobs_publicityobjection_stays();
"""
WITNESSED = "\n".join(
    f"SELECT access_require_witness('jobs_{table}');"
    for table in (
        "invitation", "postworkbook", "hiringplan", "hiringtarget", "plannedpost", "stageresult",
        "publicity", "listedperson", "publicityobjection",
    )  # fmt: skip
)
# A stage is heard after all before it were passed; nobody is taken whose list was not out its days.
STAGES = """
CREATE FUNCTION jobs_stages_left(sent bigint, before text) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT count(*)::integer
    FROM jobs_application AS application
    JOIN jobs_plannedpost AS planned ON planned.post_id = application.post_id
    JOIN jobs_hiringplan AS plan ON plan.id = planned.plan_id
    CROSS JOIN LATERAL unnest(plan.stages) WITH ORDINALITY AS named(stage, place)
    WHERE application.id = sent
        AND (before IS NULL OR named.place < array_position(plan.stages, before::varchar))
        AND NOT EXISTS (
            SELECT FROM jobs_stageresult AS result
            WHERE result.application_id = sent AND result.stage = named.stage
                AND result.outcome = 'passed'
        )
$$;
CREATE FUNCTION jobs_publicity_over(sent bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (
        SELECT FROM jobs_listedperson AS listed
        JOIN jobs_publicity AS publicity ON publicity.id = listed.publicity_id
        WHERE listed.application_id = sent AND publicity.ends_on < CURRENT_DATE
            AND NOT EXISTS (
                SELECT FROM jobs_publicityobjection AS objection
                WHERE objection.listed_id = listed.id AND objection.state <> 'dismissed'
            )
    )
$$;
CREATE FUNCTION jobs_stage_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM jobs_application AS application
        JOIN jobs_plannedpost AS planned ON planned.post_id = application.post_id
        JOIN jobs_hiringplan AS plan ON plan.id = planned.plan_id
        WHERE application.id = NEW.application_id AND NEW.stage = ANY (plan.stages)
    ) OR jobs_stages_left(NEW.application_id, NEW.stage) > 0
        OR (NEW.stage = 'publicity' AND NEW.outcome = 'passed'
            AND NOT jobs_publicity_over(NEW.application_id))
    THEN
        RAISE EXCEPTION 'the stage % is not to be heard yet', NEW.stage
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER jobs_stage_in_order BEFORE INSERT ON jobs_stageresult
    FOR EACH ROW EXECUTE FUNCTION jobs_stage_in_order();

CREATE FUNCTION jobs_offer_after_stages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF jobs_stages_left(NEW.application_id, NULL) > 0 THEN
        RAISE EXCEPTION 'stages of the plan are left before an offer'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER jobs_offer_after_stages BEFORE INSERT ON jobs_offer
    FOR EACH ROW EXECUTE FUNCTION jobs_offer_after_stages();
"""
GOES_ON = """
CREATE OR REPLACE FUNCTION jobs_application_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.post_id, NEW.person_id, NEW.employer_id, NEW.resume)
            IS DISTINCT FROM (OLD.post_id, OLD.person_id, OLD.employer_id, OLD.resume)
        OR (NEW.state <> OLD.state
            -- a refusal may be taken back for a day
            AND NOT (OLD.state = 'refused' AND OLD.changed_at > now() - interval '24 hours'
                AND NEW.state IN ('sent', 'seen', 'shortlisted', 'declined'))
            AND (
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
"""


class Migration(migrations.Migration):
    dependencies = [("jobs", "0004_finished"), ("entitlements", "0012_stays")]

    operations = [
        migrations.RunSQL(statements)
        for statements in (SEEN, STAYS, TOLD, WITNESSED, STAGES, GOES_ON)
    ]
