"""The Markdown of content/: what becomes a message, where it stands, and how it is written out."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from kljuc import editions, languages, markup, prose
from kljuc.errors import KljucError
from kljuc.facts import Fact, Facts
from kljuc.markup import Setting
from kljuc.model import Message
from kljuc.po import Catalog, Entry
from kljuc.prose import Document

TABLE = languages.load()
ENGLISH, ARABIC, SLOVENIAN = TABLE['en'], TABLE['ar'], TABLE['sl']
FACTS = Facts({
    'phone_lamp': Fact('phone_lamp', 'phone', '080 17 22', 'a test', 'A', href='+386801722'),
    'lamp_opens': Fact('lamp_opens', 'time', '9:00', 'a test', 'A'),
})  # fmt: skip
SAMPLE = """\
# Get help

<!-- note: said to a guest -->

You can **ask**
for help. See [rights](topic:rights).

## Who answers {: .show }

<!-- critical -->

- A person.
- {phone_lamp} police

<!-- skip -->

1. SOS
2. Stop.

> Call us.

| Day | Time |
| --- | ---- |
| Monday | {lamp_opens} |

![A sun](sun.svg)
"""
MESSAGES = [
    ('heading', 'Get help', 1),
    ('text', 'You can **ask** for help. See [rights](topic:rights).', 5),
    ('heading', 'Who answers', 8),
    ('sentence to show', 'A person.', 12),
    ('sentence to show', '{phone_lamp} police', 13),
    ('kept', 'SOS', 17),
    ('kept', 'Stop.', 18),
    ('text', 'Call us.', 20),
    ('table cell', 'Day', 22),
    ('table cell', 'Time', 22),
    ('table cell', 'Monday', 24),
    ('table cell', '{lamp_opens}', 24),
    ('picture', '![A sun](sun.svg)', 26),
]


def setting(language: languages.Language = ENGLISH, **changes: object) -> Setting:
    """Everything in one language, links as they stand."""
    same = Setting(language, lambda m: (m.source, language), FACTS, lambda target: (target, ''))
    return replace(same, **changes)


def body(text: str, **changes: object) -> str:
    """What stands under the title of a text."""
    sections = markup.render(prose.parse(f'# Title\n\n{text}\n', 'a.md'), setting(**changes))
    return sections[0].body


def found(text: str) -> list[tuple[str, int]]:
    """The codes and lines of what is wrong with a text."""
    with pytest.raises(KljucError) as caught:
        prose.parse(text, 'a.md')
    return [(each.code, each.line) for each in caught.value.findings]


# ------------------------------------------------------------ what is extracted


def test_messages_come_in_page_order_with_kind_and_line() -> None:
    messages = prose.parse(SAMPLE, 'a.md').messages
    assert [(m.kind, m.source, m.line) for m in messages] == MESSAGES


def test_lines_are_the_same_with_windows_line_ends() -> None:
    messages = prose.parse(SAMPLE.replace('\n', '\r\n'), 'a.md').messages
    assert [(m.kind, m.source, m.line) for m in messages] == MESSAGES


def test_a_comment_speaks_of_the_next_block_alone() -> None:
    messages = prose.parse(SAMPLE, 'a.md').messages
    assert [m.source for m in messages if m.note] == [MESSAGES[1][1]]
    assert [m.source for m in messages if m.critical] == ['A person.', '{phone_lamp} police']


def test_a_message_carries_the_context_of_its_audience() -> None:
    messages = prose.parse(SAMPLE, 'a.md', 'child').messages
    assert {m.context for m in messages} == {'child'}


def test_what_helpers_say_aloud_is_for_readers() -> None:
    messages = prose.parse('# Script\n\nAsk.\n\n> Are you well?\n', 'a.md', 'helper', staff=True)
    assert [(m.source, m.staff, m.context) for m in messages.messages] == [
        ('Script', True, 'helper'),
        ('Ask.', True, 'helper'),
        ('Are you well?', False, ''),
    ]


@pytest.mark.parametrize('text', ['{phone_lamp}', '{a} · {b}', '**{phone_lamp}**', '113'])
def test_a_text_without_letters_is_not_translated(text: str) -> None:
    assert not prose.translatable(Message(text))


def test_anchors_come_from_the_source_and_differ() -> None:
    document = prose.parse('# A\n\n## Call us\n\nx\n\n## Call us\n\nx\n\n## **Now**\n\nx\n', 'a.md')
    translated = setting(ARABIC, translate=lambda _: ('نص', ARABIC))
    assert [s.id for s in markup.render(document, translated)] == [
        'a', 'call-us', 'call-us-2', 'now',
    ]  # fmt: skip


# ------------------------------------------------------------ what is outside of our subset


@pytest.mark.parametrize(
    ('line', 'code'),
    [
        ('You <b>can</b> ask.', 'raw-html'),
        ('<script>alert()</script>', 'raw-html'),
        ('See <https://lamp.example/>.', 'raw-html'),
        ('Write <ask@lamp.example>.', 'raw-html'),
        ('<!-- a comment -->', 'directive-unknown'),
        ('<!-- note: never closed', 'directive-unknown'),
        ('The line ends.  \nHere.', 'line-break'),
        ('The line ends.\\\nHere.', 'line-break'),
        ('    code', 'indented'),
        ('\tcode', 'indented'),
        ('- item\n    - nested', 'indented'),
        ('```\ncode\n```', 'markdown-unknown'),
        ('~~~', 'markdown-unknown'),
        ('---', 'markdown-unknown'),
        ('***', 'markdown-unknown'),
        ('Title\n=====', 'markdown-unknown'),
        ('[lamp]: https://lamp.example/', 'markdown-unknown'),
        ('See [lamp][1].', 'link-syntax'),
        ('See [lamp].', 'link-syntax'),
        ('See [lamp] (topic:lamp).', 'link-syntax'),
        ('A footnote[^1].', 'link-syntax'),
        ('See [lamp]({phone_lamp}).', 'link-fact'),
        ('A {Brace} here.', 'brace'),
        ('A } here.', 'brace'),
        ('Text {.class}', 'brace'),
        ('<!-- note: x -->\nText at once.', 'directive-inside'),
        ('Text\n<!-- note: x -->', 'directive-inside'),
        ('<!-- ok: italics -->', 'waiver'),
    ],
)
def test_what_is_outside_of_our_markdown_is_an_error_with_its_line(line: str, code: str) -> None:
    codes = found(f'# Title\n\nA text.\n\n{line}\n\nThe end.\n')
    assert codes[0][0] == code
    assert 5 <= codes[0][1] <= 5 + line.count('\n')


def test_all_of_it_is_told_at_once() -> None:
    text = '# Title\n\n<b>x</b>\n\n---\n\n    code\n'
    assert found(text) == [('raw-html', 3), ('markdown-unknown', 5), ('indented', 7)]


@pytest.mark.parametrize('text', ['', '\n', 'No title.\n', '## Second\n\n# First\n'])
def test_a_text_begins_with_its_title(text: str) -> None:
    assert found(text) == [('title-missing', 1)]


# ------------------------------------------------------------ how it is written out


def test_a_fact_is_isolated_from_the_text_around_it() -> None:
    link = '<a href="tel:+386801722">080\u00a017\u00a022</a>'
    assert body('Call {phone_lamp} now.', language=ARABIC) == (
        f'<p>Call <bdi class="phone" dir="ltr">{link}</bdi> now.</p>'
    )


def test_the_first_number_that_stands_alone_is_the_key() -> None:
    sections = markup.render(prose.parse('# Call\n\n{phone_lamp}\n\nNow.\n', 'a.md'), setting())
    assert 'tel:+386801722' in sections[0].key
    assert sections[0].body == '<p>Now.</p>'


def test_a_picture_of_its_own_belongs_to_its_section() -> None:
    sections = markup.render(
        prose.parse('# A\n\n## B\n\n![A sun](sun.svg)\n\nx\n', 'a.md'), setting()
    )
    assert (sections[1].picture, sections[1].alt, sections[1].body) == (
        'sun.svg', 'A sun', '<p>x</p>',
    )  # fmt: skip


def test_a_text_that_is_not_translated_says_its_language() -> None:
    texts = {'Hello.': ('مرحبا.', ARABIC)}
    document = prose.parse('# Title\n\nHello.\n\nBye.\n', 'a.md')
    arabic = setting(ARABIC, translate=lambda m: texts.get(m.source, (m.source, ENGLISH)))
    section = markup.render(document, arabic)[0]
    assert section.lang == ' lang="en" dir="ltr"'
    assert section.body == '<p>مرحبا.</p>\n<p dir="ltr" lang="en">Bye.</p>'


def test_a_link_says_the_language_of_what_it_leads_to() -> None:
    to = body('[Rights](topic:rights)', resolve=lambda target: (f'../{target[6:]}.html', 'en'))
    assert to == '<p><a href="../rights.html" hreflang="en">Rights</a></p>'


def test_sentences_for_children_stay_together() -> None:
    assert body('Tell one. Tell again.', spoken=True) == (
        '<p><span class="s">Tell one.</span> <span class="s">Tell again.</span> </p>'
    )


def test_bold_over_two_sentences_stays_whole() -> None:
    assert body('**Tell one. Tell again.**', spoken=True) == (
        '<p><strong>Tell one. Tell again.</strong></p>'
    )


def test_who_speaks_slovenian_is_not_told_to_ask_for_an_interpreter() -> None:
    text = '- Say: {interpreter}.\n- Wait.'
    assert 'angleščina, tolmač' in body(text)
    assert body(text, language=SLOVENIAN) == '<ul><li>Wait.</li></ul>'


def test_what_is_left_empty_is_left_out() -> None:
    text = '# A\n\nx\n\n## B\n\n- Say: {interpreter}.\n\n## C\n\ny\n'
    sections = markup.render(prose.parse(text, 'a.md'), setting(SLOVENIAN))
    assert [(s.heading, s.body) for s in sections] == [('A', '<p>x</p>'), ('C', '<p>y</p>')]


def test_a_sentence_to_show_has_the_staffs_language_beside_it() -> None:
    document = prose.parse('# A\n\n## B {: .show }\n\n- Help me.\n', 'a.md')
    shown = setting(ARABIC, beside=lambda _: ('Pomagajte mi.', SLOVENIAN))
    beside = '<b class="beside" dir="ltr" lang="sl">Pomagajte mi.</b>'
    assert beside in markup.render(document, shown)[1].body


@pytest.mark.parametrize('text', ['<script>x</script>', '<b onclick="x">', '&lt;b&gt;'])
def test_markup_in_a_translation_stays_text(text: str) -> None:
    told = body('Hello.', translate=lambda m: (text if m.kind == 'text' else 'x', ENGLISH))
    assert '<script' not in told
    assert '<b' not in told


# ------------------------------------------------------------ any text of our subset


@dataclass(frozen=True)
class Block:
    """Lines of Markdown, and the messages that they hold: line in the block, kind, text."""

    mark: str
    lines: tuple[str, ...]
    messages: tuple[tuple[int, str, str], ...]


WORDS = st.one_of(
    st.sampled_from('ab'), st.text(st.sampled_from('abčž"&\'?,éшعሀ中'), min_size=1, max_size=5)
)  # fmt: skip
MARKED = st.one_of(
    WORDS.map('**{}**'.format), WORDS.map('[{}](topic:rights)'.format),
    st.sampled_from(['{phone_lamp}', '{lamp_opens}', '{interpreter}']),
)  # fmt: skip
PARTS = st.lists(st.one_of(WORDS, WORDS, MARKED), min_size=1, max_size=4)
LINES = st.one_of(WORDS, st.tuples(WORDS, PARTS).map(lambda two: ' '.join([two[0], *two[1]])))
NOTES = st.sampled_from([(), ('<!-- note: about it -->', ''), ('<!-- critical -->', '')])


def block(mark: str, kind: str, lines: list[str], before: tuple[str, ...]) -> Block:
    """A list, or one heading, with a comment before it."""
    messages = tuple((len(before) + n, kind, line) for n, line in enumerate(lines))
    return Block(mark, (*before, *(mark + line for line in lines)), messages)


def joined(mark: str, lines: list[str], before: tuple[str, ...]) -> Block:
    """A paragraph or quote over several lines: one message."""
    marked = tuple(mark + line for line in lines)
    return Block(mark, (*before, *marked), ((len(before), 'text', ' '.join(lines)),))


ONE = st.lists(LINES, min_size=1, max_size=1)
SOME = st.lists(LINES, min_size=1, max_size=3)
BLOCKS = st.one_of(
    st.builds(block, st.sampled_from(['## ', '### ']), st.just('heading'), ONE, NOTES),
    st.builds(block, st.sampled_from(['- ', '1. ']), st.just('list item'), SOME, NOTES),
    st.builds(joined, st.sampled_from(['', '> ']), SOME, NOTES),
)  # fmt: skip


def apart(blocks: list[Block]) -> list[Block]:
    """Two lists or quotes side by side are one in Markdown: a text comes between."""
    between = joined('', ['between'], ())
    return [
        each for one, other in pairwise([*blocks, between])
        for each in ([one, between] if one.mark == other.mark else [one])
    ]  # fmt: skip


TEXTS = st.lists(BLOCKS, max_size=5).map(apart)


def assembled(blocks: list[Block]) -> tuple[str, list[tuple[int, str, str]]]:
    """A text, and all messages it holds by line."""
    lines, messages = ['# Title', ''], [(1, 'heading', 'Title')]
    for each in blocks:
        messages += [(len(lines) + 1 + line, kind, text) for line, kind, text in each.messages]
        lines += [*each.lines, '']
    return '\n'.join(lines), messages


def words(markup: str) -> list[str]:
    """What a reader reads."""
    return html.unescape(re.sub(r'<[^>]+>', ' ', markup)).split()


def written(document: Document, how: Setting) -> str:
    """All sections, one behind the other."""
    parts = [(s.id, s.heading, s.picture, s.key, s.body) for s in markup.render(document, how)]
    return '\n'.join(part for section in parts for part in section)


@given(TEXTS)
def test_any_text_gives_its_messages_in_order_with_their_lines(blocks: list[Block]) -> None:
    text, messages = assembled(blocks)
    got = prose.parse(text, 'a.md').messages
    assert [(m.line, m.kind, m.source) for m in got] == messages


@given(TEXTS)
def test_any_text_translated_with_itself_stays_the_same(blocks: list[Block]) -> None:
    document = prose.parse(assembled(blocks)[0], 'a.md')
    catalog = Catalog.new('locales/xx.po', 'xx')
    catalog.entries += [
        Entry(source, source) for source in dict.fromkeys(m.source for m in document.messages)
    ]
    own = replace(ENGLISH, code='xx')
    locale = editions.read(own, Catalog.parse(catalog.dump(), 'locales/xx.po'), set())
    translated = setting(own, translate=lambda m: (locale.translate(m) or 'LOST', own))
    assert written(document, translated) == written(document, setting())


@given(TEXTS)
def test_any_text_reads_as_plain_markdown_reads(blocks: list[Block]) -> None:
    text, _ = assembled(blocks)
    ours = ' '.join(
        f'{s.heading} {s.body}' for s in markup.render(prose.parse(text, 'a.md'), setting())
    )
    filled = FACTS.plain(re.sub(r'<!--.*?-->', '', text), ENGLISH)
    theirs = Markdown(extensions=['sane_lists']).convert(filled)
    assert words(ours) == words(theirs)


@given(TEXTS)
def test_any_text_carries_its_facts_and_links(blocks: list[Block]) -> None:
    text, _ = assembled(blocks)
    out = written(prose.parse(text, 'a.md'), setting())
    assert out.count('href="tel:+386801722"') == text.count('{phone_lamp}')
    assert out.count('href="topic:rights"') == text.count('](topic:rights)')


@given(TEXTS, st.data())
def test_html_in_any_text_is_an_error_in_its_line(blocks: list[Block], data: st.DataObject) -> None:
    lines = assembled(blocks)[0].split('\n')
    at = data.draw(st.integers(0, len(lines) - 1))
    lines.insert(at, '<b>')
    assert ('raw-html', at + 1) in found('\n'.join(lines))


# ------------------------------------------------------------ the real texts


CONTENT = sorted((Path(__file__).parent.parent / 'content').rglob('*.md'))


@pytest.mark.parametrize('path', CONTENT, ids=lambda path: '/'.join(path.parts[-2:]))
def test_a_real_text_has_every_message_in_its_line(path: Path) -> None:
    text = path.read_text('utf-8')
    lines = text.splitlines()
    for message in prose.parse(text, path.name).messages:
        assert message.source.split()[0] in lines[message.line - 1]
