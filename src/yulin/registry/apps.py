from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "yulin.registry"
    label = "registry"
