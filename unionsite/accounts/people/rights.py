"""Who may manage the roll and employees' accounts."""

MANAGE_ROLL = "accounts.manage_roll"


def may_manage_roll(user) -> bool:
    return user.is_active and user.has_perm(MANAGE_ROLL)
