"""What people and machines are told: lines and findings on stderr, JSON alone on stdout."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .errors import Finding


class Report:
    """The account of one run."""

    def __init__(self, *, quiet: bool, as_json: bool, warnings: bool) -> None:
        self.quiet, self.json, self.warnings = quiet, as_json, warnings
        self.facts: dict[str, object] = {}
        self.started = time.monotonic()

    def step(self, name: str, text: str) -> None:
        """One line for one step."""
        if not self.quiet:
            print(f'{name:<9} {text}', file=sys.stderr, flush=True)

    def end(self, findings: list[Finding], last: str) -> int:
        """Tell every finding, then how it ended; gives the exit code."""
        findings = sorted(set(findings))
        errors = [each for each in findings if each.severity == 'error']
        if self.json:
            rows = [vars(each) for each in findings]
            print(json.dumps({'findings': rows, **self.facts}, ensure_ascii=False, indent=1))
        for each in findings if self.warnings else errors:
            print(each, file=sys.stderr)
        silent = 0 if self.warnings else len(findings) - len(errors)
        if silent:
            self.step('', f'{silent} warnings: python build.py check shows them.')
        if last and (errors or not self.quiet):
            print(last, file=sys.stderr)
        return 1 if errors else 0

    @contextmanager
    def bar(self, total: int) -> Iterator[Callable[[str], None]]:
        """A progress bar on a terminal, nothing in a log."""
        if self.quiet or not sys.stderr.isatty():
            yield lambda _: None
            return
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        columns = TextColumn('print    '), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        with Progress(*columns, TextColumn('{task.fields[name]}'), console=Console(stderr=True),
                      transient=True) as bar:  # fmt: skip
            task = bar.add_task('print', total=total, name='')
            yield lambda name: bar.update(task, advance=1, name=name)
