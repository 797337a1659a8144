"""Messages where people are: the site's own list 消息; 企业微信, 钉钉 or 飞书 instead of mails; robots of groups."""
