from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "yulin.events"
    label = "events"

    def ready(self) -> None:
        from yulin.events import campaign_rules, rules  # noqa: F401 - register the permissions
