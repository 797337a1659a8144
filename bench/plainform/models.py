"""Three fields, stored as Wagtail stores them."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.contrib.forms.models import AbstractForm, AbstractFormField


class PlainField(AbstractFormField):
    page = ParentalKey("PlainFormPage", on_delete=models.CASCADE, related_name="form_fields")


class PlainFormPage(AbstractForm):
    # It need not be reviewed to be measured.
    is_frame = True
    template = "plainform/form.html"
    landing_page_template = "plainform/landing.html"
