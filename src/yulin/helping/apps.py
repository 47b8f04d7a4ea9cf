from django.apps import AppConfig


class HelpingConfig(AppConfig):
    name = "yulin.helping"
    label = "helping"

    def ready(self) -> None:
        from yulin.helping import rules  # noqa: F401 - registers the permissions
