"""Uploads are cut off as soon as they are too large: nothing is written to disk first."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler

LARGEST = 5_000_000
"""Bytes of one upload: a photographed document has less."""


_AROUND = 10_000
"""Bytes that a form puts around its file."""


class Limited(MemoryFileUploadHandler):
    """Keep a small upload in memory and stop at a large one."""

    def handle_raw_input(self, input_data: Any, META: dict[str, Any], content_length: int, boundary: Any, encoding: Any = None) -> None:  # noqa: ANN401, ARG002, N803 - Django's signature
        """Refuse by the length that is announced."""
        self.activated = True
        if content_length > LARGEST + _AROUND:
            raise RequestDataTooBig("an upload is too large")
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Refuse by the length that comes."""
        self._size += len(raw_data)
        if self._size > LARGEST:
            raise RequestDataTooBig("an upload is too large")
        return super().receive_data_chunk(raw_data, start)
