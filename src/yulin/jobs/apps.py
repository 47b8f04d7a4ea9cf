from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "yulin.jobs"
    label = "jobs"

    def ready(self) -> None:
        from yulin.jobs import rules  # noqa: F401 - registers the permissions
        from yulin.jobs.models import JobNotice
        from yulin.ledger.queries.notices import also_told

        also_told("jobs", JobNotice)
