"""Statements: what a sentence of prose says about the application.

「角田市発注の市道〇〇線改良工事（請負金額5,000万円）について、前払金保証2,000万円を
電子保証で申し込みます。」 is an application. Each pattern takes a value together with
the words that say what it is; a value alone is never taken. A sentence in doubt (a
negation, 約, 前回は, a question) states nothing, and a sentence with a word that no
pattern knows is also given to a person (`whole` is False).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.reading import PRODUCTS
from parsers.values import choices
from parsers.words import courtesy, interim_declarations, labels, phrases
from parsers.words.form_labels import PREMIUM
from parsers.words.labels import Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from parsers.reading import Product


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and the words that stand for its value; `product` if it is known."""

    label: Label
    value: str
    product: Product | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What a sentence states.  `whole` tells that nothing else is in it.

    `rest` is the sentence with what was taken blanked out.
    """

    facts: tuple[Fact, ...]
    whole: bool
    rest: str


MAX_SENTENCE: Final = 400
_TAKEN: Final = "＿"


@dataclass(slots=True)
class _Sentence:
    """A sentence while patterns take their words from it."""

    text: str
    folded: str
    facts: list[Fact]

    def take(
        self,
        pattern: re.Pattern[str],
        group: str,
        make: Callable[[str, re.Match[str]], Fact | None],
    ) -> bool:
        """Take every match of a pattern; blank it out where it made a fact."""
        needs = _NEEDS.get(id(pattern))
        if needs and not any(map(self.folded.__contains__, needs)):
            return False
        taken = False
        at = 0
        while match := pattern.search(self.folded, at):
            at = max(match.end(), at + 1)
            value = fold.trim(self.text[match.start(group) : match.end(group)])
            if (
                not value
                or _TAKEN in self.folded[match.start(group) : match.end(group)]
            ):
                continue
            if fact := make(value, match):
                self.facts.append(fact)
                self.blank(match)
                taken = True
        return taken

    def blank(self, match: re.Match[str]) -> None:
        """Blank out the words of a match."""
        signs = list(self.folded)
        signs[match.start() : match.end()] = _TAKEN * (match.end() - match.start())
        if "keep" in match.re.groupindex and match["keep"]:  # Others read that.
            start, end = match.span("keep")
            signs[start:end] = self.folded[start:end]
        self.folded = "".join(signs)


NEEDS: Final[tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]] = (
    (phrases.CONTRACTOR[0], ("受注", "請", "落札", "契約", "申込", "申し込")),
    (phrases.OBLIGEE[0], ("より", "から")),
    (phrases.OBLIGEE[1], ("発注",)),
    (phrases.OBLIGEE[3], ("契約", _TAKEN)),
    (phrases.BANK_IN[0], ("預託", "預入", "預け")),
    (phrases.BANK_IN[1], ("預託", "銀行", "金融機関", "口座")),
    (phrases.CONTRACT_DAY[0], ("契約",)),
    (phrases.CONTRACT_DAY[1], ("契約", "締結")),
    (phrases.CONTRACT_AMOUNT, ("請負", "契約", "工事金額", "委託料")),
    (phrases.GUARANTEED, ("保証",)),
    (phrases.MOVED_END, ("延", "短縮")),
    (phrases.PERIOD[1], ("工期", "履行期間")),
    (phrases.PAYMENT, ("払", "納付", "保証料")),
    (phrases.PAID_BY, ("払",)),
    (phrases.NOTIFY, ("@",)),
    (phrases.MAIL_ADDRESS, ("@",)),
    (phrases.QUOTED_WORK, ("「", "『")),
    (phrases.JV, ("共同企業体", "JV")),
    (phrases.JV_HEAD, ("代表",)),
    *((pattern, ("前", "保証")) for _, pattern in phrases.AMOUNTS),
    *((pattern, ("前", "保証")) for _, pattern in phrases.AMOUNTS_BEFORE),
    *((pattern, ("計算書",)) for f, pattern in phrases.FLAGS if f == "paper_statement"),
)
"""Costly patterns, and words of which whatever they match holds one."""
_NEEDS: Final = {id(pattern): words for pattern, words in NEEDS}
"""By identity: a pattern's hash is slow."""


def state(text: str) -> Statement | None:
    """Read what a sentence states, or None where it states nothing plainly."""
    text = fold.whole(fold.visible(text))
    if len(text) > MAX_SENTENCE or fold.is_lost(text):
        return None
    sentence = _Sentence(text, fold.modern(fold.narrow(text)), [])
    for field, pattern in phrases.FLAGS:
        products = {"redeposit": _BOTH, "paper_statement": PRODUCTS}.get(field, ())
        sentence.take(pattern, "all", _flag(field, products))
    if about := _ABOUT.fullmatch(sentence.folded):
        return _about(text, about)
    if phrases.DOUBT.search(sentence.folded):
        return None
    sentence.take(phrases.OURS, "name", _name("contractor_name"))
    for lead in [*phrases.LEADS.finditer(sentence.folded)]:
        sentence.blank(lead)
    _take_values(sentence)
    _take_names(sentence)
    _take_conditions(sentence)
    _take_labelled(sentence)
    if not sentence.facts or phrases.MONEY.search(sentence.folded):
        return None  # An amount that no words explain may replace another one.
    return Statement(tuple(sentence.facts), _whole(sentence.folded), sentence.folded)


_ABOUT: Final = phrases.pattern(
    rf"(?P<label>[^、。は\s]{{2,20}})は[、\s]?(?P<value>(?:約|およそ)\s?{phrases.YEN}(?:程度)?)"
    r"(?:です|でございます|となります|になります)?。?"
)


def _about(text: str, match: re.Match[str]) -> Statement | None:
    """Return 「前払金保証金額は約3,000万円」 as a doubt about its field."""
    label = labels.lookup(match["label"])
    if not label or label.field in _NOT_TOLD:
        return None
    value = fold.trim(text[match.start("value") : match.end("value")])
    return Statement((Fact(label, value),), whole=True, rest="")


def _whole(rest: str) -> bool:
    """Return whether only glue and courtesy is left."""
    words = labels.PRODUCT_WORD.sub("", rest)
    return all(
        not phrases.GLUE.sub("", clause)
        or courtesy.is_courtesy(clause.replace(_TAKEN, ""))
        for clause in re.split("[、。]", words)
    )


def _fact(
    field: str, products: tuple[Product, ...] = (), product: Product | None = None
) -> Callable[[str, re.Match[str]], Fact | None]:
    return lambda value, _: Fact(Label(field, products), value, product)


_BOTH: Final[tuple[Product, ...]] = ("advance", "interim")


def _flag(
    field: str, products: tuple[Product, ...]
) -> Callable[[str, re.Match[str]], Fact | None]:
    """Make a fact of a clause that says yes or no."""

    def make(value: str, _: re.Match[str]) -> Fact | None:
        if not phrases.SIGNS.search(value):
            return None
        said = value.replace("対象です", "該当する").replace("対象となり", "該当する")
        return Fact(Label(field, products), said)

    return make


def _take_values(sentence: _Sentence) -> None:
    """Take amounts, days, payment, bank and addresses: each beside its own words."""
    for product, pattern in phrases.AMOUNTS:
        sentence.take(pattern, "yen", _amount(product, sentence))
    for product, pattern in phrases.AMOUNTS_BEFORE:
        sentence.take(pattern, "yen", _fact("amount", (product,)))
    sentence.take(phrases.CONTRACT_AMOUNT, "yen", _fact("contract_amount"))
    sentence.take(
        phrases.GUARANTEED, "yen", _fact("amount", PRODUCTS, _only_product(sentence))
    )
    for pattern in phrases.CONTRACT_DAY:
        sentence.take(pattern, "day", _planned)
    sentence.take(phrases.MOVED_END, "day", _fact("work_end"))
    for pattern in phrases.PERIOD:
        sentence.take(pattern, "span", _fact("work_period"))
    for field, pattern in phrases.ENDS:
        products = PRODUCTS if field == "guarantee_until" else ()
        sentence.take(pattern, "day", _fact(field, products))
    sentence.take(phrases.PAYMENT, "pay", _fact("payment_method", PRODUCTS))
    sentence.take(phrases.PAID_BY, "pay", _fact("payment_method", PRODUCTS))
    for pattern in phrases.BANK_IN:
        sentence.take(pattern, "bank", _fact("bank", _BOTH))
    if sentence.take(phrases.NOTIFY, "email", _fact("notify_email")):
        sentence.facts.append(Fact(Label("notify"), "希望する"))
    sentence.take(phrases.MAIL_ADDRESS, "email", _fact("notify_email"))


def _amount(
    product: Product, sentence: _Sentence
) -> Callable[[str, re.Match[str]], Fact]:
    """Make the facts of `前払金保証（電子）2,000万円`."""

    def make(value: str, match: re.Match[str]) -> Fact:
        if match["form"] and isinstance(choices.form(match["form"]), str):
            sentence.facts.append(Fact(Label("form", (product,)), match["form"]))
        return Fact(Label("amount", (product,)), value)

    return make


def _planned(value: str, match: re.Match[str]) -> Fact:
    return Fact(Label("contract_date", (), "予定" if match["plan"] else ""), value)


def _only_product(sentence: _Sentence) -> Product | None:
    named = {
        product
        for match in labels.PRODUCT_WORD.finditer(sentence.folded)
        if (product := labels.product_named(fold.squeeze(match[0])))
    }
    return named.pop() if len(named) == 1 else None


def _take_names(sentence: _Sentence) -> None:
    """Take names: of the work, the obligee, the company, the joint venture."""
    sentence.take(phrases.PROJECT_NUMBER, "number", _fact("project_number"))
    sentence.take(phrases.QUOTED_WORK, "work", _work)
    sentence.take(phrases.JV_HEAD, "head", _fact("jv_representative"))
    sentence.take(phrases.JV, "jv", _name("jv_name"))
    for pattern in phrases.CONTRACTOR:
        sentence.take(pattern, "name", _name("contractor_name"))
    for pattern in phrases.OBLIGEE:
        if sentence.take(pattern, "place", _name("obligee_name")):
            break
    named = {fact.label.field for fact in sentence.facts}
    if "project_name" not in named and named & {"obligee_name", "contract_amount"}:
        sentence.take(phrases.BARE_WORK, "work", _work)
    if "form" not in named and not labels.PRODUCT_WORD.search(sentence.folded):
        sentence.take(phrases.FORM_ALONE, "form", _fact("form", PRODUCTS))


_PARTICLES: Final = re.compile(
    r"[一-龠々ァ-ヶー](?:は|が|を|に|で|と|も|より|から)|弊社|当社|この|その|(?:です|ます|した)$"
)
"""What no name has inside: then the pattern began too early."""
_NO_NAME: Final = re.compile(
    r"(?:この|その|本|当該|標記の?|下記の?|上記の?|首題の?|別紙の?|今回の?|次の)?"
    r"(?:公共|請負|建設|土木|建築)?(?:工事|業務|委託|設計)"
    r"|.*(?:いたし|ました|です|ます|請け?負|受注|保証|について|契約|発注者)"
)


def _name(field: str) -> Callable[[str, re.Match[str]], Fact | None]:
    """Make a fact of a name, unless other words of the sentence came with it."""

    def make(value: str, _: re.Match[str]) -> Fact | None:
        if field == "obligee_name":
            value = _VERB_BEFORE.sub("", value)
        core = re.sub(phrases.KIND, "", value)
        if _PARTICLES.search(value) or len(core) < _SHORTEST_NAME:
            return None
        return Fact(Label(field), value)

    return make


_VERB_BEFORE: Final = re.compile(
    r"^.*(?:した|しまして|する|った|ている|きた|します)(?=.)"
)
"""The end of another clause before a name: 契約しました柴田町."""
_SHORTEST_NAME: Final = 2


def _work(value: str, _: re.Match[str]) -> Fact | None:
    if phrases.NO_WORK.search(value) or _NO_NAME.match(value):
        return None
    return Fact(Label("project_name"), value)


_NOT_YET: Final = re.compile(r"未|まもなく|予定で|次第|見込")


def _take_conditions(sentence: _Sentence) -> None:
    """Take the declarations of an interim advance, clause by clause."""
    for clause in re.finditer(r"[^、。,]+", sentence.folded):
        kind = interim_declarations.kind(clause[0])
        if kind and not _NOT_YET.search(clause[0]):
            fact = Fact(Label(f"conditions.{kind}", ("interim",)), "はい")
            sentence.facts.append(fact)
            sentence.blank(clause)


_LABELLED: Final = phrases.pattern(
    r"(?:(?<=[、。＿\s])|^)(?P<label>[^、。は＿\s]{2,20}?)"
    r"(?:に＿{4,7}|(?:に(?:ついて|関しまして|関して))?は)[、\s]?(?P<value>[^、。＿]{1,80}?)"
    r"(?:です|でございます|であります|となります|になります|となっております|とします"
    r"|といたします|でお願い(?:いた|致)?します|を希望(?:いた)?します)(?=[。、]|$)"
)
_NOT_TOLD: Final = frozenset({"", labels.PRODUCT_FIELD, PREMIUM})
"""Labels that a sentence leaves open: 保証料は一括で may mean "at once"."""
_VERBS: Final = re.compile(r"ます|ました|ており|いたし|こと|もの|ため|ので")


def _take_labelled(sentence: _Sentence) -> None:
    """Take `預託先は七十七銀行 角田支店です`: a label of the form and its value."""
    if "は" not in sentence.text:
        return

    def make(value: str, match: re.Match[str]) -> Fact | None:
        label = labels.lookup(match["label"])
        if not label or label.field in _NOT_TOLD:
            return None
        return None if _VERBS.search(value) else Fact(label, value)

    sentence.take(_LABELLED, "value", make)
