"""How 汉字 sound and look, as far as people mix them up when they type. Pure.

Readings come from anyascii, which the site has anyway: one for each character, without tones. Of the words in our
lists pypinyin reads only the characters of `_SECOND_READINGS` otherwise, and costs every worker 54 MB.
"""

from __future__ import annotations

import functools
import re
from itertools import islice, product

from anyascii import anyascii

_SECOND = """
调-tiao 地-di 长-chang 弹-tan 重-chong 行-hang 还-huan 了-liao 露-lou 模-mu 会-kuai 率-shuai 给-ji 得-dei 数-shuo
差-chai 便-pian 传-zhuan
"""
_SECOND_READINGS = dict(pair.split("-") for pair in _SECOND.split())
MOST_READINGS = 4
# What speakers and keyboards confuse: flat and curled tongue, front and back nasals, ü. Applied to a whole reading, so
# that it does not matter where its syllables end.
_FOLDED_SOUNDS = ((re.compile(r"([zcs])h"), r"\1"), (re.compile(r"([aei]n)g"), r"\1"), (re.compile("v"), "u"))
# Characters that are taken for each other because they look alike; of each row any for any.
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
    """Pinyin in lower case with what is confused made one: shenqing is senqin, and so is senqing."""
    for pattern, shorter in _FOLDED_SOUNDS:
        pinyin = pattern.sub(shorter, pinyin)
    return pinyin


@functools.lru_cache(maxsize=8192)
def _readings(character: str) -> tuple[str, ...]:
    first = fold_sound("".join(filter(str.isalpha, anyascii(character).lower())))
    second = _SECOND_READINGS.get(character)
    return (first, fold_sound(second)) if second else (first,)


def sounds(word: str) -> tuple[str, ...]:
    """The folded sounds of a row of 汉字, the usual one first, at most `MOST_READINGS`: 年假 is `nianjia`."""
    readings = product(*map(_readings, word))
    return tuple(dict.fromkeys(map("".join, islice(readings, MOST_READINGS))))


def is_alike(one: str, other: str) -> bool:
    """Whether two characters sound or look so alike that one is typed for the other."""
    if one == other or other in _NEIGHBOURS.get(one, ()):
        return True
    return not set(_readings(one)).isdisjoint(_readings(other))
