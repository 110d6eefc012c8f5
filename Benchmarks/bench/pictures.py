"""Pictures to measure with, made by ffmpeg; each seed makes another one."""
import random
import subprocess


def photograph(path, seed):
    """A JPEG of 12 megapixels with soft colours and the grain of a camera."""
    colors = ":".join(f"c{index}=0x{random.Random(seed * 10 + index).randrange(1 << 24):06X}" for index in range(8))
    scene = f"gradients=size=1000x750:n=8:{colors}:x0=0:y0=0:x1=999:y1=749,format=yuv420p"
    scene += f",noise=c0s=18:c0_seed={seed}:allf=a"
    source = f"{scene},scale=4000:3000:flags=bicubic,noise=c0s=10:c0_seed={seed}"
    _make(source, path, "-frames:v", "1", "-q:v", "2")
    return path


def animation(path, seed, size="1280x720", frames=60):
    """A GIF of that many frames."""
    _make(f"testsrc2=size={size}:rate=20,hue=h={seed * 7}", path, "-frames:v", str(frames))
    return path


def _make(source, path, *options):
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", source, *options, str(path)], check=True)
