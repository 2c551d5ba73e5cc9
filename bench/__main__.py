"""Measure what must be fast, the product beside a hand-written script in one process: `./dev bench [NAMES] [--scale 0.02]`."""

from __future__ import annotations

import argparse
import os

from bench.place import ENGINES, Engine
from ombud.cli.main import patient
from ombud.store.database import ready

NAMES = (
    "check",
    "erase",
    "access",
    "sweep",
    "memory",
    "roundtrip",
    "notice",
    "serve",
    "pages",
    "six",
    "consent",
    "choices",
    "decay",
    "banner",
    "peers",
)


def main() -> None:
    """Run the benches that were named, all of them if none was, and print one table."""
    ready()
    patient()
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(NAMES)}; all of them if none is named")
    parser.add_argument("--scale", type=float, default=1.0, help="a fraction of the real size, for a quick look (default 1)")
    parser.add_argument("--engine", choices=ENGINES, help="only this database")
    asked = parser.parse_args()
    unknown = set(asked.names) - set(NAMES)
    if unknown:
        parser.error(f"there is no bench called {', '.join(sorted(unknown))}")
    names = [name for name in NAMES if not asked.names or name in asked.names]
    print(measured(names, asked.scale, [asked.engine] if asked.engine else list(ENGINES)))


def measured(names: list[str], scale: float, engines: list[Engine]) -> str:
    """Measure and lay out."""
    from importlib import import_module

    from bench.measure import peak, table

    found = [figure for name in names for figure in import_module(f"bench.{name}").figures(scale, engines)]
    how = f"{os.cpu_count()} processors, scale {scale:g}, most memory of this process {peak():.0f} MB"
    return f"{table(found)}\n\n{how}"


if __name__ == "__main__":
    main()
