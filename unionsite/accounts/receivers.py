"""Receivers of signals from Django and axes: one line for each event."""

from axes.signals import user_locked_out
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import m2m_changed, post_delete, post_migrate, post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Site

from unionsite.accounts.people import logbook
from unionsite.accounts.people.models import Department, SecuritySettings, User
from unionsite.accounts.public_words import services as public_words
from unionsite.accounts.sign_in.services import forget_session
from unionsite.accounts.staff import role_guard
from unionsite.audit.choices import Action
from unionsite.core.renewal import EVERYTHING, SHOWN_UNDER

SHOWN_UNDER.update({Department: EVERYTHING, SecuritySettings: EVERYTHING})


@receiver(post_save, sender=SecuritySettings)
def security_settings_changed(instance, created, **_kwargs):
    if not created:
        logbook.note_settings(instance)


@receiver(user_logged_in)
def signed_in(user, **_kwargs):
    logbook.note_sign_in(user)


@receiver(user_logged_out)
def signed_out(request, user, **_kwargs):
    if user is not None:
        forget_session(user=user, session_key=request.session.session_key or "")
        logbook.note_sign_out(user)


@receiver(user_login_failed)
def sign_in_failed(credentials, request=None, **_kwargs):
    logbook.note_failure(request, credentials)


@receiver(user_locked_out)
def locked_out(username, **_kwargs):
    logbook.note_tries(Action.SIGN_IN_LOCKED, username)


@receiver(m2m_changed, sender=User.groups.through)
def groups_changed(action, instance, reverse, pk_set, **_kwargs):
    role_guard.check_joining(action=action, instance=instance, reverse=reverse, keys=pk_set)
    logbook.note_groups(action=action, instance=instance, keys=pk_set)


@receiver(m2m_changed, sender=User.user_permissions.through)
@receiver(m2m_changed, sender=Group.permissions.through)
def permissions_changed(action, instance, reverse, pk_set, **_kwargs):
    role_guard.check_rights(action=action, keys=pk_set)
    logbook.note_permissions(action=action, instance=instance, reverse=reverse, keys=pk_set)


@receiver(pre_save, sender=Group)
def group_saved(instance, **_kwargs):
    role_guard.check_name(instance)


@receiver([pre_save, pre_delete], sender=Site)
def site_changed(instance, signal, **_kwargs):
    role_guard.check_site(instance, stays=signal is pre_save)


@receiver(pre_delete, sender=Group)
def group_deleted(instance, **_kwargs):
    role_guard.check_deletion(instance)


@receiver(m2m_changed, sender=Department.heads.through)
def heads_changed(action, instance, pk_set, **_kwargs):
    logbook.note_heads(action=action, instance=instance, keys=pk_set)


@receiver([post_save, post_delete], sender=GroupPagePermission)
@receiver([post_save, post_delete], sender=GroupCollectionPermission)
def tree_permissions_changed(instance, signal, **_kwargs):
    logbook.note_tree_permission(instance, is_given=signal is post_save)


@receiver(pre_save)
def words_checked(instance, raw=False, update_fields=None, **_kwargs):
    if not raw:
        public_words.check(instance, update_fields)


@receiver(post_save)
def words_noted(instance, **_kwargs):
    public_words.note(instance)


@receiver(post_migrate)
def history_of_words_begun(sender, **_kwargs):
    if sender.name == "unionsite.accounts":
        public_words.lay_beginnings()


@receiver(post_delete, sender=User)
def account_deleted(instance, **_kwargs):
    logbook.note_deletion(instance)
