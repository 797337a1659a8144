"""When an import of the roll needs a second look. Pure."""


def do_too_many_leave(leaving: int, on_roll: int) -> bool:
    """More than half of the employees: most likely half a list was uploaded."""
    return leaving * 2 > on_roll
