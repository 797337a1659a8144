"""Cleans recordings: keeps only the sound, which is never decoded, and drops tags, times and makers (T74, T76)."""

import re
import struct
from collections.abc import Callable, Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from interact.attachments.choices import BOXES, CONTENT_TYPES, FALSE_STARTS, SOUND_TRACKS
from interact.attachments.rules import Budget, Cleaned, damaged, too_large
from unionsite.core.uploads import mismatch

# --- mp3 ---

# kbit/s by (version 1 or later, layer); the first is "free", the last forbidden.
_RATES = {
    (True, 1): (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (True, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 3): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 1): (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, 2): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (False, 3): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_HERTZ = (44100, 48000, 32000)
_LEAST_FRAMES = 3
_FRAME = re.compile(rb"\xff[\xe2-\xff][\x10-\xef]")


def _mp3(content: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Return the frames of sound alone; tags of every kind stand before, behind or between them."""
    at = _after_tags(content)
    kept, sound, misses, start = [], 0, 0, at
    while (found := _FRAME.search(content, at)) and misses < FALSE_STARTS:
        first = at = found.start()
        frames = 0
        while (length := _frame_length(content, at)) and at + length <= len(content):
            at += length
            frames += 1
        # One or two frames may be chance.
        if frames >= _LEAST_FRAMES:
            kept.append(content[first:at])
            sound += at - first
        else:
            at = first + 1
            misses += 1
    # In a file of another kind only some bytes look like frames.
    if not kept or sound < (len(content) - start) / 2:
        raise mismatch("mp3")
    return b"".join(kept), ()


def _after_tags(content: bytes) -> int:
    at = 0
    while content[at : at + 3] == b"ID3" and len(content) >= at + 10:
        flags, *size = content[at + 5 : at + 10]
        length = sum(part << shift for part, shift in zip(size, (21, 14, 7, 0), strict=True))
        at += 10 + length + (10 if flags & 0x10 else 0)
    return at


def _frame_length(content: bytes, at: int) -> int:
    """Return the length in bytes of the MPEG frame that begins at `at`; 0 if none does."""
    head = content[at : at + 4]
    if len(head) < 4 or int.from_bytes(head[:2], "big") & 0xFFE0 != 0xFFE0:
        return 0
    version, layer = head[1] >> 3 & 3, 4 - (head[1] >> 1 & 3)
    rate, hertz, padding = head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    if version == 1 or layer == 4 or rate in (0, 15) or hertz == 3:
        return 0
    is_first = version == 3
    bits = _RATES[(is_first, layer)][rate] * 1000
    frequency = _HERTZ[hertz] // {3: 1, 2: 2, 0: 4}[version]
    if layer == 1:
        return (12 * bits // frequency + padding) * 4
    return (144 if is_first or layer == 2 else 72) * bits // frequency + padding


# --- wav ---

_SOUNDING = (b"fmt ", b"fact", b"data")


def _wav(content: bytes) -> tuple[bytes, tuple[str, ...]]:
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        raise mismatch("wav")
    chunks: dict[bytes, bytes] = {}
    at, number = 12, 0
    while at + 8 <= len(content) and number < BOXES:
        number += 1
        kind, length = struct.unpack_from("<4sI", content, at)
        # A recorder that was switched off too early leaves a length of zero, or one beyond the file.
        if kind == b"data" and (length == 0 or at + 8 + length > len(content)):
            length = len(content) - at - 8
        if kind in _SOUNDING and kind not in chunks:
            chunks[kind] = content[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
    if len(chunks.get(b"fmt ", b"")) < 14 or not chunks.get(b"data"):
        raise damaged()
    body = b"".join(
        struct.pack("<4sI", kind, len(chunks[kind])) + chunks[kind] + b"\0" * (len(chunks[kind]) % 2)
        for kind in _SOUNDING
        if kind in chunks
    )
    return struct.pack("<4sI4s", b"RIFF", 4 + len(body), b"WAVE") + body, ()


# --- amr ---

# The length in bytes of a frame, its head included, by its type.
_NARROW = (13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1)
_WIDE = (18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1)


def _amr(content: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Return head and frames, and drop what follows them; the format has no tags."""
    formats = ((b"#!AMR\n", _NARROW), (b"#!AMR-WB\n", _WIDE))
    head, lengths = next((pair for pair in formats if content.startswith(pair[0])), (b"", ()))
    if not head:
        raise mismatch("amr")
    at = len(head)
    while at < len(content) and content[at] & 0x83 == 0 and (length := lengths[content[at] >> 3 & 15]):
        if at + length > len(content):
            break
        at += length
    if at == len(head) or at < len(content) / 2:
        raise mismatch("amr")
    return content[:at], ()


# --- m4a ---

_KEPT = {b"ftyp", b"styp", b"moov", b"mdat", b"moof", b"mfra", b"sidx", b"pdin"}
_HOLDING = {b"moov", b"trak", b"mdia", b"moof", b"traf"}
_TELLING = {b"udta", b"meta", b"uuid", b"free", b"skip", b"wide"}
_TIMED = {b"mvhd", b"tkhd", b"mdhd"}


def _m4a(content: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Overwrite tags and times with zeros where they stand, so that offsets to the sound stay right."""
    if content[4:8] != b"ftyp":
        raise mismatch("m4a")
    clean, handlers, kinds = bytearray(content), set(), set()
    for kind, start, body, end, depth in _boxes(content):
        kinds.add(kind)
        if kind in _TELLING or (depth == 0 and kind not in _KEPT):
            clean[start + 4 : start + 8] = b"free"
            clean[body:end] = bytes(end - body)
        elif kind in _TIMED:
            # Version and flags, then two times of 4 or 8 bytes each.
            length = 16 if content[body : body + 1] == b"\1" else 8
            last = min(body + 4 + length, end)
            clean[body + 4 : last] = bytes(last - body - 4)
        elif kind == b"hdlr" and end - body >= 24:
            handlers.add(content[body + 8 : body + 12])
            # The name of the handler, in which the maker of the phone signs.
            clean[body + 24 : end] = bytes(end - body - 24)
    if b"vide" in handlers:
        raise ValidationError(_("这是视频，不是录音。请截取关键画面保存为照片，或另存为录音后再上传。"))
    if b"soun" not in handlers or not {b"moov", b"mdat"} <= kinds:
        raise mismatch("m4a")
    return bytes(clean), () if handlers == {b"soun"} else (SOUND_TRACKS,)


def _boxes(content: bytes) -> Iterator[tuple[bytes, int, int, int, int]]:
    """Yield (kind, start, start of its body, end, depth) of every box, outer boxes before inner ones."""
    waiting, number = [(0, len(content), 0)], 0
    while waiting:
        at, limit, depth = waiting.pop()
        while at < limit:
            number += 1
            if number > BOXES:
                raise too_large()
            if at + 8 > limit:
                raise damaged()
            length, kind = struct.unpack_from(">I4s", content, at)
            body = at + 8
            if length == 1 and at + 16 <= limit:
                (length,) = struct.unpack_from(">Q", content, at + 8)
                body = at + 16
            elif length == 0:
                length = limit - at
            end = at + length
            if end < body or end > limit:
                raise damaged()
            yield kind, at, body, end, depth
            if kind in _HOLDING:
                waiting.append((body, end, depth + 1))
            at = end


_READERS: dict[str, Callable[[bytes], tuple[bytes, tuple[str, ...]]]] = {
    "mp3": _mp3,
    "m4a": _m4a,
    "wav": _wav,
    "amr": _amr,
}


def clean_audio(content: bytes, extension: str, budget: Budget) -> Cleaned:
    """Clean a recording by its extension. Raises ValidationError if it is no recording of this kind."""
    budget.take_unpacked(len(content))
    clean, notes = _READERS[extension](content)
    return Cleaned(content=clean, extension=extension, content_type=CONTENT_TYPES[extension], notes=notes)
