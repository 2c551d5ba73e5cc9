"""Script, style and the words of one language fit into four kilobytes on the wire."""

from urllib.request import urlopen

import pytest

from tests.web.consent.brotli import brotli
from tests.web.site import Site


@pytest.mark.parametrize("lang", ["da", "sv", "nb", "en"])
def test_the_banner_fits_into_four_kilobytes(bureau: Site, lang: str) -> None:
    total = 0
    for name in ("banner.js", "banner.css", f"{lang}.js"):
        with urlopen(f"{bureau.url}/consent/{name}") as answer:  # noqa: S310 - our own server on the loopback
            total += brotli(answer.read())
    assert total <= 4096
