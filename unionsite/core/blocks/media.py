"""Blocks of pictures, video and files."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
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


class GalleryBlock(blocks.ListBlock):
    def __init__(self, **kwargs):
        # A new one has room for two pictures: with one it would begin with an error.
        super().__init__(PictureBlock(), min_num=2, max_num=30, **{"default": [{}, {}]} | kwargs)

    class Meta:
        icon = "image"
        label = _("图集")
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


class AttachmentsBlock(blocks.ListBlock):
    def __init__(self, **kwargs):
        super().__init__(AttachmentBlock(), **kwargs)

    class Meta:
        icon = "doc-full"
        label = _("附件")
        template = "core/blocks/attachments.html"
        preview_template = "core/blocks/previews/attachments.html"
        description = _("供下载的表格和文件，自动标明格式与大小。")
