"""Reads that every page needs: site, languages, navigation, settings, restrictions; remembered for a generation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.models.sites import SiteRootPath

from unionsite.core.generation import SETTINGS, remembered, remembered_of


@dataclass(frozen=True)
class MenuItem:
    """One item of the navigation, with the items below it."""

    title: str
    url: str
    path: str
    slug: str
    children: tuple[MenuItem, ...] = field(default=())


# What apps above want to know of the site on every page: expressions by name, read together with the site.
site_facts: dict[str, models.Expression] = {}


@remembered
def _stored() -> tuple[Site, ...]:
    related = ("root_page", "root_page__locale", "sitesettings")
    return tuple(Site.objects.select_related(*related).annotate(**site_facts).order_by("-is_default_site"))


# Both are read by one query, but a change of settings renews no menu and no address.
@remembered_of()
def _sites() -> tuple[Site, ...]:
    return _stored()


@remembered_of(SETTINGS)
def _settings() -> dict[int, Any]:
    return {site.pk: getattr(site, "sitesettings", None) for site in _stored()}


def settings_of(site: Site | None) -> Any:
    """Return the `SiteSettings` of a site, from memory; None where it has none yet."""
    return _settings().get(site.pk) if site else None


def site_for(request) -> Site | None:
    """Return the site of a request by host and port, else the default site; None while there is none."""
    sites = _sites()
    host, port = request._get_raw_host().rsplit(":", 1)[0], request.get_port()
    for site in sites:
        if site.hostname == host and str(site.port) == port:
            return site
    return sites[0] if sites else None


def default_site() -> Site | None:
    """Return the default site, from memory; None while there is none."""
    return _sites()[0] if _sites() else None


def is_read_only() -> bool:
    """Return whether the site is closed to writing, from memory (T100)."""
    return getattr(settings_of(default_site()), "is_read_only", False)


def is_open() -> bool:
    """Return whether readers may see the site, from memory; before its tables are there it is nobody's secret."""
    return getattr(settings_of(default_site()), "is_open", True)


def site_by_id(site_id: int) -> Site | None:
    """Return the site, from memory; None for an unknown id."""
    return next((site for site in _sites() if site.pk == site_id), None)


@remembered_of()
def locales() -> dict[int, Locale]:
    """Return all languages by primary key."""
    return {locale.pk: locale for locale in Locale.objects.all()}


@remembered_of()
def _root_pages() -> tuple[Page, ...]:
    keys = {site.root_page.translation_key for site in _sites()}
    return tuple(Page.objects.filter(translation_key__in=keys).order_by("path"))


def site_roots(site_id: int) -> dict[str, Page]:
    """Return the live home pages of a site by language code."""
    key = site_by_id(site_id).root_page.translation_key
    pages = [page for page in _root_pages() if page.translation_key == key and page.live]
    return {locales()[page.locale_id].language_code: page for page in pages}


@remembered_of()
def site_root_paths() -> list[SiteRootPath]:
    """Return what `Site.get_site_root_paths()` does, from memory: home pages' paths with their sites, longest first."""
    paths = [
        SiteRootPath(site.pk, page.url_path, site.root_url, locales()[page.locale_id].language_code)
        for site in _sites()
        for page in _root_pages()
        if page.translation_key == site.root_page.translation_key
    ]
    return sorted(paths, key=lambda path: path.root_path, reverse=True)


def public_address(url_path: str) -> str:
    """Return the public address of a page by its `url_path`, from memory; "" for one that lies in no site."""
    for root in site_root_paths():
        if url_path.startswith(root.root_path):
            return language_prefix(root.language_code) + url_path.removeprefix(root.root_path)
    return ""


def site_root(site: Site, language: str | None = None) -> Page:
    """Return the home page in a language (by default the active one), else the site's own root."""
    return site_roots(site.pk).get(language or get_language() or settings.LANGUAGE_CODE, site.root_page)


def read_restrictions() -> dict[int, tuple[str, ...]]:
    """Return the tree paths that each page view restriction closes, by its primary key; most sites have few or none.

    A restriction closes the page in every language: an alias says the same words, and a translation means the same.
    """
    # Not joined: without a row here SQLite takes this table for a large one, and reads all pages first.
    closed = dict(PageViewRestriction.objects.values_list("pk", "page"))
    if not closed:
        return {}
    keys = dict(Page.objects.filter(pk__in=closed.values()).values_list("pk", "translation_key"))
    found = {number: keys[page] for number, page in closed.items()}
    paths: dict[object, list[str]] = {}
    for key, path in Page.objects.filter(translation_key__in=found.values()).values_list("translation_key", "path"):
        paths.setdefault(key, []).append(path)
    return {number: tuple(paths[key]) for number, key in found.items()}


@remembered
def closed_paths() -> frozenset[str]:
    """Return every tree path below which nothing is open to everyone; an alias is as closed as the page it repeats."""
    paths = {path for paths in read_restrictions().values() for path in paths}
    if paths:
        aliases = Page.objects.filter(_below(paths, "alias_of__path")).exclude(_below(paths, "path"))
        paths.update(aliases.values_list("path", flat=True))
    return frozenset(paths)


def _below(paths: Iterable[str], field: str) -> Q:
    """Return the condition that the tree path in `field` lies at or below one of `paths`; without paths none does."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def restrictions_of(page: Page) -> models.QuerySet[PageViewRestriction]:
    """Return the view restrictions that hold for a page: its own and those of the pages above it, in any language."""
    # Nearly always there is none at all, and then no query is needed.
    if not closed_paths():
        none = PageViewRestriction.objects.none()
        # Else Django builds a query to find out that it has no rows.
        none._result_cache = []
        return none
    places = [page.path]
    if page.alias_of_id:
        places += Page.objects.filter(pk=page.alias_of_id).values_list("path", flat=True)
    above = {path[:end] for path in places for end in range(Page.steplen, len(path) + 1, Page.steplen)}
    keys = Page.objects.filter(path__in=above).values("translation_key")
    return PageViewRestriction.objects.filter(page__translation_key__in=keys)


def is_closed() -> Q:
    """Return the condition that a page is not open to everyone (T93); it matches nothing where all pages are open."""
    return _below(closed_paths(), "path")


@remembered_of()
def menu(root_path: str) -> tuple[MenuItem, ...]:
    """Return the two-level navigation below a home page: live pages that show in menus, in the order of the tree."""
    depth = len(root_path) // Page.steplen
    rows = (
        Page.objects.live()
        .exclude(expire_at__lte=timezone.now())
        .exclude(is_closed())
        .in_menu()
        .filter(path__startswith=root_path, depth__in=(depth + 1, depth + 2))
        .order_by("path")
        .values_list("title", "url_path", "path", "depth", "slug")
    )
    items: list[MenuItem] = []
    children: dict[str, list[MenuItem]] = {}
    for title, url_path, path, row_depth, slug in rows:
        item = MenuItem(title, public_address(url_path), path, slug)
        if row_depth == depth + 1:
            items.append(item)
        else:
            children.setdefault(path[: -Page.steplen], []).append(item)
    return tuple(
        MenuItem(item.title, item.url, item.path, item.slug, tuple(children.get(item.path, ()))) for item in items
    )


def language_prefix(language: str) -> str:
    """Return `/` for the main language, `/en/` and so on for the others."""
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"


def page_for_path(root: Page, path: str) -> tuple[Page, list[str]] | None:
    """Return the deepest page whose address begins `path`, and the components of the path that are left, in one query.

    The page also carries `translated`: the `url_path` of its live translations by language code. Aliases do not count,
    as they only repeat the text of the other language. Returns None when not even the root is found.
    """
    components = [component for component in path.split("/") if component]
    candidates = [root.url_path]
    for component in components:
        candidates.append(f"{candidates[-1]}{component}/")
    others = [locale for locale in locales().values() if locale.pk != root.locale_id]
    translation = Page.objects.live().filter(translation_key=OuterRef("translation_key"), alias_of=None)
    # The content type names the page's class, which the router needs next.
    pages = (
        Page.objects.filter(url_path__in=candidates)
        .select_related("content_type")
        .annotate(
            **{
                f"translated_{locale.pk}": Subquery(translation.filter(locale=locale.pk).values("url_path")[:1])
                for locale in others
            }
        )
    )
    page = pages.order_by(F("depth").desc()).first()
    if page is None:
        return None
    page.translated = {
        locale.language_code: getattr(page, f"translated_{locale.pk}")
        for locale in others
        if getattr(page, f"translated_{locale.pk}")
    }
    return page, components[page.depth - root.depth :]


def breadcrumb(page: Page, root: Page) -> list[tuple[str, str]]:
    """Return (title, address) of the pages between the home page and `page`, both excluded;
    remembered, or by a query."""
    steps = [page.path[:end] for end in range(len(root.path) + Page.steplen, len(page.path), Page.steplen)]
    if not steps:
        return []
    # The frame shows the menu on every page, so it is remembered already, and nearly all sections stand in it.
    known = {item.path: (item.title, item.url) for top in menu(root.path) for item in (top, *top.children)}
    if all(step in known for step in steps):
        return [known[step] for step in steps]
    return list(_breadcrumb(tuple(steps)))


@remembered_of()
def _breadcrumb(paths: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    rows = Page.objects.filter(path__in=paths).order_by("depth").values_list("title", "url_path")
    return tuple((title, public_address(url_path)) for title, url_path in rows)


def section_of(model: type[Page]) -> Page | None:
    """Return the public section that takes this type, in Chinese; None if there is none."""
    types = ContentType.objects.get_for_models(*model.allowed_parent_page_models()).values()
    sections = Page.objects.live().filter(content_type__in=types, locale__language_code=settings.LANGUAGE_CODE)
    return sections.order_by("path").first()


def public_title(path: str) -> str:
    """Return the title of the page at an address of this site in the active language; empty if nobody can read one."""
    if (site := default_site()) is None:
        return ""
    root = site_root(site)
    tail = path.removeprefix(language_prefix(get_language() or settings.LANGUAGE_CODE)).strip("/")
    pages = Page.objects.live().exclude(expire_at__lte=timezone.now()).exclude(is_closed())
    found = pages.filter(url_path=f"{root.url_path}{tail}/" if tail else root.url_path)
    return found.values_list("title", flat=True).first() or ""
