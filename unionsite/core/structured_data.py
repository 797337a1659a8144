"""What search engines are told about a page, in the vocabulary of schema.org."""

from django.conf import settings


def absolute(url: str) -> str:
    return settings.BASE_URL + url


def organization(site_settings) -> dict:
    """Return the union itself as an Organization."""
    contact = {"@type": "ContactPoint", "contactType": "customer service"}
    if site_settings.phone:
        contact["telephone"] = site_settings.phone
    if site_settings.email:
        contact["email"] = site_settings.email
    item = {"@type": "Organization", "@id": absolute("/#union"), "name": site_settings.name, "url": absolute("/")}
    if len(contact) > 2:
        item["contactPoint"] = contact
    if site_settings.postal_address:
        item["address"] = site_settings.postal_address
    return item


def questions_in(page) -> list[tuple[str, str]]:
    """Return (question, answer as HTML) of every 问答 on the page."""
    pairs = []
    for name in ("body", "questions"):
        for block in getattr(page, name, None) or ():
            if block.block_type == "questions":
                pairs += [(item["question"], str(item["answer"])) for item in block.value]
    return pairs


def question_and_answer(question: str, answer: str) -> dict:
    return {"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}}


def breadcrumb(page, home: tuple[str, str]) -> dict:
    steps = [home, *page.breadcrumb, (page.title, page.get_url() or "/")]
    places = [{"position": number, "name": name, "item": absolute(url)} for number, (name, url) in enumerate(steps, 1)]
    return {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem"} | place for place in places]}


def describe(page, site_settings, home_url: str) -> dict:
    """Return a JSON-LD graph: the page itself, its breadcrumb, its questions, the union."""
    publisher = {"@id": absolute("/#union")}
    item = {"@type": page.schema_type, "name": page.title, "url": page.canonical_url, "inLanguage": page.shown_language}
    if page.description:
        item["description"] = page.description
    if page.schema_type == "NewsArticle":
        item |= {"headline": page.title, "author": {"@type": "Person", "name": page.author}}
    if page.schema_type in ("NewsArticle", "ImageGallery"):
        item["publisher"] = publisher
        dates = {"datePublished": page.first_published_at, "dateModified": page.last_published_at}
        item |= {name: day.isoformat() for name, day in dates.items() if day}
    if answer := getattr(page, "short_answer", ""):
        item["mainEntity"] = question_and_answer(page.title, answer) | {"answerCount": 1}
    graph = [item]
    if page.breadcrumb:
        graph.append(breadcrumb(page, (str(site_settings.brief_name), home_url)))
    if pairs := questions_in(page):
        graph.append({"@type": "FAQPage", "mainEntity": [question_and_answer(*pair) for pair in pairs]})
    graph.append(organization(site_settings))
    return {"@context": "https://schema.org", "@graph": graph}
