"""`{% joined %}`: lines of a template that readers see as one."""

import pytest
from django.template import Context, Template


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        ("\n  第一句。\n  {% if yes %}\n    第二句。\n  {% endif %}\n", "第一句。第二句。"),
        ("\n  {% for one in two %}\n    {{ one }}\n  {% empty %}\n    没有\n  {% endfor %}\n", "甲乙"),
        ('\n  见<a class="a"\n     href="/">首页</a>\n  。\n', '见<a class="a" href="/">首页</a>。'),
        (
            '\n  <a class="a"\n     {% if yes %}href="/"{% endif %}\n     hidden>\n    首页\n  </a>\n',
            '<a class="a" href="/" hidden>首页</a>',
        ),
        ("\n  Two words\n  {{ text }}\n", "Two words一行\n  又一行"),
        ("甲　{{ two.1 }} {{ two.0 }}", "甲　乙 甲"),
        ("\n  {% blocktranslate trimmed %}\n    a\n    b\n  {% endblocktranslate %}\n", "a b"),
    ],
)
def test_line_breaks_of_the_template_go(lines, shown):
    template = Template("{% load i18n site %}{% joined %}" + lines + "{% endjoined %}")
    assert template.render(Context({"yes": True, "two": ["甲", "乙"], "text": "一行\n  又一行"})) == shown
