"""Background jobs."""

import logging
from datetime import UTC, datetime

from django.utils.timezone import localdate
from procrastinate.contrib.django import app

from yulin.jobs.actions.daily import tell_newcomers, tell_news
from yulin.jobs.actions.market import count_fits, learn_words
from yulin.jobs.actions.posts import expire_posts
from yulin.jobs.actions.weights import learn

log = logging.getLogger(__name__)

NIGHTLY = "jobs.nightly"
MORNING = "jobs.morning"
MATCH, LEARN = "jobs.match", "jobs.learn_weights"


@app.periodic(cron="10 0 * * *")
@app.task(name=NIGHTLY, queueing_lock=NIGHTLY)
def nightly(timestamp: int) -> None:
    """End the posts whose last day was yesterday."""
    day = localdate(datetime.fromtimestamp(timestamp, tz=UTC))
    log.info("jobs: %s posts expired", expire_posts(acting_user=None, today=day))


@app.periodic(cron="30 7 * * *")
@app.task(name=MORNING, queueing_lock=MORNING)
def morning(timestamp: int) -> None:
    """Tell people of new posts that their searches find, and firms of yesterday's applications."""
    day = localdate(datetime.fromtimestamp(timestamp, tz=UTC))
    log.info("jobs: %s searches had news", tell_news(today=day))
    log.info("jobs: %s firms had applications", tell_newcomers(today=day))


@app.periodic(cron="10 3 * * *")
@app.task(name=MATCH, queueing_lock=MATCH)
def match(timestamp: int) -> None:
    """Learn the words of open posts anew, and count who has nothing that fits."""
    made = learn_words(acting_user=None)
    posts, people = count_fits(acting_user=None, moment=datetime.fromtimestamp(timestamp, tz=UTC))
    number = made.number if made else 0
    log.info("jobs: vocabulary %s; %s posts and %s people counted", number, posts, people)


@app.periodic(cron="40 3 * * 1")
@app.task(name=LEARN, queueing_lock=LEARN)
def learn_weights(timestamp: int) -> None:
    """Propose weights from what came of lists, where they are surely better."""
    row = learn(acting_user=None, today=localdate(datetime.fromtimestamp(timestamp, tz=UTC)))
    log.info("jobs: weights %s are %s", row.number, row.state)
