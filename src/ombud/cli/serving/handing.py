"""The web server of a home, which ends as the process that serves ends: with the code of the fault that this one found."""

from __future__ import annotations

from granian.server.mp import MPServer


class Server(MPServer):
    """Granian with a process that serves, but for the code it ends with: Granian says 1 whatever that process said."""

    def shutdown(self, exit_code: int = 0) -> None:
        """Hand the code on of a process that ended by itself; one that was killed, or still serves, has none."""
        codes = [worker.inner.exitcode or 0 for worker in self.wrks]
        super().shutdown(exit_code or max(0, *codes))  # type: ignore[no-untyped-call] # Granian says no types of it
