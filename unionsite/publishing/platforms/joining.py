"""Where the wing joins the base: rights, what follows a publication, what others ask of plan and posts."""

from django import forms
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.signals import page_published, page_unpublished

from home.services import roles
from unionsite.accounts.choices import Role
from unionsite.core.publication import Stage, join
from unionsite.publishing import elsewhere
from unionsite.publishing.platforms import services
from unionsite.publishing.platforms.choices import VIEW_REGISTER, PostState
from unionsite.publishing.platforms.models import Platform, PlatformPost
from unionsite.publishing.platforms.timeliness.queries import late_between
from unionsite.publishing.review.models import ReviewSettings
from unionsite.publishing.review.services.scheduling import after_withdrawal

_PLAN = roles.rights("platforms", planneditem="view add change", platform="view")
PERMISSIONS = {
    Role.EDITOR: [*_PLAN, *roles.rights("platforms", platformpost="view change")],
    Role.FIRST_REVIEW: [*_PLAN, *roles.rights("platforms", platformpost="view", platformcheck="add")],
    Role.ADMINISTRATOR: [
        *roles.rights("platforms", platform="add change view", platformcheck="add"),
        *roles.rights("platforms", planneditem="view", platformpost="view"),
    ],
}
LIMITS = MultiFieldPanel(
    [
        FieldPanel("publish_days"),
        InlinePanel(
            "section_limits",
            [FieldPanel("section", widget=forms.Select), FieldPanel("days")],
            label=_("栏目时限"),
            help_text=_("个别栏目的时限与上面不同时，在这里添加。"),
        ),
    ],
    heading=_("发布及时性"),
)


@receiver(post_save, sender=PlatformPost)
def tell_of_a_post(instance, raw=False, **_kwargs):
    if not raw and instance.page_id and instance.state == PostState.POSTED:
        elsewhere.posted.send(PlatformPost, page_id=instance.page_id)


join(
    page_published,
    Stage.TASKS,
    services.open_tasks_after_release,
    "the piece is to be posted on the platforms of its plan",
)
join(page_unpublished, Stage.TASKS, services.drop_waiting_posts, "nobody posts elsewhere what is public here no more")
after_withdrawal.append(services.drop_waiting_posts)
roles.PERMISSIONS_OF_WINGS.append(PERMISSIONS)
# Before the last, whether readers see who reviewed.
ReviewSettings.panels.insert(-1, LIMITS)
elsewhere.elsewhere.append(
    elsewhere.Elsewhere(
        posts=PlatformPost.objects.posted,
        accounts=Platform.objects.all,
        late_between=late_between,
        accounts_list=(VIEW_REGISTER, "publishing_platforms:register"),
        late_list="publishing_timeliness:index",
    )
)
