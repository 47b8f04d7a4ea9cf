"""What becomes of each text that may speak of a person, when the person is deleted.

Data, not code: a text column of a table that leads to a person, and that is in none of these lists,
fails `tests/rights/test_words.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from django.db import models
from django.db.models import Model, QuerySet

from yulin.campus.models import Award, Guest
from yulin.control.models import Finding, Signal, SignalStep
from yulin.entitlements.models import Hold, Objection, Ruling, Stop
from yulin.helping.models import (
    Candidate,
    CaseStep,
    Complaint,
    Contact,
    HelpCase,
    HelpOffer,
    Milestone,
    Project,
    ProjectContract,
    ProjectStep,
    SignUp,
    Visit,
)
from yulin.jobs.models import Application, Contract, Interview, Offer, PublicityObjection
from yulin.ledger.models import Claim, ClaimPlan, ClaimStep, Payment, Reply, Settlement
from yulin.registry.models import CorrectionRequest, IdentityLink, Person
from yulin.rights.models import Erasure
from yulin.services.models import Appointment, Stay

ERASED: Final = "（已按本人要求删除）"

#: free text, by whoever wrote it: the words go, the row stays. → how a row leads to its people
ERASED_WORDS: Final[dict[type[Model], tuple[tuple[str, ...], tuple[str, ...]]]] = {
    CorrectionRequest: (("person",), ("claimed", "text", "answer")),
    IdentityLink: (("kept", "other"), ("reason", "evidence", "answer", "parting_reason")),
    Hold: (("person",), ("reason", "lift_reason")),
    Objection: (("person",), ("text", "answer")),
    Ruling: (("person",), ("reason", "remarks", "end_reason")),
    Stop: (("person",), ("reason", "remarks")),
    Payment: (("instalment__person",), ("refusal",)),
    Reply: (("payment__instalment__person",), ("why", "settlement")),
    Settlement: (("reply__payment__instalment__person",), ("reason", "remarks")),
    Application: (("person",), ("note",)),
    Interview: (("application__person",), ("note",)),
    Offer: (("application__person",), ("terms",)),
    Contract: (("offer__application__person",), ("number", "objection")),
    PublicityObjection: (("listed__application__person",), ("text", "answer")),
    Award: (("person",), ("reason",)),
    Guest: (("person",), ("words",)),
    HelpCase: (("person",), ("evidence",)),
    Contact: (("case__person",), ("note",)),
    CaseStep: (("case__person",), ("reason",)),
    HelpOffer: (("case__person",), ("terms", "why")),
    SignUp: (("person",), ("reach",)),
    Candidate: (("person",), ("reason",)),
    Complaint: (("person",), ("text", "answer")),
    Project: (("founder",), ("title", "came_by", "ended_because")),
    ProjectStep: (("project__founder",), ("reason",)),
    Visit: (("project__founder",), ("place", "who", "agreed", "next_step")),
    Milestone: (("project__founder",), ("evidence",)),
    ProjectContract: (("person",), ("terms",)),
    Claim: (("person",), ("reason", "answer", "remarks")),
    Stay: (("person",), ("purpose", "note", "called", "contact")),
    Appointment: (("person",), ("question",)),
    ClaimPlan: (("claim__person",), ("reason", "remarks")),
    ClaimStep: (("claim__person",), ("reason", "remarks")),
    Signal: (("person",), ("reason",)),
    SignalStep: (("signal__person",), ("text",)),
    Finding: (("person",), ("text", "answer", "remarks")),
    Erasure: (("person",), ("text", "answer")),
}
#: by table: these are rewritten one by one in `actions.erase`
REWRITTEN: Final = {
    "ledger_payeeaccount": ("holder", "bank", "bank_code", "shared_reason"),
    "entitlements_notice": ("data",),  # the reason that it quotes goes, its sums stay
    "jobs_application": ("resume",),  # what was sent goes, that it was sent stays
    "campus_student": (
        "name",
        "masked",
    ),  # with the index of the number; that a school named somebody stays
    "helping_candidate": ("resume",),  # the same of what an agency showed
    "services_stay": ("grounds",),  # what was found of them goes, that they slept here stays
}
#: by table: the rows themselves go
GONE: Final = {
    "registry_achievement",
    "registry_benefitreceived",
    "registry_certificate",
    "registry_coverage",
    "registry_education",
    "registry_employmentspell",
    "registry_formerdivision",
    "registry_home",
    "registry_honour",
    "registry_income",
    "registry_insurancespell",
    "registry_loan",
    "registry_namechange",
    "registry_need",
    "registry_personfact",
    "registry_placement",
    "registry_recognition",
    "registry_registration",
    "registry_tenancy",
    "registry_toldfact",
    "registry_training",
    "entitlements_choice",
    "events_delivery",
    "events_noletters",
    "events_roomnotice",
    "entitlements_due",
    "entitlements_rehearsalchange",
    "entitlements_standing",
    "sources_answer",
    "jobs_matchsetting",
    "jobs_matchshown",
    "jobs_notforme",
    "jobs_resume",
    "jobs_resumeaudience",
    "jobs_resumelook",
    "jobs_savedsearch",
    "jobs_invitation",
    "jobs_jobnotice",
    "helping_teammember",
}
_VOUCHER: Final = (
    "会计档案管理办法: what payments rest on is kept thirty years; no name and no number is in it"
)
_WATCH: Final = "supervision of public money: what was looked at, by keys of rows and figures alone"
#: table → columns, and why they stay as they are
KEPT: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    "entitlements_decision": (
        ("talent_class", "label", "qualifier", "trace", "displaced_by", "period"),
        _VOUCHER,
    ),
    "entitlements_grant": (("label",), _VOUCHER),
    "ledger_payment": (("reference", "bank_serial"), _VOUCHER),
    "ledger_reply": (("reference", "outcome", "serial"), _VOUCHER),
    "ledger_claimstep": (("reference",), _VOUCHER),
    "ledger_notice": (
        ("data",),
        "last digits, sums and days; removed three years after it was read",
    ),
    "control_signal": (("key", "evidence"), _WATCH),
    "control_signalstep": (("evidence",), _WATCH),
    "control_recheck": (("traces",), _WATCH),
    "sources_call": (
        ("reason", "evidence", "token"),
        "网络安全法: calls are only added to; the reason is the program's, the evidence a number of theirs",
    ),
    "rights_erasure": (("outcome",), "what was deleted and kept, by kind and count"),
}
#: table → columns that name a text, a clause or a code of ours, and nobody
IMPERSONAL: Final[dict[str, tuple[str, ...]]] = {
    "registry_correctionrequest": ("table", "column"),
    "registry_employerfact": ("source", "evidence", "name"),  # of a firm that they led
    "registry_platform": ("source", "evidence", "platform_code", "name"),
    "registry_employertoldfact": ("source", "evidence", "name", "text", "grounds"),
    "entitlements_decision": ("policy", "version", "benefit"),
    "entitlements_grant": ("policy", "benefit", "version"),
    "entitlements_instalment": ("policy", "benefit", "part", "version"),
    "entitlements_hold": ("policy", "benefit"),
    "entitlements_notice": ("event", "policy", "benefit"),
    "entitlements_objection": ("policy", "benefit"),
    "entitlements_ruling": ("policy", "benefit", "clause", "label"),
    "entitlements_stop": ("clause",),
    "sources_call": ("purpose", "legal_basis"),
    "jobs_applicationstep": ("came_from",),
    "campus_student": ("major",),
    "jobs_interview": ("place",),
    "events_ticket": ("code",),  # drawn by chance; that somebody was there stays as a count
    "helping_helpoffer": ("title", "why_not"),  # of a post or a course
    "helping_signup": ("consent",),  # the words that the desk reads out
    "helping_sharecode": ("digest",),
    "helping_project": ("field",),
    "helping_entry": ("track",),  # of a contest
    "helping_milestone": ("title",),
    "helping_projectcontract": ("number",),
    "services_stay": ("code",),  # drawn, of nobody
    "services_staystep": ("came_from",),
    "services_appointment": ("code",),
    "control_campaignentry": ("name", "stratum"),  # the payment's identifier
    "control_signal": ("kind",),
    "control_finding": ("clause",),
    "rights_consent": ("purpose",),
}


def free_texts(models_: Iterable[type[Model]]) -> dict[str, set[str]]:
    """The columns of text by table, those with a list of choices left out."""
    kinds = (models.TextField, models.CharField, models.JSONField)
    return {
        model._meta.db_table: {
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, kinds) and not field.choices
        }
        for model in models_
    }


def words_of(person: Person) -> Iterator[tuple["QuerySet[Any]", str]]:
    """Yield the rows about somebody in which a column says something, and that column."""
    for model, (paths, columns) in ERASED_WORDS.items():
        about = models.Q()
        for path in paths:
            about |= models.Q(**{path: person})
        for column in columns:
            rows = model._default_manager.filter(about).order_by()
            yield rows.exclude(**{f"{column}__in": ("", ERASED)}), column


def answered_for() -> Mapping[str, set[str]]:
    """The columns that some list above speaks of, by table."""
    said: dict[str, set[str]] = {}
    for model, (_paths, columns) in ERASED_WORDS.items():
        said.setdefault(model._meta.db_table, set()).update(columns)
    for table, columns in [
        *REWRITTEN.items(),
        *((table, columns) for table, (columns, _why) in KEPT.items()),
        *IMPERSONAL.items(),
    ]:
        said.setdefault(table, set()).update(columns)
    return said
