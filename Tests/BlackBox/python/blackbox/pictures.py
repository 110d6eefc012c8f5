"""Real files of many types, made with Pillow, ffmpeg and exiftool."""

from __future__ import annotations

import io
import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw


def picture(width: int, height: int, seed: int = 0) -> Image.Image:
    """A picture with a red top left corner, a blue bottom right one, and a gradient."""
    image = Image.radial_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 4, height // 4), fill=(255, 0, 0))
    draw.rectangle((width * 3 // 4, height * 3 // 4, width, height), fill=(0, 0, 255))
    draw.text((width // 3, height // 3), f"no. {seed}", fill=(0, 255, 0))
    return image


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    """The picture in a format that Pillow writes."""
    output = io.BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()


def animation(kind: str, frames: int = 4, side: int = 64) -> bytes:
    """A moving picture."""
    images = [picture(side, side, number) for number in range(frames)]
    return encoded(images[0], kind, save_all=True, append_images=images[1:], duration=80, loop=0)


def opened(data: bytes) -> Image.Image:
    """The picture in these bytes, decoded."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def run(*command: str) -> bytes:
    """Runs a tool and returns what it prints."""
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]}: {done.stderr[-800:].decode(errors='replace')}")
    return done.stdout


def planted(data: bytes, suffix: str, **tags: str) -> bytes:
    """The file with these metadata written by exiftool."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file.{suffix}"
        path.write_bytes(data)
        run("exiftool", "-q", "-overwrite_original", "-n", *(f"-{key}={value}" for key, value in tags.items()), str(path))
        return path.read_bytes()


def metadata(data: bytes, suffix: str) -> str:
    """Everything that exiftool finds, as text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file.{suffix}"
        path.write_bytes(data)
        return run("exiftool", "-a", "-G1", "-s", "-ee", str(path)).decode(errors="replace")


def film(suffix: str, *options: str, seconds: float = 1) -> bytes:
    """A video or sound made by ffmpeg."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"film.{suffix}"
        run(
            "ffmpeg", "-v", "error", "-f", "lavfi", "-i", f"testsrc=size=320x180:rate=10:duration={seconds}",
            "-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}", *options, "-metadata", "title=Secret place", str(path),
        )
        return path.read_bytes()
