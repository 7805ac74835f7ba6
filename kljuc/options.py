"""What can be typed behind build.py."""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Sequence
from pathlib import Path

from . import __version__
from .signatures import FACTS

COMMANDS = {
    'build': 'make the site and its sheets in output/ (what happens without a command)',
    'check': 'look for mistakes in texts, translations and templates; write nothing',
    'extract': 'write locales/messages.pot: all that is to be translated',
    'update': 'bring every .po up to date with the texts; nothing is lost',
    'status': 'tell for each language what is translated, signed and withheld; writes status/',
    'sheets': 'make only some sheets: sheets --lang ar,ti --sheet card --variant bw',
    'review': 'make a sheet on which a native reader checks a language on paper: review ar',
    'sign': 'write down that a person has read a language, en or facts: sign ar --by rev-07',
}
NAMING = ('review', 'sign')  # commands that want the name of a language behind them


def parse(argv: Sequence[str] | None, home: Path) -> argparse.Namespace:
    """The options of one run; wrong use ends the program with code 2."""
    parser = _parser(home)
    given = parser.parse_args(argv)
    given.project = given.project.resolve()
    given.what = (given.what or '').replace('-', '_')
    if given.command in NAMING and not given.what:
        also = f', or {FACTS}' if given.command == 'sign' else ''
        parser.error(f'{given.command} wants the name of a language{also}: {given.command} ar')
    if given.command not in NAMING and given.what:
        parser.error(f'{given.command} wants no "{given.what}"; languages are --lang ar,ti')
    if given.command == 'sign' and not given.by:
        parser.error('sign wants --by and the id of the reviewer, such as rev-07')
    return given


def _parser(home: Path) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog='build.py', formatter_class=argparse.RawDescriptionHelpFormatter,
        description='One build: a site and printable sheets in many languages.',
        epilog='exit code: 0 clean, 1 errors were found, 2 wrong use',
    )  # fmt: skip
    add = parser.add_argument
    lines = ' · '.join(f'{name}: {about}' for name, about in COMMANDS.items())
    add('command', nargs='?', choices=COMMANDS, default='build', help=lines)
    add('what', nargs='?', metavar='LANG', help='review, sign: a language; sign: or "facts"')
    add('--lang', type=_codes, default=[], metavar='ar,ti', help='only these languages')
    add('--project', type=Path, default=home, metavar='DIR',
        help='folder with content/ and locales/ (the one of build.py)')  # fmt: skip
    add('--output', type=Path, metavar='DIR', help='where the site goes (output/ in the project)')
    add('--sheet', type=_names, default=[], metavar='card', help='only these sheets')
    add('--variant', type=_names, default=[], metavar='bw,2up', help='only these: colour, bw, ...')
    add('--all-variants', action='store_true', help='sheets in all the forms that they have')
    add('--no-print', action='store_true', help='pages only, no sheets')
    add('--jobs', type=_count, metavar='N', help='processes that print (one for each core)')
    add('--release', action='store_true', help='publish only what is wholly signed')
    add('--draft', action='store_true', help='let a draft write over a release in output/')
    add('--complete', action='store_true', help='check: tell every empty and fuzzy message too')
    add('--by', default='', metavar='rev-07', help='sign: the id of the reviewer, never a name')
    add('--tier', choices=['core'], help='review, sign: only what saves lives')
    add('--topic', default='', metavar='help', help='review, sign: only this topic or sheet')
    add('--age', default='', metavar='child', help='review, sign: only this age')
    add('--message', action='append', default=[], metavar='TEXT',
        help='sign: only this source text, or fact; may be repeated')  # fmt: skip
    add('--today', type=_day, default=_today(), metavar='2026-11-25',
        help='the day that counts as today')  # fmt: skip
    add('--json', action='store_true', help='findings as JSON on stdout')
    add('-q', '--quiet', action='store_true', help='say nothing but errors')
    add('--version', action='version', version=f'kljuc {__version__}')
    return parser


def _codes(text: str) -> list[str]:
    return [code.strip().replace('-', '_') for code in text.split(',') if code.strip()]


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(',') if name.strip()]


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f'{text} is no number of processes')
    return int(text)


def _today() -> datetime.date:
    """The one place where the clock is read."""
    return datetime.datetime.now().astimezone().date()


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f'{text} is no day such as 2026-11-25') from None
