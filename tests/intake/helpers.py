"""What the tests of uploads look at."""

from tests.registry.builders import ANNA, BEN, FIRM
from yulin.intake import files
from yulin.registry.models import Batch, Certificate, EmployerFact, Person, PersonFact

GOOD = {
    "人员": [{"证件号": ANNA, "户籍地": 330302}, {"证件号": BEN, "户籍地": 330382}],
    "证书": [{"证件号": ANNA, "技能等级": "技师"}],
    "就业": [{"证件号": ANNA, "单位代码": FIRM}],
    "单位": [{"单位代码": FIRM}],
}


def held():
    return [m.objects.count() for m in (Person, PersonFact, Certificate, EmployerFact, Batch)]


def kept_files():
    return sorted(p.name for p in files.root().rglob("*") if p.is_file())


def queued(jobs):
    return [(job["task_name"], job["lock"]) for job in jobs.jobs.values()]
