"""load -> translate -> check -> render -> print -> publish: the six steps, one function each."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from . import (
    bundles,
    content,
    editions,
    glossary,
    imposing,
    languages,
    pages,
    printroom,
    publish,
    signatures,
    staffpages,
)  # fmt: skip
from .cache import Cache, name_of
from .checks import source, translations
from .editions import Locale, Shelf
from .errors import Finding, KljucError
from .po import Catalog
from .printroom import Choice, Done, Prints
from .publish import Published
from .sheets import Job, Maker, jobs, path_of
from .site import HOME, Site
from .staffpages import Row

Bar = Callable[[int], AbstractContextManager[Done]]


@dataclass
class Project:
    """A project on its way through the steps."""

    root: Path
    site: Site
    catalogs: dict[str, Catalog] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    shelf: Shelf | None = None

    maker: Maker | None = None

    @property
    def cache(self) -> Cache:
        """Sheets that need not be made again."""
        return Cache(self.root / '.cache/sheets')


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
    project.maker = Maker(project.shelf)
    made = dict(pages.pages(project.shelf))
    printable, found = jobs(project.maker)
    project.findings += found
    return made, printable


def print_sheets(
    project: Project, printable: Sequence[Job], choice: Choice, workers: int | None, bar: Bar
) -> Prints:
    """Step 5: PDF; what was printed before from the same input is taken from the cache."""
    assert project.maker
    plans = list(imposing.plans(project.maker, printable))
    prints = printroom.print_all(
        project.cache, printable, plans, choice, lambda: printroom.workers(workers), bar
    )
    project.findings += prints.findings
    return prints


def finish(
    project: Project, output: Path, made: dict[str, bytes], prints: Prints,
    unmade: dict[str, bytes | None],
) -> Published:  # fmt: skip
    """Step 6: the pages for staff and the bundles, then everything into output/."""
    shelf, maker = project.shelf, project.maker
    assert shelf
    assert maker
    unmade = unmade | prints.unmade
    kept = {path: data for path, data in prints.unmade.items()
            if data and publish.same(output / path, data)}  # fmt: skip
    pdfs = prints.made | kept
    shown = list(staffpages.rows(shelf, pdfs))
    bundles = dict(_bundles(project, shown, pdfs))
    pictures = {row.picture: prints.pictures[row.plain] for row in shown if row.picture}
    staff = dict(staffpages.pages(shelf, shown, set(bundles)))
    release = shelf.release
    day = release.isoformat() if release else ''
    return publish.publish(output, made | pdfs | bundles | pictures | staff, unmade, day)


def _bundles(
    project: Project, rows: Iterable[Row], pdfs: Mapping[str, bytes]
) -> Iterator[tuple[str, bytes]]:
    """All sheets of a language in one ZIP, one sheet in all languages in one PDF."""
    for tag in dict.fromkeys(row.tag for row in rows):
        home = f'print/{tag}/'
        inside = {path.removeprefix(home): pdf for path, pdf in pdfs.items()
                  if path.startswith(home)}  # fmt: skip
        yield staffpages.zip_of(tag), bundles.zipped(inside)
    sheets: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if not row.sheet.together and row.plain in pdfs:
            sheets.setdefault((row.sheet.slug, row.age), []).append(row)
    for (slug, age), same in sheets.items():
        parts = [bundles.Part(f'{row.language.sl} · {row.language.en}', pdfs[row.plain])
                 for row in same if row.language]  # fmt: skip
        if len(parts) > 1:
            yield path_of('all', slug, age), _bound(project.cache, parts, same[0].sheet.duplex)


def _bound(cache: Cache, parts: Sequence[bundles.Part], duplex: str) -> bytes:
    work = [(HOME / 'kljuc' / name).read_bytes() for name in ('bundles.py', 'finish.py')]
    name = name_of(sha256(repr((parts, duplex, work)).encode()).hexdigest())
    made = cache.get(name)
    if made is None:
        made = bundles.bound(parts, duplex)
        cache.put(name, made)
    return made


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


def _stops(finding: Finding) -> bool:
    return finding.scope == 'site' and finding.severity == 'error'
