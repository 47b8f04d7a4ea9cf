from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    name = "yulin.entitlements"
    label = "entitlements"
