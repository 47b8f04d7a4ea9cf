from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "yulin.intake"
    label = "intake"

    def ready(self) -> None:
        from yulin.intake import rules  # noqa: F401 - registers the permissions
