"""One guarded patch: WeasyPrint 70 writes no /Lang on parts that are in another language.

A screen reader would read a Slovenian name with an Arabic voice. Off for any other version: then
the sheet is made without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

VERSION = '70.0'


@cache
def tag_languages() -> bool:
    """Put it in; tells whether this version takes it."""
    import weasyprint

    if weasyprint.__version__ != VERSION:
        return False
    import pydyf
    from weasyprint.pdf import tags

    build = tags._build_box_tree

    def with_language(box: Any, *args: Any) -> Iterator[Any]:
        element = getattr(box, '_box', box).element
        plain = element is not None and getattr(element, 'tag', '') not in ('html', 'body')
        language = element.get('lang') if plain and hasattr(element, 'get') else None
        for part in build(box, *args):
            if language and 'Lang' not in part:
                part['Lang'] = pydyf.String(language)
            yield part

    tags._build_box_tree = with_language
    return True
