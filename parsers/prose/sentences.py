"""Sentences: unwrapped from lines, and read for the products they apply for.

A sentence such as 「前払金保証および契約保証を電子保証にて申し込みます」 names
products and perhaps their form. A sentence is used only if every clause of it was
understood; all others are given back, word for word, for a person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.form.finds import Mention, Sentence
from parsers.message.lines import joined
from parsers.prose import subject_matter
from parsers.values import choices
from parsers.words import courtesy, english, labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from parsers.message.lines import Line
    from parsers.reading import Product


_END: Final = re.compile(r"(?<=[。！？!?])(?![」）)])")
_STARTS_ANEW: Final = re.compile(
    r"[\s\u3000]*[・･●○◎■◆※*＊①-⑳\U0001F300-\U0001FAFF]|[\s\u3000]*[(（]?[0-9０-９]{1,2}[)）.．、]"
)


_COMPLETE: Final = tuple(
    """
    。 ！ ! ？ ? ます です ました ません ください 下さい
    """.split()  # noqa: SIM905 - words of a list
)
"""How a line ends that the next one does not go on with."""


def ends(text: str) -> bool:
    """Return whether a line ends a sentence, with or without 。."""
    return text.endswith(_COMPLETE)


def sentences(lines: Iterable[Line]) -> Iterator[Sentence]:
    """Join the lines of a paragraph and cut them into sentences."""
    text, first = "", None
    for line in lines:
        bare = fold.trim(line.text)
        if not bare or courtesy.is_rule(bare) or courtesy.is_addressee(bare):
            said = ends(text) or subject_matter.says(text)
            above = courtesy.is_addressee(bare) and "。" not in text and not said
            if not above:
                yield from _cut(text, first)  # else it was the company above 御中
            text, first = "", None
            continue
        complete = ends(text)
        if text and (complete or _STARTS_ANEW.match(line.text)):
            yield from _cut(text, first)
            text, first = "", None
        if first is None:
            first = line
        text = joined(text, bare)
    yield from _cut(text, first)


def _cut(text: str, line: Line | None) -> Iterator[Sentence]:
    if line is not None:
        for piece in _END.split(text):
            if bare := fold.trim(piece):
                yield Sentence(bare, line)


_APPLY: Final = re.compile(r"申し?込|申請し|お?願い|願い|希望|依頼|利用したい|お送り")
_DROP: Final = re.compile(
    r"不要|取り?や?め|取り?下げ|取り?消|なし|しません|しない|申し込みません|外して"
    r"|削除|中止|見送"
)
_OTHER: Final = re.compile(
    r"[0-9０-９]|別途|後日|未定|検討|相談|場合|時|[?？]|か。|済|予定|変更|確認して"
    r"|教えて|いつ|なぜ|どう|なら|れば|たら|まで|まだ|だけ|のみ|うち|以外|除"
)
_FORM: Final = re.compile(
    r"電子保証|電子証書|電子|証書[(（]紙[)）]|紙の?(?:保証)?(?:証書)?|書面|証書"
)
_GLUE: Final = re.compile(
    r"下記|次|以下|上記|標記|表記|首題|別紙|当該|本|下表|添付|工事|業務|件|案件|契約"
    r"|通り|内容|請負|委託|分|係る"
    r"|関する|及び|並びに|両方|共|全て|新規|保証|手続|申し?込|申請|依頼|利用|発行"
    r"|希望|申し?上げ|致|願|御|存|思"
    r"|手配|差し?上|受注|落札|運び|旨|頂|賜|左記|連絡|何卒|宜|程|為|元|様|貴社|御社|弊社|当社|[ぁ-んー、。,.・「」()/\s]"
)


def mentions(sentence: Sentence) -> tuple[Mention, ...]:
    """Return the products that a sentence applies for or drops; () if it is not one.

    `は電子保証、…は証書(紙)で` gives each product its form; one form in the whole
    sentence holds for all products named in it.
    """
    if product := english.applies(sentence.text):
        return (Mention(product, wanted=True, form=None, sentence=sentence),)
    text = fold.modern(fold.narrow(sentence.text))
    if len(text) > courtesy.MAX_COURTESY or not labels.PRODUCT_WORD.search(text):
        return ()
    drops, applies = _DROP.search(text), _APPLY.search(text)
    pairs = list(_forms(text))
    chosen = not drops and all(form for _, form in pairs)
    if _OTHER.search(text) or not (drops or applies or chosen):
        return ()
    wanted = not drops
    if not _understood(text):
        return ()
    return tuple(
        Mention(product, wanted, form if wanted else None, sentence)
        for product, form in pairs
    )


def applied_for(sentence: Sentence) -> tuple[Mention, ...]:
    """Return the products that a sentence with values applies for, with their forms."""
    text = fold.narrow(sentence.text)
    if not _APPLY.search(text) or _DROP.search(text):
        return ()
    return tuple(
        Mention(product, wanted=True, form=form, sentence=sentence)
        for product, form in _forms(text)
    )


def _forms(text: str) -> Iterator[tuple[Product, str | None]]:
    """Pair products with forms, clause by clause; one form alone holds for all."""
    words = [
        (match, labels.product_named(fold.squeeze(match[0])))
        for match in labels.PRODUCT_WORD.finditer(text)
    ]
    stripped = labels.PRODUCT_WORD.sub(lambda match: "＿" * len(match[0]), text)
    every = {_form(match[0]) for match in _FORM.finditer(stripped)} - {None}
    for index, (match, product) in enumerate(words):
        end = words[index + 1][0].start() if index + 1 < len(words) else len(text)
        if not product:
            continue
        here = [_form(each[0]) for each in _FORM.finditer(stripped, match.end(), end)]
        if len(every) == 1:
            yield product, next(iter(every))
        else:
            yield product, here[0] if len(here) == 1 else None


def _form(word: str) -> str | None:
    found = choices.form(word)
    return found if isinstance(found, str) else None


def _understood(text: str) -> bool:
    """Return whether a sentence holds only products, forms, glue and the verb."""
    rest = _DROP.sub("", _FORM.sub("", labels.PRODUCT_WORD.sub("", text)))
    clauses = (clause for clause in re.split("[、。]", rest) if clause)
    return all(
        not _GLUE.sub("", clause) or courtesy.is_courtesy(clause) for clause in clauses
    )


# --- corrections ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Correction:
    """A label and its new text in a sentence: `請負金額をAからBに訂正してください`."""

    label: labels.Label
    value: str


_LEAD: Final = re.compile(
    r"(?:[・･●■◆○-]|はい|ただし|但し|ただ|なお|また|それから|大変|誠に|すみません|すみませんが"
    r"|申し訳(?:ありません|ございません)が?|恐れ入りますが|お手数ですが|下記の?とおり"
    r"|次の?とおり|(?:内容は?)?(?:[oO][kK]|オーケー|問題(?:ない|あり(?:ません)?)|大丈夫|結構|よろしい|良い)(?:の)?(?:です)?(?:が|けど|けれど)"
    r"|(?:ほか|他|その他)は(?:[^、。]{1,12})(?:です|ます)?が|追伸|追記|付記|(?:P\.?S|Ｐ[．.]?Ｓ)[．.]?|※)[、,。：:\s\u3000]*"
)
_SUBJECT: Final = re.compile(
    r"([^をはがも、。]{2,30}?)(を|は|が|も|について(?:は)?)[、\s]*(.{1,120})$"
)
_NEW: Final = re.compile(
    r"(?:.{1,60}?(?:から|より|を|ではなく|でなく)[、\s]*)?(?P<new>.{1,80}?)[」\s]*"
    r"(?:(?:に|へ)(?:修正|訂正|変更|直|改め|して|お願い|なります|なりました|差し替え)"
    r"|が正しい|(?:の)?(?:間違い|誤り)|です|でした|でお願い|でございます|を希望(?:いた)?します"
    r"|となります).{0,30}$"
)
_SPAN: Final = re.compile(
    r"(?P<new>[^、。]{4,30}?から[\s\u3000]*[^、。]{4,30}?(?:まで|迄))(?:に|と|で|の|$)[^、。]{0,30}$"
)
"""A whole period: its から is where it begins, and no former value."""
_CORRECTS: Final = re.compile(
    r"修正|訂正|(?<!契約)変更(?!契約|保証|後|前|取消|は(?:あり|ござ)|(?:あり"
    r"|ござい)ません|なし)|差し替え|正しくは|誤り|間違(?:い(?!(?:は)?(?:あり|ござ))"
    r"|え|っ)|ではなく|でなく、|やめて|外して|だけにして|減らし|増やし|延ばし|延長して"
)


def correction(sentence: Sentence) -> Correction | None:
    """Read a sentence of a reply that gives one field a new value, or None."""
    text = sentence.text.rstrip("。！!")
    if len(text) > courtesy.MAX_COURTESY:
        return None
    while lead := _LEAD.match(text):
        text = text[lead.end() :]
    subject = _SUBJECT.match(text)
    label = labels.lookup(subject[1]) if subject else None
    if not subject or not label or not label.field:
        return None
    span = _SPAN.match(subject[3]) if label.field == "work_period" else None
    new = span or _NEW.match(subject[3])
    if not new:
        return None
    value = new["new"].strip(" 、「")
    if "、" in value and label.field not in {"jv_members", "message"}:
        return None  # Another statement follows.
    if label.field == labels.PRODUCT_FIELD and re.search("やめ|だけ|のみ|外し", value):
        return None
    return Correction(label, value) if value else None


_ANNOUNCED: Final = re.compile(
    r"(?:下記|以下|次|下の|上記|申込内容|内容)?(?:の|を|に)?(?:とおり|[0-9一二三四五](?:点|箇所|か所|ヶ所|件|つ))?(?:の|を|だけ)?"
    r"(?:内容|項目)?(?:の|を)?(?:訂正|修正|変更)(?:点)?(?:を|が)?(?:お願い(?:いた)?し(?:ます|たいです)|してください|いたします|します"
    r"|あり(?:ます)?|ございます|です|させてください)(?:ので.{0,20})?[。！]?"
)


def announces(text: str) -> bool:
    """Return whether a sentence only announces corrections: 下記2点訂正します."""
    return bool(_ANNOUNCED.fullmatch(fold.narrow(text)))


def corrects(text: str) -> bool:
    """Return whether a sentence says that something is to be changed."""
    return bool(_CORRECTS.search(fold.narrow(text)))
