"""Signals of Django that the accounts app listens to."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from unionsite.accounts.models import Department
from unionsite.core import generation


@receiver([post_save, post_delete], sender=Department)
def department_changed(**_kwargs):
    generation.bump()
