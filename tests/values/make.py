"""Write the value lines that are made, not thought of: python -m tests.values.make

An independent writer: it knows how people write a number, a day or a telephone number,
and nothing of how we read them.  Days come from `datetime`, numerals from the small
writer below, choices from stems and endings.  The files are kept beside it, so that
what is read tomorrow is what was read today; `tests/unit/parsers/values/test_lines.py`
reads them, and checks that they are the ones that this file writes.
"""

from __future__ import annotations

import random
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).parent
Row = tuple[str, str]

WIDE = str.maketrans("0123456789,./-() ", "０１２３４５６７８９，．／－（）　")
FIGURES, FORMAL = "〇一二三四五六七八九", "零壱弐参四五六七八九"


def kanji(number: int, figures: str = FIGURES, units: str = "十百千万億") -> str:
    """Write a whole number in kanji: 二千三百四十五万六千七百八十九."""
    out = ""
    for power, big in ((8, units[4]), (4, units[3]), (0, "")):
        group = number // 10**power % 10**4
        for exponent, unit in ((3, units[2]), (2, units[1]), (1, units[0]), (0, "")):
            figure = group // 10**exponent % 10
            one = figure == 1 and 0 < exponent and figures == FIGURES
            out += (("" if one else figures[figure]) + unit) if figure else ""
        out += big if group else ""
    return out


def mixed(number: int, comma: str = ",") -> str:
    """Write a number in figures with 億 and 万: 2億3,450万."""
    oku, rest = divmod(number, 10**8)
    man, yen = divmod(rest, 10**4)
    out = f"{oku}億" if oku else ""
    out += f"{man:,}万".replace(",", comma) if man else ""
    return out + (f"{yen:,}".replace(",", comma) if yen else "")


# --- money --------------------------------------------------------------------------

MONEY: tuple[Callable[[int], str], ...] = (
    lambda n: f"{n:,}円",
    lambda n: f"{n:,}円".translate(WIDE),
    lambda n: f"{n}円",
    lambda n: f"{n}円".translate(WIDE),
    lambda n: f"¥{n:,}",
    lambda n: f"￥{n:,}-".translate(WIDE),
    lambda n: f"\\{n:,}.-",
    lambda n: f"金{n:,}円也",
    lambda n: f"金　{n:,}　円　也".translate(WIDE),
    lambda n: f"{n:,}円（税込）",
    lambda n: f"{n:,}円（うち消費税及び地方消費税の額{n // 11:,}円）",
    lambda n: f"（税込）{n:,}円",
    lambda n: f"{n:,}円（40％）",
    lambda n: f"①{n:,}円".translate(WIDE),
    lambda n: f"・{n:,}円",
    lambda n: f"{n:,}円です。",
    lambda n: f"{n:,}円でお願いいたします。",
    lambda n: f"{n:,} 円",
    lambda n: f"{n:,}".replace(",", "、") + "円",
    lambda n: f"{n:,}".replace(",", " ") + "円",
    lambda n: f"{kanji(n)}円",
    lambda n: f"金{kanji(n)}円也",
    lambda n: f"金{kanji(n, FORMAL, '拾百千萬億')}円也",
    lambda n: f"金{kanji(n, '零壹貳參四五六七八九', '拾佰仟萬億')}圓也",
    lambda n: f"{mixed(n)}円",
    lambda n: f"{mixed(n)}円".translate(WIDE),
    lambda n: f"{mixed(n, '')}円",
    lambda n: f"9,999,999円→{n:,}円",
    lambda n: f"9,999,999円から{n:,}円に変更",
    lambda n: f"{n:,}円（変更前 9,999,999円）",
    lambda n: f"{n:,}円（{kanji(n)}円）",
)
ROUND: tuple[Callable[[int], str], ...] = (  # of a number of 万円
    lambda m: f"{m:,}万円",
    lambda m: f"{m}万円",
    lambda m: f"{m:,}万".translate(WIDE),
    lambda m: f"{kanji(m)}万円",
    lambda m: f"{m * 10:,}千円",
    lambda m: f"{m * 10}千円".translate(WIDE),
    lambda m: f"{m / 100:.2f}百万円",
    lambda m: f"①{m:,}万円（税込）".translate(WIDE),
    lambda m: f"{m:,} 万円",
    lambda m: f"約{m:,}万円",
    lambda m: f"{m:,}万円程度",
    lambda m: f"{m:,}万円増額",
    lambda m: f"{m:,}万円（税抜）",
    lambda m: f"税抜{m:,}万円",
)
ROUND_FLAWS = {9: "!relative_amount", 10: "!relative_amount", 11: "!relative_amount"}
ROUND_FLAWS |= {12: "!tax_excluded", 13: "!tax_excluded"}


def amounts(chance: random.Random) -> Iterator[Row]:
    """Write amounts from a hundred thousand to a thousand million yen."""
    for way in MONEY:
        for _ in range(14):
            most = 10 ** chance.randint(6, 9)
            step = chance.choice((1, 10, 1000, 1000, 10_000, 100_000))
            yen = max(chance.randint(10**5, most) // step, 1) * step
            if yen > 10**8 and 0 < yen % 10**8 < 10**4:
                yen += 10**4  # 2億5,000円 is asked back: it is rather 2億5,000万円
            yield way(max(yen, 10**5)), str(max(yen, 10**5))
    for number, way in enumerate(ROUND):
        for _ in range(9):
            man = chance.choice((chance.randint(10, 9999), chance.randint(2, 90) * 100))
            yield way(man), ROUND_FLAWS.get(number, str(man * 10**4))


# --- days ---------------------------------------------------------------------------

ERAS = (("令和", "R", date(2019, 5, 1)), ("平成", "H", date(1989, 1, 8)))


def era(day: date) -> tuple[str, str, int]:
    """Give the era of a day: its name, its letter, its year."""
    name, letter, first = next(each for each in ERAS if each[2] <= day)
    return name, letter, day.year - first.year + 1


def nengo(day: date, *, first: str = "") -> str:
    """Write a day with its era."""
    name, _, year = era(day)
    shown = first if first and year == 1 else str(year)
    return f"{name}{shown}年{day.month}月{day.day}日"


def letter(day: date, sign: str) -> str:
    """Write a day as R8.3.1."""
    _, first, year = era(day)
    return f"{first}{year}{sign}{day.month}{sign}{day.day}"


WEEK = "月火水木金土日"
DAYS: tuple[Callable[[date], str], ...] = (
    nengo,
    lambda d: nengo(d, first="元"),
    lambda d: nengo(d).translate(WIDE),
    lambda d: f"{era(d)[0]}{kanji(era(d)[2])}年{kanji(d.month)}月{kanji(d.day)}日",
    lambda d: f"{era(d)[0]} {era(d)[2]:>2}年 {d.month:>2}月 {d.day:>2}日",
    lambda d: f"{nengo(d)}（{WEEK[d.weekday()]}）",
    lambda d: f"{nengo(d)}付け",
    lambda d: letter(d, "."),
    lambda d: letter(d, "/"),
    lambda d: letter(d, "-").lower(),
    lambda d: letter(d, ".").translate(WIDE).replace("R", "Ｒ").replace("H", "Ｈ"),
    lambda d: f"{era(d)[0]}{era(d)[2]}.{d.month}.{d.day}",
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d.year}年{d.month:02}月{d.day:02}日".translate(WIDE),
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: f"{d:%Y/%m/%d}",
    lambda d: f"{d:%Y/%m/%d}（{WEEK[d.weekday()]}曜日）",
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: f"{d:%Y-%m-%d}",
    lambda d: f"{d:%Y-%m-%d}".translate(WIDE),
    lambda d: f"{d:%Y%m%d}",
    lambda d: f"{d:%Y-%m-%dT09:30:00+09:00}",
    lambda d: f"{d:%B} {d.day}, {d.year}",
    lambda d: f"{d.day} {d:%b} {d.year}",
    lambda d: f"{d.year}年({era(d)[0]}{era(d)[2]}年){d.month}月{d.day}日",
    lambda d: f"{nengo(d)}です。",
    lambda d: f"{nengo(d - timedelta(days=40))}→{nengo(d)}",
)


def some_day(chance: random.Random, first: int = 2016, last: int = 2045) -> date:
    """Choose a day, often near the end of a month."""
    year, month = chance.randint(first, last), chance.randint(1, 12)
    length = monthrange(year, month)[1]
    return date(year, month, chance.choice((chance.randint(1, length), length, 1)))


def days(chance: random.Random) -> Iterator[Row]:
    """Write days in every style, and days that there are not."""
    for way in DAYS:
        for _ in range(15):
            day = some_day(chance)
            yield way(day), day.isoformat()
    yield from no_days(chance)


def no_days(chance: random.Random) -> Iterator[Row]:
    """Write planned days, and days that there are not or that are not one."""
    for _ in range(30):
        day = some_day(chance, 2020)
        yield f"{nengo(day)}（予定）", f"{day.isoformat()} planned"
    for _ in range(40):
        day = some_day(chance, 2020)
        late = monthrange(day.year, day.month)[1] + chance.randint(1, 3)
        yield f"令和{day.year - 2018}年{day.month}月{late}日", "!impossible_date"
    for _ in range(25):
        day = some_day(chance, 2020)
        other = WEEK[(day.weekday() + chance.randint(1, 6)) % 7]
        yield f"{nengo(day)}（{other}）", "!ambiguous_date"
    for _ in range(25):
        day = some_day(chance, 2020, 2035)
        short = (day.year - 2018, day.month, day.day)
        sign = chance.choice("/.-")
        yield sign.join(map(str, short)), "!ambiguous_date"
    yield from borders(chance)


def borders(chance: random.Random) -> Iterator[Row]:
    """Write days without a year, and years that an era does not have."""
    for _ in range(25):
        day = some_day(chance)
        yield f"{day.month}月{day.day}日", "!incomplete_date"
    for _ in range(25):
        day = date(2019, 5, 1) - timedelta(days=chance.randint(1, 4000))
        yield (
            f"令和{chance.choice(('元', '1'))}年{day.month % 4 + 1}月{day.day}日",
            "!impossible_date",
        )
    for _ in range(25):
        year = chance.randint(32, 45)
        yield f"平成{year}年{chance.randint(1, 12)}月1日", "!impossible_date"


PERIODS: tuple[Callable[[date, date], str], ...] = (
    lambda a, b: f"自 {nengo(a)} 至 {nengo(b)}",
    lambda a, b: f"自：{nengo(a)}　至：{nengo(b)}",
    lambda a, b: f"{nengo(a)}～{nengo(b)}",
    lambda a, b: f"{nengo(a)} 〜 {nengo(b)}".translate(WIDE),
    lambda a, b: f"{nengo(a)}から{nengo(b)}まで",
    lambda a, b: f"{letter(a, '.')}～{letter(b, '.')}",
    lambda a, b: f"{letter(a, '/')} - {letter(b, '/')}",
    lambda a, b: f"{a:%Y/%m/%d}～{b:%Y/%m/%d}",
    lambda a, b: f"{a:%Y-%m-%d} ～ {b:%Y-%m-%d}",
    lambda a, b: f"{a:%Y%m%d}-{b:%Y%m%d}",
    lambda a, b: (
        f"{nengo(a)}（{WEEK[a.weekday()]}）～{nengo(b)}（{WEEK[b.weekday()]}）"
    ),
    lambda a, b: f"{a.year}年{a.month}月{a.day}日から{b.year}年{b.month}月{b.day}日",
)


def periods(chance: random.Random) -> Iterator[Row]:
    """Write periods with two ends, one end, or a length."""
    for way in PERIODS:
        for _ in range(14):
            start = some_day(chance, 2020, 2035)
            end = start + timedelta(days=chance.randint(1, 900))
            yield way(start, end), f"{start}..{end}"
    for _ in range(15):
        day = some_day(chance, 2020)
        yield f"{nengo(day)}まで", f"..{day}"
        length = chance.randint(30, 400)
        yield f"{nengo(day)}から{length}日間", f"{day}..!relative_period"
        yield f"契約日の翌日から{length}日間", "..!relative_period"


# --- choices ------------------------------------------------------------------------

STEMS = ("希望", "利用", "使用", "送付を希望", "再預託を利用", "お知らせを希望")
AFFIRMS = ("する", "します", "いたします", "する。", "しています", "したいです")
DENIES = ("しない", "しません", "いたしません", "しない。", "していません", "せず")
DOUBLES = ("しないわけではない", "しないことはない", "しなくはない")


def flags(_: random.Random) -> Iterator[Row]:
    """Write yes and no, plain, in boxes, and denied twice."""
    for stem in STEMS:
        for ending, value in (
            *((each, "true") for each in AFFIRMS),
            *((each, "false") for each in DENIES),
            *((each, "!ambiguous_choice") for each in DOUBLES),
        ):
            yield stem + ending, value
        for on, off in ("☒☐", "■□", "☑☐", ("[x]", "[ ]"), ("(○)", "(　)")):
            yes, no = f"{stem}する", f"{stem}しない"
            yield f"{on} {yes}　{off} {no}", "true"
            yield f"{off} {yes}　{on} {no}", "false"
            yield f"{on} {yes}　{on} {no}", "!ambiguous_choice"
            if on != "■":
                yield f"{off} {yes}　{off} {no}", "-"


ELECTRONIC = ("電子保証", "電子", "電子証書", "電子保証（認証キーを含む）")
PAPER = ("証書（紙）", "紙", "書面", "紙の保証証書")


def forms(_: random.Random) -> Iterator[Row]:
    """Write the form of a certificate, plain, in boxes, and against the other."""
    for one in ELECTRONIC:
        for tail in ("", "で", "を希望します", "でお願いします。", "にて", "　希望"):
            yield one + tail, "electronic"
    for one in PAPER:
        for tail in ("", "で", "を希望します", "でお願いします。"):
            yield one + tail, "paper"
    for paper in PAPER:
        for electronic in ELECTRONIC:
            yield f"{paper}ではなく{electronic}", "electronic"
            yield f"☐ {paper}　☒ {electronic}", "electronic"
            yield f"☒ {paper}　☐ {electronic}", "paper"
            yield f"{paper}または{electronic}", "!ambiguous_choice"


# --- telephones and numbers ---------------------------------------------------------

AREAS = ("03", "06", "011", "022", "045", "052", "082", "092", "0123", "0191", "0220",
         "0224", "0229", "0581", "0749", "0776", "0852", "0985", "04992",
         "09913")  # fmt: skip
MOBILE = ("070", "080", "090", "050")
DASHES = ("-", "‐", "－", "ー", "―", "−")


def phones(chance: random.Random) -> Iterator[Row]:
    """Write telephone numbers of every area length, and numbers a figure off."""
    for area in AREAS:
        for _ in range(6):
            local = "".join(chance.choices("23456789", k=6 - len(area)))
            rest = "".join(chance.choices("0123456789", k=4))
            yield from _fixed(area, local, rest, chance)
    for area in MOBILE:
        for _ in range(6):
            one, two = ("".join(chance.choices("0123456789", k=4)) for _ in "ab")
            dash = chance.choice(DASHES)
            yield f"{area}{dash}{one}{dash}{two}", f"{area}-{one}-{two}"
            yield f"{area}{one}{two}".translate(WIDE), f"{area}{one}{two}"
            yield f"{area}-{one}-{two[:3]}", "!invalid_phone"


def _fixed(area: str, local: str, rest: str, chance: random.Random) -> Iterator[Row]:
    dash, plain = chance.choice(DASHES), f"{area}-{local}-{rest}"
    ways = (
        (f"{area}{dash}{local}{dash}{rest}", plain),
        (plain.translate(WIDE), plain),
        (f"({area}){local}-{rest}", plain),
        (f"（{area}）{local}－{rest}".translate(WIDE), plain),
        (f"{area}({local}){rest}", f"{area}({local}){rest}"),
        (f"TEL：{plain}", plain),
        (f"{plain} 内線 {rest[:3]}", f"{plain} 内線 {rest[:3]}"),
        (f"{plain}（代表）", plain),
        (f"{area}-{local}-{rest}{rest[0]}", "!invalid_phone"),
        (f"{area}-{local}-{rest[:3]}", "!invalid_phone"),
    )
    yield from chance.sample(ways, 2)


def numbers(chance: random.Random) -> Iterator[Row]:
    """Write guarantee numbers with any dash and in any width."""
    for _ in range(60):
        branch = "".join(chance.choices("0123456789", k=5))
        serial = "".join(chance.choices("0123456789", k=6))
        dash, plain = chance.choice(DASHES), f"{branch}-{serial}"
        written = f"{branch}{dash}{serial}"
        yield written.translate(WIDE) if chance.random() < 0.4 else written, plain
        yield f"保証契約番号 {plain} の件", plain
        yield f"{branch}-{serial[:5]}", "-"
        yield f"{branch}-{serial}-1", "-"


MADE: dict[str, tuple[str, Callable[[random.Random], Iterator[Row]]]] = {
    "money-made": ("Amounts in 45 ways of writing, and the doubts of five.", amounts),
    "dates-made": ("Days in 27 ways of writing, and days that there are not.", days),
    "periods-made": ("Periods with two ends, one end, or only a length.", periods),
    "flags-made": ("Yes and no by stem and ending, in boxes, denied twice.", flags),
    "forms-made": ("The form of a certificate, plain, boxed, preferred.", forms),
    "phones-made": (
        "Telephone numbers of all area lengths, some a figure off.",
        phones,
    ),
    "numbers-made": (
        "Guarantee numbers in any dash and width, some malformed.",
        numbers,
    ),
}


def text(name: str) -> str:
    """Give the text of one file of lines."""
    sentence, maker = MADE[name]
    rows = dict.fromkeys(maker(random.Random(name)))  # noqa: S311 - the same each time
    lines = [f"# {sentence}  Made by tests/values/make.py."]
    return "\n".join([*lines, *("\t".join(row) for row in rows), ""])


if __name__ == "__main__":
    for name in MADE:
        (HERE / f"{name}.tsv").write_text(text(name), encoding="utf-8")
