"""What can be wrong, said so that a person can mend it: file, line, cause, cure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal['error', 'warning']
Scope = Literal['site', 'message', 'sheet']


@dataclass(frozen=True, order=True)
class Finding:
    """One thing found: where, what, and what to do about it.

    An error of scope `site` stops publishing; of scope `message` it makes one message count as
    untranslated; of scope `sheet` it withholds one sheet.
    """

    file: str
    line: int
    code: str
    message: str
    hint: str = ''
    severity: Severity = 'error'
    scope: Scope = 'site'

    def __str__(self) -> str:
        place = f'{self.file}:{self.line}' if self.line else self.file
        hint = f' {self.hint}' if self.hint else ''
        return f'{place}: {self.severity} {self.code}: {self.message}{hint}'


class KljucError(Exception):
    """One or more findings that leave nothing to go on with."""

    def __init__(self, findings: Finding | Iterable[Finding]) -> None:
        self.findings = (findings,) if isinstance(findings, Finding) else tuple(findings)
        super().__init__('\n'.join(map(str, self.findings)))

    @classmethod
    def at(cls, file: str, line: int, code: str, cause: str, cure: str = '') -> KljucError:
        """The usual case: one error of scope `site`."""
        return cls(Finding(file, line, code, cause, cure))
