"""Authenticators, backup codes, passkeys and tickets, and how often each may be tried."""
