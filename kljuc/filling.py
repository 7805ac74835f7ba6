"""What the template of a sheet is filled with: the text as sections, the code, names for staff."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import segno

from . import markup
from .editions import Edition, Locale, Shelf
from .languages import Language
from .markup import Section
from .model import Message, Settings
from .pages import setting
from .proof import languages_on
from .signatures import digest
from .site import HELPER, HOME, PAPER, Sheet
from .words import Words


def values(
    shelf: Shelf, sheet: Sheet, editions: Sequence[Edition], locale: Locale
) -> dict[str, Any]:
    """What the template of a sheet is filled with; `editions` are many where it shows all."""
    first, site = editions[0], shelf.site
    age = site.audiences[first.name[1]]
    names = {'language': locale.language, 'languages': languages_on(site, locale.language)}
    paper = PAPER[sheet.paper]
    version, draft = stamp(editions)
    return names | {
        'sheet': sheet, 'age': age.key, 'paper': {'width': paper[0], 'height': paper[1]},
        'sections': _sections(shelf, first, locale, sheet.guide), 'title': site.settings.name,
        'calls': _call(shelf, first, locale),
        'settings': site.settings, 'draft': draft, 'version': version,
        'qr': _qr(site.settings, locale.language if not sheet.together else None),
        'pictures': site.picture('').as_uri(), 'ours': (HOME / 'templates').as_uri(),
        'names': _names(shelf, sheet, first),
        'lines': [_line(shelf, edition) for edition in editions if sheet.together],
        'look': site.settings.look, **Words(shelf, locale).values(),
    }  # fmt: skip


def stamp(editions: Sequence[Edition]) -> tuple[str, bool]:
    """The version of a sheet, and whether it is a draft, from all that stands on it."""
    draft = any(edition.draft for edition in editions)
    versions = sorted({edition.version for edition in editions})
    if draft and len(versions) > 1:
        return f'draft-{digest(*versions)[:6]}', True
    return versions[-1], draft


def _line(shelf: Shelf, edition: Edition) -> dict[str, Any]:
    """One language on the sheet that shows all."""
    own = edition.language.code  # who guides is not set beside it
    return {
        'language': edition.language, 'sections': _sections(shelf, edition, edition.locale, own),
        'calls': _call(shelf, edition, edition.locale),
        'qr': _qr(shelf.site.settings, edition.language),
    }  # fmt: skip


def _sections(
    shelf: Shelf, edition: Edition, locale: Locale, guide: str = ''
) -> tuple[Section, ...]:
    age = shelf.site.audiences[edition.name[1]]
    helped = shelf.locales.get(guide) if guide else None
    set_ = setting(shelf, locale, age, lambda target: (target, ''), helped)
    return markup.render(edition.documents[0], set_)


def _call(shelf: Shelf, edition: Edition, locale: Locale) -> tuple[Section, ...]:
    age = shelf.site.audiences[edition.name[1]]
    set_ = setting(shelf, locale, age, lambda target: (target, ''))
    return markup.render(edition.documents[1], set_) if edition.documents[1:] else ()


def _names(shelf: Shelf, sheet: Sheet, edition: Edition) -> dict[str, str]:
    """Sheet and age as staff call them, in their language and in the source's."""
    age = shelf.site.audiences[edition.name[1]].name
    staff = shelf.locales.get(shelf.site.settings.staff)
    return {'sheet': _said(staff, sheet.name, HELPER), 'age': _said(staff, age, ''),
            'sheet_source': sheet.name, 'age_source': age}  # fmt: skip


def _qr(settings: Settings, language: Language | None) -> dict[str, str]:
    """Where the code leads, how that is written beside it, and the code as SVG."""
    base = settings.base_url
    tag = f'{language.tag}/' if language else ''
    url = f'{base}{tag}' if base else settings.publisher_url
    parts = urlsplit(url)
    shown = (parts.netloc + parts.path).rstrip('/')
    return {'url': url, 'shown': shown, 'svg': _code(url)}


@cache
def _code(url: str) -> str:
    """A QR code with its quiet zone, as the address of an image."""
    code = segno.make(url, error='m', micro=False)
    return str(code.svg_data_uri(border=4, omitsize=True))


def _said(locale: Locale | None, source: str, context: str) -> str:
    return (locale.translate(Message(source, context)) if locale else None) or source
