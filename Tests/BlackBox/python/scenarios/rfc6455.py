"""RFC 6455 against the built gateway, family by family as in the Autobahn suite: 1–7, 9 and 10."""

from __future__ import annotations

import asyncio
import json

from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, CloseConnection, Message, Ping, Pong, Request, TextMessage

from blackbox.checks import RuleBook, expect, expect_equal
from blackbox.raw import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, RawSocket, close_frame, frame, ping_event

book = RuleBook()
rule = book.rule

#: Sequences that are not UTF-8: surrogates, overlong forms, beyond U+10FFFF, stray and missing continuations.
MALFORMED = [
    b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80edited", b"\xed\xa0\x80", b"\xed\xbf\xbf",
    b"\xed\xa0\x80\xed\xb0\x80", b"\xc0\xaf", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf", b"\xf8\x80\x80\x80\xaf",
    b"\xfc\x80\x80\x80\x80\xaf", b"\xc1\xbf", b"\xe0\x9f\xbf", b"\xf0\x8f\xbf\xbf", b"\xc0\x80", b"\xe0\x80\x80",
    b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80", b"\xfc\x84\x80\x80\x80\x80", b"\x80", b"\xbf", b"\x80\xbf\x80",
    b"\xc0 ", b"\xe0\x80", b"\xf0\x80\x80", b"\xfe", b"\xff", b"\xfe\xfe\xff\xff", b"\xf5\x80\x80\x80",
]
#: Sequences cut short: an error only at the end of the message.
TRUNCATED = [b"\xc3", b"\xe2\x82", b"\xf0\x9f\x98", b"ok \xce"]


async def run(world):
    await book.run(world)


async def opened(world):
    """An authenticated raw connection."""
    return await RawSocket.open(await world.resident("una"))


async def ends(world, code, *frames):
    """These frames must end the connection with this code."""
    socket = await opened(world)
    await socket.send(*frames)
    expect_equal(await socket.ending(), code, f"close code after {[data[:24] for data in frames]}")


@rule("handshake: the accept key is right, no extension or sub-protocol is chosen, an early frame is kept")
async def handshake(world):
    una = await world.resident("una")
    socket = await RawSocket.open(
        una,
        extra="Sec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Protocol: chat\r\n",
        first=frame(TEXT, ping_event(7)),
    )
    head = socket.head.lower()
    expect("sec-websocket-extensions" not in head and "sec-websocket-protocol" not in head, socket.head)
    await socket.echo(7)
    socket.drop()
    connection = WSConnection(ConnectionType.CLIENT)
    host, port = una.gateway.removeprefix("ws://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(connection.send(Request(host=f"{host}:{port}", target=f"/?token={una.token}")))
    seen = await events(connection, reader, until=lambda event: isinstance(event, AcceptConnection))
    expect(isinstance(seen[-1], AcceptConnection), seen)
    writer.close()


@rule("handshake: upgrades of another version, without a good key or by another method are refused over HTTP")
async def bad_handshakes(world):
    una = await world.resident("una")
    host, port = una.gateway.removeprefix("ws://").split(":")
    key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\n"
    for method, lines in (
        ("GET", f"{upgrade}{key}Sec-WebSocket-Version: 12\r\n"),
        ("GET", f"{upgrade}Sec-WebSocket-Version: 13\r\n"),
        ("GET", f"{upgrade}Sec-WebSocket-Key: short\r\nSec-WebSocket-Version: 13\r\n"),
        ("POST", f"{upgrade}{key}Sec-WebSocket-Version: 13\r\nContent-Length: 0\r\n"),
    ):
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(f"{method} / HTTP/1.1\r\nHost: x\r\n{lines}\r\n".encode())
        line = await asyncio.wait_for(reader.readline(), 10)
        expect(line.split(b" ")[1:2] and line.split(b" ")[1].startswith(b"4"), f"{method} {lines!r} {line!r}")
        writer.close()


@rule("1 framing: every length encoding, empty messages, whole and byte by byte")
async def framing(world):
    socket = await opened(world)
    for number, size in enumerate((0, 125, 126, 127, 128, 4096, 32_768, 60_000)):
        await socket.send(frame(TEXT, ping_event(number, size)))
        await socket.echo(number)
    await socket.send(frame(TEXT), frame(BINARY), frame(BINARY, b"\x00\xff" * 100), frame(TEXT, ping_event(99)))
    await socket.echo(99)
    await socket.trickle(frame(TEXT, ping_event(100, 300)))
    await socket.echo(100)
    await socket.send(b"".join(frame(TEXT, ping_event(number)) for number in range(10)))
    for number in range(10):
        await socket.echo(number)
    socket.drop()


@rule("1 framing: a frame without mask ends the connection with 1002")
async def unmasked(world):
    await ends(world, 1002, frame(TEXT, ping_event(1), masked=False))


@rule("2 pings: answered with the same payload, in order, also byte by byte; pongs are ignored")
async def pings(world):
    socket = await opened(world)
    for payload in (b"", b"hello", b"\x00\xff\xfe\xfd", b"x" * 125):
        await socket.send(frame(PING, payload))
        expect_equal(await socket.next(), (PONG, payload), "pong")
    await socket.trickle(frame(PING, b"slowly"))
    expect_equal(await socket.next(), (PONG, b"slowly"), "pong")
    await socket.send(b"".join(frame(PING, str(number).encode()) for number in range(10)))
    for number in range(10):
        expect_equal(await socket.next(), (PONG, str(number).encode()), "pong")
    await socket.send(frame(PONG), frame(PONG, b"unasked"), frame(TEXT, ping_event(5)))
    await socket.echo(5)
    socket.drop()
    await ends(world, 1002, frame(PING, b"x" * 126))


@rule("3 reserved bits end the connection with 1002, in every kind of frame")
async def reserved_bits(world):
    for rsv in (1, 2, 3, 4, 5, 6, 7):
        await ends(world, 1002, frame(TEXT, ping_event(1), rsv=rsv))
    for opcode in (BINARY, PING, PONG, CLOSE):
        await ends(world, 1002, frame(opcode, rsv=4))
    socket = await opened(world)
    await socket.send(frame(TEXT, ping_event(3)), frame(TEXT, ping_event(4), rsv=4))
    await socket.echo(3)
    expect_equal(await socket.ending(), 1002, "after a good message")


@rule("4 unknown opcodes end the connection with 1002")
async def unknown_opcodes(world):
    for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15):
        await ends(world, 1002, frame(opcode, b"" if opcode % 2 else b"payload"))


@rule("5 fragments: put together, with pings in between answered at once")
async def fragments(world):
    socket = await opened(world)
    text = ping_event(1, 200)
    await socket.send(frame(TEXT, text[:50], fin=False), frame(CONTINUATION, text[50:]))
    await socket.echo(1)
    await socket.send(frame(TEXT, text[:50], fin=False), frame(PING, b"now"))
    expect_equal(await socket.next(), (PONG, b"now"), "pong between fragments")
    await socket.send(frame(CONTINUATION, text[50:60], fin=False), frame(PONG), frame(CONTINUATION, text[60:]))
    await socket.echo(1)
    parts = [frame(CONTINUATION, text[index : index + 1], fin=False) for index in range(len(text))]
    await socket.send(frame(TEXT, fin=False) + b"".join(parts) + frame(CONTINUATION))
    await socket.echo(1)
    await socket.send(frame(TEXT, b"", fin=False), frame(CONTINUATION, b"", fin=False), frame(CONTINUATION))
    await socket.send(frame(TEXT, ping_event(2)))
    await socket.echo(2)
    socket.drop()


@rule("5 fragments: fragmented control frames, stray continuations and nested messages end with 1002")
async def bad_fragments(world):
    text = ping_event(1)
    await ends(world, 1002, frame(PING, b"a", fin=False))
    await ends(world, 1002, frame(PONG, b"a", fin=False))
    await ends(world, 1002, frame(CLOSE, b"", fin=False))
    for fin in (True, False):
        await ends(world, 1002, frame(CONTINUATION, text, fin=fin))
    await ends(world, 1002, frame(TEXT, text[:5], fin=False), frame(TEXT, text[5:]))
    await ends(world, 1002, frame(TEXT, text[:5], fin=False), frame(BINARY, text[5:]))


@rule("6 UTF-8: valid text passes whole, in fragments cut anywhere and byte by byte")
async def valid_text(world):
    socket = await opened(world)
    more = "κόσμε ÿ ߿ ࠀ \ud7ff \ue000 \ufffd 𐀀 \U0010ffff"
    text = ping_event(1, more=more)
    await socket.send(frame(TEXT, text))
    await socket.echo(1)
    await socket.trickle(frame(TEXT, text))
    await socket.echo(1)
    for cut in range(len(text) - 40, len(text)):
        await socket.send(frame(TEXT, text[:cut], fin=False), frame(CONTINUATION, text[cut:]))
        await socket.echo(1)
    socket.drop()


@rule("6 UTF-8: malformed text ends the connection with 1007, also when cut short at the end of the message")
async def malformed_text(world):
    for text in MALFORMED + TRUNCATED:
        await ends(world, 1007, frame(TEXT, text))
    for text in TRUNCATED:
        await ends(world, 1007, frame(TEXT, text, fin=False), frame(CONTINUATION))


@rule("6 UTF-8: malformed text is noticed before the message, and even before the frame, is complete")
async def early_failure(world):
    bad = "κόσμε".encode() + b"\xed\xa0\x80"
    await ends(world, 1007, frame(TEXT, bad, fin=False))
    await ends(world, 1007, frame(TEXT, bad[:3], fin=False), frame(CONTINUATION, bad[3:], fin=False))
    await ends(world, 1007, frame(TEXT, bad, announced=1000))
    await ends(world, 1007, frame(TEXT, b"\xf4\x90", announced=1000))
    socket = await opened(world)
    await socket.send(frame(TEXT, "é".encode()[:1], announced=len(ping_event(1)), fin=False))
    await socket.send(b"")
    socket.drop()


@rule("7 closing: the code is echoed, then the connection ends; what follows is ignored")
async def closing(world):
    for code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999):
        await ends(world, code, close_frame(code))
    await ends(world, 1000, close_frame(1000, b"good bye"))
    await ends(world, 1000, close_frame(1000, b"x" * 123))
    await ends(world, 1000, close_frame(1000, "ü".encode()))
    await ends(world, None, frame(CLOSE))
    await ends(world, 1000, close_frame(1000) + frame(TEXT, ping_event(1)) + frame(PING, b"late"))
    await ends(world, 1000, frame(TEXT, b"{", fin=False), close_frame(1000))
    socket = await opened(world)
    await socket.send(frame(TEXT, ping_event(1)) + close_frame(1000))
    await socket.echo(1)
    expect_equal(await socket.ending(), 1000, "after an answer")


@rule("7 closing: bad Close frames are answered with 1002, a reason that is not UTF-8 with 1007")
async def bad_closing(world):
    for code in (0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535):
        await ends(world, 1002, close_frame(code))
    await ends(world, 1002, frame(CLOSE, b"\x03"))
    await ends(world, 1002, close_frame(1000, b"x" * 124))
    await ends(world, 1007, close_frame(1000, b"\xce\xba\xe1\xed\xa0\x80"))


@rule("7 closing: a connection that waits for its token closes in the same way")
async def closing_before_authentication(world):
    una = await world.resident("una")
    for data, code in ((close_frame(1000), 1000), (frame(TEXT, b"\xff"), 1007), (frame(5), 1002)):
        socket = await RawSocket.open(una, authenticated=False)
        await socket.send(data)
        expect_equal(await socket.ending(), code, "close code")


@rule("9 limits: a message above the limit ends with 1009, announced in one frame or gathered from many")
async def limits(world):
    await ends(world, 1009, frame(TEXT, b"", announced=1 << 40))
    await ends(world, 1009, frame(TEXT, b"x", announced=5_000_000))
    socket = await opened(world)
    await socket.send(frame(TEXT, b" " * 1000, fin=False))
    try:
        for _ in range(1000):
            await socket.send(frame(CONTINUATION, b" " * 1000, fin=False))
    except ConnectionError:
        pass  # closed while we were still sending, as it should be
    expect_equal(await socket.ending(), 1009, "gathered from many")


@rule("9 limits: a length with the highest bit set is refused")
async def negative_length(world):
    socket = await opened(world)
    await socket.send(bytes([0x81, 0xFF]) + b"\xff" * 8 + b"mask")
    expect(await socket.ending() in (1002, 1009), "close code")


@rule("10 a long message in many small fragments arrives whole")
async def many_fragments(world):
    socket = await opened(world)
    text = ping_event(1, 50_000)
    for size in (1300, 37):
        pieces = [text[index : index + size] for index in range(0, len(text), size)]
        data = frame(TEXT, pieces[0], fin=False)
        data += b"".join(frame(CONTINUATION, piece, fin=False) for piece in pieces[1:-1])
        await socket.send(data + frame(CONTINUATION, pieces[-1]))
        await socket.echo(1)
    socket.drop()


async def events(connection, reader, until):
    """What wsproto, which checks every frame of the server, makes of the stream, up to an event."""
    seen = []
    while not (seen and until(seen[-1])):
        data = await asyncio.wait_for(reader.read(65536), 10)
        connection.receive_data(data or None)
        for event in connection.events():
            seen.append(event)
            if until(event):
                break
        if not data:
            break
    return seen


@rule("an independent implementation (wsproto) understands everything the gateway sends, to the end")
async def independent_client(world):
    una = await world.resident("una")
    connection = WSConnection(ConnectionType.CLIENT)
    host, port = una.gateway.removeprefix("ws://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(connection.send(Request(host=f"{host}:{port}", target=f"/?token={una.token}")))

    def is_ready(event):
        return isinstance(event, TextMessage) and '"Ready"' in event.data

    seen = await events(connection, reader, until=is_ready)
    texts = [event.data for event in seen if isinstance(event, TextMessage)]
    expect_equal(json.loads(texts[0]), {"type": "Authenticated"}, "first message")
    writer.write(connection.send(Message(data='{"type":"Ping",', message_finished=False)))
    writer.write(connection.send(Ping(payload=b"between")))
    writer.write(connection.send(Message(data='"data":3}')))
    seen = await events(connection, reader, until=lambda event: isinstance(event, TextMessage))
    expect([event.payload for event in seen if isinstance(event, Pong)] == [b"between"], seen)
    expect_equal(json.loads(seen[-1].data), {"type": "Pong", "data": 3}, "answer")
    writer.write(connection.send(CloseConnection(code=1000, reason="done")))
    seen = await events(connection, reader, until=lambda event: isinstance(event, CloseConnection))
    expect_equal(seen[-1].code, 1000, "close code")
    expect_equal(await asyncio.wait_for(reader.read(1), 5), b"", "the end")
    writer.close()
