"""Decodes one file and ends. Run by its path in a process with little memory, little time and no secrets, so it imports nothing of ours.

The job comes as JSON on standard input, the outcome goes as JSON to standard output: files that were made, or `refused` with the reason.
"""

import contextlib
import ctypes
import io
import json
import os
import resource
import signal
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

MOST_PIXELS = 8_294_400
SMALL_PIXELS = 230_400
FILM_PIXELS = 8_294_400
FILM_RATE = 120
QUALITY: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 88, "optimize": True},
    "PNG": {"compress_level": 4},
    "WEBP": {"quality": 85, "method": 2},
}
ENDINGS = {"JPEG": ("jpg", "image/jpeg"), "PNG": ("png", "image/png"), "WEBP": ("webp", "image/webp"), "GIF": ("gif", "image/gif")}


class Refused(Exception):
    """The file is at fault."""


def main() -> None:
    """Read the job, confine this process, do it, answer."""
    job = json.load(sys.stdin)
    confine(job)
    try:
        found = film(job) if job["type"] in ("video", "audio") else picture(job)
    except Refused as refusal:
        found = {"refused": str(refusal)}
    except MemoryError:
        found = {"refused": "The file needs too much memory"}
    json.dump(found, sys.stdout)


def confine(job: dict[str, Any]) -> None:
    """Limits that what is started from here inherits; it ends with its parent."""
    seconds = int(job["seconds"])
    for name, value in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, int(job["memory"])),
        (resource.RLIMIT_FSIZE, int(job["bytes"])),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(name, (value, value))
    _end_with_parent()


def _end_with_parent() -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


# --- pictures -----------------------------------------------------------------------------------------------------------------------
def picture(job: dict[str, Any]) -> dict[str, Any]:
    """A clean copy, a small one and the hashes; films made of pictures become real ones."""
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # counted below, against the setting
    warnings.simplefilter("ignore")  # of damaged metadata, which is dropped anyway
    try:
        with Image.open(job["source"], formats=[job["decoder"]]) as image:
            if image.width * image.height > job["pixels"]:
                raise Refused(f"{image.width}x{image.height} images are not supported")
            if job["decoder"] == "GIF" and not job["box"] and getattr(image, "is_animated", False):
                return animation(job, image)
            return still(job, image)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, OverflowError, IndexError, KeyError, TypeError) as error:
        raise Refused("The file can't be read as the image that it claims to be") from error


def still(job: dict[str, Any], image: Any) -> dict[str, Any]:
    """One picture."""
    from PIL import ImageOps

    format_ = job["decoder"] if job["decoder"] in QUALITY else "PNG"
    if job["decoder"] == "JPEG":
        image.draft("RGB", _fitting(image.width, image.height, MOST_PIXELS * 2))
    profile = image.info.get("icc_profile")
    image.load()
    upright = _plain(ImageOps.exif_transpose(image), profile)
    if format_ == "JPEG" and upright.mode != "RGB":
        upright = upright.convert("RGB")
    if job["box"]:
        box = tuple(job["box"])
        whole = ImageOps.fit(upright, (min(box[0], max(1, upright.width)), min(box[1], max(1, upright.height))))
    else:
        whole = _shrunk(upright, MOST_PIXELS)
    ending, content_type = ENDINGS[format_]
    name = f"file.{ending}"
    # A picture without a trace of the old one: only pixels are handed over.
    whole.save(Path(job["folder"], name), format_, **QUALITY[format_])
    small = _shrunk(whole, SMALL_PIXELS)
    preview = f"preview.{ending}"
    small.save(Path(job["folder"], preview), format_, **QUALITY[format_])
    return {
        "type": "image", "file": name, "content_type": content_type, "preview": preview,
        "meta": {"original": size(whole), "small": size(small)}, **hashes(whole),
    }  # fmt: skip


def _plain(image: Any, profile: bytes | None) -> Any:
    """RGB or RGBA in sRGB, without the dictionary of what came along."""
    from PIL import Image, ImageCms

    alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    if profile and image.mode in ("RGB", "RGBA", "CMYK", "L"):
        # A profile that can't be applied is left out.
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            target = "RGBA" if image.mode == "RGBA" else "RGB"
            converted = ImageCms.profileToProfile(
                image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode=target
            )
            image = converted if converted is not None else image
    image = image.convert("RGBA" if alpha else "RGB")
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    return clean


def _fitting(width: int, height: int, most: int) -> tuple[int, int]:
    factor = min(1.0, (most / (width * height)) ** 0.5)
    return max(1, int(width * factor)), max(1, int(height * factor))


def _shrunk(image: Any, most: int) -> Any:
    if image.width * image.height <= most:
        return image
    from PIL import Image

    return image.resize(_fitting(image.width, image.height, most), Image.Resampling.LANCZOS, reducing_gap=2.0)


def size(image: Any) -> dict[str, Any]:
    """Width, height, and what follows from them."""
    return {
        "width": image.width,
        "height": image.height,
        "size": f"{image.width}x{image.height}",
        "aspect": image.width / image.height,
    }


def hashes(image: Any) -> dict[str, str]:
    """The blurhash that clients show while they load, and the difference hash that finds copies."""
    import blurhash
    from PIL import Image

    tiny = image.convert("RGB").resize((64, 64), Image.Resampling.BILINEAR)
    with io.BytesIO() as file:
        tiny.save(file, "PNG")
        file.seek(0)
        blurred = blurhash.encode(file, x_components=4, y_components=4)
    grey = list(image.convert("L").resize((9, 8), Image.Resampling.BILINEAR).tobytes())
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (grey[row * 9 + column] > grey[row * 9 + column + 1])
    return {"blurhash": blurred, "dhash": f"{bits:016x}"}


# --- films --------------------------------------------------------------------------------------------------------------------------
_FACTOR = "min(1,sqrt(2073600/(iw*ih)))"  # at most 1920x1080 points, and even numbers
_SCALE = f"scale=w='max(2,trunc(iw*{_FACTOR}/2)*2)':h='max(2,trunc(ih*{_FACTOR}/2)*2)',setsar=1"
_VIDEO = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "24", "-pix_fmt", "yuv420p", "-vf", _SCALE, "-movflags", "+faststart")
_CLEAN = ("-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-sn", "-dn")


def animation(job: dict[str, Any], image: Any) -> dict[str, Any]:
    """A GIF that moves: a silent film where ffmpeg is there, else a GIF again."""
    if job["ffmpeg"] is None:
        return moving(job, image)
    _ffmpeg(job, ["-f", "gif", "-i", job["source"], "-an", *_VIDEO, *_CLEAN, "-f", "mp4", "file.mp4"])
    return _film(job, "gifv")


def moving(job: dict[str, Any], image: Any) -> dict[str, Any]:
    """The frames, written anew."""
    from PIL import Image, ImageSequence

    count = getattr(image, "n_frames", 1)
    if count * image.width * image.height > job["pixels"] * 4:
        raise Refused("The animation is too large")
    frames = [frame.convert("RGBA") for frame in ImageSequence.Iterator(image)]
    durations = [frame.info.get("duration", 100) or 100 for frame in frames]
    clean = []
    for frame in frames:
        copy = Image.new("RGBA", frame.size)
        copy.paste(frame)
        clean.append(copy)
    clean[0].save(
        Path(job["folder"], "file.gif"), "GIF", save_all=True, append_images=clean[1:], duration=durations, loop=0, disposal=2
    )  # fmt: skip
    small = _shrunk(clean[0], SMALL_PIXELS)
    small.save(Path(job["folder"], "preview.png"), "PNG")
    meta = {"original": size(clean[0]), "small": size(small)}
    return {"type": "image", "file": "file.gif", "content_type": "image/gif", "preview": "preview.png", "meta": meta, **hashes(clean[0])}


def film(job: dict[str, Any]) -> dict[str, Any]:
    """A film or a sound."""
    if job["ffmpeg"] is None:
        raise Refused("Video and audio need ffmpeg, which this server doesn't have")
    probed = _probe(job, ["-f", job["decoder"], "-i", job["source"]])
    streams = probed.get("streams", [])
    pictures = [each for each in streams if each.get("codec_type") == "video" and not each.get("disposition", {}).get("attached_pic")]
    if not pictures and not any(each.get("codec_type") == "audio" for each in streams):
        raise Refused("The file has neither pictures nor sound")
    given = ["-f", job["decoder"], "-i", job["source"]]
    if pictures:
        _check(pictures[0])
        sound = ["-map", "0:a:0?", "-c:a", "aac", "-b:a", "128k", "-ac", "2"]
        _ffmpeg(job, [*given, "-map", f"0:{pictures[0]['index']}", *sound, *_VIDEO, *_CLEAN, "-f", "mp4", "file.mp4"])
        return _film(job, "video")
    _ffmpeg(job, [*given, "-map", "0:a:0", "-vn", "-c:a", "libmp3lame", "-q:a", "3", *_CLEAN, "-f", "mp3", "file.mp3"])
    made = _probe(job, ["-f", "mp3", "-i", "file.mp3"])
    about = _about(made)
    meta = {**about, "original": {"duration": about["duration"], "bitrate": int(made["format"].get("bit_rate", 0))}}
    return {
        "type": "audio",
        "file": "file.mp3",
        "content_type": "audio/mpeg",
        "preview": None,
        "meta": meta,
        "blurhash": None,
        "dhash": None,
    }


def _check(stream: dict[str, Any]) -> None:
    width, height = int(stream.get("width", 0)), int(stream.get("height", 0))
    if width < 1 or height < 1:
        raise Refused("The video has no size")
    if width * height > FILM_PIXELS:
        raise Refused(f"{width}x{height} videos are not supported")
    if _rate(stream.get("avg_frame_rate", "0/1")) > FILM_RATE:
        raise Refused(f"Videos of more than {FILM_RATE} pictures per second are not supported")


def _rate(text: str) -> float:
    above, _, below = text.partition("/")
    return int(above) / int(below) if below and int(below) else 0.0


def _film(job: dict[str, Any], type_: str) -> dict[str, Any]:
    """What is known of the film that was made, and its first picture."""
    from PIL import Image

    made = _probe(job, ["-f", "mov", "-i", "file.mp4"])
    stream = next((each for each in made["streams"] if each["codec_type"] == "video"), None)
    if stream is None:
        raise Refused("The video has no pictures")
    _ffmpeg(job, ["-f", "mov", "-i", "file.mp4", "-frames:v", "1", "-f", "image2", "-update", "1", "poster.png"])
    with Image.open(Path(job["folder"], "poster.png"), formats=["PNG"]) as image:
        poster = image.convert("RGB")
    small = _shrunk(poster, SMALL_PIXELS)
    small.save(Path(job["folder"], "preview.jpg"), "JPEG", **QUALITY["JPEG"])
    about = _about(made)
    original = {
        "width": int(stream["width"]), "height": int(stream["height"]), "frame_rate": stream.get("avg_frame_rate"),
        "duration": about["duration"], "bitrate": int(made["format"].get("bit_rate", 0)),
    }  # fmt: skip
    meta = {
        **about, "fps": round(_rate(stream.get("avg_frame_rate", "0/1"))), "size": f"{original['width']}x{original['height']}",
        "width": original["width"], "height": original["height"], "aspect": original["width"] / original["height"],
        "original": original, "small": size(small),
    }  # fmt: skip
    return {"type": type_, "file": "file.mp4", "content_type": "video/mp4", "preview": "preview.jpg", "meta": meta, **hashes(poster)}


def _about(made: dict[str, Any]) -> dict[str, Any]:
    duration = float(made["format"].get("duration", 0))
    hours, rest = divmod(duration, 3600)
    found: dict[str, Any] = {"length": f"{int(hours)}:{int(rest // 60):02}:{rest % 60:05.2f}", "duration": duration}
    sound = next((each for each in made["streams"] if each["codec_type"] == "audio"), None)
    if sound is not None:
        found |= {
            "audio_encode": sound.get("codec_name"),
            "audio_bitrate": f"{sound.get('sample_rate', '0')} Hz",
            "audio_channels": sound.get("channel_layout") or str(sound.get("channels", "")),
        }
    return found


# Lists and manifests could name other files and addresses: only the file itself can be opened, by one named format.
_CAREFUL = ("-hide_banner", "-nostdin", "-loglevel", "error", "-protocol_whitelist", "file")


def _ffmpeg(job: dict[str, Any], arguments: list[str]) -> None:
    command = [job["ffmpeg"], *_CAREFUL[:4], "-y", "-threads", "2", *_CAREFUL[4:], *arguments]
    done = subprocess.run(command, cwd=job["folder"], capture_output=True, check=False, preexec_fn=_end_with_parent, env=dict(os.environ))
    if done.returncode:
        raise Refused("The file can't be converted")


def _probe(job: dict[str, Any], given: list[str]) -> dict[str, Any]:
    command = [job["ffprobe"], "-loglevel", "error", "-protocol_whitelist", "file", "-of", "json", "-show_streams", "-show_format", *given]
    done = subprocess.run(command, cwd=job["folder"], capture_output=True, check=False, env=dict(os.environ))
    if done.returncode:
        raise Refused("The file can't be read as the video or audio that it claims to be")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
