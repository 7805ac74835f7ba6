"""The command line: one line a step, all findings at once, no traceback, exit 0, 1 or 2."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from . import __version__, build, languages, workshop
from .build import Project
from .errors import Finding, KljucError
from .publish import check_output

COMMANDS = {
    'build': 'make the site and its sheets in output/ (what happens without a command)',
    'check': 'look for mistakes in texts, translations and templates; write nothing',
    'extract': 'write locales/messages.pot: all that is to be translated',
    'update': 'bring every .po up to date with the texts; nothing is lost',
    'status': 'tell for each language what is translated, signed and withheld',
}


def main(argv: Sequence[str] | None = None, home: Path | None = None) -> int:
    """Run one command; `home` is the project when --project does not name one."""
    options = _parser(home or Path.cwd()).parse_args(argv)
    options.project = options.project.resolve()
    report = Report(options)
    try:
        return COMMAND[options.command](options, report)
    except KljucError as error:
        return report.end(list(error.findings), 'Nothing was published.')
    except KeyboardInterrupt:
        cause = 'stopped by Ctrl-C.'
        stopped = Finding('build.py', 0, 'interrupted', cause, 'Run it again; nothing is lost.')
        return report.end([stopped], 'Nothing was published.')


class Report:
    """What people and machines are told: lines on stderr, JSON alone on stdout."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.quiet, self.json = options.quiet, options.json
        self.warnings = options.command == 'check'
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
def _bar(report: Report, total: int) -> Iterator[Callable[[str], None]]:
    """A progress bar on a terminal, nothing in a log."""
    if report.quiet or not sys.stderr.isatty():
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


def _build(options: argparse.Namespace, report: Report) -> int:
    output = options.output or options.project / 'output'
    project = _checked(options, report)
    made, jobs = build.render(project)
    check_output(output)
    report.step('render', f'{sum(path.endswith(".html") for path in made)} pages')
    tags = _tags(project, options)
    wanted = [job for job in jobs if not options.no_print and build.of_language(job.path, tags)]
    before = sum(build.cached(project, job) is not None for job in wanted)
    with _bar(report, len(wanted) - before) as done:
        sheets = build.print_sheets(project, wanted, build.workers(options.jobs), done)
    report.step('print', f'{len(sheets)} sheets, {before} of them from the cache')
    unmade: dict[str, bytes | None] = {
        path: data for path, data in made.items()
        if path.count('/') and not path.startswith('static/') and not build.of_language(path, tags)
    }  # fmt: skip
    unmade |= {job.path: build.cached(project, job) for job in jobs if job not in wanted}
    made = {path: data for path, data in made.items() if path not in unmade}
    published = build.finish(project, output, made, sheets, unmade)
    report.step('publish', f'{len(published.written)} of {published.total} files written, '
                f'{len(published.removed)} removed')  # fmt: skip
    for path in published.stale:
        report.step('', f'removed, for it is out of date and was not made: {path}')
    return _ended(project, report, output, time.monotonic() - report.started)


def _ended(project: Project, report: Report, output: Path, seconds: float) -> int:
    held = list(build.withheld(project))
    lost = {each.message for each in project.findings if each.scope == 'sheet'}
    report.facts['withheld'] = held
    for line in held:
        report.step('', f'withheld: {line}')
    draft = project.shelf and any(edition.draft for edition in project.shelf.pages.values())
    report.step('', f'{seconds:.1f} s.' + (' All of it is a draft: not signed.' if draft else ''))
    last = f'Look at {output / "index.html"} and {output / "print/index.html"}'
    if lost or held:
        last = f'{len(held) + len(lost)} pages or sheets were withheld. {last}'
    return report.end(project.findings, last)


def _checked(options: argparse.Namespace, report: Report) -> Project:
    """The first 3 steps, which every command shares."""
    project = build.load(options.project)
    site = project.site
    report.step('load', f'{len(site.topics)} topics, {len(site.sheets)} sheet formats, '
                f'{len(project.catalogs)} catalogs')  # fmt: skip
    _tags(project, options)
    shelf = build.translate(project)
    report.step('translate', f'{len(shelf.locales)} languages')
    build.check(project)
    errors = sum(each.severity == 'error' for each in project.findings)
    report.step('check', f'{errors} errors, {len(project.findings) - errors} warnings')
    return project


def _tags(project: Project, options: argparse.Namespace) -> list[str]:
    """The tags of the languages that --lang names, else of all."""
    table = project.site.languages
    known = {project.site.source.code, *project.catalogs}
    new = options.command == 'update'  # the one command that can begin a language
    codes = options.lang or sorted(known)
    for code in codes:
        if code not in (table if new else known):
            cause = f'--lang: there is no language "{code}".'
            cure = f'Known are {", ".join(sorted(known))}.'
            cure = languages.cure(code) if new else cure
            raise KljucError.at('build.py', 0, 'language-unknown', cause, cure)
    return [table[code].tag for code in codes if code in table]


def _check(options: argparse.Namespace, report: Report) -> int:
    project = _checked(options, report)
    build.render(project)
    found = project.findings
    if options.complete:
        found = [*found, *workshop.incomplete(project)]
    return report.end(found, '' if found else 'No findings.')


def _extract(options: argparse.Namespace, report: Report) -> int:
    project = build.load(options.project)
    count, changed = workshop.extract(project)
    state = 'written' if changed else 'as it was'
    report.step('extract', f'{count} messages, locales/messages.pot {state}')
    return report.end([], '')


def _update(options: argparse.Namespace, report: Report) -> int:
    project = build.load(options.project)
    _tags(project, options)
    workshop.extract(project)
    for line in workshop.update(project, options.lang):
        report.step('update', line)
    return report.end([], '')


def _status(options: argparse.Namespace, report: Report) -> int:
    options.quiet = report.quiet = True
    project = _checked(options, report)
    _, jobs = build.render(project)
    rows = list(workshop.status(project, jobs))
    report.facts['languages'] = rows
    if not report.json:
        workshop.show(rows, list(build.withheld(project)))
    return report.end(project.findings, '')


COMMAND = {
    'build': _build, 'check': _check, 'extract': _extract, 'update': _update, 'status': _status,
}  # fmt: skip


def _parser(home: Path) -> argparse.ArgumentParser:
    def codes(text: str) -> list[str]:
        return [code.strip().replace('-', '_') for code in text.split(',') if code.strip()]

    def count(text: str) -> int:
        if not text.isdecimal() or not int(text):
            raise argparse.ArgumentTypeError(f'{text} is no number of processes')
        return int(text)

    shared = argparse.ArgumentParser(add_help=False)
    add = shared.add_argument
    add('--lang', type=codes, default=[], metavar='ar,ti', help='only these languages')
    add('--project', type=Path, default=home, metavar='DIR',
        help='folder with content/ and locales/ (the one of build.py)')  # fmt: skip
    add('--output', type=Path, metavar='DIR', help='where the site goes (output/ in the project)')
    add('--no-print', action='store_true', help='pages only, no sheets')
    add('--jobs', type=count, metavar='N', help='processes that print (one for each core)')
    add('--complete', action='store_true', help='check: tell every empty and fuzzy message too')
    add('--json', action='store_true', help='findings as JSON on stdout')
    add('-q', '--quiet', action='store_true', help='say nothing but errors')
    parser = argparse.ArgumentParser(
        prog='build.py', parents=[shared], formatter_class=argparse.RawDescriptionHelpFormatter,
        description='One build: a site and printable sheets in many languages.',
        epilog='exit code: 0 clean, 1 errors were found, 2 wrong use',
    )  # fmt: skip
    parser.add_argument('--version', action='version', version=f'kljuc {__version__}')
    lines = ' · '.join(f'{name}: {about}' for name, about in COMMANDS.items())
    parser.add_argument('command', nargs='?', choices=COMMANDS, default='build', help=lines)
    return parser
