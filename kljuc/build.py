"""load -> translate -> check -> render -> print -> publish: the six steps, one function each."""

from __future__ import annotations

import datetime
import json
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

from . import content, editions, glossary, languages, pages, publish, signatures
from .checks import source, translations
from .editions import Locale, Shelf
from .errors import Finding, KljucError
from .po import Catalog
from .publish import Published
from .sheets import Job, jobs, path_of
from .site import Site

Done = Callable[[str], None]  # called with the name of each sheet when it is there


@dataclass
class Project:
    """A project on its way through the steps."""

    root: Path
    site: Site
    catalogs: dict[str, Catalog] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    shelf: Shelf | None = None

    @property
    def cache(self) -> Path:
        """What need not be made again; may be deleted at any time."""
        return self.root / '.cache'


def load(root: Path) -> Project:
    """Step 1: content/ and locales/."""
    found: list[Finding] = []
    site = None
    try:
        site = content.load(root)
    except KljucError as error:
        found += error.findings
    catalogs = {}
    codes = set(site.languages) if site else set()
    for path in sorted((root / 'locales').glob('*.po')):
        try:
            catalogs[path.stem] = Catalog.read(path)
        except KljucError as error:
            found += error.findings
        if codes and path.stem not in codes:
            cause = f'the language table does not know "{path.stem}".'
            cure = languages.cure(path.stem)
            found.append(Finding(f'locales/{path.name}', 0, 'language-unknown', cause, cure))
    if site is None or found:
        raise KljucError(sorted(set(found)))
    for code, catalog in catalogs.items():
        catalog.file = f'locales/{code}.po'
    return Project(root, site, catalogs)


def translate(project: Project, release: datetime.date | None = None) -> Shelf:
    """Step 2: what each language may show; a message that a check refuses is not translated.

    `release` is today, when only what is signed may be shown.
    """
    site = project.site
    terms, found = glossary.load(project.root, site.languages, site.source.code)
    project.findings += found
    locales = {site.source.code: Locale(site.source, None)}
    for code, catalog in project.catalogs.items():
        if code == site.source.code:
            continue
        found = translations.check(site, site.languages[code], catalog, terms)
        project.findings += found
        bad = {each.line for each in found if each.severity == 'error'}
        locales[code] = editions.read(site.languages[code], catalog, bad)
    order = [code for code in site.settings.languages if code in locales]
    order += sorted(set(locales) - set(order))
    store, found = signatures.load(project.root / 'locales/signatures')
    project.findings += found
    project.shelf = Shelf(site, {code: locales[code] for code in order}, store, release)
    return project.shelf


def check(project: Project) -> None:
    """Step 3: the source texts; an error there stops the build."""
    project.findings += source.check(project.site)
    stops = [each for each in project.findings if _stops(each)]
    if stops:
        raise KljucError(sorted(set(project.findings)))


def render(project: Project) -> tuple[dict[str, bytes], list[Job]]:
    """Step 4: every page, and the sheets but for their type size."""
    assert project.shelf
    made = dict(pages.pages(project.shelf))
    printable, found = jobs(project.shelf)
    project.findings += found
    return made, printable


def print_sheets(
    project: Project, wanted: list[Job], pool: Executor, done: Done
) -> dict[str, bytes]:
    """Step 5: PDF; what was printed before from the same input is taken from the cache."""
    made = {job.path: data for job in wanted if (data := cached(project, job)) is not None}
    todo = [job for job in wanted if job.path not in made]
    if not todo:
        return made
    from .printing import print_job, warm_up

    warm_up()
    with pool:
        running = {pool.submit(print_job, job): job for job in todo}
        try:
            for future in as_completed(running):
                job, printed = running[future], future.result()
                project.findings += printed.findings
                if printed.pdf:
                    made[job.path] = printed.pdf
                    _remember(project, job, printed.pdf, printed.size)
                done(job.name)
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return made


def finish(
    project: Project, output: Path, made: dict[str, bytes], sheets: dict[str, bytes],
    unmade: dict[str, bytes | None],
) -> Published:  # fmt: skip
    """Step 6: the page for staff, then everything into output/."""
    assert project.shelf
    kept = {path for path, data in unmade.items() if data and _is(output / path, data)}
    exist = {
        key: path_of(edition) for key, edition in project.shelf.sheets.items()
        if path_of(edition) in sheets or path_of(edition) in kept
    }  # fmt: skip
    index, data = pages.staff_page(project.shelf, exist)
    release = project.shelf.release
    day = release.isoformat() if release else ''
    return publish.publish(output, made | sheets | {index: data}, unmade, day)


def withheld(project: Project) -> Iterator[str]:
    """What is not published, and why."""
    assert project.shelf
    shelf, site = project.shelf, project.site
    for code, locale in shelf.locales.items():
        if code not in shelf.offered:
            yield f'{locale.language.en}: the whole language, for its first page is withheld'
    for name, made in (('page', shelf.pages), ('sheet', shelf.sheets)):
        for (code, age, slug), edition in made.items():
            if edition.withheld and code in shelf.offered:
                yield f'{site.languages[code].en}: {name} {slug} {age}: {edition.withheld}'


def of_language(path: str, tags: Iterable[str]) -> bool:
    """Whether a file in output/ belongs to one of these languages."""
    return any(path.startswith((f'{tag}/', f'print/{tag}/')) for tag in tags)


def cached(project: Project, job: Job) -> bytes | None:
    """A sheet printed before from the same input."""
    path = project.cache / 'sheets' / f'{job.key}.pdf'
    return path.read_bytes() if path.is_file() else None


def size_of(project: Project, job: Job) -> float:
    """The type size a sheet was fitted to, in points; 0 when it was not printed yet."""
    path = project.cache / 'sheets' / f'{job.key}.json'
    return float(json.loads(path.read_text('utf-8'))['size']) if path.is_file() else 0.0


def _remember(project: Project, job: Job, pdf: bytes, size: float) -> None:
    folder = project.cache / 'sheets'
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in ((f'{job.key}.json', json.dumps({'size': size}).encode()),
                       (f'{job.key}.pdf', pdf)):  # fmt: skip
        part = folder / f'{name}.{os.getpid()}'
        part.write_bytes(data)
        part.replace(folder / name)


def workers(count: int | None = None) -> ProcessPoolExecutor:
    """Processes that start warm where the system can fork."""
    fork = 'fork' in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context('fork' if fork else None)
    return ProcessPoolExecutor(count or os.cpu_count(), mp_context=context)


def _stops(finding: Finding) -> bool:
    return finding.scope == 'site' and finding.severity == 'error'


def _is(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data
