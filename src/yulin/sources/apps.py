from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "yulin.sources"
    label = "sources"

    def ready(self) -> None:
        from yulin.sources import rules  # noqa: F401 - registers the permissions
