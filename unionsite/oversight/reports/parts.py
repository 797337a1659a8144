from unionsite.oversight.reports.figures import Part, Table


def parts_of(kind, length, now, before):
    return [
        Part(
            "posts",
            "信息发布",
            ("本期发布3篇。",),
            (Table("s", "按栏目", ("栏目", "本期", "上期"), (("工作动态", 3, 2), ("权益保障", 1, 0)), "bar", "篇"),),
        ),
        Part("new", "创新发展", ask="请写本期的创新做法。"),
    ]
