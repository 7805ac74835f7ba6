"""python -m kljuc.checks > docs/checks.md: every check and what its finding means."""

import sys

from . import Group, on_source, on_text, on_translation, source, translations

HEAD = """\
# Checks

Made by `make docs` from the checks themselves. An **error** in a source text publishes nothing
until it is mended; an error in a translation makes that one message count as not translated; a
warning holds nothing back. `python build.py check` shows all of them with file and line.

Set one aside only with a reason: in a text `<!-- ok: code why -->` before the block, in a catalog
the comment `ok: code why`.
"""
GROUPS = {
    'Blocks of a source text': on_source,
    'Whole source texts': on_text,
    'Translations': on_translation,
}
assert source
assert translations  # importing them fills the groups


def table(title: str, group: Group) -> str:
    """One group as Markdown."""
    rows = [f'| `{each.code}` | {each.severity} | {each.about} |' for each in group.checks]
    return '\n'.join(
        [f'\n## {title}\n', '| code | severity | found when |', '|---|---|---|', *rows]
    )


def main() -> str:
    """The whole page."""
    return '\n'.join([HEAD.rstrip(), *(table(*item) for item in GROUPS.items())]) + '\n'


if __name__ == '__main__':
    sys.stdout.write(main())
