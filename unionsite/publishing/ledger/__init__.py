"""放行记录: who released what, in sealed rows, with signed daily heads that everybody can check."""
