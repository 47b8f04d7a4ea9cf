from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "yulin.web"
    label = "web"
