"""Find the command → read its shape → may they → validate → one transaction → a card. The same for every door."""

import logging
import secrets
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session

from commands import forms, rights
from commands.command import (
    Ask,
    Caller,
    Command,
    Context,
    FileRef,
    Form,
    Later,
    Links,
    Maker,
    Option,
    Progress,
    Reply,
    Request,
    takes_file,
    takes_text,
)
from commands.grammar import tokens
from commands.reading import match, read_words
from commands.registry import COMMANDS
from core import entrance, evidence, handovers, outbox, people, replies, workspace
from core.card import Card, File, from_json, to_json
from core.database import Database, keep_what_is_read
from core.entrance import Arrived, Way
from core.errors import FieldError, Refused
from core.evidence import Store
from core.people import Person
from core.policy import Policy
from core.words import DEFAULT_LANGUAGE, _, speaking
from core.workspace import Workspace

log = logging.getLogger("somerad.dispatch")


@dataclass(frozen=True)
class Shape:
    """What a request says before the database is asked: a command, its words by field name, and what is missing."""

    command: Command
    words: Mapping[str, str]
    files: Mapping[str, FileRef]
    missing: tuple[str, ...]


class _NotKnown(Exception):
    """The chat identity is linked to nobody yet."""


class _NothingChanges(Exception):
    """The command answered without a change: the transaction is rolled back."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.reply = reply


def _unseen(_done: int, _of: int, _what: str) -> None:
    """Nobody watches how far it is."""


class Dispatch:
    """Runs requests against one database. `policy_of` gives a workspace's policy; `wake` is called after a change.

    `links` makes addresses of the bot's own pages, where it serves any; `makers` make what comes later, by kind.
    """

    def __init__(
        self,
        database: Database,
        store: Store,
        policy_of: Callable[[Workspace], Policy],
        wake: Callable[[], None] = lambda: None,
        links: Links | None = None,
        makers: Mapping[str, Maker] = MappingProxyType({}),
    ) -> None:
        self.database = database
        self.store = store
        self.policy_of = policy_of
        self.wake = wake
        self.links = links
        self.makers = makers

    def shape(self, request: Request) -> Shape:
        """The request's shape, without the database. Refused with what is near when it can't be read."""
        if request.command:
            command = next(c for c in COMMANDS if c.name == request.command)
            words = dict(request.data)
        else:
            command, rest = match(tokens(request.text))
            words = read_words(command, rest)
        clean = {name: word.replace("\0", "") for name, word in words.items()}
        files = {name: file for name, file in request.files.items() if takes_file(command.form, name)}
        kept = {name: word for name, word in clean.items() if word.strip() and name not in files}
        given = kept.keys() | files.keys()
        needed = (*command.form.required(), *sorted(request.wants))
        missing = tuple(name for name in dict.fromkeys(needed) if name not in given)
        return Shape(command, kept, files, missing)

    def handle(self, request: Request) -> Reply:
        """The answer to a request. Never raises: what goes wrong becomes a card with what to do."""
        with speaking(DEFAULT_LANGUAGE):
            try:
                return self._greeted(request)
            except Refused as refusal:
                return _refusal(refusal)
            except Exception:
                reference = secrets.token_hex(4)
                log.exception("reference %s: the request failed", reference)
                return _broken(reference)

    def finish(self, request: Request, reply: Reply, progress: Progress = _unseen) -> Reply:
        """Makes what a reply said comes later; gives the reply to say then. Never raises, as `handle`."""
        assert reply.later  # noqa: S101
        with speaking(reply.language):
            try:
                card = self.makers[reply.later.kind](
                    lambda session: self._enter(session, request), reply.later, progress
                )
                return replace(reply, card=card, later=None)
            except Refused as refusal:
                return _refusal(refusal)
            except Exception:
                reference = secrets.token_hex(4)
                log.exception("reference %s: what was to come later failed", reference)
                return _broken(reference, _("Something went wrong, and nothing came of it."))

    def handed_over(self, request: Request, file: File, name: str) -> None:
        """A file of an answer is in a chat, by that name of the platform's; noted where it is to be taken back once."""
        if not file.about:
            return
        with self.database.write() as session:
            home = entrance.reached(session, _way(request))
            handovers.record(
                session, home.id, request.door, request.caller.team, name, file.about, request.at
            )

    def knows(self, caller: Caller, door: str) -> bool:
        """Whether a chat identity is linked to somebody of the team's workspace."""
        with self.database.read() as session:
            found = people.by_chat(session, door, caller.team, caller.user)
            return found is not None

    def suggest(self, request: Request, field: str) -> tuple[Option, ...]:
        """What a field of `request.command` can be, by the text typed so far.

        Nothing for who may not use it, and of a form that is no more.
        """
        command = next((c for c in COMMANDS if c.name == request.command), None)
        key = command.form.keys().get(field) if command else None
        if command is None or key is None or key.source is None:
            return ()
        with speaking(DEFAULT_LANGUAGE), self.database.read() as session:
            try:
                context = self._enter(session, request)
                rights.may(context, command)
            except (Refused, _NotKnown):
                return ()
            with _speaking_to(context):
                return key.source.suggest(context, request.text)

    def _greeted(self, request: Request) -> Reply:
        try:
            return self._handle(request)
        except _NotKnown:
            return self._greet_stranger(request)

    def _handle(self, request: Request) -> Reply:
        shape = self.shape(request)
        if not (shape.missing or shape.files or request.asks):
            return self._perform(request, shape)
        reply, max_megabytes = self._look_ahead(request, shape)
        if reply:
            return reply
        try:
            kept = self._keep_files(shape, max_megabytes)
        except FieldError as fault:
            return self._form_again(request, shape, {fault.field: fault.text})
        return self._perform(request, replace(shape, files=kept))

    def _look_ahead(self, request: Request, shape: Shape) -> tuple[Reply | None, int]:
        """What can be said before any file is read: a form for what is missing, or what is wrong with the rest."""
        with self.database.read() as session:
            context = self._enter(session, request)
            with _speaking_to(context):
                rights.may(context, shape.command)
                limit = context.policy.snapshots.max_megabytes.value
                if shape.missing or request.asks:
                    return forms.missing(context, shape.command, shape.words, shape.missing), limit
                return _read_form(context, shape)[0], limit

    def _keep_files(self, shape: Shape, max_megabytes: int) -> dict[str, Any]:
        """Fetches the door's files and puts them in the store; no transaction is open meanwhile."""
        kept: dict[str, Any] = {}
        for name, file in shape.files.items():
            content = file.read()
            if takes_text(shape.command.form, name):
                kept[name] = evidence.read_text(name, file.name, content)
                continue
            kept[name] = evidence.inspect(name, file.name, content, max_megabytes)
            self.store.put(kept[name].sha256, content)
        return kept

    def _form_again(self, request: Request, shape: Shape, errors: Mapping[str, str]) -> Reply:
        with self.database.read() as session:
            context = self._enter(session, request)
            with _speaking_to(context):
                return forms.again(context, shape.command, shape.words, errors)

    def _perform(self, request: Request, shape: Shape) -> Reply:
        if shape.command.reads:
            with self.database.read() as session:
                return _answer(self._enter(session, request), shape)
        try:
            with self.database.write() as session:
                reply = self._once(session, request, shape)
                if not reply.ok:
                    raise _NothingChanges(reply)
        except _NothingChanges as nothing:
            return nothing.reply
        self._wake_up()
        return reply

    def _wake_up(self) -> None:
        """What was said is saved: a sweep that can't be woken comes by itself."""
        try:
            self.wake()
        except Exception:
            log.exception("the sweep could not be woken")

    def _once(self, session: Session, request: Request, shape: Shape) -> Reply:
        """Runs the command unless the request's key was answered before; then the same card again."""
        arrived = entrance.enter_to_write(session, _way(request), request.key)
        if arrived.answered:
            return Reply(True, from_json(arrived.answered), command=shape.command.name)
        reply = _answer(self._context(session, request, arrived), shape)
        if reply.ok:
            card = to_json(_to_keep(reply.card))
            replies.keep(session, arrived.home.id, request.key, card, request.at)
        return reply

    def _enter(self, session: Session, request: Request) -> Context:
        """Who asks, and where. _NotKnown for a chat identity that nobody is linked to."""
        return self._context(session, request, entrance.enter(session, _way(request)))

    def _context(self, session: Session, request: Request, arrived: Arrived) -> Context:
        home = arrived.home
        policy = self.policy_of(home)
        return Context(
            session=session,
            workspace=home,
            policy=policy,
            calendar=workspace.calendar_of(home, policy),
            now=request.at,
            actor=_known(arrived, request),
            door=request.door,
            roles=arrived.roles,
            step=request.step,
            links=self.links,
            commands=COMMANDS,
        )

    def _greet_stranger(self, request: Request) -> Reply:
        """A friendly way in: the administrators are asked to link the person, unless they belong elsewhere."""
        if request.caller.guest:
            return self._turn_away(request)
        with self.database.write() as session:
            home = entrance.reached(session, _way(request))
            who = request.caller
            outbox.ask_to_link(session, home, request.door, who.team, who.user, request.at, who.name[:120])
        self._wake_up()
        with speaking(home.language):
            return Reply(
                False,
                Card(
                    _("Welcome! I don't know yet who you are."),
                    _("I have asked your administrator to link you. I will answer your commands after that."),
                ),
            )

    def _turn_away(self, request: Request) -> Reply:
        """Somebody of another organisation or workspace, with whom the town shares a channel or its chat."""
        with self.database.read() as session:
            home = entrance.reached(session, _way(request))
        with speaking(home.language):
            return Reply(
                False,
                Card(
                    _("Hello! This bot answers those who work with the accounts of {town}.", town=home.name),
                    _(
                        "You are here from another organisation. Ask a colleague at {town} for help.",
                        town=home.name,
                    ),
                ),
            )


def _way(request: Request) -> Way:
    """Which door leads in: a chat's, or the terminal's names."""
    caller = request.caller
    return Way(request.door, caller.team, caller.user, request.workspace, caller.person)


def _known(arrived: Arrived, request: Request) -> Person:
    """Who asks. _NotKnown for a chat identity that nobody is linked to, Refused for a name that nobody has."""
    if arrived.person is not None:
        return arrived.person
    if request.caller.user:
        raise _NotKnown
    raise Refused(
        _("There is nobody called {name} here.", name=request.caller.person),
        _("Register the person: person ny {name} roll=redaktör", name=request.caller.person),
    )


def _speaking_to(context: Context) -> AbstractContextManager[None]:
    return people.speaking_to(context.actor, context.workspace)


def _answer(context: Context, shape: Shape) -> Reply:
    keep_what_is_read(context.session)
    with _speaking_to(context):
        rights.may(context, shape.command)
        refused, form = _read_form(context, shape)
        return refused or _run(context, shape, form)


def _read_form(context: Context, shape: Shape) -> tuple[Reply | None, Any]:
    """The form with every word made into its value, or the reply that says which fields are wrong."""
    try:
        form: Form = shape.command.form.model_validate({**shape.words, **shape.files}, context=context)
        rights.may_with(context, shape.command, form)
        form.check(context)
    except ValidationError as faults:
        return forms.again(context, shape.command, shape.words, forms.texts(faults)), None
    except FieldError as fault:
        return forms.again(context, shape.command, shape.words, {fault.field: fault.text}), None
    return None, form


def _run(context: Context, shape: Shape, form: Form) -> Reply:
    try:
        answer = shape.command.run(context, form)
    except FieldError as fault:
        return forms.again(context, shape.command, shape.words, {fault.field: fault.text})
    if isinstance(answer, Ask):
        return forms.asked(context, shape.command, shape.words, answer)
    if isinstance(answer, Later):
        return Reply(True, answer.card, command=shape.command.name, later=answer)
    return Reply(True, answer, command=shape.command.name)


def _to_keep(card: Card) -> Card:
    """The card that a repeated request gets: of one that holds a secret, only that it was said."""
    if not card.holds_a_secret:
        return card
    return Card(card.title, _("I have said this once already, and keep no copy. Ask me again for a new one."))


def _refusal(refusal: Refused) -> Reply:
    return Reply(False, Card(refusal.text, refusal.what_to_do), errors={"": refusal.text})


def _broken(reference: str, said: str = "") -> Reply:
    return Reply(
        False,
        Card(
            said or _("Something went wrong, and nothing was saved."),
            _(
                "Try again. If it happens again, tell your administrator this reference: {code}.",
                code=reference,
            ),
        ),
        errors={"": reference},
    )
