"""Corrects typed words that occur nowhere: finds words that sound or look the same, and reads pinyin. Pure.

Readings come from anyascii, which the site has anyway: one for each character, without tones. For the words in our
lists pypinyin reads only the characters of `_SECOND_READINGS` differently, and it costs every worker 54 MB.
"""

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, islice, product

from anyascii import anyascii

from search.analysis.dictionary import Dictionary, is_one_han_run, name_as_word
from search.analysis.normalise import has_han, normalise, runs
from search.analysis.query import LONGEST_QUERY

_SECOND = """
调-tiao 地-di 长-chang 弹-tan 重-chong 行-hang 还-huan 了-liao 露-lou 模-mu 会-kuai 率-shuai 给-ji 得-dei 数-shuo
差-chai 便-pian 传-zhuan
"""
_SECOND_READINGS = dict(pair.split("-") for pair in _SECOND.split())
MOST_READINGS = 4
# Sounds that speakers and keyboards confuse: flat and curled tongue, front and back nasals, ü. Applied to a whole
# reading, so that it does not matter where its syllables end.
_FOLDED_SOUNDS = ((re.compile(r"([zcs])h"), r"\1"), (re.compile(r"([aei]n)g"), r"\1"), (re.compile("v"), "u"))
# Characters that are confused because they look alike: in each group any of them may stand for any other.
_ALIKE = """
己已巳 未末 赔陪培倍部 拆折析 辩辨辫 签鉴 裁栽载 薪新 费废贵 险检验捡俭脸 仲忡 侯候 休体林 报服 贴帖 酬筹 津律
技枝 待侍持 续绪读 籍藉 账帐 复覆 幅副福 暑署 娩免 劳芳荣 假暇 班斑 纷份芬 障章樟彰 偿尝赏 佣拥 雇顾 职积织
保堡褒 会舍 合含 间问闻 因困固 延廷 处外 育盲 病痛 期朝 工土士干 伤仿 资货贷 令今 王玉主 代伐 入人八 日曰目
限恨很 竞竟 业亚 争净静 裂列例 规视现 遣遗 派脉 遇偶 协胁 哺捕铺 孕朵 退腿 养差 金全 抚扰 恤血 慰尉 劝功 组祖租
组织 选迭 举誉 换挽 届屈 届界 缴邀 纳讷 率卒 罚罪 励厉 奖桨 幕墓募 戒戎 析折 沟钩 诉拆 状壮 训川 板版 辞辟 辞词
"""
_NEIGHBOURS: dict[str, frozenset[str]] = {}
for _row in _ALIKE.split():
    for _character in _row:
        _NEIGHBOURS[_character] = _NEIGHBOURS.get(_character, frozenset()) | frozenset(_row)


def fold_sound(pinyin: str) -> str:
    """Return pinyin in lower case in which confusable sounds are one: shenqing becomes senqin, and so does senqing."""
    for pattern, shorter in _FOLDED_SOUNDS:
        pinyin = pattern.sub(shorter, pinyin)
    return pinyin


@functools.lru_cache(maxsize=8192)
def _readings(character: str) -> tuple[str, ...]:
    first = fold_sound("".join(filter(str.isalpha, anyascii(character).lower())))
    second = _SECOND_READINGS.get(character)
    return (first, fold_sound(second)) if second else (first,)


def sounds(word: str) -> tuple[str, ...]:
    """Return the folded sounds of a run of 汉字, the usual one first, at most `MOST_READINGS`: 年假 is `nianjia`."""
    readings = product(*map(_readings, word))
    return tuple(dict.fromkeys(map("".join, islice(readings, MOST_READINGS))))


def is_alike(one: str, other: str) -> bool:
    """Whether two characters sound or look so similar that one may be typed for the other."""
    if one == other or other in _NEIGHBOURS.get(one, ()):
        return True
    return not set(_readings(one)).isdisjoint(_readings(other))


LONGEST_CANDIDATE = 20
# How many questions the corpus is asked for one query, and how many characters of a run are checked.
MOST_QUESTIONS = 24
LONGEST_RUN = 40
SHORTEST_PINYIN = 4
# Fewest characters of a word that is recognised with one character missing, or with two neighbours swapped.
_LOST_FROM = 5
_SWAPPED_FROM = 3
# Signs that no word contains.
_GAP, _SORTED = "·", "~"

Occurs = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Correction:
    """`text` is the whole query, normalised, in which `words` stand in place of what was `replaced`."""

    text: str
    words: tuple[str, ...]
    replaced: tuple[str, ...]


@dataclass(slots=True)
class _Asked:
    """Asks the corpus once for each text, and only a limited number of times."""

    occurs: Occurs
    answers: dict[str, bool]

    def __call__(self, text: str) -> bool | None:
        """Return whether the text occurs; None after too many questions."""
        if text not in self.answers:
            if len(self.answers) >= MOST_QUESTIONS:
                return None
            self.answers[text] = self.occurs(text)
        return self.answers[text]


class Corrector:
    """Corrects queries by a dictionary and further `names` (titles of statutes and topics; not of every page).

    The tables (2 to 4 MB for 2,500 words) are built at the first query that needs one, in some 50 ms.
    """

    def __init__(self, dictionary: Dictionary, names: Iterable[str] = ()):
        self.dictionary = dictionary
        self._names = tuple(names)

    def prepare(self) -> None:
        """Build the tables now, for a process that will have children."""
        for name in ("_by_sound", "_by_shape"):
            getattr(self, name)

    @cached_property
    def _candidates(self) -> dict[str, int]:
        """Each candidate with its rank: of equally good ones the first wins."""
        names = map(name_as_word, self._names)
        # Stop words too: shiyongqi duojiu is 试用期多久.
        words = dict.fromkeys([*self.dictionary.ordered_words, *names, *sorted(self.dictionary.stop_words)])
        good = (word for word in words if 1 < len(word) <= LONGEST_CANDIDATE and is_one_han_run(word))
        return {word: rank for rank, word in enumerate(good)}

    @cached_property
    def _by_sound(self) -> dict[str, str]:
        """Words by their sound, one on each line: as lists they would take twice the memory."""
        table: dict[str, str] = {}
        for word in self._candidates:
            for sound in sounds(word):
                _put(table, sound, word)
        return table

    @cached_property
    def _by_shape(self) -> dict[str, str]:
        """Words by keys: with a gap for each character, with one character missing, with their characters sorted."""
        table: dict[str, str] = {}
        for word in self._candidates:
            for at in range(len(word)):
                _put(table, word[:at] + _GAP + word[at + 1 :], word)
                if len(word) >= _LOST_FROM:
                    _put(table, word[:at] + word[at + 1 :], word)
            if len(word) >= _SWAPPED_FROM:
                _put(table, _SORTED + "".join(sorted(word)), word)
        return table

    def correct(self, text: str, occurs: Occurs) -> Correction | None:
        """Return the query with its misspelt words replaced, or None when nothing better is known.

        A word is replaced only where `occurs(words)` says that it occurs nowhere and the candidate does; at least half
        of its characters stay. `occurs` is called with normalised text, at most `MOST_QUESTIONS` times.
        """
        folded = " ".join(normalise(text[:LONGEST_QUERY]).split())
        asked = _Asked(occurs, {})
        changes: list[tuple[int, int, str]] = []
        for start, end, is_han in _rows(folded):
            row = folded[start:end]
            found = self._correct_han(row, asked) if is_han else self._read_pinyin(row, asked)
            changes += [(start + first, start + last, word) for first, last, word in found]
        if not changes:
            return None
        parts, done = [], 0
        for first, last, word in changes:
            parts += [folded[done:first], word]
            done = last
        return Correction(
            "".join([*parts, folded[done:]]),
            tuple(word for _, _, word in changes),
            tuple(folded[first:last] for first, last, _ in changes),
        )

    def _correct_han(self, row: str, asked: _Asked) -> list[tuple[int, int, str]]:
        """Return replacements in a run of 汉字 as (start, end, word): whole words as the run is cut, longest first."""
        row = row[:LONGEST_RUN]
        edges = [0, *accumulate(map(len, self.dictionary.cut(row)))]
        spans = [(a, b) for i, a in enumerate(edges) for b in edges[i + 1 :] if 2 <= b - a <= LONGEST_CANDIDATE]
        changes: list[tuple[int, int, str]] = []
        settled: list[tuple[int, int]] = []
        for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
            if any(start < last and first < end for first, last in settled):
                continue
            typed = row[start:end]
            if typed in self.dictionary.stop_words or typed in self._candidates:
                settled.append((start, end))
                continue
            candidates = sorted(set(self._like(typed)), key=lambda word: (-_kept(typed, word), self._candidates[word]))
            if candidates and asked(typed) is False and (word := next(filter(asked, candidates), None)):
                changes.append((start, end, word))
                settled.append((start, end))
        return sorted(changes)

    def _like(self, typed: str) -> Iterator[str]:
        """Yield candidates that sound or look like `typed`, a run of 汉字 that is no candidate itself."""
        for sound in sounds(typed):
            for word in _words(self._by_sound, sound):
                if len(word) == len(typed) and 2 * _kept(typed, word) >= len(word):
                    yield word
        for at, character in enumerate(typed):
            for word in _words(self._by_shape, typed[:at] + _GAP + typed[at + 1 :]):
                if is_alike(character, word[at]):
                    yield word
        yield from _words(self._by_shape, typed)
        for word in _words(self._by_shape, _SORTED + "".join(sorted(typed))):
            if _is_swapped(typed, word):
                yield word

    def _read_pinyin(self, row: str, asked: _Asked) -> list[tuple[int, int, str]]:
        """Return the run as words if it is pinyin from end to end; spaces between syllables or words do not count."""
        letters = row.replace(" ", "").replace("'", "")
        if len(letters) < SHORTEST_PINYIN or asked(row) is not False:
            return []
        words = self._spell(fold_sound(letters), asked)
        return [(0, len(row), " ".join(words))] if words else []

    def _spell(self, sound: str, asked: _Asked) -> list[str] | None:
        """Return the fewest words that together sound like this; None when there are none."""
        best: list[list[str] | None] = [[]] + [None] * len(sound)
        for end in range(1, len(sound) + 1):
            for start in range(max(0, end - 6 * LONGEST_CANDIDATE), end - 2):
                before = best[start]
                known = best[end]
                if before is None or (known is not None and len(known) <= len(before) + 1):
                    continue
                words = sorted(_words(self._by_sound, sound[start:end]), key=self._candidates.__getitem__)
                if word := next(filter(asked, words), None):
                    best[end] = [*before, word]
        return best[-1]


def _rows(folded: str) -> Iterator[tuple[int, int, bool]]:
    """Yield runs of 汉字, and runs of Latin letters with the spaces between them, as (start, end, is 汉字)."""
    latin: tuple[int, int] | None = None
    for run in runs(folded):
        is_pinyin = run[0].replace("'", "").isascii() and run[0].replace("'", "").isalpha()
        if latin and is_pinyin and folded[latin[1] : run.start()] == " ":
            latin = (latin[0], run.end())
            continue
        if latin:
            yield (*latin, False)
            latin = None
        if is_pinyin:
            latin = run.span()
        elif has_han(run[0]):
            yield (*run.span(), True)
    if latin:
        yield (*latin, False)


def _put(table: dict[str, str], key: str, word: str) -> None:
    table[key] = f"{table[key]}\n{word}" if key in table else word


def _words(table: dict[str, str], key: str) -> list[str]:
    return table.get(key, "").split()


def _kept(typed: str, word: str) -> int:
    """Return how many characters stay."""
    if len(typed) == len(word):
        return sum(map(str.__eq__, typed, word))
    return sum((Counter(typed) & Counter(word)).values())


def _is_swapped(typed: str, word: str) -> bool:
    """Whether two neighbours have changed places and nothing else differs."""
    changed = [at for at, (one, other) in enumerate(zip(typed, word, strict=True)) if one != other]
    return len(changed) == 2 and changed[1] - changed[0] == 1
