"""The command line: one line a step, all findings at once, no traceback, exit 0, 1 or 2."""

from __future__ import annotations

import argparse
import datetime
import os
import time
from collections.abc import Sequence
from pathlib import Path

from . import build, languages, options, proof, review, signing, status, workshop
from .build import Project
from .errors import Finding, KljucError
from .printroom import ORDINARY, Choice, unknown
from .publish import check_output
from .report import Report
from .sheets import Job


def main(argv: Sequence[str] | None = None, home: Path | None = None) -> int:
    """Run one command; `home` is the project when --project does not name one."""
    given = options.parse(argv, home or Path.cwd())
    report = Report(quiet=given.quiet, as_json=given.json, warnings=given.command == 'check')
    try:
        return COMMAND[given.command](given, report)
    except KljucError as error:
        return report.end(list(error.findings), 'Nothing was published.')
    except BrokenPipeError:  # who read our lines has gone: `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    except KeyboardInterrupt:
        cause = 'stopped by Ctrl-C.'
        stopped = Finding('build.py', 0, 'interrupted', cause, 'Run it again; nothing is lost.')
        return report.end([stopped], 'Nothing was published.')


def _build(given: argparse.Namespace, report: Report) -> int:
    output = given.output or given.project / 'output'
    project = _checked(given, report)
    if given.release:
        _releasable(project, given.today)
    made, jobs = build.render(project)
    check_output(output, draft=not given.release and not given.draft)
    report.step('render', f'{sum(path.endswith(".html") for path in made)} pages')
    tags = _tags(project, given)
    choice = _sheets(project, jobs, given, tags)
    prints = build.print_sheets(project, jobs, choice, given.jobs, report.bar)
    report.step('print', f'{len(prints.made)} sheets, {prints.before} of them from the cache')
    unmade: dict[str, bytes | None] = {
        path: data for path, data in made.items()
        if path.count('/') and not path.startswith('static/') and not build.of_language(path, tags)
    }  # fmt: skip
    made = {path: data for path, data in made.items() if path not in unmade}
    published = build.finish(project, output, made, prints, unmade)
    report.step('publish', f'{len(published.written)} of {published.total} files written, '
                f'{len(published.removed)} removed')  # fmt: skip
    for path in published.stale:
        report.step('', f'removed, for it is out of date and was not made: {path}')
    return _ended(project, report, output, time.monotonic() - report.started)


def _sheets(
    project: Project, jobs: Sequence[Job], given: argparse.Namespace, tags: Sequence[str]
) -> Choice:
    """Which sheets this run makes; raises KljucError when there is no such sheet or variant."""
    variants = given.variant
    if given.no_print:
        variants = ('none',)
    elif given.all_variants or (given.release and not variants):
        variants = ()
    elif not variants:
        variants = ORDINARY
    found = list(unknown(project.site.sheets, given.sheet, given.variant))
    if any(each.scope == 'site' for each in found):
        raise KljucError(found)
    project.findings += found
    return Choice(tags if given.lang else (), given.sheet, variants)


def _releasable(project: Project, today: datetime.date) -> None:
    """Refuse when nothing at all is signed; tell what to do first."""
    assert project.shelf
    if not project.shelf.offered:
        cause = 'nothing can be released: no language has a first page that is wholly signed.'
        steps = status.steps(project, today)[:3]
        cure = '\n  '.join(['Do this first:', *(f'{n}. {step}' for n, step in enumerate(steps, 1))])
        raise KljucError.at('build.py', 0, 'release-nothing', cause, cure)


def _ended(project: Project, report: Report, output: Path, seconds: float) -> int:
    held = list(build.withheld(project))
    lost = {each.message for each in project.findings if each.scope == 'sheet'}
    report.facts['withheld'] = held
    for line in held:
        report.step('', f'withheld: {line}')
    assert project.shelf
    shown = [each for key, each in project.shelf.pages.items() if project.shelf.page(*key)]
    drafts = sum(edition.draft for edition in shown)
    told = f' {drafts} of {len(shown)} pages of texts are drafts: not signed.' if drafts else ''
    report.step('', f'{seconds:.1f} s.{told}')
    last = f'Look at {output / "index.html"} and {output / "print/index.html"}'
    if lost or held:
        last = f'{len(held) + len(lost)} pages or sheets were withheld. {last}'
    return report.end(project.findings, last)


def _checked(given: argparse.Namespace, report: Report) -> Project:
    """The first 3 steps, which every command shares."""
    project = build.load(given.project)
    site = project.site
    report.step('load', f'{len(site.topics)} topics, {len(site.sheets)} sheet formats, '
                f'{len(project.catalogs)} catalogs')  # fmt: skip
    _tags(project, given)
    shelf = build.translate(project, given.today if given.release else None)
    report.step('translate', f'{len(shelf.locales)} languages')
    build.check(project)
    errors = sum(each.severity == 'error' for each in project.findings)
    report.step('check', f'{errors} errors, {len(project.findings) - errors} warnings')
    return project


def _tags(project: Project, given: argparse.Namespace) -> list[str]:
    """The tags of the languages that --lang names, else of all."""
    table = project.site.languages
    known = {project.site.source.code, *project.catalogs}
    new = given.command == 'update'  # the one command that can begin a language
    codes = given.lang or sorted(known)
    for code in codes:
        if code not in (table if new else known):
            cause = f'--lang: there is no language "{code}".'
            cure = f'Known are {", ".join(sorted(known))}.'
            cure = languages.cure(code) if new else cure
            raise KljucError.at('build.py', 0, 'language-unknown', cause, cure)
    return [table[code].tag for code in codes if code in table]


def _check(given: argparse.Namespace, report: Report) -> int:
    project = _checked(given, report)
    build.render(project)
    assert project.shelf
    found = [*project.findings, *proof.letters(project.shelf, project.findings)]
    if given.complete:
        found = [*found, *workshop.incomplete(project)]
    return report.end(found, '' if found else 'No findings.')


def _extract(given: argparse.Namespace, report: Report) -> int:
    project = build.load(given.project)
    count, changed = workshop.extract(project)
    state = 'written' if changed else 'as it was'
    report.step('extract', f'{count} messages, locales/messages.pot {state}')
    return report.end([], '')


def _update(given: argparse.Namespace, report: Report) -> int:
    project = build.load(given.project)
    _tags(project, given)
    workshop.extract(project)
    for line in workshop.update(project, given.lang):
        report.step('update', line)
    return report.end([], '')


def _status(given: argparse.Namespace, report: Report) -> int:
    report.quiet = True
    project = _checked(given, report)
    _, jobs = build.render(project)
    rows = list(status.rows(project, jobs))
    report.facts['languages'] = rows
    report.facts['test_calls'] = status.calls(project, given.today)
    report.facts['steps'] = status.steps(project, given.today)
    path = _write(project, 'index.html', status.page(project, rows, given.today).encode())
    if not report.json:
        status.show(project, rows, given.today)
    report.quiet = given.quiet
    return report.end(project.findings, '' if report.json else f'The same for people: {path}')


def _sign(given: argparse.Namespace, report: Report) -> int:
    project = _checked(given, report)
    done = signing.sign(project, given.what, given.by, given.today, _choice(given))
    report.step('sign', f'{done.new} signed by {given.by}, {done.before} were signed before')
    if done.untranslated:
        report.step('', f'{done.untranslated} are not translated, and not signed.')
    return report.end([], '')


def _review(given: argparse.Namespace, report: Report) -> int:
    from .engine import print_plain

    project = _checked(given, report)
    code, choice = given.what, _choice(given)
    html = review.sheet(project, code, choice)
    name = '-'.join(filter(None, ['review', code, choice.tier, choice.topic, choice.age]))
    _write(project, f'{name}.html', html.encode())
    pdf = print_plain(html, (), str(project.root), f'status/{name}.html')
    path = _write(project, f'{name}.pdf', pdf)
    return report.end([], f'Print {path}, or open the .html beside it.')


def _choice(given: argparse.Namespace) -> signing.Choice:
    return signing.Choice(given.tier or '', given.topic, given.age, tuple(given.message))


def _write(project: Project, name: str, data: bytes) -> Path:
    """Put a file for the publisher into status/."""
    path = project.root / 'status' / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


COMMAND = {
    'build': _build, 'check': _check, 'extract': _extract, 'update': _update, 'status': _status,
    'sign': _sign, 'review': _review, 'sheets': _build,
}  # fmt: skip
