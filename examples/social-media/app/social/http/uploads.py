"""Files of forms as the use cases take them."""

from collections.abc import AsyncIterator

from starlette.datastructures import UploadFile
from starlette.requests import Request

from social.app.media import Upload
from social.domain.errors import Invalid
from social.domain.files import HEAD
from social.http.params import Params, multipart, tree

ROOM = 1_000_000  # what a form may hold besides its files
PIECE = 262_144


async def form(request: Request, most: int) -> Params:
    """A form with files of at most so many bytes together; it is counted while it arrives."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise Invalid("Validation failed: File can't be blank")
    pairs = await multipart(request, most + ROOM, files=2)
    return Params(tree([*request.query_params.multi_items(), *pairs]))


async def upload(file: UploadFile) -> Upload:
    """A file of a form."""
    await file.seek(0)
    head = await file.read(HEAD)

    async def pieces() -> AsyncIterator[bytes]:
        await file.seek(0)
        while piece := await file.read(PIECE):
            yield piece

    return Upload(head, file.size or 0, pieces)
