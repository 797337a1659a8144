"""Whom employees can turn to: the members of the committee, their representatives, the service stations."""

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
    WorkflowState,
)

from home.people import rules
from home.people.rules import IN_ENGLISH, ContactKind
from unionsite.accounts.models import Department
from unionsite.accounts.people.names import may_be_called, normalised_name


class ContactQuerySet(models.QuerySet):
    def shown(self) -> models.QuerySet:
        """Return those that readers see: reviewed, and still in office or open."""
        return self.filter(live=True, is_current=True)


class Contact(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, ClusterableModel, models.Model
):
    """A person or a place of the union that readers may call or visit."""

    kind = models.CharField(_("类别"), max_length=16, choices=ContactKind.choices)
    name = models.CharField(_("姓名或站点名称"), max_length=60)
    name_en = models.CharField(_("姓名或站点名称（英文）"), max_length=120, blank=True)
    duty = models.CharField(
        _("职务或服务内容"),
        max_length=120,
        blank=True,
        help_text=_("人写职务，如“工会主席”；站点写能办什么，如“饮水、热饭、歇脚、充电”。"),
    )
    duty_en = models.CharField(_("职务或服务内容（英文）"), max_length=240, blank=True)
    department = models.ForeignKey(
        Department,
        verbose_name=_("所在部门"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contacts",
        help_text=_("职工代表必填：这个部门的职工登录后，在首页看到自己的代表。"),
    )
    telephone = models.CharField(
        _("电话"),
        max_length=40,
        blank=True,
        help_text=_("带区号的座机、手机或“分机8123”；读者在手机上点一下就能拨打。"),
    )
    place = models.CharField(_("地点"), max_length=80, blank=True)
    place_en = models.CharField(_("地点（英文）"), max_length=160, blank=True)
    hours = models.CharField(
        _("时间"), max_length=80, blank=True, help_text=_("什么时候找得到人，如“工作日8:30至17:30”。")
    )
    hours_en = models.CharField(_("时间（英文）"), max_length=160, blank=True)
    picture = models.ForeignKey(
        "core.SiteImage", verbose_name=_("图片"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    picture_alt = models.CharField(_("图片替代文字"), max_length=160, blank=True)
    portrait_consent = models.BooleanField(
        _("肖像授权已取得"), default=False, help_text=_("本人已同意公开这张照片。有照片而未勾选的，不能提交审核。")
    )
    consent_note = models.CharField(
        _("授权记录"), max_length=160, blank=True, help_text=_("何时以何种方式取得同意，仅后台可见。")
    )
    sort_order = models.PositiveSmallIntegerField(_("顺序"), default=100, help_text=_("小的排在前面。"))
    is_current = models.BooleanField(
        _("在任、在用"), default=True, help_text=_("离任或撤销后取消勾选并提交审核，通过后网站上就不再显示。")
    )

    _revisions = GenericRelation(
        Revision, content_type_field="base_content_type", object_id_field="object_id", related_query_name="contact"
    )
    workflow_states = GenericRelation(
        WorkflowState,
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="contact",
        for_concrete_model=False,
    )

    objects = ContactQuerySet.as_manager()

    panels = [
        FieldRowPanel([FieldPanel("kind", required_on_save=True), FieldPanel("department")]),
        FieldRowPanel([FieldPanel("name", required_on_save=True), FieldPanel("name_en")]),
        FieldRowPanel([FieldPanel("duty"), FieldPanel("duty_en")]),
        FieldPanel("telephone"),
        FieldRowPanel([FieldPanel("place"), FieldPanel("place_en")]),
        FieldRowPanel([FieldPanel("hours"), FieldPanel("hours_en")]),
        MultiFieldPanel(
            [
                FieldPanel("picture"),
                FieldPanel("picture_alt"),
                FieldPanel("portrait_consent"),
                FieldPanel("consent_note"),
            ],
            heading=_("图片"),
        ),
        InlinePanel(
            "reception_days",
            heading=_("接待日"),
            label=_("接待日"),
            help_text=_("只用于工会委员会成员。首页显示最近的一次，过后自动换成下一次。"),
            max_num=40,
        ),
        FieldRowPanel([FieldPanel("sort_order"), FieldPanel("is_current")]),
    ]

    class Meta:
        verbose_name = _("联系人或站点")
        verbose_name_plural = _("联系人和站点")
        ordering = ["sort_order", "pk"]

    def __str__(self):
        return self.name

    @property
    def revisions(self):
        return self._revisions

    def clean(self):
        """Refuse what would be wrong in a draft too, and write the name in one way."""
        super().clean()
        self.name = normalised_name(self.name)
        errors = {}
        if self.telephone and not may_be_called(self.telephone):
            errors["telephone"] = _("这个号码打不通。请填手机、带区号的座机（如0000-8812351），或“分机8123”。")
        if rules.needs_department(self.kind) and self.department_id is None:
            errors["department"] = _("请选这位职工代表所在的部门。")
        if errors:
            raise ValidationError(errors)

    def publication_errors(self) -> dict[str, object]:
        """Return what keeps the contact from being submitted, as messages by field; a draft may have it."""
        errors = {}
        if rules.needs_consent(self.kind, self.picture_id is not None) and not self.portrait_consent:
            errors["portrait_consent"] = _("请确认本人已同意公开照片；没有取得同意的，请去掉照片。")
        if self.picture_id is not None and not self.picture_alt.strip():
            errors["picture_alt"] = _("请写图片替代文字，看不见图片的读者靠它。")
        return errors

    @property
    def shown(self) -> dict[str, str]:
        """Return the texts by field in the active language, in Chinese where the translation is empty."""
        is_english = get_language() == "en"
        return {
            name: (is_english and getattr(self, f"{name}_en")) or getattr(self, name, "") for name in IN_ENGLISH
        } | {"department": (is_english and self.department and self.department.name_en) or self.department or ""}

    @property
    def initial(self) -> str:
        """Return what stands for a missing picture."""
        return self.shown["name"][:1]

    @property
    def dialled(self) -> str:
        return rules.dialled(self.telephone)

    def get_preview_template(self, request, mode_name):
        return "home/contact_preview.html"

    def get_preview_context(self, request, mode_name):
        self.days = list(self.reception_days.all())
        return super().get_preview_context(request, mode_name)


class ReceptionDay(models.Model):
    """A day on which a member of the committee receives whoever comes."""

    contact = ParentalKey(Contact, on_delete=models.CASCADE, related_name="reception_days")
    day = models.DateField(_("日期"))
    starts_at = models.TimeField(_("开始"))
    ends_at = models.TimeField(_("结束"))
    place = models.CharField(_("地点"), max_length=80, blank=True, help_text=_("不填则与上面的地点相同。"))

    panels = [
        FieldRowPanel([FieldPanel("day"), FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldPanel("place"),
    ]

    class Meta:
        verbose_name = _("接待日")
        ordering = ["day", "starts_at", "pk"]

    def __str__(self):
        return f"{self.day} {self.starts_at:%H:%M}" if self.day and self.starts_at else ""

    def clean(self):
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("结束时间要晚于开始时间。")})

    @property
    def where(self) -> str:
        return self.place or self.contact.shown["place"]
