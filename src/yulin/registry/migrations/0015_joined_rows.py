"""People are seen as well where their kept row is, and where they were of before."""

from django.db import migrations

from yulin.access.row_policies import (
    former,
    in_region,
    joined,
    of_staff,
    own,
    protect,
    protect_anew,
)

FORWARD = """
CREATE FUNCTION registry_joined() RETURNS SETOF bigint
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT other.id
    FROM registry_person AS other
    JOIN registry_person AS kept ON kept.id = other.merged_into_id
    WHERE kept.division BETWEEN access_setting('low')::integer AND access_setting('high')::integer
    UNION ALL
    -- a number of which nothing is known but that it is to be somebody's
    SELECT other.id
    FROM registry_identitylink AS link
    JOIN registry_person AS kept ON kept.id = link.kept_id
    JOIN registry_person AS other ON other.id = link.other_id AND other.division IS NULL
    WHERE link.ground <> 'duplicate'
        AND kept.division BETWEEN access_setting('low')::integer
            AND access_setting('high')::integer
$$;
CREATE FUNCTION registry_former() RETURNS SETOF bigint
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT person_id FROM registry_formerdivision
    WHERE division BETWEEN access_setting('low')::integer AND access_setting('high')::integer
$$;
CREATE FUNCTION registry_note_former() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO registry_formerdivision (person_id, division) VALUES (OLD.id, OLD.division)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER registry_person_moved AFTER UPDATE OF division ON registry_person
    FOR EACH ROW WHEN (OLD.division <> NEW.division OR OLD.division IS NOT NULL AND
        NEW.division IS NULL) EXECUTE FUNCTION registry_note_former();
-- As it was, and by the index: of somebody who is no clerk it reads nothing.
CREATE OR REPLACE FUNCTION registry_staff() RETURNS SETOF bigint
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT spell.person_id
    FROM registry_employmentspell AS spell
    JOIN registry_employer AS employer ON employer.id = spell.employer_id
    WHERE employer.uuid = access_setting('employer')::uuid AND spell.superseded_at IS NULL
        AND spell.ended_on >= CURRENT_DATE
$$;
ALTER FUNCTION registry_own() PARALLEL SAFE;
CREATE FUNCTION registry_own_organisation() RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT id FROM registry_employer WHERE uuid = access_setting('employer')::uuid
$$;
"""
PERSON = protect_anew(
    "registry_person", in_region("division"), own("id"), of_staff("id"), joined("id"), former("id")
)
FORMER = protect("registry_formerdivision", in_region("division"))


class Migration(migrations.Migration):
    dependencies = [("registry", "0014_former_divisions")]

    operations = [migrations.RunSQL(FORWARD), migrations.RunSQL(PERSON), migrations.RunSQL(FORMER)]
