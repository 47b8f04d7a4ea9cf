import pytest

from yulin.access.enums import Role
from yulin.access.models import User
from yulin.access.queries.scope import in_sight

REGIONS = (330300, 330302, 330400, None)


@pytest.fixture
def people(user_of):
    return [user_of(Role.PERSON, username=f"p-{r}", region=r) for r in REGIONS]


@pytest.mark.parametrize(
    ("role", "region", "seen"),
    [
        (Role.OFFICER, 330300, {330300, 330302}),
        (Role.OFFICER, 330302, {330302}),
        (Role.OFFICER, 330000, {330300, 330302, 330400}),
        (Role.AUDITOR, None, {330300, 330302, 330400, None}),
        (Role.PERSON, 330300, set()),
        (Role.ADMINISTRATOR, 330300, set()),
    ],
)
def test_a_query_holds_only_what_its_reader_may_see(people, role, region, seen):
    reader = User(role=role, region=region)
    rows = in_sight(user=reader, rows=User.objects.filter(username__startswith="p-"))
    assert set(rows.values_list("region", flat=True)) == seen
