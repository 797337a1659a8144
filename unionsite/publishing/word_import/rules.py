"""Rules of the Word import: who may create which types where, and which descriptions of pictures are real."""

import re

from wagtail.models import Page

from unionsite.core.models import PiecePage

# Descriptions that Word, WPS and scanners write by themselves.
_MACHINE_MADE = re.compile(
    r"图片\s*\d*|picture\s*\d*|image\s*\d*|图像\s*\d*|未标题.*|untitled.*|.*(描述已自动生成|automatically generated).*"
    r"|.*\.(jpe?g|png|gif|bmp|tiff?|webp|emf|wmf)|.*[\\/].*|(img|dsc|mmexport|wechat|微信图片|屏幕截图|qq图片|wps)[\W_\d].*|[\W\d_a-z]*",
    re.IGNORECASE | re.DOTALL,
)


def creatable_types(parent: Page, user) -> list[type[PiecePage]]:
    """Return the types of pieces that `user` may create below `parent`, sorted by name; empty if there are none."""
    parent = parent.specific
    if not user.is_active or not parent.permissions_for_user(user).can_add_subpage():
        return []
    types = [
        model
        for model in type(parent).creatable_subpage_models()
        if issubclass(model, PiecePage) and model.can_create_at(parent)
    ]
    return sorted(types, key=lambda model: str(model.get_verbose_name()))


def is_real_description(text: str) -> bool:
    """Whether a picture's description was written by a person, and not by a program."""
    return len(text) >= 4 and not _MACHINE_MADE.fullmatch(text.strip())
