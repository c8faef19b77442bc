"""The composition root: settings in, a desk that can work out.

Read from top to bottom: everything but the listeners (`server/server.py`) is built
here, and only here both ends of the way are known.  Nothing here decides.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from mailbot.assets import assets
from mailbot.authentication.sender import NOBODY, Proof
from mailbot.authentication.users import Users, read_users
from mailbot.composer.composer import Composer
from mailbot.configuration.settings import Settings
from mailbot.core.office.office import Office
from mailbot.delivery.select import outbound_of
from mailbot.documents.maker import Maker
from mailbot.documents.select_signer import our_fingerprints, signer_of
from mailbot.documents.typst import TypstRenderer
from mailbot.inbound.timer import Clock
from mailbot.intake.desk import open_desk
from mailbot.intake.intake import Intake
from mailbot.intake.traffic import mailbox_of
from mailbot.jobs.compose_mail import Writer
from mailbot.jobs.deliver_mail import Carrier
from mailbot.jobs.issue_guarantee import Issuer
from mailbot.jobs.worker import Performer, Worker
from mailbot.registry.contract import Registry
from mailbot.registry.lookup import Lookup
from mailbot.registry.mail_requests import MailRequests
from mailbot.registry.select import registry_of
from mailbot.sandbox.memory_budget import InHand
from mailbot.sandbox.sandbox import Sandbox
from mailbot.security.vault import Vault
from mailbot.store.database import Moment, unwatched
from mailbot.store.disk_space import Health
from mailbot.store.incoming import HANDLE, HANDLE_HEAVY, HANDLE_STRANGER
from mailbot.store.open_store import utc_now
from mailbot.store.store import Store
from parsers.automatic.classify import OwnMail

DELIVERERS = 3
"""Threads that carry mails: a slow peer holds up one of them."""


@dataclass(frozen=True, slots=True)
class App:
    """Everything that works, built and not yet started."""

    settings: Settings
    office: Office
    store: Store
    intake: Intake
    registry: Registry
    lookup: Lookup
    composer: Composer
    workers: tuple[Worker, ...]
    rooms: tuple[Sandbox, ...]
    clock: Clock
    health: Health
    vault: Vault
    in_hand: InHand
    users: Users | None

    def is_relay(self, peer: str) -> bool:
        """Return whether an IP address is one of our own relays'."""
        return self.intake.proof.is_relay(peer)

    def accepts(self, recipient: str) -> bool:
        """Return whether an envelope recipient is one of ours, with or without a token.

        A branch's own address and abuse@ are, too: people read what comes there.
        """
        return bool(mailbox_of(recipient, self.office))


def build(
    settings: Settings,
    now: Callable[[], datetime] = utc_now,
    at_commit: Callable[[Moment], None] = unwatched,
    office: Office | None = None,
) -> App:
    """Build the desk and bring its database to its newest shape.

    ConfigurationError when settings or data files are wrong.  Only tests give `now`,
    `at_commit` (called around every commit) or an office of their own.
    """
    users = _users(settings)
    desk, vault = open_desk(settings, now, at_commit, office)
    office, store = desk.office, desk.store
    secret = vault.token_secret
    loop_mark = vault.keyed_hash("loop mark")[:16]
    own = _own_mail(settings, office, loop_mark)
    registry = registry_of(settings, store)
    lookup = Lookup(store, registry, settings.viewing.as_core())
    room, apart = Sandbox(), Sandbox()
    ours = partial(our_fingerprints, settings, now)
    counter = MailRequests(store, office, lookup, room.examine, ours)
    proof = _proof(settings, users)
    hand = InHand(settings.limits.octets_in_flight)
    decides = (office, store, desk.committer)
    intake = Intake(*decides, secret, own, room, counter, proof, hand)
    look_apart = replace(counter, examine=apart.examine)
    strangers = replace(intake, read_mail=apart, look_up=look_apart)
    composer = Composer(assets("templates"), settings.language)
    maker = Maker(office, TypstRenderer(), signer_of(settings, now))
    issuer = Issuer(store, maker, registry, intake.handle)
    writer = Writer(store, office, composer, secret, loop_mark, settings.is_live)
    carrier = _carrier(settings, store, intake, secret, now)
    return App(
        settings=settings,
        office=office,
        store=store,
        intake=intake,
        registry=registry,
        lookup=lookup,
        composer=composer,
        workers=tuple(
            Worker(store, performers, now)
            for performers in _work(intake, strangers, writer, issuer, carrier)
        ),
        rooms=(room, apart),
        clock=Clock(store, intake.handle, now),
        health=Health(settings.data),
        vault=vault,
        in_hand=hand,
        users=users,
    )


def _work(
    intake: Intake, strangers: Intake, writer: Writer, issuer: Issuer, carrier: Carrier
) -> Iterator[Mapping[str, Performer]]:
    """Yield the kinds of jobs of each worker, and who performs them."""
    yield {
        HANDLE: intake.perform,
        "compose": writer.compose,
        "make": issuer.make,
        "void": issuer.void,
    }
    for _ in range(DELIVERERS):
        yield {"deliver": carrier.deliver}
    yield {HANDLE_HEAVY: intake.perform}
    yield {HANDLE_STRANGER: strangers.perform}


def _own_mail(settings: Settings, office: Office, loop_mark: str) -> OwnMail:
    """Return what tells our own mail, and the groups that pass mail on to the desk."""
    lists = frozenset(one.lower() for one in settings.listen.own_lists)
    return OwnMail(frozenset({office.surety.domain}), frozenset({loop_mark}), lists)


def _users(settings: Settings) -> Users | None:
    file = settings.listen.users_file
    return None if file is None else read_users(file)


def _proof(settings: Settings, users: Users | None) -> Proof:
    listen = settings.listen
    writes_for = users.writes_for if users else NOBODY
    return Proof(listen.trusted_relays, listen.authserv_id, writes_for)


def _carrier(
    settings: Settings,
    store: Store,
    intake: Intake,
    secret: bytes,
    now: Callable[[], datetime],
) -> Carrier:
    """Build what delivers mails and says what came of it."""
    return Carrier(
        store=store,
        outbound=outbound_of(settings),
        handle_event=intake.handle,
        secret=secret,
        bounces=settings.surety.bounces,
        clock=now,
        dice=random.random,
    )
