"""What archive and export are called, and how far they go."""

# Pages of one list that are archived.
LIST_PAGES = 50
BATCH = 200
# The catalogue's columns, after the metadata that DA/T 80-2019 and GB/T 18894 ask for of archived pages.
COLUMNS = (
    *("序号", "题名", "责任者", "作者", "网址", "栏目", "页面类型", "语种", "形成时间", "更新时间", "采集时间"),
    *("存储格式", "字节数", "校验算法", "校验值", "存放文件", "记录标识", "密级", "保管期限"),
)
