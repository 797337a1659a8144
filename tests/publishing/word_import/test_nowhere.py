"""Nothing of a document is ever nowhere: each of its characters stands in the draft, in a note, or is counted there."""

import io
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import word_documents as word
from tests.factories import picture_bytes
from tests.publishing.word_import.accounting import leaves, letters
from tests.publishing.word_import.importing import blocks, imported, notes, upload
from unionsite.publishing.word_import.choices import NOTES_SHOWN
from unionsite.publishing.word_import.container import open_container
from unionsite.publishing.word_import.draft import read_draft
from unionsite.publishing.word_import.notes import Notebook

# Each character of a made document is used once: one that is lost cannot hide behind another.
FIRST, LAST = 0x3400, 0x4DB0
PICTURE = {"media": {"shown.png": picture_bytes()}}


@dataclass
class Made:
    """A document that is being made; `gone` are the characters that nobody shall read: only counted."""

    draw: st.DrawFn
    used: int = FIRST
    gone: str = ""
    footnotes: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    edges: list[str] = field(default_factory=list)

    def words(self, most: int = 20) -> str:
        length = self.draw(st.sampled_from([1, 2, most // 2, most]))
        first, self.used = self.used, self.used + length
        assert self.used < LAST
        return "".join(map(chr, range(first, self.used)))

    def hidden(self) -> str:
        words = self.words()
        self.gone += words
        return words


def numbered(made: Made) -> str:
    return word.p(made.words(), number=(1, made.draw(st.integers(0, 2))), style=made.draw(st.sampled_from(["", "1"])))


def styled(made: Made) -> str:
    name = made.draw(st.sampled_from(["Title", "1", "2", "3", "Quote", "Caption", "TOC1", ""]))
    most = made.draw(st.sampled_from([20, 70, 130, 300]))
    align = made.draw(st.sampled_from(["", "center"]))
    look = made.draw(st.sampled_from(["", word.BOLD, word.size(44), "<w:i/>", word.BOLD + word.size(44)]))
    return word.p(made.words(most), style=name, align=align, look=look)


def credit(made: Made) -> str:
    labels = ["供稿", "作者", "通讯员", "摄影", "图", "文", "来源", "核实人", "责任编辑", "图为", "表1"]
    chosen = made.draw(st.lists(st.sampled_from(labels), min_size=1, max_size=3))
    return word.p(" ".join(f"{label}：{made.words(10)}" for label in chosen))


def table(made: Made) -> str:
    def one() -> str:
        kind = made.draw(st.sampled_from(["plain", "plain", "empty", "wide", "down", "on", "nested", "number", "two"]))
        if kind == "nested":
            return word.cell(word.table(word.row(made.words(), made.words()), word.row(made.words())))
        options = {"wide": {"columns": 2}, "down": {"merge": "restart"}, "on": {"merge": ""}}.get(kind, {})
        if kind == "number":
            return word.cell(str(made.draw(st.integers(0, 99999))))
        lines = {"empty": 0, "two": 2}.get(kind, 1)
        return word.cell(*(made.words() for _ in range(lines)), **options)

    width = made.draw(st.sampled_from([1, 2, 3, 21]))
    rows = [
        word.row(*[one() for _ in range(width)], is_head=made.draw(st.booleans()))
        for _ in range(made.draw(st.integers(1, 4)))
    ]
    if made.draw(st.booleans()):
        rows.insert(0, word.row(word.cell(made.words(made.draw(st.sampled_from([20, 130]))), columns=2)))
    if made.draw(st.booleans()):
        deleted = word.row(made.hidden()).replace("<w:trPr>", "<w:trPr><w:del w:id='9'/>")
        rows.append(deleted)
    return word.table(*rows)


def footnote(made: Made) -> str:
    made.footnotes.append(made.words(40))
    if made.draw(st.booleans()):
        return word.p(made.words())
    return word.p(made.words(), f'<w:r><w:footnoteReference w:id="{len(made.footnotes)}"/></w:r>')


def comment(made: Made) -> str:
    made.comments.append(made.words(40))
    return word.p(made.words())


def edge(made: Made) -> str:
    made.edges.append(made.words(40))
    return word.p(made.words())


def a_field(made: Made) -> str:
    instruction = made.draw(st.sampled_from(['HYPERLINK "https://example.com/"', "TOC", "PAGE", "IF"]))
    signs = made.draw(
        st.sampled_from([("begin", "separate", "end"), ("begin", "end"), ("begin",), ("begin", "separate")])
    )
    parts = ""
    for sign in signs:
        parts += f'<w:r><w:fldChar w:fldCharType="{sign}"/></w:r>'
        if sign == "begin":
            parts += f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
        parts += word.run(made.words())
    return word.p(made.words(), parts)


INLINE = {
    "deleted": lambda made: f'<w:del w:id="1"><w:r><w:delText>{made.hidden()}</w:delText></w:r></w:del>',
    "moved away": lambda made: f'<w:moveFrom w:id="1">{word.run(made.hidden())}</w:moveFrom>',
    "inserted": lambda made: f'<w:ins w:id="1">{word.run(made.words())}</w:ins>',
    "hidden": lambda made: word.run(made.hidden(), "<w:vanish/>"),
    "link": lambda made: (
        f'<w:hyperlink r:id="{made.draw(st.sampled_from(["far", "no"]))}">{word.run(made.words())}</w:hyperlink>'
    ),
    "text box": lambda made: word.text_box(word.p(made.words(40)), word.p(made.words(40))),
    "formula": lambda made: f"<m:oMath><m:r><m:t>{made.words()}</m:t></m:r></m:oMath>",
    "ruby": lambda made: (
        f"<w:r><w:ruby><w:rt>{word.run(made.words(2))}</w:rt><w:rubyBase>{word.run(made.words(2))}</w:rubyBase></w:ruby></w:r>"
    ),
    "raised": lambda made: word.run(made.words(), '<w:vertAlign w:val="superscript"/>'),
    "field": lambda made: f'<w:fldSimple w:instr="PAGE">{word.run(made.words())}</w:fldSimple>',
    "control": lambda made: f"<w:sdt><w:sdtContent>{word.run(made.words())}</w:sdtContent></w:sdt>",
    "unknown": lambda made: f"<w:strange>{word.run(made.words())}</w:strange>",
    "unknown in a run": lambda made: f"<w:r><w:strange><w:t>{made.words()}</w:t></w:strange></w:r>",
    "drawn": lambda made: (
        f"<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><a:t>{made.words()}</a:t></a:graphicData></a:graphic>"
        "</wp:inline></w:drawing></w:r>"
    ),
    "line break": lambda made: f"<w:r><w:br/><w:t>{made.words()}</w:t></w:r>",
    "page break": lambda made: f'<w:r><w:br w:type="page"/><w:t>{made.words()}</w:t></w:r>',
    "chart": lambda made: word.CHART,
    "picture": lambda made: word.picture("shown", made.words(10)),
    "no picture": lambda made: word.picture("missing", made.words(10)),
}
BLOCKS = {
    "styled": styled,
    "numbered": numbered,
    "credit": credit,
    "table": table,
    "footnote": footnote,
    "comment": comment,
    "edge": edge,
    "field": a_field,
    "picture": lambda made: word.p(word.picture("shown", "图片 1")),
    "broken mark": lambda made: word.p(made.words(), properties="<w:rPr><w:del w:id='3'/></w:rPr>"),
    "contents": lambda made: (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{word.p(made.words())}</w:sdtContent></w:sdt>"
    ),
    "unknown": lambda made: f"<w:strange>{word.p(made.words())}</w:strange>",
    "inline": lambda made: word.p(made.words(), *(INLINE[name](made) for name in made.draw(INLINES)), made.words()),
}
INLINES = st.lists(st.sampled_from(sorted(INLINE)), min_size=1, max_size=4)


def part(kind: str, *paragraphs: str, name: str = "") -> str:
    if name:
        paragraphs = tuple(
            f'<w:{name} w:id="{number}">{paragraph}</w:{name}>' for number, paragraph in enumerate(paragraphs, 1)
        )
    return f"{word.XML}<w:{kind} {word.NAMESPACES}>{''.join(paragraphs)}</w:{kind}>"


@st.composite
def documents(draw) -> tuple[bytes, Made]:
    made = Made(draw)
    kinds = draw(st.lists(st.sampled_from([*sorted(BLOCKS), "inline", "styled"]), min_size=1, max_size=12))
    body = [BLOCKS[kind](made) for kind in kinds]
    related, extra = "", {}
    for kind, name, found in (("footnotes", "footnote", made.footnotes), ("comments", "comment", made.comments)):
        related += word.relation(kind, kind, f"{kind}.xml")
        extra[f"word/{kind}.xml"] = part(kind, *map(word.p, found), name=name)
    for number, words in enumerate(made.edges):
        kind = draw(st.sampled_from(["header", "footer"]))
        related += word.relation(f"e{number}", kind, f"{kind}{number}.xml")
        extra[f"word/{kind}{number}.xml"] = part("hdr" if kind == "header" else "ftr", word.p(words))
    content = word.docx(
        *body,
        word.p("末尾的一段。"),
        numbering=word.numbering(word.CHINESE),
        links={"far": "https://example.com/"},
        relations=related,
        extra=extra,
        **PICTURE,
    )
    return content, made


@settings(max_examples=300)
@given(document=documents())
def test_every_character_is_in_the_draft_or_in_a_note(document):
    content, made = document
    notebook = Notebook()
    with open_container(io.BytesIO(content), "稿件.docx") as container:
        draft = read_draft(container, "稿件.docx", notebook)
    said = notebook.as_json()
    pictures = [value["picture"].description for kind, value in draft.blocks if kind == "picture"]
    in_draft = set("".join(leaves([draft.title, draft.blocks, list(draft.credits.values()), pictures])))
    anywhere = in_draft | set("".join(leaves(said)))

    lost = [sign for number in range(FIRST, made.used) if (sign := chr(number)) not in anywhere | set(made.gone)]
    assert not lost
    assert not in_draft & set(made.gone)
    assert sum(note["characters"] for note in said if not note["words"]) >= len(made.gone)


@pytest.fixture
def take(tree, author):
    def take(*body, **options):
        return imported(word.docx(*body, **options), parent=tree.news, user=author)

    return take


@pytest.mark.parametrize(
    "line", ["图：检查现场", "图: 检查现场", "（图：检查现场）", "下图：检查现场", "图 ： 检查现场"]
)
def test_a_line_under_a_picture_is_its_caption_and_no_byline(take, line):
    result = take(word.p("正文。"), word.p(word.picture("shown")), word.p(line), word.p("结束。"), **PICTURE)

    (value,) = [value for kind, value in blocks(result) if kind == "picture"]
    assert letters(value["caption"]) == letters(line)
    assert not any("来源与责任" in text for text in notes(result))


def test_names_of_writer_and_photographer_under_a_picture_are_a_byline(take):
    result = take(word.p(word.picture("shown")), word.p("文：李明 图：王芳"), word.p("正文。"), **PICTURE)

    assert result.page.author == "李明"
    assert [block.value["picture"].credit for block in result.page.body if block.block_type == "picture"] == ["王芳"]


def test_a_photographer_without_a_picture_is_told(take):
    result = take(word.p("正文。"), word.p("图：检查现场"))

    assert any("检查现场" in text for text in notes(result, "todo"))


def test_two_writers_of_one_line_are_both_kept(take):
    assert take(word.p("作者：李明 通讯员：王芳"), word.p("正文。")).page.author == "李明、王芳"


def test_what_is_left_out_stands_in_full_beside_its_note(take, tree, author, client):
    words = "联系人电话和地址，一句比摘录长得多的话，编辑要从这里抄回正文。"
    content = word.docx(word.p("正文一句", word.text_box(word.p(words))))
    client.force_login(author)
    shown = client.get(upload(client, tree.news, content)["Location"]).content.decode()

    assert f"<p>{words}</p>" in shown
    assert f"原文共{len(words)}字" in shown


def test_what_was_deleted_or_hidden_is_counted_and_not_repeated(take):
    deleted = '<w:del w:id="1"><w:r><w:delText>旧的数字</w:delText></w:r></w:del>'
    result = take(word.p("正文", deleted), word.p("另一段。"))

    (note,) = [note for note in result.notes if "标为删除" in note["text"]]
    assert (note["characters"], note["words"]) == (4, [])


def test_many_notes_push_out_none_that_tells_of_a_loss(take):
    number = NOTES_SHOWN + 20
    extra = {f"word/header{n}.xml": part("hdr", word.p(f"第{n}节的页眉甲乙")) for n in range(number)}
    related = "".join(word.relation(f"h{n}", "header", f"header{n}.xml") for n in range(number))
    result = take(word.p("正文。"), relations=related, extra=extra)

    assert sum("页眉" in text for text in notes(result, "dropped")) == number
