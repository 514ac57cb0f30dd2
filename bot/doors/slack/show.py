"""Shows replies in Slack: where they were asked for, in a view, on the Home tab; and what they changed, as it is."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import datetime

from bot.doors import lines
from bot.doors.slack import answer, heard
from bot.doors.slack.heard import Heard
from bot.doors.slack.texts import Json
from bot.doors.slack.web import Web
from bot.doors.slack.work import Done, Work
from bot.report.picture import MEDIA_TYPE, NAME, png
from commands.command import Reply, Request
from commands.dispatch import Dispatch
from core.card import Audience, Button, Card, File, Style
from core.words import DEFAULT_LANGUAGE, _, speaking


class Show:
    """Puts what was answered where it belongs."""

    def __init__(self, dispatch: Dispatch, web: Web, work: Work, now: Callable[[], datetime]) -> None:
        self._dispatch = dispatch
        self._web = web
        self._work = work
        self._now = now

    async def message(self, said: Heard, messages: Iterable[Json]) -> None:
        """Where it was asked for; else in the person's own conversation."""
        drawn = list(messages)
        if said.origin.response_url and await self._web.respond(said.origin.response_url, drawn):
            return
        await self._web.post(said.user, drawn)

    async def _drawn(self, done: Done) -> list[Json]:
        """The reply as a message in all its sizes, first with its chart as a picture."""
        chart, picture = done[1].card.to_picture, ""
        if chart:
            content = await self._work.in_thread(png, chart)
            picture = await self._web.upload(File(NAME, MEDIA_TYPE, content), chart.told)
        return list(answer.messages(*done, picture=picture))

    async def in_conversation(self, done: Done) -> None:
        """In the bot's own conversation; in a channel so that only who asked sees it, unless it is for all."""
        await self._in_conversation(done)
        self._then(done, self._in_conversation)

    async def _in_conversation(self, done: Done) -> None:
        said, reply = done
        drawn = await self._drawn(done)
        is_own, public = said.channel.startswith("D"), reply.ok and reply.card.audience is Audience.CHANNEL
        if is_own or public:
            shown = await self._web.post(said.channel, drawn, said.thread)
        else:
            shown = await self._web.whisper(said.channel, said.user, drawn, said.thread)
        if not (shown or is_own):
            await self._web.post(said.user, drawn)

    async def view(self, view_id: str, done: Done, start: int = 0) -> None:
        """In an open view, and what it came from as it is now; where the view was closed meanwhile, in the chat."""
        if not await self._web.update(view_id, answer.next_view(*done, start)):
            return await self.chat(done)
        await self.origin(done)
        self.then(done)
        return None

    def then(self, done: Done) -> None:
        """The reply's files, and what it said comes later, are handed over; nobody waits for it."""
        self._then(done, self._chat)

    def _then(self, done: Done, show: Callable[[Done], Awaitable[None]]) -> None:
        if done[1].later:
            self._work.go_on(self._later(done, show))
        elif done[1].card.files:
            self._work.go_on(self._give(done))

    async def _give(self, done: Done) -> None:
        """The files of an answer, in the person's own conversation: others may not see what it says."""
        said, reply = done
        own = await self._web.conversation(said.user)
        for file in reply.card.files:
            await self._web.upload(file, "", own)

    async def _later(self, done: Done, show: Callable[[Done], Awaitable[None]]) -> None:
        said, _reply = done
        made = await self._work.finished(done)
        missed = [file for file in made.card.files if not await self._hand_over(said, file)]
        with speaking(made.language):
            lost = (
                _("Slack did not take the file. It is kept as evidence; ask for it again.") if missed else ""
            )
        text = "\n".join(filter(None, (made.card.text, lost)))
        await show((said, replace(made, card=replace(made.card, text=text))))

    async def _hand_over(self, said: Heard, file: File) -> bool:
        """Where it was asked for, else in the person's own conversation; what is private only there."""
        if (
            said.asked_in
            and not file.private
            and await self._web.upload(file, "", said.asked_in, said.thread)
        ):
            return True
        own = await self._web.conversation(said.user)
        name = await self._web.upload(file, "", own) if own else ""
        if name:
            await self._work.in_thread(self._dispatch.handed_over, said.request, file, name)
        return bool(name)

    async def chat(self, done: Done) -> None:
        """In the place of what was decided, else below it; a list or Home it stood in is drawn as it is now."""
        await self._chat(done)
        self.then(done)

    async def _chat(self, done: Done) -> None:
        said, reply = done
        origin = said.origin
        replaces = origin.replaces and lines.changed(reply) and not origin.again
        if replaces and await self._web.respond(origin.response_url, answer.messages(*done), replacing=True):
            return
        await self.message(said, await self._drawn(done))
        if origin.again or origin.home:
            await self.origin(done)

    async def origin(self, done: Done) -> None:
        """What the form or the button stood in, as it is now that something has changed, or had before."""
        said, reply = done
        origin, has_changed = said.origin, lines.changed(reply)
        if not (has_changed or lines.refused(reply)):
            return
        if origin.home:
            await self.home(said)
        elif origin.again or (origin.replaces and has_changed):
            shown = await self._again(said, origin.again) if origin.again else done
            await self._web.respond(origin.response_url, answer.messages(*shown), replacing=True)

    async def _again(self, said: Heard, line: str) -> Done:
        caller, door = said.request.caller, said.request.door
        return await self._work.begin(Heard(Request(caller, "", self._now(), text=line, door=door)))

    async def home(self, said: Heard, start: int = 0) -> None:
        """A person's Home tab as things are now."""
        caller = said.request.caller
        known = await self._work.in_thread(self._dispatch.knows, caller, heard.DOOR)
        reply = _stranger()
        if known or caller.guest:
            request = Request(caller, "", self._now(), command=heard.HOME, door=heard.DOOR)
            _said, reply = await self._work.begin(Heard(request))
        await self._web.publish(said.user, answer.home(reply, start))


def _stranger() -> Reply:
    """The Home tab of somebody who is not linked: administrators are asked only when the button is pressed."""
    with speaking(DEFAULT_LANGUAGE):
        card = Card(
            _("Welcome! I don't know yet who you are."),
            _(
                "I help those who work with the municipality's social media. Ask your administrator to link you."
            ),
            buttons=(Button(_("Ask to be linked"), "mina", Style.PRIMARY),),
        )
        return Reply(False, card)
