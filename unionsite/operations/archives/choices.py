"""What archive and export are called, and how far they go."""

# Pages of one list that are archived.
LIST_PAGES = 50
BATCH = 200
# The catalogue's columns, after the metadata that DA/T 80-2019 and GB/T 18894 ask for of archived pages.
_OF_PAGE = ("序号", "题名", "责任者", "作者", "网址", "栏目", "页面类型", "语种", "形成时间", "更新时间", "采集时间")
_OF_FILE = ("存储格式", "字节数", "校验算法", "校验值", "存放文件", "记录标识", "密级", "保管期限")
COLUMNS = _OF_PAGE + _OF_FILE
# The list that goes along when records are handed over, 《电子档案移交与接收办法》(档发〔2012〕7号) annex 2: element
# and our column. 档号 is the archivist's to give.
LIST, ENTRY = "文件目录", "文件"
ELEMENTS = (
    ("顺序号", "序号"),
    ("档号", ""),
    ("责任者", "责任者"),
    ("题名", "题名"),
    ("日期", "形成时间"),
    ("密级", "密级"),
    ("电子档案名称", "存放文件"),
    ("备注", "网址"),
)
