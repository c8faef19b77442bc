"""Courtesy: what says nothing about the matter, and what must reach a person."""

from __future__ import annotations

import pytest

from parsers.words import courtesy

POLITE = """
標題の件、下記内容にて申込みいたしますのでよろしくお願い致します。
不足等ございましたらご連絡下さい。
謹啓　春暖の候、益々御隆昌の段、慶賀の至りに存じます。
毎々格別の御懇情を賜り有難く厚く御礼申上げます。
桜の便りが待ち遠しい季節となりましたが、皆様いかがお過ごしでしょうか。
ご不明な点やご確認事項等ございましたら、お手数ですが佐藤までお申し付けくださいませ。
末筆ながら、貴社の益々のご発展をお祈り申し上げます。
契約書の写しと工程表を添付いたします。
不備がありましたらご連絡ください(^^)/
お忙しいところ恐れ入りますが、ご対応いただけますと幸いです。
先日はお忙しい中、弊社までお越しいただきありがとうございました。
お手すきの際にご確認をお願いします。
まずは取り急ぎ書中をもってお願い申し上げます。
""".strip().splitlines()
NOT_COURTESY = """
至急お電話ください。
金額は後日、よろしくお願いします。
取り消してください。
契約保証は不要です。
本日中に発行をお願いします。
申込みを取り消していただきますようお願いいたします。
請求書は別途郵送いたします。
保証料はいくらですか。
紙で送ってください。
前回の申込みは間違いです。
一度お電話いただけますか。
担当者に代わってください。
発行を止めてください。
工期が延びた場合は保証の変更も必要でしょうか？
口座を変更しました。
認証キーが届きません。
少しお待ちください。
契約保証の手続きについてご教示ください。
発行の手続きについてご案内ください。
送付先：角田営業所です。
JV代表 株式会社甲建設です。
町道工事 未契約です。
3月16日までにお願いします。
""".strip().splitlines()


@pytest.mark.parametrize("sentence", POLITE)
def test_set_phrases_are_courtesy(sentence: str) -> None:
    """A person who writes politely is not held."""
    assert courtesy.is_courtesy(sentence)


@pytest.mark.parametrize("sentence", NOT_COURTESY)
def test_what_means_something_is_not(sentence: str) -> None:
    """A question, a figure, urgency or a wish stays for a person."""
    assert not courtesy.is_courtesy(sentence)


def test_a_sentence_may_say_again_what_its_command_says() -> None:
    """「発注者へお送りください」 beside 提出 is said already; alone it is a wish."""
    sentence = (
        "認証キーのお知らせと併せて、発注者へお送りくださいますようお願いいたします。"
    )
    assert courtesy.goes_with(sentence, {"submit"})
    assert not courtesy.goes_with(sentence, {"change"})
    assert not courtesy.is_courtesy(sentence)
