"""The chooser block for articles of the law library."""

from unionsite.laws.wagtail_admin import article_chooser

StatuteArticleChooserBlock = article_chooser.get_block_class(
    name="StatuteArticleChooserBlock", module_path="unionsite.laws.blocks"
)
