from yulin.registry.models.achievement import Achievement
from yulin.registry.models.batch import Batch
from yulin.registry.models.benefit import BenefitReceived
from yulin.registry.models.certificate import Certificate
from yulin.registry.models.correction import CorrectionRequest
from yulin.registry.models.education import Education
from yulin.registry.models.employer import Employer, EmployerFact
from yulin.registry.models.employment import EmploymentSpell
from yulin.registry.models.fact import Fact, known_on
from yulin.registry.models.home import Home
from yulin.registry.models.honour import Honour
from yulin.registry.models.income import Income
from yulin.registry.models.insurance import InsuranceSpell
from yulin.registry.models.link import IdentityLink
from yulin.registry.models.loan import Loan
from yulin.registry.models.name_change import NameChange
from yulin.registry.models.need import Need
from yulin.registry.models.person import Coverage, FormerDivision, Person, PersonFact
from yulin.registry.models.placement import Placement
from yulin.registry.models.platform import Platform
from yulin.registry.models.recognition import Recognition
from yulin.registry.models.registration import Registration
from yulin.registry.models.tenancy import Tenancy
from yulin.registry.models.told import EmployerToldFact, ToldFact
from yulin.registry.models.training import Training

FACT_MODELS: tuple[type[Fact], ...] = (
    PersonFact,
    Education,
    Certificate,
    InsuranceSpell,
    EmploymentSpell,
    EmployerFact,
    Home,
    Honour,
    BenefitReceived,
    Income,
    Training,
    Placement,
    Tenancy,
    Need,
    Loan,
    Recognition,
    Registration,
    Achievement,
    Platform,
    ToldFact,
    EmployerToldFact,
)
"""One a record table, in the tables' order."""

MODEL_OF: dict[str, type[Fact]] = {model.TABLE.name: model for model in FACT_MODELS}

__all__ = [
    "FACT_MODELS",
    "MODEL_OF",
    "Achievement",
    "Batch",
    "BenefitReceived",
    "Certificate",
    "CorrectionRequest",
    "Coverage",
    "Education",
    "Employer",
    "EmployerFact",
    "EmployerToldFact",
    "EmploymentSpell",
    "Fact",
    "FormerDivision",
    "Home",
    "Honour",
    "IdentityLink",
    "Income",
    "InsuranceSpell",
    "Loan",
    "NameChange",
    "Need",
    "Person",
    "PersonFact",
    "Placement",
    "Platform",
    "Recognition",
    "Registration",
    "Tenancy",
    "ToldFact",
    "Training",
    "known_on",
]
