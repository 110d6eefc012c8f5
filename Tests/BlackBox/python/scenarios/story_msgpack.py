"""The story with MessagePack sockets."""

from scenarios.story import Story


async def run(world):
    await Story(world, "msgpack").play()
