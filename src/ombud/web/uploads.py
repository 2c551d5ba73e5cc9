"""Uploads are cut off as soon as they are too large: nothing is written to disk first."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload

LARGEST = 5_000_000
"""Bytes of one upload: a photographed document has less."""


class Limited(MemoryFileUploadHandler):
    """Keep a small upload in memory and stop at a large one."""

    def handle_raw_input(self, input_data: Any, META: dict[str, Any], content_length: int, boundary: Any, encoding: Any = None) -> None:  # noqa: ANN401, ARG002, N803 - Django's signature
        """Refuse by the length that is announced."""
        self.activated = True
        if content_length > LARGEST:
            raise StopUpload(connection_reset=True)
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Refuse by the length that comes."""
        self._size += len(raw_data)
        if self._size > LARGEST:
            raise StopUpload(connection_reset=True)
        return super().receive_data_chunk(raw_data, start)
