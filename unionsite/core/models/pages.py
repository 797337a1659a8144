"""The base of all page types: address, sharing, languages, form and the rules that hold for every page."""

from anyascii import anyascii
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_lazy as _of_wagtail
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.locks import ScheduledForPublishLock
from wagtail.models import Page
from wagtail.search import index
from wagtail.utils.decorators import cached_classmethod
from wagtail_localize.fields import SynchronizedField

from unionsite.core.aliases import update_alias_slugs
from unionsite.core.locks import PagePermissions, PlannedLock
from unionsite.core.page_forms import SitePageForm, closing_panels, preview_changes
from unionsite.core.queries import breadcrumb, language_prefix, locales, restrictions_of, site_root_paths, site_roots
from unionsite.core.querysets import PublicPageManager


def fixed(*names: str) -> list[SynchronizedField]:
    """Return the fields that a translation takes from its original and that nobody changes there."""
    return [SynchronizedField(name, overridable=False) for name in names]


class BasePage(Page):
    """Abstract base of all page types: summary, sharing picture, readable slugs, sharing data, rules of translation."""

    summary = models.CharField(
        _("摘要"),
        # 90 汉字 are enough; English takes three times as many characters.
        max_length=300,
        blank=True,
        help_text=_("一两句话说清要点，40至90个字为宜。用于列表、搜索结果和分享卡片。"),
    )
    share_image = models.ForeignKey(
        "core.SiteImage",
        verbose_name=_("分享图"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("转发到微信等处时显示；不选则用封面图。"),
    )

    search_fields = [*Page.search_fields, index.SearchField("summary", boost=3)]
    # Replaces Wagtail's own title panel, which copies a Chinese title into the address while it is typed.
    content_panels = [
        FieldPanel(
            "title",
            classname="title",
            widget=forms.TextInput(attrs={"placeholder": _("标题")}),
            # The form gives a draft without a title a provisional one.
            required_on_save=False,
        ),
    ]
    promote_panels = [
        MultiFieldPanel(
            [
                # A plain input: Wagtail's own would fill in the title's few Latin letters and digits.
                FieldPanel(
                    "slug",
                    widget=forms.TextInput,
                    help_text=_("网址中的一段，用小写字母、数字和连字符；留空则自动生成。"),
                ),
                FieldPanel("show_in_menus"),
            ],
            heading=_("地址与导航"),
        ),
        MultiFieldPanel(
            [FieldPanel("seo_title"), FieldPanel("search_description"), FieldPanel("share_image")],
            heading=_("搜索与分享"),
        ),
    ]
    override_translatable_fields = [SynchronizedField("slug"), SynchronizedField("share_image")]
    serve_select_related: tuple[str, ...] = ("share_image",)
    # Filled by the router: addresses (url_path) of live translations by language code.
    translated: dict[str, str] = {}
    schema_type = "WebPage"
    # Whether the page belongs to the site's frame: `setup_site` creates it without a review, as nobody has written in
    # it.
    is_frame = False
    # The topic of what shows pages of this type; empty where any page may, as of the frame (`core.renewal`).
    shown_under = ""
    # Addresses that a section itself answers; a child page of that name could not be reached.
    reserved_slugs = frozenset({"feed"})
    # What a cache may keep whole: names of views, "" for the page itself, with the parameters that they read. A view
    # stands here only if its answer is the same for every reader without a session.
    kept_views: dict[str, tuple[str, ...]] = {}
    # Set by the form while it validates a draft.
    may_be_incomplete = False
    objects = PublicPageManager()
    base_form_class = SitePageForm

    class Meta:
        abstract = True

    @cached_classmethod
    def get_edit_handler(cls):
        """Return Wagtail's tabs, with the panels of other apps at the end of the first."""
        tabs = [
            (_of_wagtail("Content"), [*cls.content_panels, *closing_panels]),
            (_of_wagtail("Promote"), cls.promote_panels),
            (_of_wagtail("Settings"), cls.settings_panels),
        ]
        panels = [ObjectList(panels, heading=heading) for heading, panels in tabs if panels]
        return TabbedInterface(panels, base_form_class=cls.base_form_class).bind_to_model(cls)

    def _set_core_field_defaults(self):
        """Give a page with a Chinese title a short readable slug: day and pinyin (libraries.md 9)."""
        # Without a path the siblings are unknown and the slug could clash; Wagtail calls this again when there is one.
        if not self.slug and self.title and self.path:
            pinyin = slugify(anyascii(self.title))[:40].strip("-")
            self.slug = self._get_autogenerated_slug(f"{timezone.localdate():%Y%m%d}-{pinyin}".strip("-"))
        super()._set_core_field_defaults()

    def clean(self):
        super().clean()
        if self.slug in self.reserved_slugs:
            raise ValidationError({"slug": _("这个地址由系统使用，请换一个。")})
        # Wagtail's form and field look at WAGTAIL_ALLOW_UNICODE_SLUGS only when a page is copied.
        if not self.slug.isascii():
            raise ValidationError({"slug": _("地址只能用英文字母、数字、下划线和连字符。")})
        if not self.may_be_incomplete and (errors := self.publication_errors()):
            raise ValidationError(errors)

    def publication_errors(self) -> dict[str, object]:
        """Return what keeps the page from going live beyond required fields: messages by
        field; drafts may have them."""
        return {}

    @property
    def edition(self) -> str:
        """Return what differs between two publications of the page: parts of it are remembered under this."""
        return f"{self.live_revision_id} {self.last_published_at}"

    def frame_key(self, request) -> tuple:
        """Return under what the frame around the page is remembered: what head and foot say besides the site's own."""
        return self.pk, self.edition, request.path, tuple(self.translated.items())

    def permissions_for_user(self, user):
        return PagePermissions(user, self)

    def get_lock(self):
        lock = super().get_lock()
        return PlannedLock(self) if isinstance(lock, ScheduledForPublishLock) else lock

    def update_aliases(self, *, revision=None, _content=None, _updated_ids=None):
        """Bring the aliases up to date with this page, but only once the page itself is live. Wagtail calls this at
        each publication, and would make them live when this page only waits for its time (S-3.7)."""
        if self.live:
            super().update_aliases(revision=revision, _content=_content, _updated_ids=_updated_ids)
            update_alias_slugs(self)

    def make_preview_request(self, original_request=None, preview_mode=None, extra_request_attrs=None):
        response = super().make_preview_request(original_request, preview_mode, extra_request_attrs)
        if original_request is not None:
            for change in preview_changes:
                change(self, original_request, extra_request_attrs or {}, response)
        return response

    def get_view_restrictions(self):
        return restrictions_of(self)

    @property
    def language_code(self) -> str:
        return locales()[self.locale_id].language_code

    @cached_property
    def language_links(self) -> list[tuple[str, str, str]]:
        """Return (code, name, address) for each other language: the translation, or else that language's home page."""
        links = []
        for code, name in settings.LANGUAGES:
            if code == self.language_code:
                continue
            root = self.roots.get(code)
            path = self.translated.get(code)
            relative = path.removeprefix(root.url_path) if path and root else ""
            links.append((code, name, language_prefix(code) + relative))
        return links

    @cached_property
    def alternates(self) -> list[tuple[str, str]]:
        """Return (hreflang, absolute address) of this page and its true translations; empty without translations."""
        if self.alias_of_id:
            return []
        others = [
            (code, settings.BASE_URL + url) for code, _name, url in self.language_links if code in self.translated
        ]
        return [(self.language_code, self.canonical_url), *others] if others else []

    @cached_property
    def canonical_url(self) -> str:
        """Return the absolute address of this text: an alias only repeats the text of another page."""
        page = self.alias_of if self.alias_of_id else self
        return settings.BASE_URL + (page.get_url() or "/")

    def _get_site_root_paths(self, request=None):
        # Wagtail's own method costs two queries, or a cache lookup for every page object that is asked for its address.
        holder = request or self
        if not hasattr(holder, "_wagtail_cached_site_root_paths"):
            holder._wagtail_cached_site_root_paths = site_root_paths()
        return super()._get_site_root_paths(request)

    @property
    def roots(self):
        paths = self._get_relevant_site_root_paths()
        return site_roots(paths[0].site_id) if paths else {}

    @cached_property
    def breadcrumb(self) -> list[tuple[str, str]]:
        root = self.roots.get(self.language_code)
        return breadcrumb(self, root) if root else []

    @property
    def shown_language(self) -> str:
        """Return the language of the text itself: an alias in `/en/` still carries the Chinese text."""
        return settings.LANGUAGE_CODE if self.alias_of_id else self.language_code

    @property
    def share_picture(self):
        return self.share_image

    @property
    def description(self) -> str:
        return self.search_description or self.summary
