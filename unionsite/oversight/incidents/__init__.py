"""安全事件: what happened, the four hours to report it, what was done and decided; closing the site to writing."""
