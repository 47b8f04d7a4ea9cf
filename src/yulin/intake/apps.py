from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "yulin.intake"
    label = "intake"
