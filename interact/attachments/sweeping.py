"""Cleans one PDF in a process of its own: opens it in full and writes it anew (T74, T76). `cleaning` starts it.

What a hostile file does to memory, time or the library ends with this process, which has no Django and no secrets.

    python -m interact.attachments.sweeping < PDF    one line of JSON (`outcome`, `found`), then the clean PDF
"""

import io
import json
import resource
import sys

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream
from pikepdf.settings import set_qpdf_limits

from interact.attachments.embedded import without_metadata

MB = 1024 * 1024
MEMORY_BYTES = 512 * MB
CPU_SECONDS = 10
OBJECTS = 200_000
STREAM_BYTES = 32 * MB  # for one stream; only streams of objects are unpacked, never pictures and texts of pages
LIMITS = {
    "doc_max_warnings": 2000,
    "parser_max_nesting": 200,
    "max_stream_filters": 5,
    "flate_max_memory": STREAM_BYTES,
    "png_max_memory": STREAM_BYTES,
    "tiff_max_memory": STREAM_BYTES,
    "run_length_max_memory": STREAM_BYTES,
    "dct_max_memory": STREAM_BYTES,
}

# The things found that make a note.
EXTRAS, SIGNATURE, PICTURES = "extras", "signature", "pictures"

# Actions that run, send or play something.
_RUNNING = ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE")
_PLAYING = ("/Rendition", "/Movie", "/Sound", "/RichMediaExecute", "/GoTo3DView")
_ACTIONS = frozenset((*_RUNNING, *_PLAYING))
# Annotations that play or hand out something, and where they keep it.
_PLAYERS = {"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}
_PLAYED = ("/FS", "/Movie", "/Sound", "/RichMediaContent", "/RichMediaSettings", "/3DD", "/A", "/AA")
_TELLS = ("/Metadata", "/PieceInfo", "/LastModified", "/CreatorInfo", "/SpiderInfo", "/Thumb")
_ATTACHED = ("/EF", "/RF", "/AF")


class TooLarge(Exception):
    """More objects, or more bytes to write, than any honest PDF of this size has."""


class _Bounded(io.BytesIO):
    """A buffer with a limit: streams that share their bytes in the PDF may grow when they are written."""

    def __init__(self, limit: int):
        super().__init__()
        self.limit = limit

    def write(self, block) -> int:
        if self.tell() + len(block) > self.limit:
            raise TooLarge
        return super().write(block)


def swept(content: bytes) -> tuple[str, list[str], bytes]:
    """Return (outcome, what was found, the clean PDF); the outcome is "clean", "locked", "large" or "damaged"."""
    limit = 2 * len(content) + MB
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if len(pdf.objects) > OBJECTS:
                return "large", [], b""
            if not len(pdf.pages):
                return "damaged", [], b""
            sweep = _Sweep(pdf, limit)
            clean = _Bounded(limit)
            pdf.save(
                clean,
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                fix_metadata_version=False,
                deterministic_id=True,
            )
    except pikepdf.PasswordError:
        return "locked", [], b""
    except (MemoryError, TooLarge):
        return "large", [], b""
    except Exception:  # The library raises many kinds on hostile data.
        return "damaged", [], b""
    return "clean", list(sweep.found), clean.getvalue()


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    set_qpdf_limits(**LIMITS)
    outcome, found, clean = swept(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps({"outcome": outcome, "found": found}).encode() + b"\n" + clean)


class _Sweep:
    """Cleans each object of a PDF once; `found` lists what it found, `limit` is the most bytes of pictures to read."""

    def __init__(self, pdf: Pdf, limit: int):
        self.found: dict[str, None] = {}
        self.left = limit
        for key in ("/Info", "/ID"):
            if key in pdf.trailer:
                del pdf.trailer[key]
        self._root(pdf.Root)
        for top in pdf.objects:
            waiting = [top]
            while waiting:
                item = waiting.pop()
                if isinstance(item, Stream | Dictionary):
                    self._dictionary(item)
                    children = list(dict(item.items()).values())
                elif isinstance(item, Array):
                    children = list(item)
                else:
                    continue
                # Indirect children are among `pdf.objects` themselves.
                waiting += [
                    child for child in children if isinstance(child, Dictionary | Array) and not child.is_indirect
                ]

    def _root(self, root: Object) -> None:
        names = root.get("/Names")
        if isinstance(names, Dictionary):
            for key in ("/JavaScript", "/EmbeddedFiles", "/Renditions"):
                self._remove(names, key)
        self._remove(root, "/Collection")
        form = root.get("/AcroForm")
        if isinstance(form, Dictionary):
            self._remove(form, "/XFA")

    def _remove(self, item: Object, *keys: str) -> None:
        for key in keys:
            if key in item:
                del item[key]
                self.found[EXTRAS] = None

    def _dictionary(self, item: Object) -> None:
        for key in (*_TELLS, *_ATTACHED):
            if key in item and not _is_resource(item[key]):
                del item[key]
                if key == "/EF":
                    self.found[EXTRAS] = None
        kind = item.get("/S")
        if isinstance(kind, Name) and str(kind) in _ACTIONS and "/K" not in item and "/P" not in item:
            self.found[EXTRAS] = None
            _disarm(item)
        elif kind == Name.URI and bytes(item.get("/URI", b"")).strip().lower().startswith(b"file:"):
            # Such an address names folders of the author's computer.
            _disarm(item)
        if "/ByteRange" in item:
            self.found[SIGNATURE] = None
        if "/Rect" in item and "/Subtype" in item:
            self._annotation(item)
        if isinstance(item, Stream) and item.get("/Subtype") == Name.Image:
            self._picture(item)

    def _annotation(self, item: Object) -> None:
        kind = str(item.Subtype)
        # In a form's field /T is the name of the field; in other annotations it is the author.
        for key in ("/CreationDate", "/M") if kind == "/Widget" else ("/CreationDate", "/M", "/T"):
            if key in item:
                del item[key]
        if kind in _PLAYERS:
            self._remove(item, *_PLAYED)

    def _picture(self, item: Stream) -> None:
        filters = item.get("/Filter")
        names = [str(name) for name in filters] if isinstance(filters, Array) else [str(filters)]
        if names[-1:] not in (["/DCTDecode"], ["/JPXDecode"]):
            return
        raw = item.read_raw_bytes()
        self.left -= len(raw)
        if self.left < 0:
            raise TooLarge
        if names == ["/DCTDecode"] and (clean := without_metadata(raw)) is not None:
            item.write(clean, filter=filters, decode_parms=item.get("/DecodeParms"))
        elif names != ["/JPXDecode"] or b"uuid" in raw or b"xml " in raw:
            self.found[PICTURES] = None


def _disarm(action: Object) -> None:
    """Turn an action into one that does nothing."""
    for key in list(action.keys()):
        del action[key]
    action["/S"] = Name.Named
    action["/N"] = Name("/None")


def _is_resource(value: Object) -> bool:
    """Whether a key's value is a font or picture: then a page's list of resources uses the key as a name of its own."""
    if not isinstance(value, Dictionary | Stream):
        return False
    return value.get("/Type") == Name.Font or value.get("/Subtype") in (Name.Image, Name.Form)


if __name__ == "__main__":
    main()
