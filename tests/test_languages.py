"""The language table, held against Babel; every difference is meant and has its reason."""

from __future__ import annotations

from pathlib import Path

import babel
import pytest
from babel.core import get_global
from conftest import Edit, run

from kljuc import languages
from kljuc.languages import Language

TABLE = languages.load()
DIFFERENT = {
    ('fa_AF', 'own'): 'Babel says "فارسی (افغانستان)"; who reads it calls it Dari',
    ('fa_AF', 'en'): 'Babel says "Persian (Afghanistan)"; staff ask for Dari',
    ('fa_AF', 'sl'): 'Babel says "darijščina"; interpreters in Slovenia are booked as dari',
    ('ti', 'sl'): 'Babel says "tigrajščina"; interpreters in Slovenia are booked as tigrinja',
}  # (code, field) -> why ours is better
ITALIAN = """
[it]
tag = "it"
own = "italiano"
sl = "italijanščina"
en = "Italian"
say = "italijanščina, tolmač"
script = "Latn"
"""


def of_babel(language: Language) -> dict[str, str]:
    """The same fields as Babel has them."""
    locale = babel.Locale.parse(language.code)
    likely = get_global('likely_subtags')
    known = likely.get(language.code) or likely.get(locale.language, '')
    return {
        'dir': locale.text_direction,
        'own': locale.get_display_name() or '',
        'sl': locale.get_display_name('sl') or '',
        'en': locale.get_display_name('en') or '',
        'script': locale.script or known.split('_')[1],
    }


@pytest.mark.parametrize('code', TABLE)
@pytest.mark.parametrize('field', ['dir', 'own', 'sl', 'en', 'script'])
def test_the_table_agrees_with_babel(code: str, field: str) -> None:
    language = TABLE[code]
    ours = language.script.code if field == 'script' else getattr(language, field)
    same = ours == of_babel(language)[field]
    assert same != ((code, field) in DIFFERENT), of_babel(language)[field]


@pytest.mark.parametrize('code', TABLE)
def test_a_tag_is_the_code_as_html_writes_it(code: str) -> None:
    assert TABLE[code].tag == code.replace('_', '-')


@pytest.mark.parametrize('code', sorted(set(TABLE) - {'sl'}))
def test_every_reader_can_ask_for_an_interpreter(code: str) -> None:
    assert TABLE[code].say == f'{TABLE[code].sl}, tolmač'


def test_who_speaks_the_language_of_the_country_asks_for_nobody() -> None:
    assert TABLE['sl'].say == ''


@pytest.mark.parametrize(
    ('code', 'text', 'count'),
    [
        ('en', 'Call us. You can stop! Can you talk? Yes.', 4),
        ('en', 'From 9:00 to 13:00 at help.example today.', 1),
        ('sl', 'Pokličite »zdaj«. Lahko?', 2),
        ('sl', 'Reče: »Ne.« Gre.', 2),
        ('fr', 'Dites\u00a0: «\u00a0Aidez-moi.\u00a0» Puis attendez. Ça va\u00a0?', 3),
        ('ar', 'هل أنت في خطر؟ اتصل بنا. نحن هنا۔ نعم', 4),
        ('fa_AF', 'سلام، کجا هستید؟ خوب.', 2),
        ('ti', 'ሰላም። ከመይ ኣለኻ፧ ጽቡቕ።', 3),
    ],
)
def test_sentences_end_as_the_script_ends_them(code: str, text: str, count: int) -> None:
    sentences = TABLE[code].sentences(text)
    assert (len(sentences), ' '.join(sentences)) == (count, text)


def test_a_catalog_in_an_unknown_language_says_what_to_add(specimen: Path) -> None:
    (specimen / 'locales/it.po').write_bytes((specimen / 'locales/sl.po').read_bytes())
    ran = run(specimen, 'check')
    assert ran.code == 1
    assert 'locales/it.po: error language-unknown' in ran.err
    assert 'Add a table [it] to content/languages.toml.' in ran.err


def test_a_new_language_is_one_catalog_and_one_table(specimen: Path) -> None:
    (specimen / 'locales/it.po').write_bytes((specimen / 'locales/sl.po').read_bytes())
    (specimen / 'content/languages.toml').write_text(ITALIAN, 'utf-8')
    assert run(specimen, '--no-print').code == 0
    chooser = (specimen / 'output/index.html').read_text('utf-8')
    assert '<a href="it/index.html" hreflang="it"><span lang="it" dir="ltr">italiano' in chooser
    assert (specimen / 'output/it/adult/help/index.html').is_file()


def test_a_new_catalog_begins_with_update(specimen: Path) -> None:
    assert run(specimen, 'update', '--lang', 'fa-AF').code == 0
    assert '"Language: fa_AF\\n"' in (specimen / 'locales/fa_AF.po').read_text('utf-8')


def test_update_of_an_unknown_language_says_what_to_add(specimen: Path) -> None:
    ran = run(specimen, 'update', '--lang', 'it')
    assert ran.code == 1
    assert 'Add a table [it] to content/languages.toml.' in ran.err
    assert not (specimen / 'locales/it.po').exists()


def test_a_project_may_change_a_language(specimen: Path) -> None:
    (specimen / 'content/languages.toml').write_text('[ar]\nsl = "arabsko"\n', 'utf-8')
    arabic = languages.load(specimen)['ar']
    assert (arabic.sl, arabic.own, arabic.dir) == ('arabsko', TABLE['ar'].own, 'rtl')


def test_a_language_without_a_usable_help_page_is_not_offered(specimen: Path, edit: Edit) -> None:
    edit('locales/ar.po', 'msgstr "هل أنت في خطر الآن؟"', 'msgstr ""')
    ran = run(specimen, '--no-print')
    assert ran.code == 0
    assert 'withheld: Arabic: the whole language' in ran.err
    assert not (specimen / 'output/ar').exists()


def test_an_offered_language_stands_in_the_order_of_the_settings(built: Path) -> None:
    chooser = (built / 'output/index.html').read_text('utf-8')
    places = [chooser.index(f'href="{tag}/index.html"') for tag in ('sl', 'en', 'ar')]
    assert places == sorted(places)
