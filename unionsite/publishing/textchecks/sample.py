"""A tiny neutral list to begin with; the real one is the union's own data."""

from __future__ import annotations

from unionsite.publishing.textchecks.choices import Level, WordKind
from unionsite.publishing.textchecks.words import Word

_TYPOS = {
    "登陆": "登录",
    "帐号": "账号",
    "帐户": "账户",
    "做为": "作为",
    "既使": "即使",
    "必需要": "必须要",
    "座落": "坐落",
    "按排": "安排",
    "布署": "部署",
    "渡假": "度假",
    "份内": "分内",
    "重迭": "重叠",
    "凑和": "凑合",
    "穿流不息": "川流不息",
    "再接再励": "再接再厉",
    "迫不急待": "迫不及待",
    "一如继往": "一如既往",
    "走头无路": "走投无路",
    "劳动和同": "劳动合同",
    "合理化建意": "合理化建议",
    "工伤认订": "工伤认定",
    "年休暇": "年休假",
}
# Landing from the sea and going ashore are written so.
_EXCEPTIONS = ("登陆作战", "登陆点", "台风登陆", "抢滩登陆", "沿海登陆", "登陆我国", "登陆舰", "登陆艇")

SAMPLE = (
    *(Word(wrong, WordKind.TYPO, right) for wrong, right in _TYPOS.items()),
    *(Word(word, WordKind.EXCEPTION) for word in _EXCEPTIONS),
    Word("内部资料", WordKind.SENSITIVE, level=Level.CONFIRM, note="公开前须经保密审查"),
    Word("注意保密", WordKind.SENSITIVE, level=Level.CONFIRM, note="公开前须经保密审查"),
    Word("国家级", WordKind.SENSITIVE, level=Level.HINT, note="须有文件依据"),
    Word("最高级", WordKind.SENSITIVE, level=Level.HINT, note="须有文件依据"),
)
