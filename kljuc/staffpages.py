"""The pages for those who print: every sheet that exists, a picture of it, how to print it.

They may not read what they print: Slovenian first, English beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from .editions import Edition, Shelf
from .filling import stamp
from .languages import Language
from .navigation import path_of as page_path
from .pages import Artifact, Pages
from .sheets import path_of
from .site import HELPER, LOOKS, Recall, Sheet

SLOVENIAN = str.maketrans({'č': 'c~', 'š': 's~', 'ž': 'z~'})  # the order of its letters


class Form(NamedTuple):
    """One way in which a sheet can be printed, with its files; empty where there is none."""

    name: str  # as in flyer.toml; '' is the sheet as it is
    colour: str
    bw: str
    imposed: bool  # for printing only

    @property
    def beside(self) -> str:
        """The code of the language that stands beside the sheet's own."""
        return self.name.removeprefix('with-') if self.name.startswith('with-') else ''


@dataclass(frozen=True)
class Group:
    """The sheets for one age: those that staff look for first, and the rest."""

    age: str
    name: str
    first: list[Row]
    rest: list[Row]


@dataclass(frozen=True)
class Row:
    """A sheet in one language for one age, or in all languages, with the files that exist of it."""

    tag: str
    language: Language | None  # None: all languages
    sheet: Sheet
    age: str
    age_name: str
    version: str
    draft: bool
    files: dict[str, str]  # path in output/ by variant; '' is colour

    @property
    def plain(self) -> str:
        """Where the colour one lies, made or not."""
        return path_of(self.tag, self.sheet.slug, self.age)

    @property
    def picture(self) -> str:
        """Where its small picture lies; empty when there is none."""
        name = '-'.join(filter(None, [self.sheet.slug, self.age]))
        return f'print/{self.tag}/pictures/{name}.png' if '' in self.files else ''

    @property
    def sides(self) -> int:
        """1 or 2."""
        return 1 if self.sheet.duplex == 'simplex' else 2

    @property
    def forms(self) -> list[Form]:
        """What there is of it; what an office prints comes first: several cards on one A4."""
        names = dict.fromkeys(name.removesuffix('bw').removesuffix('-') for name in self.files)
        made = [
            Form(name, self.files.get(name, ''), self.files.get(f'{name}-bw' if name else 'bw', ''),
                 name not in ('', *LOOKS))
            for name in names
        ]  # fmt: skip
        return sorted(made, key=lambda form: form.name != 'a4')


def rows(shelf: Shelf, pdfs: Collection[str]) -> Iterator[Row]:
    """Every sheet of which some file exists, in the order of languages, then of sheets."""
    together: dict[str, list[Edition]] = {}
    sheets = {sheet.slug: sheet for sheet in shelf.site.sheets}
    for (_, age, slug), edition in shelf.sheets.items():
        sheet = sheets[slug]
        if sheet.together:
            together.setdefault(slug, []).append(edition)
            continue
        yield from _row(shelf, sheet, age, [edition], pdfs)
    for slug, editions in together.items():
        yield from _row(shelf, sheets[slug], '', editions, pdfs)


def zip_of(tag: str) -> str:
    """Where the ZIP of a language lies."""
    return f'print/{tag}/sheets-{tag}.zip'


def pages(shelf: Shelf, shown: Sequence[Row], bundles: Collection[str]) -> Iterator[Artifact]:
    """The page where a language is chosen, and one page for each language."""
    site = Pages(shelf)
    by_tag: dict[str, list[Row]] = {}
    for row in shown:
        by_tag.setdefault(row.tag, []).append(row)
    offered = [locale.language for locale in shelf.offered.values()]
    helped = {language.tag: _scripts(site, language) for language in offered}
    listed = [each for each in offered if by_tag.get(each.tag) or helped[each.tag]]
    bound = [
        {'sheet': sheet, 'age': shelf.site.audiences[age].name, 'path': path}
        for sheet in shelf.site.sheets for age in sheet.texts
        if (path := path_of('all', sheet.slug, age)) in bundles
    ]  # fmt: skip
    names = {sheet.slug: sheet.name for sheet in shelf.site.sheets}
    yield _page(
        site, 'print/index.html', '', recalls=shelf.site.recalls, names=names, bound=bound,
        listed=sorted(listed, key=lambda each: each.sl.translate(SLOVENIAN)),
        together=by_tag.get('all', []), archive=_if_made(zip_of('all'), bundles),
    )  # fmt: skip
    for language in listed:
        yield _page(
            site, 'print/language.html', language.tag, own=language, names=names,
            recalls=[each for each in shelf.site.recalls if _concerns(each, language)],
            groups=list(_groups(shelf, by_tag.get(language.tag, []), bool(helped[language.tag]))),
            scripts=helped[language.tag], archive=_if_made(zip_of(language.tag), bundles),
        )  # fmt: skip


def _page(site: Pages, template: str, tag: str, **values: Any) -> Artifact:
    path = f'print/{tag}/index.html' if tag else 'print/index.html'
    return site.page(
        template, path, site.staff_locale(), '', site.shelf.site.settings.name, ages=[], safety='',
        draft=site.any_draft(), kind='staff', languages=site.shelf.site.languages,
        alternates=site.nav.alternates(None, (), lambda _: True), **values,
    )  # fmt: skip


def _groups(shelf: Shelf, shown: Sequence[Row], scripts: bool) -> Iterator[Group]:
    """The ages that have a sheet; the helpers also where they only have a page."""
    for age, audience in shelf.site.audiences.items():
        same = [row for row in shown if row.age == age]
        first = [row for row in same if row.sheet.first] or same
        if same or (scripts and age == HELPER):
            rest = [row for row in same if row not in first]
            yield Group(age, audience.name, first, rest)


def _scripts(site: Pages, language: Language) -> list[Mapping[str, str]]:
    """The pages for helpers in a language."""
    return [
        {'path': page_path(language.tag, HELPER, topic.slug), 'name': topic.name}
        for topic in site.nav.topics(language.code, HELPER)
    ]


def _row(
    shelf: Shelf, sheet: Sheet, age: str, editions: Sequence[Edition], pdfs: Collection[str]
) -> Iterator[Row]:
    language = editions[0].language if age else None
    tag = language.tag if language else 'all'
    forms = [form for form in sheet.variants if form not in LOOKS]
    names = [('', False), ('bw', False), ('press', False)]
    names += [(f'{form}{look}', True) for form in forms for look in ('', '-bw')]
    files = {name: path_of(tag, sheet.slug, age, name, imposed=imposed) for name, imposed in names}
    files = {name: path for name, path in files.items() if path in pdfs}
    if files:
        shown = [edition for edition in editions if not edition.withheld]
        name = shelf.site.audiences[editions[0].name[1]].name
        version, draft = stamp(shown)
        yield Row(tag, language, sheet, age, name, version, draft, files)


def _if_made(path: str, bundles: Collection[str]) -> str:
    return path if path in bundles else ''


def _concerns(recall: Recall, language: Language) -> bool:
    return not recall.languages or language.code in recall.languages
