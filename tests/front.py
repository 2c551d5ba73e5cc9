"""The front door: the command line as a person runs it, in this process."""

import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, StringIO, TextIOWrapper
from typing import Any

import pytest

from ombud.cli.main import main


@dataclass(frozen=True, slots=True)
class Told:
    """What a command said, and the code it ended with."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever the command printed
        """Read what it printed as JSON."""
        return json.loads(self.out)


def run(*arguments: object, stdin: str = "") -> Told:
    """Run a command to its end; what it says comes back and not onto the terminal."""
    out, err = (TextIOWrapper(BytesIO(), "utf-8", write_through=True) for _ in ("out", "err"))
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "stdin", StringIO(stdin))
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
    return Told(int(ended.value.code or 0), *(stream.buffer.getvalue().decode() for stream in (out, err)))
