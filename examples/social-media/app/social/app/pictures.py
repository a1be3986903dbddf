"""Pictures of profiles: decoded, cropped and written anew, so that nothing of the upload but its pixels is kept."""

import asyncio
import io
from dataclasses import dataclass

from PIL import Image, ImageOps

from social.domain.errors import Invalid
from social.settings import Settings

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


@dataclass(frozen=True)
class Frame:
    """The size that a picture is cropped to."""

    width: int
    height: int


AVATAR, HEADER = Frame(400, 400), Frame(1500, 500)


async def picture(data: bytes, frame: Frame, settings: Settings, name: str) -> tuple[bytes, str]:
    """The new bytes and their type; Invalid for what is too large or no picture, whatever it calls itself."""
    if len(data) > settings.image_bytes:
        raise Invalid(f"Validation failed: {name} file size must be less than {settings.image_bytes} bytes")
    try:
        return await asyncio.to_thread(_anew, data, frame, settings.image_pixels)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Invalid(f"Validation failed: {name} is not a picture that can be read") from error


def _anew(data: bytes, frame: Frame, most_pixels: int) -> tuple[bytes, str]:
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        # The size is known before anything is decoded.
        if image.width * image.height > most_pixels:
            raise ValueError(f"{image.width} x {image.height} pixels")
        upright = ImageOps.exif_transpose(image)
        clear = upright.has_transparency_data
        fitted = ImageOps.fit(upright.convert("RGBA" if clear else "RGB"), (frame.width, frame.height), Image.Resampling.LANCZOS)
    fitted.info.clear()
    out = io.BytesIO()
    if clear:
        fitted.save(out, "PNG", optimize=True)
        return out.getvalue(), "image/png"
    fitted.save(out, "JPEG", quality=88, optimize=True)
    return out.getvalue(), "image/jpeg"
