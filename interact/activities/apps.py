"""The activities wing: what it brings, and how it joins the site."""

from django.utils.translation import gettext_lazy as _

from unionsite.core.wings import Wing, WingConfig

WING = Wing(
    name="activities",
    title=_("活动参与"),
    apps=("interact.activities.apps.ActivitiesConfig",),
    reader_urls="interact.activities.votes.urls",
    jobs=(
        ("mix_ballots", "interact.activities.votes.services.mix_ballots", 3600, _("打乱选票的先后")),
        ("count_closed_votes", "interact.activities.votes.services.count_closed", 60, _("到点计票")),
        ("tell_moderators", "interact.activities.discussions.services.tell_moderators", 3600, _("提醒审核留言")),
        ("tend_quizzes", "interact.activities.quizzes.services.tend", 60, _("答题到点交卷和抽奖")),
        ("tend_activities", "interact.activities.plans.services.tend", 60, _("提示活动开始和结束")),
        ("tend_signups", "interact.activities.signups.services.tend", 600, _("提醒报名，清理登记内容")),
    ),
    jobs_that_publish=("count_closed_votes",),
)


class ActivitiesConfig(WingConfig):
    name = "interact.activities"
    label = "activities"
    verbose_name = "活动参与"

    def join(self):
        # Imported here, because models are loaded only now.
        from home.people.offers import TAKING_PART
        from home.queries import open_now
        from home.services import roles, tree
        from interact.activities import presets, receivers  # noqa: F401  (the latter register themselves)
        from interact.activities.discussions import services as discussions
        from interact.activities.discussions.models import Post
        from interact.activities.discussions.views import own_posts
        from interact.activities.models import ActivityIndexPage, QuestionSet
        from interact.activities.plans import queries as plans
        from interact.activities.plans.choices import Kind
        from interact.activities.signups.queries import signed_between
        from interact.activities.signups.views import own_signups
        from interact.activities.votes.services import mix_ballots
        from interact.participation.queries import Held, held
        from interact.participation.services import mixings
        from interact.questionnaires.models import InteractIndexPage
        from search.choices import KIND_LABELS
        from unionsite.accounts.own_account.personal_data import register_account_section
        from unionsite.accounts.public_words import joining
        from unionsite.accounts.public_words.services import register_public_words
        from unionsite.accounts.sign_in import guard
        from unionsite.core.renewal import SHOWN_EVERYWHERE

        InteractIndexPage.subpage_types.append("activities.ActivityIndexPage")
        TAKING_PART.append((ActivityIndexPage, "活动参与"))
        open_now.append(plans.open_activities)
        tree.SECTIONS.append(presets.ACTIVITIES)
        roles.PERMISSIONS_OF_WINGS.append(presets.PERMISSIONS)
        mixings.append(mix_ballots)
        held.append(Held(dict(Kind.choices), plans.held_between, signed_between, plans.overdue))
        guard.HARMLESS.add("quizzes_admin:template")
        # Published questions are remembered (`pool_of`).
        SHOWN_EVERYWHERE.add(QuestionSet)
        KIND_LABELS.update(presets.KIND_LABELS)
        register_account_section(20, _("我的报名"), own_signups)
        register_account_section(40, _("我的发言"), own_posts)
        joining.FILED_AS["activities.post"] = "interact.post"
        register_public_words(
            Post,
            fields=["answer"],
            label=_("讨论答复"),
            about=discussions.about_answer,
            applied=discussions.note_answer,
            is_live=True,
        )
