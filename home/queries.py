"""What the front page shows."""


def front_page(page):
    return {}
