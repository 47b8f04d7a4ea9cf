"""The program is killed with SIGKILL at every point of a batch, and goes on: nothing twice, nothing lost."""

import pytest

from bench.killed_run import Outcome, outcome, run
from bench.payment_run import set_up
from yulin.access.models import JournalEntry
from yulin.ledger.models import Batch, Notice, ReplyFile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owed():
    """In place of what the other tests of this room begin with: everything is made here."""


def test_a_batch_survives_being_killed_at_every_point(tmp_path):
    found = run(set_up(6), tmp_path, files=2)
    assert found == Outcome(
        kills=KILLS, after_commits=8, intended=6, paid=6, doubled=0, lost=0, holds=True
    )
    assert (Batch.objects.get().state, ReplyFile.objects.count()) == ("settled", 2)
    assert list(Notice.objects.values_list("kind", flat=True)) == ["money_paid"] * 6  # each once
    # each hand is in the journal once: what was killed left no word of itself
    hands = JournalEntry.objects.filter(action__startswith="ledger.batch.")
    assert sorted(hands.values_list("action", flat=True)) == [
        f"ledger.batch.{verb}" for verb in ("approve", "check", "file", "make", "submit")
    ]
    # the count is the bank's own: told twice, it would say so
    path = next(tmp_path.glob("*.csv"))
    (tmp_path / "9999.csv").write_bytes(path.read_bytes())
    assert (outcome(tmp_path, kills={}).doubled, outcome(tmp_path, kills={}).lost) == (6, 0)
    (tmp_path / "9999.csv").unlink()
    path.unlink()
    assert (outcome(tmp_path, kills={}).doubled, outcome(tmp_path, kills={}).lost) == (0, 6)


#: statements that write, and commits, from the reservation to the last answer
KILLS = 48
