from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    name = "yulin.entitlements"
    label = "entitlements"

    def ready(self) -> None:
        from yulin.entitlements import rules  # noqa: F401 - registers the permissions
        from yulin.entitlements.jobs import arrived_later
        from yulin.registry import hooks

        hooks.after_change(lambda region, moment: arrived_later(region=region, moment=moment))
