"""Employees' sign-in by OpenID Connect, 钉钉, 飞书 or 企业微信: an extra, off by default, never for staff."""
