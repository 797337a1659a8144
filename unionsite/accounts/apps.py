"""Starts the accounts app: people and departments."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "unionsite.accounts"
    label = "accounts"
    verbose_name = "账号与部门"
