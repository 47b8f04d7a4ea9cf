"""Who sees which rows, what is only added, which way things go, and that no order is overfilled."""

from django.db import migrations

from yulin.access.row_policies import in_region, of_organisation, own

AUDITOR = "(SELECT access_setting('all')) IS NOT NULL"
WRITER = "(SELECT access_setting('writes')) IS NOT NULL"
_PLACE, _FIRM = in_region("division"), of_organisation("employer_id")


def policies(table: str, *, read: str, add: str, change: str) -> str:
    """Statements that let requests read, add and change different rows; nobody removes."""
    return f"""
    ALTER TABLE helping_{table} ENABLE ROW LEVEL SECURITY;
    CREATE POLICY yulin_read ON helping_{table} FOR SELECT TO yulin_web
        USING ({AUDITOR} OR {read});
    CREATE POLICY yulin_add ON helping_{table} FOR INSERT TO yulin_web
        WITH CHECK ({WRITER} AND ({add}));
    CREATE POLICY yulin_change ON helping_{table} FOR UPDATE TO yulin_web
        USING ({WRITER} AND ({change}));
    """


def of(parent: str, column: str, *conditions: str) -> str:
    """The row of another table is one of which a condition holds; `parent` is its name here."""
    return (
        f"EXISTS (SELECT FROM helping_{parent} AS {parent} WHERE {parent}.id = {column}"
        f" AND ({' OR '.join(conditions)}))"
    )


def by_agency(column: str) -> str:
    """The agency is the one whose clerk acts."""
    return of("agency", column, of_organisation("agency.employer_id"))


def _of_case(table: str) -> str:
    return of(
        "helpcase", f"helping_{table}.case_id",
        in_region("helpcase.division"), own("helpcase.person_id"),
    )  # fmt: skip


_CASE_HERE = of("helpcase", "helping_helpoffer.case_id", in_region("helpcase.division"))
_DESK_HERE = {
    table: of("desk", f"helping_{table}.desk_id", in_region("desk.division"))
    for table in ("party", "deskpost", "signup")
}
_POST_OF_FIRM = (
    "EXISTS (SELECT FROM jobs_post AS post WHERE post.id = helping_signup.post_id"
    f" AND {of_organisation('post.employer_id')})"
)
_CARRIER_HERE = of("carrier", "helping_tenant.carrier_id", in_region("carrier.division"))


def _of_project(table: str) -> str:
    return of(
        "project", f"helping_{table}.project_id",
        in_region("project.division"), own("project.founder_id"),
    )  # fmt: skip


def _project_here(table: str) -> str:
    return of("project", f"helping_{table}.project_id", in_region("project.division"))


HELP = (
    policies("helplist", read=_PLACE, add=_PLACE, change=_PLACE),
    policies("helpcase", read=f"{own()} OR {_PLACE}", add=_PLACE, change=f"{own()} OR {_PLACE}"),
    policies("contact", read=_of_case("contact"), add=_of_case("contact"), change="false"),
    policies("casestep", read=_of_case("casestep"), add=_of_case("casestep"), change="false"),
    # what was seated is nobody's to see before the helper has confirmed it
    policies(
        "helpoffer",
        read=f"{_CASE_HERE} OR (state <> 'proposed' AND {_of_case('helpoffer')})",
        add=_CASE_HERE,
        change=f"{_CASE_HERE} OR (state <> 'proposed' AND {_of_case('helpoffer')})",
    ),
)
COMMUNITY = (
    policies("desk", read="true", add=_PLACE, change=_PLACE),
    policies("party", read="true", add=_DESK_HERE["party"], change=_DESK_HERE["party"]),
    policies("deskpost", read="true", add=_DESK_HERE["deskpost"], change="false"),
    policies(
        "signup",
        read=f"{own()} OR {_DESK_HERE['signup']} OR {_POST_OF_FIRM}",
        add=_DESK_HERE["signup"],
        change=f"{own()} OR {_DESK_HERE['signup']}",
    ),
)
_ORDERS = f"{_FIRM} OR {by_agency('helping_order.agency_id')}"
_CANDIDATES = f"{_FIRM} OR {by_agency('helping_candidate.agency_id')}"
AGENCIES = (
    # a licence that was once checked is public, also when it is over
    policies(
        "agency",
        read=f"state NOT IN ('asked', 'refused') OR {_FIRM} OR {_PLACE}",
        add=_FIRM,
        change=f"{_FIRM} OR {_PLACE}",
    ),
    policies("order", read=f"{_ORDERS} OR {_PLACE}", add=_FIRM, change=_ORDERS),
    policies("sharecode", read=own(), add=own(), change=own()),
    policies(
        "candidate",
        read=f"{own()} OR {_CANDIDATES} OR {_PLACE}",
        add=by_agency("helping_candidate.agency_id"),
        change=f"{own()} OR {_CANDIDATES}",
    ),
    policies(
        "complaint",
        read=f"{own()} OR {_FIRM} OR {_PLACE}",
        add=f"{own()} OR {_FIRM}",
        change=_PLACE,
    ),
)
PROJECTS = (
    policies("carrier", read="true", add=_PLACE, change=_PLACE),
    policies("tenant", read="true", add=_CARRIER_HERE, change=_CARRIER_HERE),
    policies(
        "project", read=f"{own('founder_id')} OR {_PLACE}", add=_PLACE, change=_PLACE
    ),
    *(
        policies(
            table, read=_of_project(table), add=_project_here(table), change=_project_here(table)
        )
        for table in ("teammember", "milestone")
    ),
    *(
        policies(table, read=_of_project(table), add=_project_here(table), change="false")
        for table in ("projectstep", "visit", "projectcontract")
    ),
)
#: only added; when a person is forgotten the words go (see the guards in `rights`)
STAYS = "\n".join(
    f"""
    CREATE TRIGGER helping_{table}_stays BEFORE UPDATE OR DELETE ON helping_{table}
        FOR EACH ROW WHEN (NOT entitlements_erasing()) EXECUTE FUNCTION ledger_refuse_change();
    CREATE TRIGGER helping_{table}_not_emptied BEFORE TRUNCATE ON helping_{table}
        FOR EACH STATEMENT EXECUTE FUNCTION access_journal_refuse_change();
    """
    for table in ("contact", "casestep", "projectstep", "visit", "projectcontract")
)
WITNESSED = "\n".join(
    f"SELECT access_require_witness('helping_{table}');"
    for table in (
        "helplist", "helpcase", "contact", "casestep", "helpoffer", "desk", "party", "deskpost",
        "signup", "agency", "order", "sharecode", "candidate", "complaint", "carrier", "tenant",
        "project", "teammember", "projectstep", "visit", "milestone", "projectcontract",
    )  # fmt: skip
)
GOES_ON = """
CREATE FUNCTION helping_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb := to_jsonb(OLD);
    now jsonb := to_jsonb(NEW);
    step text := (was ->> TG_ARGV[0]) || '>' || (now ->> TG_ARGV[0]);
    fixed text;
BEGIN
    IF was ->> TG_ARGV[0] <> now ->> TG_ARGV[0]
            AND step <> ALL (string_to_array(TG_ARGV[1], ' ')) THEN
        RAISE EXCEPTION '% does not go %', TG_TABLE_NAME, step
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOREACH fixed IN ARRAY string_to_array(TG_ARGV[2], ' ') LOOP
        IF was -> fixed IS DISTINCT FROM now -> fixed THEN
            RAISE EXCEPTION '% keeps its %', TG_TABLE_NAME, fixed
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END LOOP;
    RETURN NEW;
END
$$;
"""
#: table → column of its state, the steps that are open to it, the columns that stay
WAYS = {
    "helpcase": ("state", "open>closed closed>open", "uuid helplist_id division person_id"),
    "helpoffer": (
        "state",
        "proposed>made proposed>withdrawn made>accepted made>declined made>withdrawn"
        " accepted>withdrawn",
        "uuid case_id kind post_id",
    ),
    "signup": (
        "state",
        "taken>told taken>withdrawn told>hired told>not_hired told>withdrawn",
        "uuid desk_id post_id person_id consent",
    ),
    "agency": (
        "state",
        "asked>listed asked>refused refused>asked listed>asked listed>suspended listed>revoked"
        " suspended>listed suspended>revoked",
        "uuid employer_id",
    ),
    "order": (
        "state",
        "placed>taken placed>declined placed>cancelled taken>closed taken>cancelled",
        "uuid employer_id agency_id post_id division people fee days",
    ),
    "candidate": (
        "state",
        "proposed>accepted proposed>refused proposed>withdrawn accepted>hired accepted>refused"
        " accepted>withdrawn",
        "uuid order_id employer_id agency_id person_id code_id",
    ),
    "complaint": ("state", "open>upheld open>not_upheld", "uuid agency_id employer_id ground"),
    "project": (
        "stage",
        "lead>talks talks>visited visited>signed signed>landed landed>incubated lead>ended"
        " talks>ended visited>ended signed>ended landed>ended incubated>ended",
        "uuid division founder_id",
    ),
}
WAYS_SQL = "\n".join(
    f"""
    CREATE TRIGGER helping_{table}_goes_on BEFORE UPDATE ON helping_{table}
        FOR EACH ROW EXECUTE FUNCTION helping_goes_on('{column}', '{steps}', '{fixed}');
    """
    for table, (column, steps, fixed) in WAYS.items()
)
# Whoever writes: candidates are counted here, and the constraint refuses one too many.
SEATS = """
CREATE FUNCTION helping_count_seat() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    before integer := 0;
    after integer := 0;
BEGIN
    IF TG_OP <> 'INSERT' THEN before := (OLD.state IN ('accepted', 'hired'))::integer; END IF;
    IF TG_OP <> 'DELETE' THEN after := (NEW.state IN ('accepted', 'hired'))::integer; END IF;
    IF before <> after THEN
        UPDATE helping_order SET filled = filled + after - before,
            filled_at = CASE WHEN filled + after - before = people
                THEN coalesce(filled_at, now()) END
        WHERE id = coalesce(NEW.order_id, OLD.order_id);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER helping_candidate_seat AFTER INSERT OR UPDATE OF state OR DELETE
    ON helping_candidate FOR EACH ROW EXECUTE FUNCTION helping_count_seat();

CREATE FUNCTION helping_order_needs_licence() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM helping_agency AS agency WHERE agency.id = NEW.agency_id
            AND agency.state = 'listed' AND agency.licence_until >= CURRENT_DATE
    ) THEN
        RAISE EXCEPTION 'no agency takes an order without a valid licence'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER helping_order_placed_with_licence BEFORE INSERT ON helping_order
    FOR EACH ROW EXECUTE FUNCTION helping_order_needs_licence();
CREATE TRIGGER helping_order_taken_with_licence BEFORE UPDATE OF state ON helping_order
    FOR EACH ROW WHEN (OLD.state = 'placed' AND NEW.state = 'taken')
    EXECUTE FUNCTION helping_order_needs_licence();

CREATE FUNCTION helping_project_needs_contract() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM helping_projectcontract AS signed WHERE signed.project_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'no project is signed without a contract'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER helping_project_signed_with_contract BEFORE UPDATE OF stage ON helping_project
    FOR EACH ROW WHEN (OLD.stage <> NEW.stage AND NEW.stage = 'signed')
    EXECUTE FUNCTION helping_project_needs_contract();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("helping", "0001_initial"),
        ("jobs", "0003_applicants_read"),
        ("registry", "0015_joined_rows"),
        ("access", "0006_row_security"),
        ("ledger", "0002_invariants"),
        ("entitlements", "0012_stays"),
    ]

    operations = [
        migrations.RunSQL(statements)
        for statements in (
            *HELP, *COMMUNITY, *AGENCIES, *PROJECTS, STAYS, WITNESSED, GOES_ON, WAYS_SQL, SEATS,
        )  # fmt: skip
    ]
