"""The receivers of signals for activities."""

from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver
from wagtail.models import Page

from interact.activities.discussions.choices import PostState
from interact.activities.discussions.models import Post
from interact.activities.plans.models.pages import ActivityPage
from interact.activities.plans.queries import FROZEN, frozen_faults
from interact.activities.plans.services import activity_cancelled
from interact.activities.signups.mails import tell_of_cancelled_activity
from interact.activities.signups.models import SignupPage
from unionsite.core.refusals import Refused
from unionsite.core.sleeping import pages_changed


@receiver(pre_save)
def refuse_a_change_after_opening(instance, raw=False, update_fields=None, **_kwargs):
    """The last guard of S-5.4, behind the form: what readers see of an open activity keeps its rules."""
    if raw or not isinstance(instance, ActivityPage) or not instance.live or instance.alias_of_id:
        return
    if (update_fields is None or set(update_fields) & set(instance.frozen)) and frozen_faults(instance):
        raise Refused(str(FROZEN))


@receiver(activity_cancelled, sender=SignupPage)
def signup_cancelled(activity, **_kwargs):
    # Sent after the commit.
    tell_of_cancelled_activity.enqueue(activity.pk)


@receiver(post_save, sender=Post)
def post_judged(instance, **_kwargs):
    is_hidden = instance.hidden_at is not None or instance.state == PostState.TAKEN_DOWN
    if is_hidden or instance.state == PostState.PUBLIC:
        pages = Page.objects.filter(translation_key=instance.activity)
        # What moderators hide must not stay readable elsewhere for a minute; the page comes back without it.
        pages_changed.send(Post, pages=pages, is_shown=not is_hidden)
