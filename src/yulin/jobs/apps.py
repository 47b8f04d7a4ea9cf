from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "yulin.jobs"
    label = "jobs"

    def ready(self) -> None:
        from yulin.jobs import rules  # noqa: F401 - registers the permissions
