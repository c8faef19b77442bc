"""HTML: what the document holds and does not show is not read."""

import pytest

from parsers.message import html

UNSEEN = [
    '<div style="display:none">X</div>',
    '<div style="display : none !important">X</div>',
    '<span style="visibility:hidden">X</span>',
    '<span style="font-size:0">X</span>',
    '<span style="color:red;font-size:0px;">X</span>',
    '<span style="font-size:1px">X</span>',
    '<span style="font-size:0.1em">X</span>',
    '<span style="mso-hide:all">X</span>',
    '<span style="opacity:0">X</span>',
    "<span style='opacity: 0.0;'>X</span>",
    "<p hidden>X</p>",
    '<div style="max-height:0px; overflow:hidden">X</div>',
    '<div style="position:absolute;left:-9999px">X</div>',
    '<span style="color:#ffffff">X</span>',
    '<span style="color:#fff">X</span>',
    '<font color="white">X</font>',
    '<span style="color:rgb(254, 254, 254)">X</span>',
    '<div style="background-color:#000"><span style="color:black">X</span></div>',
    "<!-- X -->",
    "<!--[if mso]>X<![endif]-->",
    "<style>.gone{display:none}</style><p class='a gone'>X</p>",
    "<style>#pre { font-size:0 }</style><div id=pre>X</div>",
    "<div style='display:none'><div>X</div>X<br>X</div>",
    "<table><tr><td style='display:none'>X<td>seen</table>",
    "<p style='display:none'>X<p>seen</p>",
]
SEEN = [
    '<div style="display:block">X</div>',
    '<span style="font-size:10px">X</span>',
    '<span style="font-size:10.5pt">X</span>',
    '<span style="opacity:0.5">X</span>',
    '<td bgcolor="#336699"><font color="#ffffff">X</font></td>',
    '<div style="background:#369"><b style="color:#fff">X</b></div>',
    '<div style="background:url(a.png)"><b style="color:#fff">X</b></div>',
    '<div style="background:transparent"><b style="color:#333">X</b></div>',
    "<style>.h{background:#000}</style><p class=h><b style='color:#fff'>X</b></p>",
    "<style>@media print { .p { display:none } }</style><p class=p>X</p>",
    "<style>table .x{display:none}</style><p class=x>X</p>",
    "<br style='display:none'>X",
    "<p style='display:none'>gone</p>X",
    "<p title='hidden'>X</p>",
    "<img hidden>X",
    '<span style="text-indent:-1em">X</span>',
    '<span style="line-height:0">X</span>',
]


@pytest.mark.parametrize("markup", UNSEEN)
def test_what_nobody_sees_is_not_read(markup: str) -> None:
    """Hidden elements, letters of no size and letters in the colour of their ground."""
    text = html.to_text(f"<body>before {markup} after</body>")

    assert "X" not in text
    assert "before" in text
    assert "after" in text


@pytest.mark.parametrize("markup", SEEN)
def test_what_is_seen_is_read(markup: str) -> None:
    """White letters on a blue head of a table, small print, and what stands below."""
    assert "X" in html.to_text(f"<body>{markup}</body>")


def test_a_thousand_open_elements_are_no_trouble() -> None:
    """Looks are remembered to a depth; the text below it is still read."""
    markup = "<div style='color:red'>" * 3000 + "X" + "</div>" * 3000 + "Y"

    assert html.to_text(markup).split() == ["X", "Y"]
