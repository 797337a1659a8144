"""话题讨论: employees speak under nicknames, each post is read before it is public, a host answers (S-5.3)."""
