"""The chooser block for articles of the law library."""

from unionsite.laws.screens import article_chooser

StatuteArticleChooserBlock = article_chooser.get_block_class(
    name="StatuteArticleChooserBlock", module_path="unionsite.laws.blocks"
)
