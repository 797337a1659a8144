"""Words that stand on public pages beside the reviewed pages: two people change them, and every former text is kept."""
