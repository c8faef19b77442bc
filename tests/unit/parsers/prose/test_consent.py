"""Consent: what agrees to a read-back, what withdraws, and what only sounds like it."""

from __future__ import annotations

import pytest

from tests.unit.parsers.letters import reply

YES = """
はい、お願いします。
はい。間違いありません。
内容に相違ありません。よろしくお願いいたします。
この内容で進めてください。
OKです、進めて下さい。
問題ございません。発行をお願いいたします。
記載内容で間違いありません。手続きお願いします。
はい、この内容で発行をお願いいたします。
内容確認致しました。相違ございませんので、お手続きの程宜しくお願い致します。
はい、よろしくお願いします！
確認しました。OKです。
内容OKです。発行お願いします。
このままでお願いします。
この内容で結構です。
以上の内容で間違いございません。
""".strip().splitlines()
NOT_YES = r"""
はい、受け取りました。確認して連絡します。
はい、確認します。
はい、ご連絡いたします。
はい、承知しました。後ほど確認いたします。
はい、少々お待ちください。
はい。社長に見てもらいます。
はい、問題なければお進めください。
問題ありませんか？
この内容で進めていいか確認中です。
内容は問題ありませんが契約日だけ違います。
問題ありません、ただし工期だけ直してください。
間違いありませんが、発行は来週にしてください。
OKではありません。
進めてくださいとは言っていません。
まだ進めないでください。
内容確認しました。のちほど回答します。
確認しました。社長の決裁待ちです。
承知しました。
了解しました。
確認いたしました。よろしくお願いいたします。
大丈夫だと思います。
OKかどうか確認します。
おおむね問題ありません。
金額以外は問題ありません。
問題ありません。金額以外は。
前払金保証については問題ありません。契約保証は検討中です。
結構です。
大丈夫です、やめておきます。
発行しなくて結構です。
このまま進めてよろしいでしょうか。
問題なければ進めてください。
はい\nでも金額がちょっと変です。
はい\n契約書と違う気がします。
はい\n\nただし発行は明日まで待ってください。
はい、取り消してください。
""".strip().splitlines()
WITHDRAWS = """
申込みを取り消します。
今回は取り下げさせていただきます。
工事が中止になったため、申込みを取り下げます。
すみませんが取消でお願いします。
申し訳ございませんが、キャンセルさせてください。
""".strip().splitlines()
DOES_NOT = """
契約保証の申込みは取り下げます。
前回の申込みを取り消したのは間違いでした。
取り消しはしません。
取消はできますか。
キャンセル料はかかりますか。
取り消す場合はどうすればよいですか。
先日の取消の件、承知しました。
申込みを取り下げないでください。
別の会社の申込みを取り下げます。
変更を取り消してください。
""".strip().splitlines()


@pytest.mark.parametrize("text", YES)
def test_sentences_that_agree_confirm(text: str) -> None:
    """A yes in other words is a yes, where nothing else is said."""
    assert reply(text).intent == "confirm"


@pytest.mark.parametrize("text", [each.replace("\\n", "\n") for each in NOT_YES])
def test_sentences_that_only_sound_so_do_not(text: str) -> None:
    """Politeness, a question, a condition or a doubt is no yes."""
    assert reply(text).intent != "confirm"


@pytest.mark.parametrize("text", WITHDRAWS)
def test_a_sentence_withdraws(text: str) -> None:
    """取下げ at the end of a polite sentence, with its reason, withdraws."""
    assert reply(text).intent == "withdraw"


@pytest.mark.parametrize("text", DOES_NOT)
def test_a_sentence_with_the_word_does_not(text: str) -> None:
    """Another thing, a question, a negation or the past withdraws nothing."""
    assert reply(text).intent != "withdraw"
