"""`mailbot verify`: whether a PDF is ours, and says what is on record.

Looks only: nothing is written.  The key is compared and never shown.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from mailbot.cli.lines import say_json
from mailbot.cli.options import Config, Json
from mailbot.cli.terminal import Paper
from mailbot.composer.tables.obligee import DOCUMENTS, LABELS, SIGNATURES
from mailbot.configuration.load_settings import load_settings
from mailbot.configuration.settings import Settings
from mailbot.documents.examine import Compared, Examined, examine
from mailbot.documents.select_signer import our_fingerprints
from mailbot.errors import MailbotError
from mailbot.registry.compare import compare_with_record
from mailbot.staff.printable import one_line
from mailbot.store.keyring import database_file
from mailbot.store.open_store import opened, require_archive, utc_now

EXAMPLE = "mailbot verify 認証キーのお知らせ.pdf"


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of it.  `compared` is None where nothing is on record to compare."""

    examined: Examined
    compared: tuple[Compared, ...] | None
    verdict: str
    is_newest: bool = True

    @property
    def is_ours(self) -> bool:
        """Whether the signature is ours, and nothing differs from the record."""
        differs = any(not one.same for one in self.compared or ())
        return self.examined.signature == "valid" and not differs


def verify(
    file: Annotated[Path, typer.Argument(help="A PDF that is said to be ours.")],
    config: Config = None,
    as_json: Json = False,
) -> int:
    """Check a PDF: our signature, and its fields beside the record.  0: all is well."""
    try:
        pdf = file.read_bytes()
    except OSError as wrong:
        raise MailbotError(f"{one_line(str(file))}: {wrong.strerror}.") from None
    settings = load_settings(config)
    for library in ("pypdf", "pyhanko"):
        # What they find odd about a file is what we are here to say, in our words.
        logging.getLogger(library).setLevel(logging.CRITICAL)
    found = verified(settings, pdf)
    if as_json:
        say_json(_in_json(found))
    else:
        _show(found, Paper.standard())
    return 0 if found.is_ours else 1


def verified(settings: Settings, pdf: bytes) -> Verified:
    """Examine octets, and compare them with the record where there is one."""
    examined = examine(pdf, our_fingerprints(settings, utc_now))
    if examined.kind is None or not examined.number:
        return Verified(examined, None, "当社の書面として読み取れません。")
    if not database_file(settings).is_file():
        return Verified(examined, None, "照合する記録がここにありません。")
    require_archive(settings)
    with opened(settings) as store, store.snapshot() as tx:
        beside = compare_with_record(tx, examined)
    if beside is None:
        return Verified(examined, None, "この番号の書面は記録にありません。")
    return Verified(
        examined,
        beside.compared,
        "記録と一致しています。" if beside.same else "記録と相違があります。",
        is_newest=beside.is_newest,
    )


def _in_json(found: Verified) -> dict[str, object]:
    examined = found.examined
    return {
        "signature": examined.signature,
        "signer": examined.signer,
        "kind": examined.kind,
        "number": examined.number,
        "sha256": examined.digest,
        "fields": dict(examined.fields),
        "record": None
        if found.compared is None
        else [
            {"name": one.name, "same": one.same, "shown": one.shown}
            for one in found.compared
        ],
        "newest": found.is_newest,
        "verdict": found.verdict,
    }


def _show(found: Verified, paper: Paper) -> None:
    examined = found.examined
    paper.pairs(
        (
            ("書面", DOCUMENTS[examined.kind or ""]),
            ("保証契約番号", examined.number),
            ("電子署名", SIGNATURES[examined.signature]),
            ("署名者", one_line(examined.signer)),
            ("記録", found.verdict),
        )
    )
    if found.compared:
        paper.say("")
        paper.rows(("項目", "照合", "ファイルの記載"), map(_row, found.compared))
    else:
        said = {**examined.embedded, **examined.page.rows}
        paper.say("")
        paper.pairs(
            (label, one_line(str(said[name])))
            for name, label in LABELS.items()
            if name in said
        )
    for warning in _warnings(found):
        paper.say("")
        paper.say(warning)


def _row(one: Compared) -> tuple[str, str, str]:
    name = LABELS.get(one.name, one.name)
    return name, "一致" if one.same else "相違", "" if one.same else one_line(one.shown)


def _warnings(found: Verified) -> tuple[str, ...]:
    said = []
    if not found.is_newest:
        said.append("この書面のあとに、変更された書面が発行されています。")
    if found.compared and found.examined.signature != "valid":
        said.append(
            "文字が一致していても、署名が有効でないファイルの見た目は保証できません。"
            "原本は閲覧サービスでご確認ください。"
        )
    return tuple(said)
