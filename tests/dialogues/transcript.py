"""Transcripts: what is said, line by line, and what must be answered.

The format is described in README.md beside the transcripts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from functools import cache
from pathlib import Path

from mailbot.assets import assets
from mailbot.configuration.load_office import load_office
from mailbot.configuration.load_settings import load_settings
from mailbot.core.model import events, staff_events
from mailbot.core.model.case import Case
from mailbot.core.model.events import Event, SenderClass
from mailbot.core.model.form_fields import KINDS
from mailbot.core.office.office import Office, Policy
from tests.dialogues.stage import Stage, Written, later, moment
from tests.support.talk import NOON, make_office

FOLDER = Path(__file__).parent

WRITERS = {
    "受注者": "soumu@hoshizora.example.jp",
    "同僚": "genba@hoshizora.example.jp",
    "別の受注者": "otomo@sakuragi.example.jp",
    "発注者": "watanabe@city.kakuda.example.jp",
    "隣の係": "kanzai@city.kakuda.example.jp",
    "他人": "who@example.org",
}
_SENDERS: dict[str, SenderClass] = {"": "claimed", "証明済": "proved", "偽": "failed"}
_MARK = re.compile(rf"^({'|'.join(WRITERS)}|窓口|担当|時計|案件|機械)([<>])\s*(.*)$")
_HEAD = re.compile(r"^#\s*([^:：]+)[:：]\s*(.*)$")
_FILE = re.compile(r"^添付[:：]\s*(.+)$")


@dataclass
class Block:
    """One mark with the lines beneath it.  `line` counts from 1 in the file."""

    who: str
    way: str
    head: str
    line: int
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the lines as one text."""
        return "\n".join(self.lines).strip()


@dataclass(frozen=True)
class Transcript:
    """A whole dialogue: its title, what it names, its rules, and its blocks."""

    name: str
    heads: dict[str, str]
    blocks: tuple[Block, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the rules, questions and fields that it says it shows."""
        return tuple(re.split(r"[\s、,]+", self.heads.get("示す", "").strip()))


def load(path: Path) -> Transcript:
    """Read a transcript."""
    heads: dict[str, str] = {}
    blocks: list[Block] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if mark := _MARK.match(line):
            blocks.append(Block(mark[1], mark[2], mark[3].strip(), number))
        elif blocks:
            blocks[-1].lines.append(line)
        elif head := _HEAD.match(line):
            heads[head[1].strip()] = head[2].strip()
    return Transcript(path.stem, heads, tuple(blocks))


def everything() -> tuple[Transcript, ...]:
    """Return all transcripts, in the order of their names."""
    return tuple(load(path) for path in sorted(FOLDER.glob("[0-9][0-9]*.txt")))


class Play:
    """A transcript being played: each block is done, or compared."""

    def __init__(self, transcript: Transcript) -> None:
        """Set the stage as the head of the transcript wants it."""
        heads = transcript.heads
        self.transcript = transcript
        start = moment(heads["時刻"]) if "時刻" in heads else NOON
        self.stage = Stage(
            _office(heads.get("決まり", "")),
            start,
            first="初めて" in heads.get("決まり", ""),
            by_hand=heads.get("機械") == "手動",
            senders=_SENDERS[heads.get("差出人", "")],
        )
        self.mails_seen = 0
        self.tasks_seen = 0

    def run(self) -> None:
        """Play everything; AssertionError names the line where it went otherwise."""
        for block in self.transcript.blocks:
            if block.way == ">":
                self._nothing_more(block)
            self._do(block)
        self._nothing_more(None)

    def _do(self, block: Block) -> None:
        match block.who, block.way:
            case "窓口", "<":
                self._mail(block)
            case "担当", "<":
                self._task(block)
            case "案件", "<":
                self._case(block)
            case "時計", ">":
                self.stage.until(later(self.stage, block.head))
            case "担当" | "機械", ">":
                case = self._meant(block)
                self.stage.happens(case, _event(self.stage, block))
            case _, ">":
                self.stage.hears(self._written(block))
            case _:
                raise AssertionError(self._at(block, "a mark that nobody knows"))

    def _written(self, block: Block) -> Written:
        sender = WRITERS[block.who]
        files = tuple(hit[1] for one in block.lines if (hit := _FILE.match(one)))
        text = "\n".join(one for one in block.lines if not _FILE.match(one)).strip()
        head, _, wanted = block.head.partition(" ")
        reply, _, place = head.partition("#")
        if reply != "返信":
            return Written(sender, block.head, text, files=files)
        side = "submission" if block.who == "発注者" else wanted
        there = [
            one
            for one in self.stage.sent
            if (one.send.kind == side if side else one.send.kind != "submission")
        ]
        assert there, self._at(block, "there is no mail to answer")
        answered = there[int(place) - 1 if place else -1]
        return Written(sender, f"Re: {answered.made.subject}", text, answered, files)

    def _mail(self, block: Block) -> None:
        new = self.stage.sent[self.mails_seen :]
        assert new, self._at(block, f"no mail, where {block.head} was expected")
        self.mails_seen += 1
        kind, _, to = block.head.partition(" ")
        sent = new[0]
        passed_on = "\n".join(one.name for one in sent.send.papers)
        text = f"{sent.made.subject}\n{sent.made.text}\n{passed_on}"
        assert sent.send.kind == kind, self._at(block, f"{sent.send.kind}:\n{text}")
        assert not to or sent.send.to == to, self._at(block, f"to {sent.send.to}")
        flat = _flat(text)
        for line in filter(None, map(str.strip, block.lines)):
            wanted = _flat(line.removeprefix("!"))
            there = wanted in flat
            assert there is not line.startswith("!"), self._at(block, f"{line}\n{text}")

    def _task(self, block: Block) -> None:
        new = self.stage.tasks[self.tasks_seen :]
        assert new, self._at(block, f"no task, where {block.head} was expected")
        self.tasks_seen += 1
        reason, *more = block.head.split()
        assert new[0].reason == reason, self._at(block, new[0].reason)
        assert ("urgent" in more) is bool(new[0].detail.get("urgent")), self._at(
            block, str(new[0].detail)
        )
        for wanted in (one for one in more if one != "urgent"):
            assert wanted in str(new[0].detail), self._at(block, str(new[0].detail))

    def _case(self, block: Block) -> None:
        case = self._meant(block)
        assert case is not None, self._at(block, "there is no case")
        facts = {
            case.state.value,
            f"held={case.held or 'no'}",
            f"language={case.language}",
            *(f"{g.product}={g.state.value}" for g in case.guarantees),
            *(f"submission={s.state.value}" for s in case.submissions),
            *(f"{key}={said.value}" for key, said in case.said.items()),
        }
        wanted = [one for one in block.head.split() if not one.startswith("case=")]
        for fact in (*wanted, *filter(None, map(str.strip, block.lines))):
            assert fact in facts, self._at(
                block, f"{fact} is not among {sorted(facts)}"
            )

    def _meant(self, block: Block) -> Case | None:
        named = re.search(r"\bcase=(\d+)", block.head)
        return self.stage.cases.get(int(named[1]) if named else self.stage.newest)

    def _nothing_more(self, block: Block | None) -> None:
        mails = self.stage.sent[self.mails_seen :]
        tasks = self.stage.tasks[self.tasks_seen :]
        left = [one.send.kind for one in mails] + [one.reason for one in tasks]
        shown = mails[0].made.text if mails else ""
        assert not left, self._at(block, f"not expected before this: {left}\n{shown}")

    def _at(self, block: Block | None, text: str) -> str:
        line = block.line if block else "end"
        return f"{self.transcript.name}.txt:{line}: {text}"


def _flat(text: str) -> str:
    """Return a text in which the folding of lines is undone."""
    return re.sub(r"[\s\u3000]+", "", text)


@cache
def shipped() -> Office:
    """Return the office of the shipped configuration."""
    return load_office(load_settings(assets("config") / "mailbot.toml"))


def _office(wish: str) -> Office:
    """Return the office with the policy that a transcript asks for."""
    found = dict(re.findall(r"(\w+)=(\S+)", wish))
    policy = Policy(
        grace=timedelta(minutes=int(found.get("grace", "0"))),
        review="always" if found.get("review") == "always" else "exceptions",
        lets_pass=tuple(found["lets_pass"].split("、")) if "lets_pass" in found else (),
        auto_issue_ceiling=int(found.get("ceiling", "300000000")),
        four_eyes_above=int(found.get("four_eyes", "0")),
        contract_paper=(
            "required" if found.get("contract_paper") == "required" else "compare"
        ),
        confirmation=(
            "skip_when_clean_and_proved" if found.get("confirm") == "skip" else "always"
        ),
    )
    office = make_office(policy)
    limit = int(found["limit"]) if "limit" in found else None
    banks = tuple(found.get("banks", "").split("、")) if "banks" in found else ()
    hoshizora = replace(
        office.contractors["hoshizora"],
        exposure_limit=limit,
        addresses=(WRITERS["受注者"], WRITERS["同僚"]),
    )
    return replace(
        office,
        # The obligees that ship; the two of the office's own stay as they are.
        obligees={**shipped().obligees, **office.obligees},
        place_names=shipped().place_names,
        surety=replace(office.surety, desk="moushikomi@hosho.example.jp"),
        contractors={**office.contractors, "hoshizora": hoshizora},
        banks=banks,
    )


def _event(stage: Stage, block: Block) -> Event:
    """Return the event that a person or a machine causes: its name and its values.

    What is not named is the obvious: 佐藤 did it, now, to the newest guarantee.
    """
    name, *given = block.head.split()
    kind = next(
        one
        for one in (*vars(events).values(), *vars(staff_events).values())
        if isinstance(one, type) and getattr(one, "code", "").lower() == name.lower()
    )
    case = stage.cases.get(stage.newest)
    values: dict[str, object] = {
        "by": "sato",
        "at": stage.now,
        "text": block.text,
        "reason": block.text,
        "arrived_at": stage.now,
        "ready_at": stage.now,
        "guarantee_id": case.guarantees[-1].id if case and case.guarantees else 0,
        "submission_id": case.submissions[-1].id if case and case.submissions else 0,
        "source": "passbook",
    }
    for one in given:
        key, _, value = one.partition("=")
        values[key] = int(value) if value.isdigit() else value
        if key == "releases":
            values[key] = tuple(value.split("、"))
    known = {one.name for one in fields(kind)}
    values["fields"] = {key: values[key] for key in values if key in KINDS}
    event: Event = kind(**{key: values[key] for key in values if key in known})
    return event
