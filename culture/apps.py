"""The culture app."""

from django.apps import AppConfig


class CultureConfig(AppConfig):
    name = "culture"
    verbose_name = "企业文化建设"
