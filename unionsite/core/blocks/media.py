"""Blocks of pictures, video and files."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks.list_block import ListBlockAdapter
from wagtail.blocks.stream_block import StreamBlockAdapter
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtailmedia.blocks import VideoChooserBlock

from unionsite.core.choosing import SharedChooserMixin


class SharedImageChooserBlock(SharedChooserMixin, ImageChooserBlock):
    pass


class SharedDocumentChooserBlock(SharedChooserMixin, DocumentChooserBlock):
    pass


class SiteImageBlock(ImageBlock):
    def __init__(self, required=True, **kwargs):
        super().__init__(required=required, **kwargs)
        chooser = SharedImageChooserBlock(required=required, label=_("图片"))
        chooser.set_name("image")
        self.child_blocks["image"] = chooser


class PictureBlock(blocks.StructBlock):
    picture = SiteImageBlock(label=_("图片"))
    caption = blocks.CharBlock(label=_("图片说明"), required=False, max_length=120)

    class Meta:
        icon = "image"
        label = _("图片")
        template = "core/blocks/picture.html"
        preview_template = "core/blocks/previews/picture.html"
        description = _("一张图，说明写时间、地点、人物、事情。")


class ChooserListBlock(blocks.ListBlock):
    """A list whose items begin with a chooser: several are chosen at once (`core/editor/choosing.js`)."""


class ChooserListAdapter(ListBlockAdapter):
    js_constructor = "unionsite.core.ChooserListBlock"

    def js_args(self, block):
        args = super().js_args(block)
        full = gettext("已放满，还有{n}个没有放进来。")
        args[-1]["strings"] = {"CHOOSE": block.meta.choose_several, "FULL": full}
        return args


register(ChooserListAdapter(), ChooserListBlock)


class GalleryBlock(ChooserListBlock):
    def __init__(self, **kwargs):
        # A new one has room for two pictures: with one it would begin with an error.
        empty = {"picture": None, "caption": ""}
        super().__init__(PictureBlock(), min_num=2, max_num=30, **{"default": [empty, empty]} | kwargs)

    class Meta:
        icon = "image"
        label = _("图集")
        choose_several = _("一次选择多张图片")
        template = "core/blocks/gallery.html"
        preview_template = "core/blocks/previews/gallery.html"
        description = _("多张图左右滑动着看，点开看大图。")


class VideoBlock(blocks.StructBlock):
    video = VideoChooserBlock(label=_("视频"))
    caption = blocks.CharBlock(label=_("说明"), required=False, max_length=120)

    class Meta:
        icon = "media"
        label = _("视频")
        template = "core/blocks/video.html"
        preview_template = "core/blocks/previews/video.html"
        description = _("本站上传的视频，需有封面图；有人声的配字幕。")


class AttachmentBlock(blocks.StructBlock):
    document = SharedDocumentChooserBlock(label=_("文件"))
    title = blocks.CharBlock(label=_("显示名称"), required=False, max_length=80, help_text=_("不填则用文件标题。"))


class AttachmentsBlock(ChooserListBlock):
    def __init__(self, **kwargs):
        super().__init__(AttachmentBlock(), **kwargs)

    class Meta:
        icon = "doc-full"
        label = _("附件")
        choose_several = _("一次选择多个文件")
        template = "core/blocks/attachments.html"
        preview_template = "core/blocks/previews/attachments.html"
        description = _("供下载的表格和文件，自动标明格式与大小。")


class TakingBlock(blocks.StreamBlock):
    """A stream that takes files and tables as they come: dropped, from the device, pasted (`core/editor/taking.js`)."""


class TakingAdapter(StreamBlockAdapter):
    js_constructor = "unionsite.core.TakingBlock"

    def js_args(self, block):
        args = super().js_args(block)
        args[-1]["strings"] = {
            "UPLOAD": gettext("上传图片和文件"),
            "PICTURES": gettext("从图库选图片"),
            "DOCUMENTS": gettext("从文件库选附件"),
            "HELP": gettext("也可以拖到正文里：几张图片成图集，其他文件成附件。表格复制后直接粘贴在正文里。"),
            "HELP_PICTURES": gettext("也可以把图片拖到这里，一次多张。"),
            "RUNNING": gettext("正在上传第{n}个，共{all}个……"),
            "WAIT": gettext("文件还在上传，请等上传完再保存或提交。"),
            "REFUSED": gettext("“{name}”没有放进来：{why}"),
            "NOT_ALLOWED": gettext("您的账号不能上传，请从库里选择。"),
            "FAILED": gettext("没有传上来，可能是文件太大或者网络中断，请再试一次。"),
        }
        return args

    @cached_property
    def media(self):
        # The first is that of lists, which stand in such streams alone.
        return super().media + forms.Media(js=["core/editor/choosing.js", "core/editor/taking.js"])


register(TakingAdapter(), TakingBlock)
