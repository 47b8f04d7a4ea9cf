from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "yulin.registry"
    label = "registry"

    def ready(self) -> None:
        from yulin.registry import rules  # noqa: F401 - registers the permissions
