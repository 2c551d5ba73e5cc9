"""The frame of every page: one file, no script, nothing fetched, readable in the dark, on paper and by a screen reader."""

from __future__ import annotations

import re
from html import escape

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Characters that HTML forbids or that have no shape; each is shown as the replacement character."""

_STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1d2327; --soft: #56616a; --line: #d5dbdf; --tint: #f4f6f7; --accent: #1f5673;
  --measure: 42rem; --step: 1.5rem; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14181b; --ink: #e6eaec; --soft: #a5b0b7; --line: #38424a; --tint: #1c2226; --accent: #8cc3e0; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  overflow-wrap: anywhere; }
body > * { max-width: var(--measure); margin-inline: auto; padding-inline: 1.25rem; }
header { padding-block: calc(2 * var(--step)) var(--step); }
header p { margin: 0; color: var(--soft); font-size: .9375rem; line-height: 1.5; }
header .from { color: var(--accent); font-weight: 600; font-size: 1.0625rem; }
header .day { margin-top: var(--step); color: var(--ink); font-size: 1.0625rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 var(--step); letter-spacing: -.01em; text-wrap: balance; }
h2 { font-size: 1.3125rem; line-height: 1.3; margin: calc(2 * var(--step)) 0 .5rem;
  padding-top: var(--step); border-top: 1px solid var(--line); }
h3 { font-size: 1.0625rem; margin: var(--step) 0 .5rem; color: var(--accent); }
h2 + .law { margin-top: -.375rem; }
.law { color: var(--soft); font-size: .9375rem; }
p, ul, dl { margin: 0 0 1rem; }
ul { padding-left: 1.25rem; }
dl > div { display: grid; grid-template-columns: minmax(8rem, 14rem) 1fr; padding-block: .5rem; border-top: 1px solid var(--line); }
dt { grid-column: 1; grid-row: 1 / span 20; padding-right: 1.25rem; color: var(--soft); }
dd { grid-column: 2; margin: 0; white-space: pre-wrap; }
dd + dd { padding-top: .375rem; }
.wide { overflow-x: auto; margin: 0 0 1rem; }
table { width: 100%; border-collapse: collapse; font-size: .9375rem; line-height: 1.45; }
caption { text-align: left; color: var(--soft); padding-bottom: .5rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line);
  white-space: pre-wrap; overflow-wrap: break-word; hyphens: auto; }
thead th { font-weight: 600; border-bottom: 2px solid var(--ink); }
tbody th { font-weight: 500; }
.wide:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
footer { padding-block: calc(2 * var(--step)); }
footer p { margin: 0; }
@media (max-width: 36rem) {
  dl > div { display: block; } th, td { min-width: 7rem; } }
@media print {
  :root { --paper: #fff; --ink: #000; --soft: #444; --line: #999; --accent: #000; }
  body { font-size: 10.5pt; } body > * { max-width: none; padding-inline: 0; } header { padding-block-start: 0; }
  h2, h3 { break-after: avoid; } tr, dl > div { break-inside: avoid; }
  th, td { overflow-wrap: anywhere; } thead { display: table-header-group; } .wide { overflow: visible; } }
"""

_SAFE = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""The page's own style is all it may use: nothing in a value can run, load or send (the values are escaped as well)."""


def frame(title: str, language: str, body: str, style: str = "", robots: str = "") -> str:
    """Write a page around a body of escaped HTML: one language, its own style and nothing else."""
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_SAFE}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n{robots}'
        f'<meta name="referrer" content="no-referrer">\n<title>{text(title)}</title>\n<style>{_STYLE}{style}</style>\n</head>\n<body>\n'
        f"{body}</body>\n</html>\n"
    )


def text(value: str) -> str:
    """Escape a text for HTML, whatever it holds; what HTML cannot hold becomes the replacement character."""
    return escape(_UNPRINTABLE.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n")))
