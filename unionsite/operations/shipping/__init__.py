"""日志外送: the audit log, carried to another machine as it grows."""
