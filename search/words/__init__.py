"""搜索用词: words, synonyms and stop words of the union's editors, with their record and undo."""
