"""The law library's app."""

from django.apps import AppConfig


class LawsConfig(AppConfig):
    name = "unionsite.laws"
    label = "laws"
    verbose_name = "法律法规库"
