"""Two people using stoat.py and one on a raw socket: their whole first day, in either socket format."""

from __future__ import annotations

import asyncio
import secrets

import stoat

from blackbox.checks import expect, expect_equal, until
from blackbox.library import LibraryClient


class Story:
    """The people, their places, and the chapters in order."""

    def __init__(self, world, wire):
        self.world = world
        self.checks = world.checks
        self.wire = wire
        self.ada = self.client(0)
        self.bob = self.client(1)
        self.credentials = {}

    def client(self, number):
        apis, gateways = self.world.apis, self.world.gateways
        return LibraryClient(
            self.world.contract, apis[number % len(apis)], gateways[number % len(gateways)], self.wire
        )

    async def play(self):
        for chapter in (
            self.sign_up,
            self.go_online,
            self.found_server,
            self.join_by_invite,
            self.talk,
            self.reply_and_mention,
            self.edit_and_delete,
            self.react,
            self.type,
            self.acknowledge,
            self.watch_presence,
            self.become_friends,
            self.talk_privately,
            self.form_group,
            self.edit_places,
            self.search_and_page,
            self.reconnect,
            self.keep_settings,
            self.fall_out,
            self.part,
        ):
            # Later chapters need what earlier ones made, so a failed one ends the story.
            done = await self.checks.step(chapter.__doc__.split("\n")[0].rstrip("."), self.finish(chapter()), 60)
            if not done:
                break
        tolerated = () if self.wire == "json" else ("ServerMemberJoin: TypeError", "ServerMemberJoin: AttributeError")
        for name, client in (("ada", self.ada), ("bob", self.bob)):
            faults = [fault for fault in client.faults if not fault.startswith(tolerated)] if tolerated else client.faults
            self.checks.equal(f"the library understood every event of {name}", faults, [])
        await asyncio.gather(self.ada.go_away(), self.bob.go_away(), return_exceptions=True)

    async def finish(self, chapter):
        await chapter
        return True

    async def sign_up(self):
        """Both sign up, log in and pick names through the library."""
        for name, client in (("ada", self.ada), ("bob", self.bob)):
            email, password = f"{name}.{secrets.token_hex(6)}@people.test", secrets.token_urlsafe(12)
            self.credentials[name] = (email, password)
            await client.http.register(email, password)
            session = await client.log_in(email, password)
            expect_equal(session.name, "stoat.py", "session name")
            expect(await client.http.onboarding_status() is True, "onboarding is wanted")
            user = await client.http.complete_onboarding(f"{name}-{secrets.token_hex(3)}")
            expect_equal(user.id, session.user_id, "user id")
            expect(await client.http.onboarding_status() is False, "onboarding is over")
            account = await client.http.get_account()
            expect_equal((account.id, account.email), (user.id, email), "account")
        instance = await self.ada.http.query_node()
        expect(instance.websocket_url in self.world.gateways, instance)

    async def go_online(self):
        """Both connect: Ready brings themselves and nobody else."""
        for client in (self.ada, self.bob):
            ready = await client.go_online()
            expect_equal([user.id for user in ready.users], [ready.me.id], "users")
            expect_equal((ready.servers, ready.channels, ready.members, ready.policy_changes), ([], [], [], []), "rest")
            expect_equal(client.me.id, ready.me.id, "own user in the cache")

    async def found_server(self):
        """Ada creates a server and hears of it on her socket."""
        created = self.ada.wait_for(stoat.ServerCreateEvent, timeout=15)
        server = await self.ada.http.create_server("First light", description="Here we meet")
        event = await created
        expect_equal((event.server.id, server.name, server.owner_id), (server.id, "First light", self.ada.me.id), "")
        expect_equal(len(event.server.channels), 1, "channels")
        self.server = server
        self.channel = event.server.channels[0]
        expect_equal((self.channel.name, self.channel.server_id), ("General", server.id), "channel")
        expect(server.id in self.ada.servers and self.channel.id in self.ada.channels, "cached")

    async def join_by_invite(self):
        """Bob and Carol join by invite; Ada sees them come, they see the server."""
        invite = await self.ada.http.create_channel_invite(self.channel.id)
        public = await self.bob.http.get_invite(invite.code)
        expect_equal((public.server_id, public.server_name, public.member_count), (self.server.id, "First light", 1), "")
        arrivals: list[str] = []
        self.ada.subscribe(stoat.ServerMemberJoinEvent, lambda event: arrivals.append(event.member.id))
        created = self.bob.wait_for(stoat.ServerCreateEvent, timeout=15)
        joined = await self.bob.http.accept_invite(invite.code)
        event = await created
        expect_equal((joined.id, event.server.id), (self.server.id, self.server.id), "server")
        expect(self.channel.id in self.bob.channels, "the channel is known")
        self.carol = await self.world.newcomer("carol")
        self.raw = await self.carol.socket()
        await self.carol.join(invite.code)
        seen = await self.raw.expect("ServerCreate")
        expect_equal([channel["_id"] for channel in seen["channels"]], [self.channel.id], "channels in the event")
        if self.wire == "json":
            await until(lambda: {self.bob.me.id, self.carol.id} <= set(arrivals), 15, "both arrivals")
        members = await self.ada.http.get_member_list(self.server.id)
        expect_equal(
            {user.id for user in members.users}, {self.ada.me.id, self.bob.me.id, self.carol.id}, "member list"
        )
        try:
            await self.bob.http.accept_invite(invite.code)
        except stoat.Conflict as error:
            expect_equal(error.type, "AlreadyInServer", "joining again")
        else:
            expect(False, "joining again went through")

    async def talk(self):
        """A message reaches everybody once, the sender included, with author and member."""
        heard = [
            client.wait_for(stoat.MessageCreateEvent, check=lambda e: e.message.content == "Good morning", timeout=15)
            for client in (self.ada, self.bob)
        ]
        sent = await self.ada.http.send_message(self.channel.id, "Good morning", nonce=secrets.token_hex(8))
        self.first = sent
        for waiting in heard:
            message = (await waiting).message
            expect_equal((message.id, message.author_id), (sent.id, self.ada.me.id), "message")
            expect_equal(message.author.id, self.ada.me.id, "author")
        event = await self.raw.expect("Message", _id=sent.id)
        expect_equal(event["member"]["_id"], {"server": self.server.id, "user": self.ada.me.id}, "member")
        fetched = await self.bob.http.get_message(self.channel.id, sent.id)
        expect_equal(fetched.content, "Good morning", "fetched")

    async def reply_and_mention(self):
        """A reply with a mention names the message and the person, and counts as unread for them alone."""
        heard = self.ada.wait_for(stoat.MessageCreateEvent, check=lambda e: bool(e.message.replies), timeout=15)
        reply = await self.bob.http.send_message(
            self.channel.id, f"Morning! <@{self.carol.id}>", replies=[stoat.Reply(self.first.id, mention=True)]
        )
        message = (await heard).message
        expect_equal((message.id, message.replies), (reply.id, [self.first.id]), "reply")
        expect_equal(set(message.mention_ids), {self.ada.me.id, self.carol.id}, "mentions")
        self.reply = reply

        async def mentioned(client):
            states = await client.http.get_read_states()
            return [reply.id] in [state.mentioned_in for state in states if state.channel_id == self.channel.id]

        await until(lambda: mentioned(self.ada), 30, "the mention among Ada's unreads")
        expect(not await mentioned(self.bob), "Bob mentioned nobody but others")

    async def edit_and_delete(self):
        """Edits and deletions are seen by all, with the time of the edit."""
        heard = self.ada.wait_for(stoat.MessageUpdateEvent, check=lambda e: e.message.id == self.reply.id, timeout=15)
        edited = await self.bob.http.edit_message(self.channel.id, self.reply.id, content="Good morning to you")
        event = await heard
        expect_equal((event.message.content, edited.content), ("Good morning to you",) * 2, "content")
        expect(edited.edited_at is not None and event.message.edited_at is not None, "time of the edit")
        expect_equal(event.after.content, "Good morning to you", "cached message")
        await self.raw.expect("MessageUpdate", id=self.reply.id)
        gone = self.ada.wait_for(stoat.MessageDeleteEvent, check=lambda e: e.message_id == doomed.id, timeout=15)
        doomed = await self.bob.http.send_message(self.channel.id, "I take that back")
        await self.bob.http.delete_message(self.channel.id, doomed.id)
        expect_equal((await gone).channel_id, self.channel.id, "deletion")
        await self.raw.expect("MessageDelete", id=doomed.id, channel=self.channel.id)
        for work, kind in (
            (self.bob.http.edit_message(self.channel.id, self.first.id, content="no"), "CannotEditMessage"),
            (self.bob.http.delete_message(self.channel.id, self.first.id), "MissingPermission"),
        ):
            try:
                await work
            except stoat.Forbidden as error:
                expect_equal(error.type, kind, "somebody else's message")
            else:
                expect(False, "somebody else's message was changed")
        try:
            await self.ada.http.get_message(self.channel.id, doomed.id)
        except stoat.NotFound as error:
            expect_equal(error.type, "NotFound", "the deleted message")
        else:
            expect(False, "the deleted message is still there")

    async def react(self):
        """Reactions come and go for everybody."""
        place = (self.channel.id, self.first.id)
        heard = self.ada.wait_for(stoat.MessageReactEvent, timeout=15)
        await self.bob.http.add_reaction_to_message(*place, "👍")
        event = await heard
        expect_equal((event.user_id, event.emoji, event.message_id), (self.bob.me.id, "👍", self.first.id), "reaction")
        await self.ada.http.add_reaction_to_message(*place, "👍")
        message = await self.bob.http.get_message(*place)
        expect_equal({k: set(v) for k, v in message.reactions.items()}, {"👍": {self.ada.me.id, self.bob.me.id}}, "")
        heard = self.ada.wait_for(stoat.MessageUnreactEvent, timeout=15)
        await self.bob.http.remove_reactions_from_message(*place, "👍")
        expect_equal((await heard).user_id, self.bob.me.id, "taken back")
        heard = self.bob.wait_for(stoat.MessageClearReactionEvent, timeout=15)
        await self.ada.http.remove_reactions_from_message(*place, "👍", remove_all=True)
        expect_equal((await heard).emoji, "👍", "cleared")
        message = await self.bob.http.get_message(*place)
        expect_equal(dict(message.reactions), {}, "reactions left")

    async def type(self):
        """Typing is seen while it lasts."""
        heard = self.ada.wait_for(stoat.ChannelStartTypingEvent, timeout=15)
        await self.bob.shard.begin_typing(self.channel.id)
        expect_equal(((await heard).channel_id, self.bob.me.id), (self.channel.id, self.bob.me.id), "start")
        heard = self.ada.wait_for(stoat.ChannelStopTypingEvent, timeout=15)
        await self.bob.shard.end_typing(self.channel.id)
        expect_equal((await heard).user_id, self.bob.me.id, "stop")
        await self.raw.expect("ChannelStartTyping", id=self.channel.id, user=self.bob.me.id)
        await self.raw.expect("ChannelStopTyping", id=self.channel.id, user=self.bob.me.id)

    async def acknowledge(self):
        """Reading a channel clears the mention and tells the reader's own sockets only."""
        heard = self.ada.wait_for(stoat.MessageAckEvent, timeout=15)
        await self.ada.http.acknowledge_message(self.channel.id, self.reply.id)
        event = await heard
        expect_equal((event.channel_id, event.message_id, event.user_id), (self.channel.id, self.reply.id, self.ada.me.id), "")

        async def read():
            states = [s for s in await self.ada.http.get_read_states() if s.channel_id == self.channel.id]
            return states and states[0].last_acked_id == self.reply.id and states[0].mentioned_in == []

        await until(read, 30, "the unread row without mentions")
        latest = await self.bob.http.send_message(self.channel.id, "One more")
        heard = self.ada.wait_for(stoat.MessageAckEvent, check=lambda e: e.message_id == latest.id, timeout=20)

        async def whole_server():
            # The server learns of its newest message a little after the message is sent.
            await self.ada.http.mark_server_as_read(self.server.id)
            return any(
                state.last_acked_id == latest.id
                for state in await self.ada.http.get_read_states()
                if state.channel_id == self.channel.id
            )

        await until(whole_server, 30, "the whole server read")
        await heard
        await self.raw.settle()
        expect_equal(self.raw.of("ChannelAck"), [], "others' acknowledgements")

    async def watch_presence(self):
        """Status and presence changes reach those who share a server."""
        await self.raw.send({"type": "Subscribe", "server_id": self.server.id})
        await self.raw.settle()
        status = stoat.UserStatusEdit(text="Reading", presence=stoat.Presence.busy)
        me = await self.bob.http.edit_my_user(display_name="Bob the Builder", status=status)
        expect_equal((me.display_name, me.status.text, me.status.presence), ("Bob the Builder", "Reading", stoat.Presence.busy), "")
        event = await self.raw.expect("UserUpdate", id=self.bob.me.id, where=lambda e: "display_name" in e["data"])
        expect_equal(event["data"]["status"], {"text": "Reading", "presence": "Busy"}, "status")
        user = await self.carol.rest.call("GET", f"/users/{self.bob.me.id}", wants=200)
        expect_equal((user["online"], user["display_name"]), (True, "Bob the Builder"), "seen over REST")

    async def become_friends(self):
        """A friend request goes out, arrives, is accepted, and both sides know."""
        heard = self.bob.wait_for(stoat.UserRelationshipUpdateEvent, timeout=15)
        ada = await self.bob.http.get_user(self.ada.me.id)
        asked = await self.ada.http.send_friend_request(self.bob.me.name, self.bob.me.discriminator)
        expect_equal(asked.relationship, stoat.RelationshipStatus.outgoing, "asked")
        expect_equal((await heard).new_user.relationship, stoat.RelationshipStatus.incoming, "arrived")
        # Her own request is told to her too, and may arrive only now.
        friend = stoat.RelationshipStatus.friend
        heard = self.ada.wait_for(stoat.UserRelationshipUpdateEvent, check=lambda e: e.new_user.relationship is friend, timeout=15)
        accepted = await self.bob.http.accept_friend_request(ada.id)
        expect_equal(accepted.relationship, stoat.RelationshipStatus.friend, "accepted")
        expect_equal((await heard).new_user.id, self.bob.me.id, "accepted by")
        heard = self.ada.wait_for(stoat.UserUpdateEvent, check=lambda e: e.user.id == self.bob.me.id, timeout=15)
        await self.bob.http.edit_my_user(status=stoat.UserStatusEdit(text="Among friends"))
        await heard
        mutuals = await self.ada.http.get_mutuals_with(self.bob.me.id)
        expect_equal(mutuals.server_ids, [self.server.id], "mutual servers")
        try:
            await self.ada.http.send_friend_request(self.bob.me.name, self.bob.me.discriminator)
        except stoat.Conflict as error:
            expect_equal(error.type, "AlreadyFriends", "asking again")
        else:
            expect(False, "asking again went through")

    async def talk_privately(self):
        """A direct channel opens for both, carries messages, closes and reopens."""
        heard = self.bob.wait_for(stoat.PrivateChannelCreateEvent, timeout=15)
        direct = await self.ada.http.open_dm(self.bob.me.id)
        expect_equal((await heard).channel.id, direct.id, "opened for both")
        expect_equal((await self.bob.http.open_dm(self.ada.me.id)).id, direct.id, "the same from the other side")
        heard = self.bob.wait_for(stoat.MessageCreateEvent, check=lambda e: e.message.channel_id == direct.id, timeout=15)
        sent = await self.ada.http.send_message(direct.id, "Just between us")
        expect_equal((await heard).message.content, "Just between us", "message")

        async def unread():
            states = [s for s in await self.bob.http.get_read_states() if s.channel_id == direct.id]
            return states and states[0].mentioned_in == [sent.id]

        await until(unread, 30, "the direct message among Bob's unreads")
        heard = self.bob.wait_for(stoat.ChannelUpdateEvent, check=lambda e: e.channel.id == direct.id, timeout=15)
        await self.ada.http.close_channel(direct.id)
        expect((await heard).channel.active is False, "closed")
        await self.bob.http.send_message(direct.id, "Back again")

        async def active():
            return (await self.ada.http.get_channel(direct.id)).active

        await until(active, 30, "open again after a message")
        notes = await self.ada.http.open_dm(self.ada.me.id)
        expect(isinstance(notes, stoat.SavedMessagesChannel), notes)
        heard = self.ada.wait_for(stoat.MessageCreateEvent, check=lambda e: e.message.channel_id == notes.id, timeout=15)
        await self.ada.http.send_message(notes.id, "To self")
        await heard
        await self.raw.settle()
        private = {direct.id, notes.id}
        expect_equal([e for e in self.raw.of("Message") if e["channel"] in private], [], "overheard")

    async def form_group(self):
        """A group is created, talked in, renamed and left, where the server offers groups."""
        try:
            group = await self.ada.http.create_group("Trio", recipients=[self.bob.me.id])
        except stoat.HTTPException as error:
            expect(error.type in ("NotFound", "FeatureDisabled"), f"groups: {error!r}")
            return
        await until(lambda: group.id in self.bob.channels, 15, "Bob knows the group")
        heard = self.bob.wait_for(stoat.MessageCreateEvent, check=lambda e: e.message.channel_id == group.id, timeout=15)
        await self.ada.http.send_message(group.id, "Hello, the two of us")
        await heard
        heard = self.bob.wait_for(stoat.ChannelUpdateEvent, check=lambda e: e.channel.id == group.id, timeout=15)
        await self.ada.http.edit_channel(group.id, name="Duo")
        expect_equal((await heard).channel.name, "Duo", "renamed")
        heard = self.ada.wait_for(stoat.GroupRecipientRemoveEvent, timeout=15)
        await self.bob.http.close_channel(group.id)
        expect_equal((await heard).user_id, self.bob.me.id, "left")

    async def edit_places(self):
        """Servers and channels are edited, made and removed before everybody's eyes."""
        heard = self.bob.wait_for(stoat.ServerUpdateEvent, check=lambda e: e.server.name == "Second light", timeout=15)
        await self.ada.http.edit_server(self.server.id, name="Second light")
        await heard
        heard = self.bob.wait_for(stoat.ServerChannelCreateEvent, timeout=15)
        made = await self.ada.http.create_server_channel(self.server.id, name="annex", description="more room")
        expect_equal(((await heard).channel.id, made.name), (made.id, "annex"), "made")
        heard = self.bob.wait_for(stoat.ChannelUpdateEvent, check=lambda e: e.channel.id == made.id, timeout=15)
        await self.ada.http.edit_channel(made.id, name="attic", description=None)
        event = await heard
        expect_equal((event.after.name, event.after.description), ("attic", None), "edited")
        heard = self.bob.wait_for(stoat.MessageCreateEvent, check=lambda e: e.message.channel_id == made.id, timeout=15)
        await self.ada.http.send_message(made.id, "up here")
        await heard
        heard = self.bob.wait_for(stoat.ChannelDeleteEvent, check=lambda e: e.channel_id == made.id, timeout=15)
        await self.ada.http.close_channel(made.id)
        await heard
        try:
            await self.bob.http.edit_server(self.server.id, name="Mine now")
        except stoat.Forbidden as error:
            expect_equal((error.type, error.permission), ("MissingPermission", "ManageServer"), "refused")
        else:
            expect(False, "somebody without permission edited the server")

    async def search_and_page(self):
        """Messages are found by word and read in pages."""
        words = [await self.ada.http.send_message(self.channel.id, f"quokka number {n}") for n in range(3)]
        found = await self.bob.http.search_for_messages(self.channel.id, "quokka", sort=stoat.MessageSort.latest)
        expect_equal([message.id for message in found], [message.id for message in reversed(words)], "found")
        page = await self.bob.http.get_messages(self.channel.id, limit=2, populate_users=True)
        expect_equal([message.id for message in page], [words[2].id, words[1].id], "newest first")
        older = await self.bob.http.get_messages(self.channel.id, limit=1, before=words[1].id)
        expect_equal([message.id for message in older], [words[0].id], "before")

    async def reconnect(self):
        """A broken connection comes back by itself, with everything in Ready and events flowing."""
        ready = self.bob.wait_for(stoat.ReadyEvent, timeout=25)
        self.bob.cut()
        missed = await self.ada.http.send_message(self.channel.id, "while you were away")
        event = await ready
        expect_equal([server.id for server in event.servers], [self.server.id], "servers")
        expect_equal([member.id for member in event.members], [self.bob.me.id], "members")
        expect({self.ada.me.id, self.bob.me.id} <= {user.id for user in event.users}, "friend and self")
        expect_equal(event.users[-1].id, self.bob.me.id, "self comes last")
        heard = self.bob.wait_for(stoat.MessageCreateEvent, check=lambda e: e.message.content == "back?", timeout=15)
        await self.ada.http.send_message(self.channel.id, "back?")
        await heard
        history = await self.bob.http.get_messages(self.channel.id, limit=5)
        expect(missed.id in [message.id for message in history], "the message sent meanwhile is in the history")
        if self.wire == "json":
            await self.bob.shard.ping()
            await until(lambda: self.bob.shard.last_pong_at, 15, "a Pong to the library's Ping")

    async def keep_settings(self):
        """Settings are kept and echoed to the own sockets."""
        heard = self.ada.wait_for(stoat.UserSettingsUpdateEvent, timeout=15)
        await self.ada.http.edit_user_settings({"theme": '{"base":"dark"}'}, 1_700_000_000_000)
        await heard
        settings = await self.ada.http.get_user_settings(["theme"])
        expect_equal(settings.get("theme"), '{"base":"dark"}', "theme")

    async def fall_out(self):
        """Unfriending and blocking take the rights away that friendship gave."""
        direct = await self.ada.http.open_dm(self.bob.me.id)
        heard = self.bob.wait_for(stoat.UserRelationshipUpdateEvent, timeout=15)
        blocked = await self.ada.http.block_user(self.bob.me.id)
        expect_equal(blocked.relationship, stoat.RelationshipStatus.blocked, "blocked")
        expect_equal((await heard).new_user.relationship, stoat.RelationshipStatus.blocked_other, "told")
        try:
            await self.bob.http.send_message(direct.id, "why?")
        except stoat.Forbidden as error:
            expect_equal((error.type, error.permission), ("MissingPermission", "SendMessage"), "refused")
        else:
            expect(False, "a blocked user's message went through")
        freed = await self.ada.http.unblock_user(self.bob.me.id)
        expect_equal(freed.relationship, stoat.RelationshipStatus.none, "unblocked")

    async def part(self):
        """Bob leaves, the server is deleted, and sessions end."""
        gone = await self.expect_leave()
        expect_equal(gone["reason"], "Leave", "reason")
        heard = self.ada.wait_for(stoat.ServerDeleteEvent, timeout=15)
        await self.ada.http.delete_server(self.server.id)
        expect_equal((await heard).server_id, self.server.id, "deleted")
        await self.raw.expect("ServerDelete", id=self.server.id)
        await self.raw.close()
        ended = self.bob.wait_for(stoat.LogoutEvent, timeout=15)
        await self.bob.http.logout()
        await ended
        try:
            await self.bob.http.get_me()
        except stoat.Unauthorized:
            pass
        else:
            expect(False, "the session outlived its end")

    async def expect_leave(self):
        await self.bob.http.leave_server(self.server.id)
        return await self.raw.expect("ServerMemberLeave", id=self.server.id, user=self.bob.me.id)
