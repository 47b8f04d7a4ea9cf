from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "yulin.events"
    label = "events"

    def ready(self) -> None:
        from yulin.events import rules  # noqa: F401 - registers the permissions
