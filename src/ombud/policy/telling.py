"""Findings told in a language: sentences with places for values; the language file enters as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ombud.policy.finding import Finding, Path, Severity, Value, Word
from ombud.policy.parse import parse_as


@dataclass(frozen=True, slots=True)
class Wording:
    """What is wrong, and in one sentence what to write; without it the finding names an advice of its own."""

    says: str
    write: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """All that one language needs to tell findings: sentences, advice that several share, additions, single words."""

    findings: Mapping[str, Wording]
    advice: Mapping[str, str] = field(default_factory=dict)
    also: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as it is told: what scripts and people read."""

    code: str
    severity: Severity
    message: str
    hint: str
    file: str
    line: int
    column: int
    article: str
    path: Path

    def __str__(self) -> str:
        """Tell the finding in one line, as a compiler would."""
        law = f" ({self.article})" if self.article else ""
        return f"{self.file}:{self.line}:{self.column}: {self.severity} {self.code}: {self.message}{law} {self.hint}"


def read_words(text: str, file: str) -> Words:
    """Read one language file; a fault in it is a fault of this program."""
    parsed = parse_as(Words, text, file)
    if parsed.value is None:
        raise ValueError(parsed.faults[0])
    return parsed.value


def told(finding: Finding, words: Words) -> Told:
    """Tell a finding in a language."""
    wording = words.findings[finding.wording or finding.code]
    values = {name: _told(value, words) for name, value in finding.values.items()}
    says = [wording.says, *(words.also[name] for name in finding.also)]
    message = " ".join(sentence.format_map(values) for sentence in says)
    hint = (words.advice[finding.advice] if finding.advice else wording.write).format_map(values)
    f = finding
    return Told(f.code, f.severity, message, hint, f.file, f.line, f.column, f.article, f.path)


def _told(value: Value, words: Words) -> str:
    """Days and periods stand as the file writes them; only words are the language's own."""
    if isinstance(value, Word):
        return words.words[value.name]
    return ", ".join(_told(part, words) for part in value) if isinstance(value, tuple) else str(value)
