"""Where pages lie, and which lead to which: only what is published is linked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .editions import Locale, Shelf
from .markup import Resolve
from .model import Audience
from .site import Topic


def path_of(tag: str, *parts: str) -> str:
    """Where a page lies in output/."""
    return '/'.join([tag, *parts, 'index.html'])


def up(path: str) -> str:
    """The way from a page back to output/."""
    return '../' * path.count('/')


@dataclass(frozen=True)
class Navigation:
    """The ways between the pages of a shelf."""

    shelf: Shelf

    def topics(self, code: str, age: str) -> list[Topic]:
        """The topics that have a page in this language and age."""
        return [topic for topic in self.shelf.site.topics if self.shelf.page(code, age, topic.slug)]

    def ages(self, locale: Locale) -> list[Audience]:
        """The ages that have a page in this language."""
        return [age for age in self.shelf.site.ages if self.topics(locale.language.code, age.key)]

    def resolve(self, locale: Locale, age: Audience, path: str) -> Resolve:
        """`topic:rights` -> the same age, else the first; the same language, else the source."""

        def target_of(target: str) -> tuple[str, str]:
            slug, _, anchor = target.removeprefix('topic:').partition('#')
            end = f'#{anchor}' if anchor else ''
            for language in (locale.language, self.shelf.site.source):
                for each in dict.fromkeys([age.key, self.shelf.site.ages[0].key]):
                    if self.shelf.page(language.code, each, slug):
                        tag = '' if language is locale.language else language.tag
                        return up(path) + path_of(language.tag, each, slug) + end, tag
            return (target if target.endswith('.svg') else up(path) + 'index.html'), ''

        return target_of

    def safety(self, locale: Locale, age: str, path: str) -> str:
        """The way to the page on safe reading, of this age or of adults; empty without one."""
        slug = self.shelf.site.settings.safety
        for key in (age, self.shelf.site.ages[0].key):
            if slug and self.shelf.page(locale.language.code, key, slug):
                return up(path) + path_of(locale.language.tag, key, slug)
        return ''

    def alternates(
        self, here: Locale | None, parts: tuple[str, ...], exists: Callable[[str], object]
    ) -> list[dict[str, object]]:
        """The languages that have this very page, in the chooser's order."""
        return [
            {'tag': locale.language.tag, 'dir': locale.language.dir, 'own': locale.language.own,
             'sl': locale.language.sl, 'path': path_of(locale.language.tag, *parts),
             'current': locale is here}
            for code, locale in self.shelf.offered.items() if exists(code)
        ]  # fmt: skip
