"""搜索置顶: pages that come first for a query."""
