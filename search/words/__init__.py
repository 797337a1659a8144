"""搜索用词: the editors' words, synonyms and stop words, with a record of changes and undo."""
