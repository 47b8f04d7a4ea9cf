from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    name = "yulin.entitlements"
    label = "entitlements"

    def ready(self) -> None:
        from yulin.entitlements import rules  # noqa: F401 - registers the permissions
