"""Signals that contributions follow."""

from django.dispatch import receiver
from wagtail.signals import page_published

from unionsite.publishing.contributions import services


@receiver(page_published)
def a_piece_is_public(instance, **_kwargs):
    services.tell_of_publication(page=instance)
