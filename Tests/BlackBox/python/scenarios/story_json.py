"""The story with JSON sockets."""

from scenarios.story import Story


async def run(world):
    await Story(world, "json").play()
