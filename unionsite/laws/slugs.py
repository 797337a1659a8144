"""Readable addresses from Chinese titles: 劳动合同法 becomes laodong-hetong-fa."""

import re
from collections.abc import Container

from anyascii import anyascii

LONGEST = 80

# Words that stay together; text between them is cut into pairs. A reading is given where the usual one is wrong or
# long.
_WORDS = """
最高人民法院=zuigaofa 全国人民代表大会 人民法院 重庆=chongqing 重庆市=chongqingshi 女职工=nuzhigong 上海市
北京市 山东省 青岛市 广东省 河南省 郑州市 浙江省 宁波市 杭州市 国务院 劳动者 用人 单位 劳动力 加班费 公积金
农民工 年休假 带薪 包薪制 职业病 尘肺病 残疾人 未成年人 老年人 公务员 委员会 所得税 化学品 个人 法律 劳动 合同
争议 调解 仲裁 保障 监察 监督 工会 工伤 保险 失业 社会 企业 事业 职工 职业 就业 促进 防治 权益 妇女 保护 安全
生产 管理 工资 支付 集体 协商 住房 工作 时间 信访 国家 机关 全国 年节 纪念日 放假 全民 所有制 工业 公司 军人
退役 抚恤 优待 安置 人口 计划 生育 人民 组织 破产 使用 有毒 物品 作业 场所 人力 资源 市场 人事 服务 建筑 建设
工程 慈善 无障碍 环境 消防 煤矿 矿山 特种 设备 事故 应急 报告 调查 处理 经办 征缴 救助 禁止 童工 教育 行政 复议
审理 案件 刑事 民事 审判 适用 拒不 报酬 城市 居民 最低 生活 援助 对外 劳务 合作 国有 富余 人员 处分 危险 合理化
建议 技术 改进 奖励 高级 专家 离休 退休 总额 组成 全年 平均 折算 预防 康复 家庭 暴力 许可证 用工 派遣 规章 制度
特别 暂行 实施 条例 规定 办法 解释 通知 问题 裁决 撤诉 起诉 生效 签字 确认 拒绝 违法 超时 承担 连带 赔偿 责任
举证 分配 认定 时效 约定 实行 依法 事实 有效 协商一致 增加 任务 履行 审批 手续 订立 放弃 协议 主张 离职 文件
结清 请求 安排 解除 能否 是否 如何 应当 需要 有权
"""
# Words that do not help to tell one text from another.
_LEFT_OUT = ("中华人民共和国", "关于", "若干", "问题", "的")

_READINGS = dict(word.partition("=")[::2] for word in _WORDS.split())
_LONGEST_WORD = max(map(len, _READINGS))


def _words(run: str) -> list[str]:
    """Cut a run of Chinese characters: the longest known word first, the rest in pairs."""
    words: list[str] = []
    pending = ""

    def cut_pending():
        words.extend(pending[start : start + 2] for start in range(0, len(pending), 2))

    position = 0
    while position < len(run):
        longest = min(_LONGEST_WORD, len(run) - position)
        word = next(
            (run[position : position + n] for n in range(longest, 1, -1) if run[position : position + n] in _READINGS),
            "",
        )
        if word:
            cut_pending()
            words.append(word)
            pending = ""
        else:
            pending += run[position]
        position += len(word) or 1
    cut_pending()
    return words


def make_slug(title: str, taken: Container[str] = ()) -> str:
    """Return a slug of at most 80 characters that is not in `taken`; the same title and `taken` give the same slug."""
    for part in _LEFT_OUT:
        title = title.replace(part, " ")
    syllables = []
    for run in re.findall(r"[0-9A-Za-z]+|[\u3400-\u9fff\u3007]+", title):
        for word in _words(run) if run[0] > "\u3000" else [run]:
            syllables.append(_READINGS.get(word) or re.sub(r"[^0-9a-z]", "", anyascii(word).lower()))
    slug = ""
    for syllable in filter(None, syllables):
        longer = f"{slug}-{syllable}".strip("-")
        if len(longer) > LONGEST:
            break
        slug = longer
    slug = slug or "statute"
    number, numbered = 1, slug
    while numbered in taken:
        number += 1
        numbered = f"{slug[: LONGEST - len(str(number)) - 1].rstrip('-')}-{number}"
    return numbered
