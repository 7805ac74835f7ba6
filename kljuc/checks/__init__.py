"""Checks: one function each, found by its stable code; the docstring is its row in docs/checks.md.

A check yields (cause, cure) for what it finds; where that is, how grave and how far it reaches
comes from the check and the message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ..errors import Finding, Scope, Severity
from ..model import Message

Found = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class Check:
    """A check and what its findings mean."""

    code: str
    severity: Severity
    scope: Scope
    run: Callable[..., Found]

    @property
    def about(self) -> str:
        """One sentence: what is wrong when it finds something."""
        return ' '.join((self.run.__doc__ or '').split())

    def findings(self, file: str, line: int, *args: Any) -> Iterator[Finding]:
        """Run it and give each thing found its place."""
        for cause, cure in self.run(*args):
            yield Finding(file, line, self.code, cause, cure, self.severity, self.scope)


class Group:
    """Checks of one kind; calling it with a code makes a decorator."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.checks: list[Check] = []

    def __call__(self, code: str, severity: Severity = 'error') -> Callable[[Any], Any]:
        """Register a function under a code."""

        def register(function: Callable[..., Found]) -> Callable[..., Found]:
            self.checks.append(Check(code, severity, self.scope, function))
            return function

        return register

    def over(
        self, message: Message, *args: Any, line: int = 0, file: str = ''
    ) -> Iterator[Finding]:
        """All checks of the group on one message, but for those it waives."""
        for check in self.checks:
            if check.code not in message.waived:
                yield from check.findings(file or message.file, line or message.line, *args)


on_source = Group('site')  # (message, audience, site)
on_text = Group('site')  # (document, audience, site, kind of text)
on_translation = Group('message')  # (message, text, language, audience, site, glossary)
