"""Jinja with our words in it: _(), word() and staff() speak the page's language."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.exceptions import TemplateSyntaxError
from markupsafe import Markup

from .editions import Locale, Shelf
from .errors import KljucError
from .languages import Language
from .model import Message
from .site import HELPER, layers


def environment(root: Path) -> Environment:
    """Templates of the project laid over ours; everything is escaped, nothing may be undefined."""
    return Environment(
        loader=FileSystemLoader([str(layer) for layer in layers(root, 'templates')]),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip


def render(env: Environment, template: str, **values: Any) -> str:
    """Fill one template; an error in it names its file and line."""
    try:
        return env.get_template(template).render(**values)
    except TemplateSyntaxError as error:
        name = f'templates/{error.name or template}'
        raise KljucError.at(name, error.lineno, 'template', f'{error}', 'Mend it.') from None
    except TemplateError as error:
        name = f'templates/{template}'
        raise KljucError.at(name, 0, 'template', f'{error}.', 'Mend it.') from None


class Words:
    """The interface in one language."""

    def __init__(self, shelf: Shelf, locale: Locale) -> None:
        self.shelf, self.locale = shelf, locale

    def values(self) -> dict[str, Callable[[str], str]]:
        """The functions for a template."""
        return {'_': self.html, 'word': self.plain, 'staff': self.staff}

    def html(self, source: str, context: str = '') -> Markup:
        """A text for an element; in another language it says which."""
        text, language = self.shelf.text(self.locale, Message(source, context))
        html = self.shelf.site.facts.html(text, language)
        return Markup(html if language is self.locale.language else _marked(html, language))

    def plain(self, source: str) -> str:
        """A text for an attribute."""
        text, language = self.shelf.text(self.locale, Message(source))
        return self.shelf.site.facts.plain(text, language)

    def staff(self, source: str) -> Markup:
        """A text for those who print: in their language, with the source beside it."""
        site = self.shelf.site
        own = self.shelf.locales.get(site.settings.staff)
        text = None
        for context in (HELPER, ''):
            text = text or (own.translate(Message(source, context)) if own else None)
        beside = _marked(escape(source, quote=False), site.source)
        if text is None or text == source:
            return Markup(beside)
        return Markup(f'{_marked(escape(text, quote=False), site.staff)} · {beside}')


def _marked(html: str, language: Language) -> str:
    return f'<span lang="{language.tag}" dir="{language.dir}">{html}</span>'
