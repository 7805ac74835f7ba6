"""Editions -> HTML: the chooser, a home for each language and age, a page for each topic."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from . import drawings, markup, prose
from .editions import Edition, Locale, Shelf
from .facts import used
from .languages import Language
from .markup import Section, Setting
from .model import Audience, Message
from .navigation import Navigation, path_of, up
from .prose import Document
from .site import HELPER, Topic
from .words import Words, environment, render

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
STATIC = 'site.css', 'exit.js', 'icon.svg', 'print.css', 'print.js'
DRAWINGS = 'size', 'long', 'short', 'measure'  # how to print, for staff
Artifact = tuple[str, bytes]


def pages(shelf: Shelf) -> Iterator[Artifact]:
    """Every page for readers, and what pages need."""
    site = Pages(shelf)
    yield from site.static()
    yield site.chooser()
    yield site.not_found()
    for locale in shelf.offered.values():
        yield site.language_home(locale)
        for age in site.nav.ages(locale):
            yield site.age_home(locale, age)
    for key, edition in shelf.pages.items():
        if shelf.page(*key):
            yield site.topic(edition)


def setting(
    shelf: Shelf, locale: Locale, age: Audience, resolve: markup.Resolve,
    guide: Locale | None = None,
) -> Setting:  # fmt: skip
    """What a text of this age needs to be written in this language; helpers read `guide`."""
    beside = guide or shelf.locales.get(shelf.site.settings.staff)

    def text(message: Message) -> tuple[str, Language]:
        return shelf.text(guide if guide and message.staff else locale, message)

    return Setting(
        locale.language, text, shelf.site.facts, resolve, spoken=age.picture,
        beside=(lambda m: shelf.text(beside, m)) if beside and beside is not locale else None,
    )  # fmt: skip


@dataclass(frozen=True)
class Pages:
    """Writes the pages of a shelf."""

    shelf: Shelf

    @cached_property
    def env(self) -> Any:
        return environment(self.shelf.site.root)

    @cached_property
    def nav(self) -> Navigation:
        return Navigation(self.shelf)

    # ------------------------------------------------------------ pages

    def topic(self, edition: Edition) -> Artifact:
        slug, key = edition.name
        shelf, locale = self.shelf, edition.locale
        tag = locale.language.tag
        age = shelf.site.audiences[key]
        path = path_of(tag, key, slug)
        sections = self._sections(edition.documents[0], locale, age, path)
        topic = next(topic for topic in shelf.site.topics if topic.slug == slug)
        return self.page(
            'topic.html', path, locale, key, self._name(locale, topic),
            sections=sections, calls=self._call(locale, age, path), draft=edition.draft,
            machine=edition.machine, partly=bool(edition.missing), version=edition.version,
            steps=self._steps(locale, age, topic),
            alternates=self.nav.alternates(locale, (key, slug), lambda c: shelf.page(c, key, slug)),
        )  # fmt: skip

    def age_home(self, locale: Locale, age: Audience) -> Artifact:
        path = path_of(locale.language.tag, age.key)
        topics = []
        for topic in self.nav.topics(locale.language.code, age.key):
            text = topic.texts[age.key]
            pictures = [m for m in text.messages if m.kind == 'picture']
            match = prose.PICTURE.match(pictures[0].source) if pictures else None
            match = None if match and match[2] in self.shelf.broken else match
            to = path_of(locale.language.tag, age.key, topic.slug)
            title = self._title(text, locale, age)
            topics.append({'path': to, 'title': title, 'picture': match[2] if match else ''})
        return self.page(
            'age.html', path, locale, age.key, self.shelf.site.settings.name, topics=topics,
            calls=self._call(locale, age, path), **self._state(locale, age.key),
            alternates=self.nav.alternates(
                locale, (age.key,), lambda c: age in self.nav.ages(self.shelf.locales[c])
            ),
        )  # fmt: skip

    def language_home(self, locale: Locale) -> Artifact:
        path = path_of(locale.language.tag)
        ages = self.nav.ages(locale)
        choices = [
            {'key': age.key, 'name': age.name, 'years': age.years,
             'path': path_of(locale.language.tag, age.key)} for age in ages
        ]  # fmt: skip
        return self.page(
            'language.html', path, locale, '', self.shelf.site.settings.name, choices=choices,
            calls=self._call(locale, ages[0], path), kind='home', ages=[],
            **self._state(locale, ages[0].key),
            alternates=self.nav.alternates(locale, (), lambda _: True),
        )  # fmt: skip

    def chooser(self) -> Artifact:
        locale = self.staff_locale()
        return self.page(
            'chooser.html', 'index.html', locale, '', self.shelf.site.settings.name,
            kind='choose', ages=[], safety='', numbers=self._numbers(locale),
            draft=self.any_draft(), alternates=self.nav.alternates(None, (), lambda _: True),
        )  # fmt: skip

    def not_found(self) -> Artifact:
        style = render(self.env, 'static/404.css').strip()
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        rows = []
        for locale in self.shelf.offered.values():
            language = locale.language
            rows.append({
                'tag': language.tag, 'dir': language.dir, 'own': language.own,
                'say': Words(self.shelf, locale).html, 'path': path_of(language.tag),
            })  # fmt: skip
        locale = self.staff_locale()
        html = render(
            self.env, '404.html', language=locale.language, settings=self.shelf.site.settings,
            style=style, style_hash=f'sha256-{digest}', rows=rows, numbers=self._numbers(locale),
            **Words(self.shelf, locale).values(),
        )  # fmt: skip
        return '404.html', html.encode()

    def static(self) -> Iterator[Artifact]:
        """Style, script, icon, and the pictures that pages show."""
        site = self.shelf.site
        scripts = {locale.language.script.code: locale.language.script
                   for locale in self.shelf.locales.values()}  # fmt: skip
        groups = [
            (script, [loc.language for loc in self.shelf.locales.values()
                      if loc.language.script is script]) for script in scripts.values()
        ]  # fmt: skip
        for name in (*STATIC, *(f'print/{drawing}.svg' for drawing in DRAWINGS)):
            text = render(self.env, f'static/{name}', groups=groups, look=site.settings.look)
            yield f'static/{name}', text.encode()
        for picture in sorted(site.picture('').glob('*.[sp][vn]g')):
            if picture.name in self.shelf.broken or drawings.fault(picture):
                continue
            yield f'static/pictures/{picture.name}', picture.read_bytes()

    # ------------------------------------------------------------ parts

    def page(
        self, template: str, path: str, locale: Locale, age: str, title: str, **values: Any
    ) -> Artifact:
        """One page; `age` is empty where a page is for all."""
        site = self.shelf.site
        ages = [
            {'name': each.name, 'path': path_of(locale.language.tag, each.key),
             'current': each.key == age} for each in self.nav.ages(locale)
        ]  # fmt: skip
        base = {
            'language': locale.language, 'age': age, 'settings': site.settings, 'csp': CSP,
            'title': title, 'url': lambda to: up(path) + to, 'home': path_of(locale.language.tag),
            'ages': ages, 'kind': '', 'version': '', 'draft': False, 'machine': False,
            'steps': None, 'safety': self.nav.safety(locale, age, path),
        }  # fmt: skip
        words = Words(self.shelf, locale).values()
        html = render(self.env, template, **(base | words | values))
        return path, html.encode()

    def _sections(
        self, document: Document, locale: Locale, age: Audience, path: str
    ) -> tuple[Section, ...]:
        resolve = self.nav.resolve(locale, age, path)
        sections = markup.render(document, setting(self.shelf, locale, age, resolve))
        return tuple(replace(each, picture='') if each.picture in self.shelf.broken else each
                     for each in sections)  # fmt: skip

    def _call(self, locale: Locale, age: Audience, path: str) -> tuple[Section, ...]:
        document = self.shelf.site.calls.get(age.key)
        return self._sections(document, locale, age, path) if document else ()

    def _steps(
        self, locale: Locale, age: Audience, topic: Topic
    ) -> dict[str, dict[str, str] | None]:
        """The pages before and behind."""
        code, tag = locale.language.code, locale.language.tag
        topics = [each for each in self.nav.topics(code, age.key) if each.menu == topic.menu]
        at = topics.index(topic)

        def step(to: int) -> dict[str, str] | None:
            if not 0 <= to < len(topics) or not topic.menu:
                return None
            title = self._title(topics[to].texts[age.key], locale, age)
            return {'path': path_of(tag, age.key, topics[to].slug), 'title': title}

        return {'back': step(at - 1), 'next': step(at + 1)}

    def _title(self, document: Document, locale: Locale, age: Audience) -> str:
        text, language = self.shelf.text(locale, document.title)
        html = markup.inline(text, setting(self.shelf, locale, age, lambda t: (t, '')))
        if language is locale.language:
            return html
        return f'<span lang="{language.tag}" dir="{language.dir}">{html}</span>'

    def _name(self, locale: Locale, topic: Topic) -> str:
        staff = set(topic.texts) == {HELPER}
        message = Message(topic.name, HELPER if staff else '', staff=staff)
        return f'{self.shelf.text(locale, message)[0]} · {self.shelf.site.settings.name}'

    def _numbers(self, locale: Locale) -> list[str]:
        """The first 3 telephone numbers of the first call block."""
        facts = self.shelf.site.facts
        document = next(iter(self.shelf.site.calls.values()))
        names = [name for message in document.messages for name in used(message.source)]
        known = [name for name in dict.fromkeys(names) if name in facts]
        phones = [name for name in known if facts[name].kind == 'phone'][:3]
        return [facts.html(f'{{{name}}}', locale.language) for name in phones]

    def _state(self, locale: Locale, age: str) -> dict[str, bool]:
        """What a list of pages says of itself is what any of them says."""
        code = locale.language.code
        pages = [self.shelf.pages[code, age, topic.slug] for topic in self.nav.topics(code, age)]
        return {'draft': any(page.draft for page in pages),
                'machine': any(page.machine for page in pages)}  # fmt: skip

    def any_draft(self) -> bool:
        return any(self.shelf.pages[key].draft for key in self.shelf.pages if self.shelf.page(*key))

    def staff_locale(self) -> Locale:
        site = self.shelf.site
        return self.shelf.offered.get(site.settings.staff) or self.shelf.locales[site.source.code]
