"""What the lists of questionnaires and of activities share."""

from django.conf import settings
from django.urls import reverse
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Page


def new_button(user, section: type[Page], label) -> list[HeaderButton]:
    """Return the button that offers what may be written below a section, for who may write there."""
    place = section.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    if place is None or not place.permissions_for_user(user).can_add_subpage():
        return []
    return [HeaderButton(label, reverse("wagtailadmin_pages:add_subpage", args=[place.pk]), icon_name="plus")]
