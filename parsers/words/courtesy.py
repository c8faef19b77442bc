"""Courtesy: the sentences that say nothing about the matter.

Greetings, self-introductions, closings, announcements (下記のとおり申し込みます). A
sentence is courtesy only if *each* of its clauses is:
「金額は後日、よろしくお願いします」 is not.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.words import courtesy_phrases, english

if TYPE_CHECKING:
    from collections.abc import Collection

_DO: Final = r"(?:いた|致)?します|申し?上げます|いたしたく存じます|たく存じます"
_ASK: Final = rf"""
    (?:お願い|おねがい|御願い|お願)(?:{_DO}|です|いたします|したく(?:存じます)?|まで)?
"""
_WELL: Final = r"""
    (?:(?:何卒|どうぞ|どうか|以上|引き続き|引続き|今後とも|重ねて|併せて|今後も
    |ご?手配)\s*)*
"""
_GO: Final = r"[ぁ-ん一-龠ァ-ヶー]"
_FAVOUR: Final = r"""
    (?:(?:ご|お|御)?(?:確認|査収|検討|手配|対応|連絡|返信|回答|返答|高配|指導|鞭撻
    |指導ご鞭撻|協力|審査|処理|手続き?|受領|受付|受け付け|了承|承知|承諾|容赦|査証
    |取り計らい|取計らい|引き立て|付き合い|理解|理解ご協力|教示|収め|納め|目通し|一読
    |高覧|配慮|発行|申し?込み?|保証|手数ですが|世話))
"""
"""What is asked for in a closing and adds nothing: no call, no money, no paper."""
_COMPANY: Final = r"""
    株式会社|有限会社|合同会社|合資会社|㈱|㈲|\(株\)|\(有\)|建設|工業|土木|組|工務店
    |組合|企業体|興業|舗道|設備|電気|造園|塗装|設計|コンサルタント
"""

_CLAUSE: Final = re.compile(
    rf"""
      (?:いつも|平素(?:より|は)?|日頃(?:より|は)?|毎度|毎々|大変|たいへん|先日は
        |先ほどは)*(?:格別の|格別なる|多大な)?(?:(?:お|ご|御)?(?:世話|高配|厚情|愛顧
        |支援|協力|引立て|引き立て|指導)(?:に|を|いただき|頂き|賜り|になり|になって)?
        (?:あずかり|なって|なり|賜り|頂き|いただき)?)(?:おります|ます
        |ありがとうございます|(?:厚く|誠に|まことに|深く)?(?:御礼|お礼|感謝)
        (?:を)?申し?上げます|大変お世話になって(?:おり|い)ます)?
    | (?:(?:いつも|平素は?|先日は|先ほどは|昨日は|本日は|このたびは|この度は|毎度|誠に
        |大変|早速の|早々の|迅速な|ご?丁寧な)*(?:ご|お|御)?(?:連絡|返信|返事|対応|案内
        |確認|送付|回答|手配)?(?:を?いただき|頂き|くださり|下さり)?(?:誠に|まことに
        |どうも|大変)?(?:ありがとう|有難う|有り難う)(?:ございます|ございました
        |存じます)?)
    | (?:お世話様|お世話さま|お疲れ様|お疲れさま|おつかれさま|こんにちは
        |おはようございます|初めまして|はじめまして|お忙しいところ)(?:です|でございます
        |恐れ入りますが|恐縮ですが|すみませんが|申し訳ございませんが|失礼
        (?:いた)?します)?
    | 初めて(?:ご)?(?:連絡|メール)(?:させていただき|いたし|し)ます|突然の(?:ご)?(?:連絡
        |メール)(?:で)?失礼いたします
    | 拝啓|敬具|前略|草々|謹啓|敬白|早々|記|以上|以\s*上|取り急ぎ(?:ご連絡)?(?:まで
        |申し上げます)?|一筆啓上|かしこ
    | {_GO}{{1,8}}の(?:候|折|みぎり|季節).{{0,12}}|(?:時下|貴社|皆様)?(?:に(?:は
        |おかれまして(?:は)?))?(?:ますます|益々|いよいよ)(?:ご|御)?(?:清栄|清祥|隆盛
        |発展|盛栄|健勝|繁栄)(?:のことと|の事と|のほどと|の由)?(?:お慶び|お喜び|拝察)?
        (?:申し?上げます|いたします)?
    | {_WELL}(?:{_FAVOUR}(?:の?ほど|の上|のうえ|ください(?:ます)?よう|いただきますよう
        |下さい(?:ます)?よう|賜りますよう|の程|よろしく|を)?)?\s*{_WELL}(?:宜しく
        |よろしく)?\s*(?:{_ASK}|どうぞ|たのみます|頼みます)
    | {_WELL}{_FAVOUR}(?:の?ほど|の程|の上|のうえ|いただきたく|いただければ(?:幸いです
        |と存じます)?)
    | (?:何卒|どうぞ|どうか)*(?:宜しく|よろしく)(?:です|どうぞ)?
    | (?:厚く|心より|誠に|深く)*(?:御礼|お礼|感謝)(?:を)?(?:申し?上げます|いたします)
    | (?:ありがと|有難)う?(?:ございます|ございました)?|感謝(?:いた)?します|助かります
    | (?:これ|こちら|以上|取り急ぎ)(?:で|にて|、)?(?:失礼(?:いた)?します|(?:ご)?(?:連絡
        |報告|返信)(?:まで)?(?:です|(?:いた|申し?上げ)?ます|申し?上げます)?)
    | (?:ご|お|御)(?:自愛|身体|体)(?:を大切に|に気をつけて|ください(?:ませ)?)+
    | (?:以上|これ)(?:です|となります|でございます|になります)|(?:了解|承知|かしこまり)
        (?:いた|致)?しました|かしこまりました
    | {_WELL}(?:ご|お|御)(?:確認|査収|検討|手配|対応|返信|連絡|教示|一読|了承|審査|回答)
        (?:ください(?:ませ)?|下さい(?:ませ)?|いただけますと幸いです|のほど)
    | (?:お|ご|御)(?:手数|多用|多忙|面倒|忙しい|忙しい中|迷惑|不便)(?:を)?(?:の|な)?
        (?:ところ|中|とは存じます|とは思います|かと存じます)?(?:おかけ|お掛け|掛け
        |かけ)?(?:いた|致)?(?:し|します|しました)?(?:まして)?(?:申し訳(?:ございません
        |ありません)|恐縮です|恐れ入ります|誠に恐れ入ります|です)?(?:が|けれども)?
    | (?:大変|誠に|まことに|度々|たびたび|重ね重ね)*(?:恐れ入ります|恐縮です|申し訳
        (?:ございません|ありません|ない)|すみません|失礼(?:いた)?しました)(?:が)?
    | (?:下記|次|別紙|下表|以下|上記|標記|表記|添付|掲題|首題)(?:の|に|にて|を)?
        (?:とおり|通り|内容|件|工事|業務|表)?(?:の)?(?:とおり|通り|件|保証)?(?:に|にて
        |で|を|について|につきまして|につき|の)?(?:つきまして|つき)?(?:は|て)?(?:保証)?
        (?:を|の)?(?:(?:お|ご)?(?:申し?込み?|送り|送付|連絡|依頼|願い|知らせ|回答|返答)
        (?:を)?(?:いた|致|申し上げ|し)?(?:ます|します|いたします)?(?:ので)?)?
    | (?:(?:申込|申込み|お申込み|保証|申請|工事)の?)?内容は?(?:、)?(?:次|下記|以下|別紙
        |上記)の(?:とおり|通り)(?:です|でございます|となります|になります)?
    | (?:.{{0,12}}の)?(?:電子)?保証(?:の(?:お|ご)?(?:申し?込み?|手続き?))?(?:を|の)(?:お
        |ご)?(?:申し?込み?|願い|依頼)(?:を)?(?:いた|致|申し上げ)?(?:し)?(?:ます
        |いたします)
    | (?:ご)?(?:連絡|回答|返信|返答|提出|送信|送付|申込み?)(?:を)?(?:いたし|致し
        |させていただき|申し上げ|し)ます
    | (?:下記|以下|記入欄|引用|本文)?(?:の?とおり|の?通り)?(?:に|へ)?(?:ご)?(?:記入|記載
        |回答|返答)(?:いた)?(?:し)(?:ました|ます)(?:ので)?|(?:ご)?(?:内容|確認内容
        |申込確認)(?:を|は|の)?(?:すべて|全て)?(?:確認|拝見|承知)(?:いた)?(?:し)
        (?:ました)
    | (?:記入欄|ご質問|お尋ね|ご照会|お問い合わせ)の?(?:件|に)?(?:つきまして|について)?
        (?:は)?(?:下記の?とおり)?(?:に)?(?:記入|書き込み|ご?回答|返答)?(?:いたし|し)?
        (?:ました|ます)?(?:ので)?
    | (?:保証の?)?(?:お?申し?込み?(?:書|内容|事項)?|申請書|必要事項)(?:を|は|につき)?
        (?:下記|以下|次|添付|別紙)?(?:の?とおり|の?通り|に)?(?:お送り|送付|記載|記入
        |送信|提出)?(?:いた|致)?(?:し)?(?:ます|ました|です)(?:ので)?
    | (?:(?:電子)?保証|保証契約|お?申し?込み?|前払金保証|契約保証)の?件
    | (?:標記|表記|首題|掲題|上記|本)の?(?:件|保証|工事|業務)(?:に(?:つきまして|ついて
        |つき|関し(?:まして|て)?))?(?:は)?
    | (?:そのほか|その他|ほか|他)の?(?:項目|内容|点|事項)?(?:に?(?:つきまして
        |ついて))?は(?:、)?(?:申込確認の?|ご?確認の?)?(?:とおり|通り|そのまま)?で?
        (?:間違い|変更|相違|問題|訂正)?(?:は)?(?:ございません|ありません|なし
        |お願いします|結構です|変更なし)?
    | (?!.*(?:銀行|金庫|農協|工事|業務|代表者|JV代表|[元下]請))[^はがをで0-9]{{0,40}}
        (?:{_COMPANY})[^はがをで0-9]{{0,24}}(?:です|でございます|と申します)
    | (?!.*(?:銀行|金庫|信金|農協|口座|当座|普通))[^はがをで0-9]{{1,30}}[部課係局室店所]
        (?:の|\s)[^はがをで0-9]{{1,10}}(?:です|でございます|と申します)
    | (?:担当の|わたくし|私|経理の|総務の)?[^はがをでにも0-9]{{1,12}}と申します|
        (?!.*[電紙振現変要希必無有設測該確予同括済新代自急結可円年月日期額銀違])[一-龠々髙﨑]{{1,4}}
        (?:です|でございます)|(?:現場|担当|総務|経理|事務|工事|営業|建設|土木|業務)(?:部
        |課|係|担当)?の[^はがをでにも0-9]{{1,8}}(?:です|でございます)|(?:担当の|わたくし
        |私)[^はがをでにも0-9]{{1,8}}(?:です|でございます)
    | (?:請求書|書類|関係書類|資料|申込書|契約書(?:の写し)?|前払金請求書|注文書|請書)
        (?:一式|等)?(?:を|は)(?:(?:添付|送付|お送り|送信)(?:いた|致)?(?:します|しました
        |のとおりです)|お?送り(?:ます|ました))
    | (?:よい|良い)(?:一日|週末)を|では(?:また)?|それでは|どうも|さて|つきましては|なお
        |また|ただし|まずは|とりあえず
    | {english.COURTESY}
    """,
    re.VERBOSE,
)

_PHRASE: Final = re.compile(courtesy_phrases.CLAUSES, re.IGNORECASE | re.VERBOSE)
_SPLIT: Final = re.compile(
    r"[、，,。．！!♪]+|(?<=拝啓|拝復|前略|謹啓)\s+|(?<=敬具|草々|以上|敬白)\s+|(?<=[が件で])(?=よろしく|宜しく|何卒|どうぞ)"
)
_ADDRESSEE: Final = re.compile(
    r".{1,40}(?:御中|様|殿|各位|さま|先生|ご担当者様?)(?:\s*(?:へ|宛))?$"
)
_RULE: Final = re.compile(
    r"[\s\u2010-\u2015\u2500-\u257f\-_=*＊#~～+・.…◆◇■□●○★☆♪※^|／/＝＿ー－−﹣﹊﹍]{3,}"
)
MAX_COURTESY: Final = 200
MAX_CLAUSE: Final = 80
"""Signs of a sentence, and of a clause, that are looked at."""


def is_rule(text: str) -> bool:
    """Return whether a line is drawn: ━━━, -----, *****."""
    return bool(_RULE.fullmatch(text)) and bool(text.strip())


def is_addressee(text: str) -> bool:
    """Return whether a line is an addressee: 宮城支店 御中, ご担当者様."""
    return len(text) <= MAX_COURTESY and bool(_ADDRESSEE.fullmatch(fold.trim(text)))


def is_courtesy(sentence: str) -> bool:
    """Return whether every clause of a sentence is mere courtesy."""
    if len(sentence) > MAX_COURTESY:
        return False
    return all(map(_is_polite, clauses(sentence)))


def clauses(sentence: str) -> list[str]:
    """Cut a sentence into its clauses, folded, without faces and pictures."""
    folded = fold.narrow(fold.trim(sentence))
    if not folded.isascii():
        folded = courtesy_phrases.ASIDES.sub("、", folded)
    return [bare for clause in _SPLIT.split(folded) if (bare := clause.strip())]


@lru_cache(2048)
def _is_polite(clause: str) -> bool:
    """Return whether one clause is courtesy; the same ones stand in every mail."""
    if _CLAUSE.fullmatch(clause):
        return True
    if len(clause) > MAX_CLAUSE:
        return False
    usual = spelt(clause)
    return bool(_PHRASE.fullmatch(usual) or _CLAUSE.fullmatch(usual))


_SPACED: Final = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")
_ANOTHER: Final = re.compile(r"ご(?=礼|中|社)")


def spelt(clause: str) -> str:
    """Return a clause in the spelling that the patterns know."""
    text = _SPACED.sub("", clause)
    for written, usual in courtesy_phrases.SPELLINGS:
        text = text.replace(written, usual)
    return _ANOTHER.sub("御", text.replace("御", "ご"))


@cache
def _beside(command: str) -> re.Pattern[str]:
    return re.compile(courtesy_phrases.BESIDE.get(command, r"(?!)"), re.VERBOSE)


def goes_with(sentence: str, commands: Collection[str]) -> bool:
    """Return whether a sentence is courtesy, or says again what a command said."""
    if len(sentence) > MAX_COURTESY:
        return False
    return all(
        _is_polite(clause)
        or any(_beside(name).fullmatch(spelt(clause)) for name in commands)
        for clause in clauses(sentence)
    )


def is_opening(line: str) -> bool:
    """Return whether a line may stand above the text: addressee or greeting."""
    bare = fold.trim(line)
    return not bare or is_rule(bare) or is_addressee(bare) or is_courtesy(bare)
