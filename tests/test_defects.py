"""Every code that the program can report, proven on a specimen with that one defect.

What a defect does follows from its scope: `site` publishes nothing, `message` and `sheet` publish
all the rest. Each finding says file, line, cause and cure.
"""

from __future__ import annotations

import ast
import dataclasses
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import Ran, replace, run, snapshot

import kljuc
from kljuc import fonts
from kljuc.checks import Check, on_source, on_text, on_translation
from kljuc.site import HOME

Do = Callable[[Path], object]

ELSEWHERE = {
    'interrupted': 'needs Ctrl-C: tests/test_cli.py',
    'release-removes': 'needs a release before it: tests/test_signing.py',
    'incomplete': 'a state that only `check --complete` tells: below',
}
ALSO = {
    'html': {'script', 'link'},  # its letters are Latin, its target is a link
    'sentence-long-translation': {'length'},
    'sheet-fit': {'length', 'sentence-long-translation'},
    'sheet-wide': {'length'},
}  # what a fault cannot help being as well
CHECKS = [*on_source.checks, *on_text.checks, *on_translation.checks]
HELP, RIGHTS = 'content/topics/help/adult.md', 'content/topics/rights/adult.md'
CHILD, CALL = 'content/topics/help/child.md', 'content/call/adult.md'
TOPIC, SITE, FACTS = 'content/topics/help/topic.toml', 'content/site.toml', 'content/facts.toml'
POCKET, FLYER = 'content/flyers/pocket', 'content/flyers/pocket/flyer.toml'
SUN, SHOWN = 'content/pictures/sun.svg', '![A sun](sun.svg)'
RECALLS, FONTS = 'content/recalls.toml', 'fonts/manifest.toml'
AR, SL, GLOSSARY = 'locales/ar.po', 'locales/sl.po', 'locales/glossary.csv'
TERMS = 'en,definition,ar,ar avoid\ndoctor,who heals,طبيب,دكتور\n,never promise,,مضمون\n'
FIRST = 'You can ask for an interpreter.'  # line 3 of RIGHTS


@dataclass(frozen=True)
class Defect:
    """One thing wrong with the specimen, and what has to be said of it."""

    code: str
    does: Do
    file: str
    line: int | str  # a text is the line that it stands in
    says: str
    scope: str = 'site'
    severity: str = 'error'
    arguments: tuple[str, ...] = ('--no-print',)


def change(file: str, old: str, new: str) -> Do:
    """Exchange a text."""
    return lambda root: replace(root / file, old, new)


def write(file: str, text: str | bytes) -> Do:
    """Write a file anew."""

    def do(root: Path) -> None:
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    return do


def template(name: str, old: str, new: str) -> Do:
    """Lay a changed template of ours over."""

    def do(root: Path) -> None:
        path = root / 'templates' / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(HOME / 'templates' / name, path)
        replace(path, old, new)

    return do


def both(*steps: Do) -> Do:
    """One edit after the other."""
    return lambda root: [step(root) for step in steps]


def prose(code: str, text: str, says: str, severity: str = 'error') -> Defect:
    """A defect in the third line of a page for adults."""
    return Defect(code, change(RIGHTS, FIRST, text), RIGHTS, 3, says, severity=severity)


def said(
    code: str, source: str, text: str, says: str, severity: str = 'error', first: Do = bool
) -> Defect:
    """A defect in a message of the Arabic catalog."""

    def does(root: Path) -> None:
        first(root)
        catalog = (root / AR).read_text('utf-8')
        begin, rest = catalog.split(f'msgid "{source}"\nmsgstr "', maxsplit=1)
        end = rest.partition('"\n')[2]
        (root / AR).write_text(f'{begin}msgid "{source}"\nmsgstr "{text}"\n{end}', 'utf-8')

    return Defect(code, does, AR, f'msgid "{source}"', says, 'message', severity)


def sheet(code: str, does: Do, file: str, says: str, line: int | str = 0) -> Defect:
    """A defect that only shows on paper."""
    return Defect(code, does, file, line, says, 'sheet', arguments=())


def drawing(code: str, inside: str, says: str, file: str = '') -> Defect:
    """A defect in the drawing on the sheets for children."""
    return sheet(code, write(SUN, file or SVG.format(inside)), f'{POCKET}/child.md', says, SHOWN)


def option(old: str, new: str, says: str, line: int | str) -> Defect:
    """A sheet that is to be as none can be."""
    return Defect('sheet-option', change(FLYER, old, new), FLYER, line, says)


def recalled(table: str, says: str) -> Defect:
    """Something wrong in what must be thrown away."""
    table = f'# what was wrong on paper\n[[recall]]\nwhy = "A number."\n{table}\n'
    return Defect('recall', write(RECALLS, table), RECALLS, '[[recall]]', says)


def typed(code: str, says: str, *arguments: str, file: str = 'build.py') -> Defect:
    """A choice of sheets that cannot be made."""
    return Defect(code, lambda root: None, file, 0, says, arguments=('sheets', *arguments))


def banner(root: Path) -> None:
    """A sheet whose template nobody wrote."""
    shutil.copytree(root / POCKET, root / 'content/flyers/banner')


def nothing_but_a_folder(root: Path) -> None:
    """A topic without a text."""
    write('content/topics/empty/topic.toml', 'name = "Empty"\n')(root)


def foreign_output(root: Path) -> None:
    """Somebody else's folder where the site should go."""
    shutil.rmtree(root / 'output')
    write('output/thesis.txt', 'years of work')(root)


def blocked_output(root: Path) -> None:
    """A file where the folder should be."""
    shutil.rmtree(root / 'output')
    write('output', 'a file')(root)


OWN_FONT = """[[font]]
file = "{}"
family = "Kljuc Arabic"
weight = 400
scripts = ["Arab"]
version = "1"
source = "https://fonts.example/"
licence = "OFL"
sha256 = "00"
"""
DOCTOR = 'msgid "A doctor."\nmsgstr "طبيب."'
LONG, WIDE = 'خطر ' * 700, 'ط' * 300
AR_ONLY = "{% if language.tag == 'ar' %}"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 190">{}</svg>'
DOCTYPE = '<!DOCTYPE svg [<!ENTITY a "b">]>'
XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="https://lamp.example/sun.png"'
SECTIONS = "sections[(1 if age == 'child' else 2):]"

DEFECTS = [
    # -------------------------------------------------------- TOML and files
    Defect('key-unknown', change(TOPIC, 'order', 'odrer'), TOPIC, 2, 'Did you mean "order"?'),
    Defect('key-unknown', change(SITE, 'years = "7', 'yaers = "7'), SITE,
           'yaers = "7 to 11 years"', 'Did you mean "years"?'),
    Defect('key-missing', change(TOPIC, 'name = "Help"\n', ''), TOPIC, 0, '"name" is missing.'),
    Defect('key-missing', change(FACTS, 'href = "+386801722"\nsource = "a specimen"\n', ''), FACTS,
           1, '"source" is missing.'),
    Defect('toml-type', change(TOPIC, '= 1', '= "1"'), TOPIC, 2, 'should be a whole number'),
    Defect('toml-type', change(FACTS, '[phone_lamp]', 'x = "y"\n[phone_lamp]'), FACTS, 1,
           '"x" should be a table.'),
    Defect('toml-type', write('content/languages.toml', 'it = "Italian"\n'),
           'content/languages.toml', 1, '"it" should be a table.'),
    Defect('toml-syntax', change(TOPIC, '= 1', '= '), TOPIC, 2, 'not TOML'),
    Defect('encoding', write(TOPIC, b'name = "\xe8"\n'), TOPIC, 0, 'Save it as UTF-8.'),
    Defect('encoding', write(HELP, b'# Pomo\xe8\n'), HELP, 0, 'Save it as UTF-8.'),
    Defect('file-missing', lambda root: (root / FACTS).unlink(), FACTS, 0, 'is missing'),
    Defect('file-missing', lambda root: (root / SITE).unlink(), SITE, 0, 'is missing'),
    Defect('file-missing', banner, 'templates/print/banner.html', 0, 'has no template'),
    Defect('file-missing', nothing_but_a_folder, 'content/topics/empty', 0, 'Write one of adult'),
    Defect('file-missing', lambda root: shutil.rmtree(root / 'content/topics'), 'content/topics',
           0, 'no topic'),
    Defect('fact-kind', change(FACTS, 'kind = "time"', 'kind = "tmie"'), FACTS,
           'kind = "tmie"', 'unknown kind "tmie"'),
    Defect('audience-missing', both(change(SITE, 'context = false', 'menu = false'),
           change(SITE, 'picture = true', 'menu = false')), SITE, 0,
           'Add [audiences.adult].'),
    Defect('audience-unknown', write('content/topics/help/teen.md', '# Hello\n'),
           'content/topics/help/teen.md', 0, 'Known ages are adult, child.'),
    Defect('language-unknown', change(SITE, '"en", "ar"', '"en", "xx"'), SITE,
           'languages = ["sl", "en", "xx"]', 'content/languages.toml'),
    Defect('language-unknown', write('locales/xx.po', 'msgid ""\nmsgstr ""\n'), 'locales/xx.po', 0,
           'Add a table [xx] to content/languages.toml.'),
    Defect('language-unknown', lambda root: None, 'build.py', 0, 'Known are ar, en, sl.',
           arguments=('--lang', 'fr')),
    Defect('script-unknown', write('content/languages.toml', '[it]\ntag = "it"\nscript = "Itly"\n'),
           'content/languages.toml', 3, 'add a table [scripts.Itly]'),
    option('"2up"', '"2pu"', 'variants: there is no "2pu". Known are press, 2up, single, a4, a3, '
           'with-sl, with-en.', 'variants = ["2pu", "single", "with-sl", "with-en", "press"]'),
    option('"with-sl"', '"with-ar"', 'variants: there is no "with-ar".',
           'variants = ["2up", "single", "with-ar", "with-en", "press"]'),
    option('"A5"', '"A55"', 'Known are A3, A4, A4 landscape, A5, card, ID-1.', 'paper = "A55"'),
    option('"A5"', '"A4"', 'variants: "2up" is not for A4, long-edge. It is for A5',
           'variants = ["2up", "single", "with-sl", "with-en", "press"]'),
    option('"long-edge"', '"simplex"', 'variants: "single" is not for A5, simplex.',
           'variants = ["2up", "single", "with-sl", "with-en", "press"]'),
    option('"2up", "single",', '"a3",', 'It is for A4 and A4 landscape',
           'variants = ["a3", "with-sl", "with-en", "press"]'),
    option('"long-edge"', '"both"', 'Known are simplex, long-edge, short-edge.', 'duplex = "both"'),
    option('first =', 'text = "topics/hlep"\nfirst =', 'Known are topics/help, topics/rights', 0),
    recalled('before = "5. 11. 2026"', '"5. 11. 2026" is no day'),
    recalled('before = "2026-11-31"', '"2026-11-31" is no day'),
    recalled('before = "2026-11-05"\nsheets = ["poket"]', 'there is no "poket".'),
    recalled('before = "2026-11-05"\nlanguages = ["arab"]', 'there is no "arab".'),
    typed('sheet-unknown', 'Known are pocket.', '--sheet', 'nix'),
    typed('variant-unknown', 'Known are 2up, bw, colour, press, single, with-en, with-sl;',
          '--sheet', 'pocket', '--variant', 'a4', file=FLYER),
    typed('variant-unknown', 'no variant "a4-bw".', '--variant', 'bw,a4-bw'),
    typed('variant-unknown', 'no variant "press-bw".', '--variant', 'press-bw'),
    Defect('template', write('templates/age.html', '<p>\n{% if %}\n'), 'templates/age.html', 2,
           'Mend it.'),
    Defect('template', write('templates/age.html', '<p>{{ nothing }}'), 'templates/age.html', 0,
           "'nothing' is undefined"),
    Defect('output-not-ours', foreign_output, 'output', 0, 'Choose an empty or a new folder'),
    Defect('output-release', change('output/.kljuc.json', '"release": ""',
           '"release": "2026-11-05"'), 'output', 0, 'write over it with --draft'),
    Defect('release-nothing', lambda root: None, 'build.py', 0, '1. Call the numbers',
           arguments=('--release', '--no-print')),
    Defect('sign', lambda root: None, 'build.py', 0, 'never a name',
           arguments=('sign', 'ar', '--by', 'Ana')),
    Defect('output-unwritable', blocked_output, 'output', 0, 'choose another folder'),
    # -------------------------------------------------------- Markdown outside of our subset
    prose('raw-html', 'You <b>can</b> ask.', 'Write Markdown'),
    prose('raw-html', '<script>alert()</script>', 'Write Markdown'),
    prose('line-break', 'You can  \nask.', 'forced break'),
    prose('indented', '    You can ask.', 'Lists do not nest.'),
    prose('markdown-unknown', '```', 'Use headings, paragraphs'),
    prose('directive-unknown', '<!-- nota: x -->', 'Known are note, critical'),
    Defect('directive-inside', change(RIGHTS, FIRST, '<!-- note: x -->\nAsk.'), RIGHTS, 4,
           'Leave an empty line.'),
    prose('directive-inside', 'Ask.\n<!-- note: x -->', 'Leave an empty line behind it.'),
    prose('brace', 'You can { ask.', 'Placeholders are small letters'),
    prose('link-syntax', 'You can [ask].', 'Write [text](topic:name).'),
    prose('link-syntax', '[Ask](topic:help "now").', 'Write [text](topic:name).'),
    prose('link-fact', '[Ask]({phone_lamp}).', 'Write the placeholder alone'),
    prose('waiver', '<!-- ok: italics -->\n\nYou can ask.', 'Write <!-- ok: code why -->.'),
    Defect('title-missing', change(RIGHTS, '# Your rights\n\n', ''), RIGHTS, 1, 'Write "# Title"'),
    # -------------------------------------------------------- what we say
    prose('fact-unknown', 'Call {phone_lmap}.', 'Add it to content/facts.toml'),
    prose('number-typed', 'Call 113 now.', 'Put it into facts.toml'),
    prose('number-typed', 'Call 01 23 45 now.', '"01 23 45" is typed'),
    prose('number-typed', 'Write to ask@lamp.example now.', 'Put it into facts.toml'),
    prose('number-typed', 'Look at www.lamp.example now.', 'Put it into facts.toml'),
    prose('banned', 'Help is guaranteed.', '"guaranteed" is never said'),
    prose('sentence-long', 'You ' * 25 + 'ask.', '26 words in one sentence, 25 is the limit'),
    prose('sentence-longish', 'You ' * 20 + 'ask.', 'Can it be shorter?', 'warning'),
    prose('paragraph-long', 'Ask. ' * 4 + 'Ask.', '5 sentences in one paragraph'),
    prose('italics', 'You *can* ask.', 'Use **bold**'),
    prose('italics', 'You _can_ ask.', 'Use **bold**'),
    prose('initials-doubtful', 'The NGO helps.', '"NGO" in capitals', 'warning'),
    prose('number-word', 'Ask two times.', 'Write the digit.'),
    prose('link-unknown', 'See [this](topic:rihgts).', 'topics are help, rights'),
    prose('link-unknown', 'See [this](https://lamp.example).', 'topics are help, rights'),
    prose('picture-words', '![](sun.svg)', 'Write ![what it shows](name.svg).'),
    prose('picture-words', '![A sun](../sun.svg)', 'write its name alone'),
    Defect('initials', change(CHILD, 'Tell one adult.', 'Tell an NGO.'), CHILD, 9,
           '"NGO" in capitals'),
    Defect('word-for-age', change(CHILD, 'Tell one adult.', 'Rape is bad.'), CHILD, 9,
           'does not belong into a text for children'),
    Defect('word-for-age-doubtful', both(change(SITE, 'avoid =', 'avoid_warn = ["kind"]\navoid ='),
           change(CHILD, 'Tell one adult.', 'Tell a kind adult.')), CHILD, 9,
           'Is there a simpler way?', severity='warning'),
    Defect('section-without-picture', change(CHILD, '![A sun](sun.svg)\n\n', ''), CHILD, 1,
           'Add one under its heading.'),
    Defect('text-long', change(RIGHTS, FIRST, '\n\n'.join(['You can ask for it.'] * 18)), RIGHTS, 1,
           '80 is the limit'),
    Defect('page-lacks', lambda root: (root / CALL).unlink(), RIGHTS, 1, 'Write call/adult.md.'),
    Defect('page-lacks', change(CALL, 'It is not your fault.', ''), RIGHTS, 1,
           '"not your fault" is not said'),
    Defect('page-lacks', both(change(CALL, '{phone_lamp}', 'Call.'),
           change(CALL, '- {phone_police} police', '- Police')), RIGHTS, 1, 'no number to call'),
    # -------------------------------------------------------- a catalog that cannot be read
    Defect('po-syntax', change(SL, 'msgid "Talk to us"', 'msgid Talk to us'), SL,
           'msgid Talk to us', 'Open the file in Poedit'),
    Defect('po-syntax', change(SL, 'msgid "Talk to us"\n', ''), SL, 9, 'without msgid'),
    Defect('po-duplicate', change(SL, 'msgid "A lawyer."', 'msgid "Who we are"'), SL,
           'msgid "Who we are"', 'Delete one of the two.'),
    Defect('po-encoding', write(SL, b'msgid ""\nmsgstr "\xe8"\n'), SL, 2, 'not UTF-8'),
    # -------------------------------------------------------- what a translator can break
    said('placeholder', 'Say: {interpreter}. Wait.', 'قل. انتظر.', '{interpreter} is missing.'),
    said('link', 'You can **ask** for help today. See [your rights](topic:rights).',
         'يمكنك أن **تطلب** المساعدة. انظر [حقوقك](topic:help).', 'Copy ](target) as it is.'),
    said('link', 'A doctor.', r'[طبيب](https://evil.example \"x\").', 'Copy ](target) as it is.'),
    said('link', 'A doctor.', 'طبيب [هنا](https://evil.example/(x)).', 'Copy ](target) as it is.'),
    said('html', 'A doctor.', '<b>طبيب</b>.', 'Write plain text.'),
    said('html', 'A doctor.', '<script>alert()</script>طبيب.', 'Write plain text.'),
    said('html', 'A doctor.', '&lt;طبيب.', 'Write plain text.'),
    said('html', 'A doctor.', '[طبيب](javascript:alert)', 'Write plain text.'),
    said('number', '18 years and older', '16 سنة فأكثر', 'Use the same digits.'),
    said('digits', '18 years and older', '١٨ سنة فأكثر', 'Use 0-9.', 'warning'),
    said('emphasis', 'A doctor.', '**طبيب.', 'Put ** before and after'),
    said('emphasis-lost', 'You can **ask** for help today. See [your rights](topic:rights).',
         'يمكنك أن تطلب المساعدة. انظر [حقوقك](topic:rights).', 'bold text is lost', 'warning'),
    said('address', 'A doctor.', 'طبيب lamp.org هنا.', 'an address is typed'),
    said('bidi', 'A doctor.', 'طبيب.\u202e', 'direction mark U+202E'),
    said('bidi', 'A doctor.', 'طبيب.\u200f', 'direction mark U+200F'),
    said('invisible', 'A doctor.', 'طبيب.\u200b', 'invisible character U+200B'),
    said('script', 'A doctor.', 'A doctor, please.', 'Is this the right language?'),
    said('script-mixed', 'A doctor.', 'طبiب. هنا', 'mixes two scripts'),
    said('question', 'Are you in danger now?', 'أنتم في خطر الآن.', 'a question mark', 'warning'),
    said('spaces', 'A doctor.', 'طبيب  هنا.', 'a blank too many', 'warning'),
    said('composed', 'A doctor.', 'ا\u0653ه طبيب.', 'Unicode NFC', 'warning'),
    said('letters', 'A doctor.', 'طبيب پ.', 'no letter of Arabic', 'warning',
         write('content/languages.toml', '[ar]\nforeign = "پ"\n')),
    said('length', 'A doctor.', 'طبيب ' * 9 + '.', 'paper has an end', 'warning'),
    said('glossary', 'A doctor.', 'ممرض.', 'Say "طبيب"', 'warning', write(GLOSSARY, TERMS)),
    said('glossary-avoid', 'A doctor.', 'دكتور، طبيب.', '"دكتور" for "doctor"', 'warning',
         write(GLOSSARY, TERMS)),
    said('banned-translation', 'A doctor.', 'طبيب مضمون.', 'never said', 'error',
         write(GLOSSARY, TERMS)),
    Defect('glossary-file', write(GLOSSARY, 'en,xx\n'), GLOSSARY, 1, 'unknown column "xx"',
           'message'),
    Defect('glossary-file', write(GLOSSARY, 'en,ar\ndoctor\n'), GLOSSARY, 2, 'Put a cell',
           'message'),
    Defect('glossary-file', write(GLOSSARY, b'en,ar\n\xe8'), GLOSSARY, 0, 'not UTF-8', 'message'),
    Defect('same', change(SL, 'Sami odločate, kaj boste povedali.', 'You decide what you say.'), SL,
           'msgid "You decide what you say."', 'Translate it', 'message', 'warning'),
    said('banned-translation', 'A doctor.', 'طبيب guaranteed هنا الآن.', 'never said'),
    said('sentence-long-translation', 'A doctor.', 'طبيب ' * 33 + '.', '33 words', 'warning'),
    Defect('waiver', change(AR, '# machine draft\n#. list item\n#: content/flyers/pocket/adult.md\n'
           + DOCTOR, '# ok: script\n' + DOCTOR), AR, 'msgid "A doctor."',
           'Write "# ok: code why".', 'message', 'warning'),
    Defect('signature', write('locales/signatures/ar.csv', 'key,sha256,reviewer,date\nwhat\n'),
           'locales/signatures/ar.csv', 2, 'A line is key, sha256', 'message'),
    Defect('signature', write('locales/signatures/ar.csv', 'who,when\n'),
           'locales/signatures/ar.csv', 1, 'not the heading', 'message'),
    Defect('signature', write('locales/signatures/ar.csv', b'\xff\xfe'),
           'locales/signatures/ar.csv', 0, 'not UTF-8', 'message'),
    # -------------------------------------------------------- what only shows on paper
    sheet('glyph-missing', change(AR, 'msgstr "طبيب."', 'msgstr "طبيب 漢."'), AR, '漢 (U+6F22)',
          'msgid "A doctor."'),
    sheet('shaping', change(AR, 'msgstr "طبيب."', 'msgstr "َطبيب."'), AR, 'does not join',
          'msgid "A doctor."'),
    sheet('sheet-fit', change(AR, 'msgstr "طبيب."', f'msgstr "{LONG}."'), f'{POCKET}/adult.md',
          'Say it shorter in this language.'),
    sheet('sheet-lost', template('print/pocket.html', '<div class="upper">',
          '<div class="upper">{% if measure and language.tag == "ar" %}خطر{% endif %}'),
          f'{POCKET}/child.md', 'text is lost'),
    sheet('sheet-wide', change(AR, 'msgstr "طبيب."', f'msgstr "{WIDE}."'), f'{POCKET}/adult.md',
          f'"{WIDE[:40]}" is wider than its place in panel "back"'),
    sheet('sheet-panel', template('print/pocket.html', SECTIONS,
          "(sections[1:2] if age == 'child' else sections[2:])"), f'{POCKET}/child.md',
          'no panel for "You can ask". Join it with another section; this format has room for 2',
          '## You can ask'),
    sheet('weasyprint', template('print/pocket.css', '.corner{', AR_ONLY
          + 'body{colour:red}{% endif %}\n.corner{'), f'{POCKET}/child.md', 'colour'),
    sheet('template', template('print/pocket.html', '<div class="upper">',
          '<div class="upper">{% if language.tag == "ar" %}{{ nothing }}{% endif %}'),
          'templates/print/pocket.html', "'nothing' is undefined"),
    sheet('font-missing', write(FONTS, OWN_FONT.format('Own.ttf')), FONTS,
          'Take it from https://fonts.example/.'),
    sheet('font-changed', both(write(FONTS, OWN_FONT.format('Own.ttf')),
          write('fonts/Own.ttf', b'other bytes')), FONTS, 'not the file that the manifest names'),
    sheet('picture-missing', lambda root: (root / SUN).unlink(), f'{POCKET}/child.md',
          'Put it into content/pictures.', SHOWN),
    drawing('picture-kind', '', 'not an SVG or PNG picture', '<svg'),
    drawing('picture-kind', '', 'not an SVG or PNG picture', '<html><p>A sun</p></html>'),
    drawing('picture-kind', '', 'not an SVG or PNG picture', 'GIF89a'),
    drawing('picture-huge', '<!--' + ' ' * 400_000 + '-->', 'has 400 kB, 400 are allowed'),
    drawing('picture-unsafe', '<script>alert()</script>', 'holds <script>'),
    drawing('picture-unsafe', '<foreignObject/>', 'holds <foreignObject>'),
    drawing('picture-unsafe', '<path onload="alert()"/>', 'holds "onload"'),
    drawing('picture-unsafe', '<image href="sun.png"/>', 'a link to "sun.png"'),
    drawing('picture-unsafe', f'<image {XLINK}/>', 'a link to "https://lamp.example/sun.png"'),
    drawing('picture-unsafe', '<path style="fill:url(http://lamp.example/#a)"/>',
            'a link in "style"'),
    drawing('picture-unsafe', '<style>@import "https://lamp.example/a.css"</style>',
            'a style that leads elsewhere'),
    drawing('picture-unsafe', '', 'defines entities', DOCTYPE + SVG.format('')),
]  # fmt: skip


CODE_AT = {
    'Finding': 2, 'KljucError.at': 2, 'Fault': 0, 'on_source': 0, 'on_text': 0, 'on_translation': 0,
}  # fmt: skip


def emitted() -> Iterator[str]:
    """Every code in the package, read from its source."""
    for path in Path(kljuc.__file__).parent.rglob('*.py'):
        for node in ast.walk(ast.parse(path.read_text('utf-8'))):
            for code in codes(node):
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    yield code.value


def codes(node: ast.AST) -> Iterator[ast.expr]:
    """What a node gives as a code: to a finding, or to a variable `code` on the way there."""
    if isinstance(node, ast.Call):
        place = CODE_AT.get(ast.unparse(node.func), len(node.args))
        yield from node.args[place : place + 1]
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            pairs = [(target, node.value)]
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(target.elts, node.value.elts, strict=False))
            yield from (value for name, value in pairs if ast.unparse(name) == 'code')


def test_every_code_has_its_defect() -> None:
    assert {defect.code for defect in DEFECTS} | ELSEWHERE.keys() == set(emitted())


@pytest.mark.parametrize('check', CHECKS, ids=lambda check: check.code)
def test_every_check_says_what_it_is_about(check: Check) -> None:
    assert check.about.endswith(('.', ').'))


@dataclass(frozen=True)
class Case:
    """A defect laid over a specimen that was published before, and what a build made of it."""

    defect: Defect
    root: Path
    before: dict[str, bytes]
    after: dict[str, bytes]
    ran: Ran

    @property
    def found(self) -> list[dict[str, object]]:
        """The findings with its code in its file."""
        return [
            each for each in self.ran.json['findings']
            if each['code'] == self.defect.code and each['file'].endswith(self.defect.file)
        ]  # fmt: skip

    @property
    def line(self) -> int:
        """Where it has to be found."""
        if isinstance(self.defect.line, int):
            return self.defect.line
        lines = (self.root / self.defect.file).read_text('utf-8').splitlines()
        return len(lines) - lines[::-1].index(self.defect.line)


def lay(defect: Defect, built: Path, folder: Path) -> Case:
    """Lay a defect over a published specimen, and build it anew."""
    root = Path(shutil.copytree(built, folder / 'it', ignore=shutil.ignore_patterns('.cache')))
    defect.does(root)
    before = snapshot(root / 'output')
    ran = run(root, '--json', *defect.arguments)
    return Case(defect, root, before, snapshot(root / 'output'), ran)


@pytest.fixture(
    scope='module', params=DEFECTS, ids=[f'{n}-{each.code}' for n, each in enumerate(DEFECTS)]
)
def case(
    request: pytest.FixtureRequest, built: Path, tmp_path_factory: pytest.TempPathFactory
) -> Case:
    """One defect, built once for all questions."""
    return lay(request.param, built, tmp_path_factory.mktemp('case'))


def test_a_finding_has_its_place_and_scope(case: Case) -> None:
    here = (case.line, case.defect.severity, case.defect.scope)
    found = [(each['line'], each['severity'], each['scope']) for each in case.found]
    assert here in found, case.ran.err


def test_a_finding_says_cause_and_cure(case: Case) -> None:
    assert all(each['message'] and each['hint'] for each in case.found)
    said = [f'{each["message"]} {each["hint"]}' for each in case.found]
    assert any(case.defect.says in each for each in said), said


def test_a_fault_in_a_translation_or_on_paper_has_its_own_code_alone(case: Case) -> None:
    others = {each['code'] for each in case.ran.json['findings']} - {case.defect.code}
    if case.defect.scope != 'site':
        assert others <= ALSO.get(case.defect.code, set())


def test_people_read_errors_one_a_line(case: Case) -> None:
    lines = case.ran.err.splitlines()
    place = f'{case.defect.file}:{case.line}' if case.line else case.defect.file
    told = [line for line in lines if f'{place}: error {case.defect.code}: ' in line]
    assert bool(told) == (case.defect.severity == 'error'), case.ran.err
    assert 'Traceback' not in case.ran.err


def test_the_scope_decides_what_is_published(case: Case) -> None:
    gone = case.before.keys() - case.after.keys()
    paper = {path for path in case.before if path.startswith('print/')} - {'print/index.html'}
    sheets = {path for path in paper if path.endswith('.pdf')}
    if case.defect.severity == 'warning':
        assert case.ran.code == 0
    elif case.defect.scope == 'site':
        assert (case.ran.code, case.ran.last) == (1, 'Nothing was published.')
        assert case.after == case.before
    elif case.defect.scope == 'message':
        assert case.ran.code == 1
        assert gone <= paper
    else:
        assert case.ran.code == 1
        assert gone - {'static/pictures/sun.svg'} <= paper
        assert set() < gone & sheets < sheets


def test_the_last_line_tells_of_what_was_withheld(case: Case) -> None:
    held = bool(case.ran.json.get('withheld')) or case.defect.scope == 'sheet'
    assert ('withheld' in case.ran.last) == held


# ------------------------------------------------------------ what is told but no defect


def rights(root: Path, tag: str) -> str:
    """A page for adults as it was published."""
    return (root / f'output/{tag}/adult/rights/index.html').read_text('utf-8')


def test_the_specimen_is_clean(specimen: Path) -> None:
    ran = run(specimen, 'check', '--complete', '--json')
    assert (ran.code, ran.json['findings']) == (0, []), 'build.py --project tests/specimen update'


def test_letters_are_looked_at_in_messages_that_no_sheet_has(specimen: Path) -> None:
    replace(specimen / AR, 'msgstr "اسأل من هناك."', 'msgstr "اسأل من هناك 漢."')
    found = run(specimen, 'check', '--json').json['findings']
    assert [(each['code'], each['severity']) for each in found] == [('glyph-missing', 'warning')]


def test_letters_of_a_sheet_are_told_once(specimen: Path) -> None:
    replace(specimen / AR, 'msgstr "طبيب."', 'msgstr "طبيب 漢."')
    found = run(specimen, 'check', '--json').json['findings']
    assert [(each['code'], each['severity']) for each in found] == [('glyph-missing', 'error')]


def test_all_findings_are_told_at_once(specimen: Path) -> None:
    replace(specimen / TOPIC, 'order', 'odrer')
    replace(specimen / FACTS, 'kind = "time"', 'kind = "tmie"')
    replace(specimen / RIGHTS, FIRST, '<b>You</b>')
    codes = {each['code'] for each in run(specimen, '--json').json['findings']}
    assert codes == {'key-unknown', 'fact-kind', 'raw-html'}


def test_a_text_that_does_not_fit_says_by_how_much(built: Path, tmp_path: Path) -> None:
    defect = next(each for each in DEFECTS if each.code == 'sheet-fit')
    case = lay(dataclasses.replace(defect, arguments=('--lang', 'ar')), built, tmp_path)
    cause = str(case.found[0]['message'])
    assert re.search(r'panel "back" is \d{2,} characters too long at 12 pt', cause), cause


def test_a_fault_in_the_style_is_told_of_every_sheet_in_it(specimen: Path) -> None:
    """A style is read once in a process, and complained of as often as it is used."""
    next(each for each in DEFECTS if each.code == 'weasyprint').does(specimen)
    ran = run(specimen, '--json', '--jobs', '1')
    told = {str(each['message']).partition(':')[0] for each in ran.json['findings']}
    assert told == {'ar pocket adult', 'ar pocket child'}
    assert not list((specimen / 'output/print/ar').rglob('*.pdf'))


@pytest.mark.parametrize(
    ('file', 'tags'),
    [('NotoSansArabic-Bold.ttf', {'ar', 'all'}), ('NotoSans-Bold.ttf', {'ar', 'en', 'sl', 'all'})],
)
def test_a_damaged_font_holds_back_the_sheets_of_its_script_alone(
    published: Path, monkeypatch: pytest.MonkeyPatch, file: str, tags: set[str]
) -> None:
    """Latin stands on every sheet. In `all` the bound sheets are made anew without what is gone."""
    real = fonts._sum
    monkeypatch.setattr(fonts, '_sum', lambda path: '' if path.name == file else real(path))
    before = snapshot(published / 'output')
    ran = run(published, '--json')
    after = snapshot(published / 'output')
    found = {(each['code'], each['scope'], each['message']) for each in ran.json['findings']}
    cause = f'"{file}" is not the file that the manifest names.'
    assert (ran.code, found) == (1, {('font-changed', 'sheet', cause)})
    pdfs = {path for path in before if path.endswith('.pdf')}
    bound = {path for path in pdfs if path.startswith('print/all/')}
    kept = {path for path in pdfs if path.split('/')[1] not in tags}
    assert {path for path in after if path.endswith('.pdf')} - bound == kept
    assert {path: after[path] for path in kept} == {path: before[path] for path in kept}
    pages = {path for path in before if path.endswith('.html') and not path.startswith('print/')}
    assert {path for path in pages if after.get(path) != before[path]} == set()


def test_a_refused_picture_is_neither_printed_nor_published(published: Path) -> None:
    next(each for each in DEFECTS if each.code == 'picture-unsafe').does(published)
    assert run(published).code == 1
    after = snapshot(published / 'output')
    assert [path for path, data in after.items() if b'sun.svg' in data and '.html' in path] == []
    assert 'static/pictures/sun.svg' not in after
    assert 'ar/child/help/index.html' in after
    assert [path for path in after if path.endswith('.pdf') and 'child' in path] == []


def test_a_refused_picture_of_a_page_is_told_and_withholds_no_sheet(published: Path) -> None:
    replace(published / RIGHTS, FIRST, '![A moon](moon.svg)\n\n' + FIRST)
    write('content/pictures/moon.svg', SVG.format('<script/>'))(published)
    before = snapshot(published / 'output')
    ran = run(published, '--json')
    after = snapshot(published / 'output')
    found = [(each['code'], each['file'], each['line']) for each in ran.json['findings']]
    assert (ran.code, found) == (1, [('picture-unsafe', RIGHTS, 3)])
    assert after.keys() == before.keys()
    assert 'moon.svg' not in rights(published, 'en')


def test_a_text_without_spaces_breaks_by_itself(specimen: Path) -> None:
    """Chinese, in the place of every Arabic word: lines end between any two of its signs."""
    catalog = (specimen / AR).read_text('utf-8').replace('Language: ar', 'Language: zh_Hans')
    catalog = re.sub(r'[\u0600-\u06ff]+[ ،.]*', '我们帮助', catalog.replace('؟', '？'))
    (specimen / 'locales/zh_Hans.po').write_text(catalog, 'utf-8')
    ran = run(specimen, '--lang', 'zh_Hans')
    assert ran.code == 0, ran.err
    made = {path.name for path in (specimen / 'output/print/zh-Hans').glob('*.pdf')}
    assert {'pocket-adult-zh-Hans.pdf', 'pocket-child-zh-Hans.pdf'} <= made


def test_a_fuzzy_text_is_never_shown(specimen: Path) -> None:
    replace(specimen / AR, 'msgid "Ask who is there."', '#, fuzzy\nmsgid "Ask who is there."')
    assert run(specimen, '--no-print').code == 0
    page = rights(specimen, 'ar')
    assert 'اسأل من هناك' not in page
    assert '<li dir="ltr" lang="en">Ask who is there.</li>' in page


def test_a_refused_text_is_never_shown(specimen: Path) -> None:
    said('html', 'Ask who is there.', '<b>من</b>', '').does(specimen)
    assert run(specimen, '--no-print').code == 1
    assert '<li dir="ltr" lang="en">Ask who is there.</li>' in rights(specimen, 'ar')


def test_empty_and_fuzzy_are_told_when_asked_for(specimen: Path) -> None:
    replace(specimen / AR, 'msgid "Ask who is there."', '#, fuzzy\nmsgid "Ask who is there."')
    said('', 'A doctor.', '', '').does(specimen)
    ran = run(specimen, 'check', '--complete', '--json')
    causes = [each['message'] for each in ran.json['findings']]
    assert causes == ['"Ask who is there." is fuzzy.', '"A doctor." is not translated.']
    assert {each['code'] for each in ran.json['findings']} == {'incomplete'}
    assert ran.code == 0


def test_a_page_that_lacks_a_critical_block_is_withheld(specimen: Path) -> None:
    replace(specimen / RIGHTS, FIRST, f'<!-- critical -->\n\n{FIRST}')
    said('', FIRST, '', '').does(specimen)
    ran = run(specimen, '--no-print')
    assert ran.code == 0
    assert 'withheld: Arabic: page rights adult: "You can ask for an interpreter." is' in ran.err
    assert not (specimen / 'output/ar/adult/rights').exists()
    assert (specimen / 'output/sl/adult/rights/index.html').is_file()


def test_a_page_that_is_little_translated_is_withheld(specimen: Path) -> None:
    for source in (FIRST, 'What you can do', 'Ask who is there.'):
        said('', source, '', '').does(specimen)
    assert 'page rights adult: only' in run(specimen, '--no-print').err
    assert not (specimen / 'output/ar/adult/rights').exists()


def test_a_check_can_be_set_aside_with_a_reason(specimen: Path) -> None:
    said('script', 'A doctor.', 'A medical doctor.', '').does(specimen)
    replace(specimen / AR, 'msgid "A doctor."', '# ok: script a name in Latin\nmsgid "A doctor."')
    assert run(specimen, 'check').code == 0


def test_an_editor_can_set_a_check_aside_with_a_reason(specimen: Path) -> None:
    waived = '<!-- ok: number-typed a law is named by its number -->\n\nAsk for law 1234.'
    replace(specimen / RIGHTS, FIRST, waived)
    assert run(specimen, 'check').code == 0
