"""States and limits of pieces that employees send in."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MB = 1024 * 1024

TITLE_LENGTH = 80
TEXT_LENGTH = 10_000
PLACE_LENGTH = 80
AUTHOR_LENGTH = 60
PEOPLE_LENGTH = 200
CAPTION_LENGTH = 120
WORDS_LENGTH = 1000

PICTURES = 9
PICTURE_BYTES = 15 * MB
# The limit for all files of one request; the web server refuses 60 MB.
SENDING_BYTES = 50 * MB
# Re-encoding takes about a second for 20 million pixels, and the request must end in time.
SENDING_PIXELS = 300_000_000
PICTURE_EXTENSIONS = ("jpg", "jpeg", "png", "webp", "heic", "heif")
# The formats into which `core.uploads` re-encodes them.
STORED_SUFFIXES = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
SMALL_WIDTH = 480

# The fields that the sender fills in and that are stored as typed; the form also asks for target and kind as one field.
WRITTEN = ("title", "text", "happened_on", "happened_time", "place", "author", "people", "consent")

OPEN_DRAFTS = 10
KEEP_DAYS = 30


class Stored(TextChoices):
    """How far a piece has come, as stored; after `EDITORS`, the state of its page tells the rest (`Standing`)."""

    WRITING = "writing", _("未提交")
    WAITING = "waiting", _("等部门核稿")
    RETURNED = "returned", _("部门退回")
    EDITORS = "editors", _("已转编辑")
    DECLINED = "declined", _("未采用")
    WITHDRAWN = "withdrawn", _("已撤回")


EDITABLE = (Stored.WRITING, Stored.WAITING, Stored.RETURNED)


class Standing(TextChoices):
    """How far a piece has come, as the sender reads it; states that depend on its page are worked out in the query."""

    WRITING = "writing", _("未提交")
    WAITING = "waiting", _("已提交，等部门核稿")
    RETURNED = "returned", _("部门退回")
    EDITORS = "editors", _("已转编辑")
    IN_REVIEW = "in_review", _("审核中")
    APPROVED = "approved", _("已通过审核，待发布")
    PUBLISHED = "published", _("已发布")
    TAKEN_DOWN = "taken_down", _("已下线")
    DECLINED = "declined", _("未采用")
    WITHDRAWN = "withdrawn", _("已撤回")


class Skipped(TextChoices):
    """Why a piece went to the editors without a department's sign-off."""

    NO_DEPARTMENT = "no_department", _("投稿人没有登记部门，未经部门核稿")
    NO_HEAD = "no_head", _("部门没有登记可以核稿的负责人，未经部门核稿")


class Verdict(TextChoices):
    """The decisions of the department's head."""

    APPROVE = "approve", _("同意，转给编辑")
    RETURN = "return", _("退回修改")
