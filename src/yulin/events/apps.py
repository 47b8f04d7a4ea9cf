from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "yulin.events"
    label = "events"

    def ready(self) -> None:
        from yulin.events import campaign_rules, rules  # noqa: F401 - register the permissions
        from yulin.events.actions.leaving import join_tickets
        from yulin.events.models import RoomNotice
        from yulin.ledger.queries.notices import also_told
        from yulin.registry import hooks

        also_told("rooms", RoomNotice)
        hooks.after_joining(join_tickets)
