"""The language table, held against Babel; every difference is meant and has its reason."""

from __future__ import annotations

from pathlib import Path

import babel
import pytest
from babel.core import get_global
from conftest import Edit, run

from kljuc import fonts, languages
from kljuc.languages import Language
from kljuc.site import HOME

TABLE = languages.load()
BOOKED = 'interpreters in Slovenia are booked under this name'
DIFFERENT = {
    ('fa_AF', 'own'): 'Babel says "فارسی (افغانستان)"; who reads it calls it Dari',
    ('fa_AF', 'en'): 'Babel says "Persian (Afghanistan)"; staff ask for Dari',
    ('fa_AF', 'sl'): BOOKED,
    ('fa', 'sl'): BOOKED,
    ('ti', 'sl'): BOOKED,
    ('ps', 'sl'): BOOKED,
    ('ur', 'sl'): BOOKED,
    ('ur', 'script'): 'Aran is Arab in its Nastaliq form, with letters and lines of its own',
    ('ku', 'sl'): 'Babel says "kurdščina"; which Kurdish decides who can interpret',
    ('ku', 'en'): 'Babel says "Kurdish"; which Kurdish decides who can interpret',
    ('ckb', 'sl'): 'Babel says "osrednja kurdščina"; speakers say Sorani',
    ('ckb', 'en'): 'Babel says "Central Kurdish"; speakers say Sorani',
    ('bn', 'en'): 'Babel says "Bangla"; staff know it as Bengali',
    ('rn', 'sl'): 'Babel says "rundščina"; speakers and interpreters say Kirundi',
    ('rn', 'en'): 'Babel says "Rundi"; speakers and interpreters say Kirundi',
    ('zh_Hans', 'sl'): 'Babel names the script too; an interpreter is booked for the language',
    ('sr_Latn', 'sl'): 'Babel names the script too; an interpreter is booked for the language',
    ('pa_Arab', 'own'): 'Babel adds the script; readers know their own',
    ('pa_Arab', 'sl'): 'Babel names the script; staff know the country',
    ('pa_Arab', 'en'): 'Babel names the script; staff know the country',
    ('pa_Arab', 'script'): 'Punjabi of Pakistan is read in Nastaliq, as Urdu is',
}  # (code, field) -> why ours is better
OTHER_TAGS = {'ku': 'kmr'}  # ku is all of Kurdish; screen readers want the one
LAUNCHED = (
    'sl en ar fr fa_AF ps ur tr ku ckb fa ru uk es hi pa bn ti so am rn sw zh_Hans sq'.split()
)
NEXT = 'sr_Latn ne ln ro bs vi pt pa_Arab ta si ha wo'.split()
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


def test_the_table_knows_those_we_have_and_those_that_will_be_asked_for() -> None:
    assert set(TABLE) == {*LAUNCHED, *NEXT}


@pytest.mark.parametrize('code', TABLE)
def test_every_language_has_letters_in_print_and_on_screen(code: str) -> None:
    script = TABLE[code].script
    assert fonts.load(HOME).paths(script)
    assert script.web.endswith('sans-serif')
    assert (script.line >= 1.4, script.code != 'Aran' or script.line >= 2) == (True, True)


@pytest.mark.parametrize('code', TABLE)
@pytest.mark.parametrize('field', ['dir', 'own', 'sl', 'en', 'script'])
def test_the_table_agrees_with_babel(code: str, field: str) -> None:
    language = TABLE[code]
    ours = language.script.code if field == 'script' else getattr(language, field)
    same = ours == of_babel(language)[field]
    assert same != ((code, field) in DIFFERENT), of_babel(language)[field]


@pytest.mark.parametrize('code', TABLE)
def test_a_tag_is_the_code_as_html_writes_it(code: str) -> None:
    assert TABLE[code].tag == OTHER_TAGS.get(code, code.replace('_', '-'))


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
        ('ur', 'کیا آپ خطرے میں ہیں؟ ہمیں فون کریں۔', 2),
        ('hi', 'क्या आप ठीक हैं? हमें फ़ोन करें। रुकिए।', 3),
    ],
)
def test_sentences_end_as_the_script_ends_them(code: str, text: str, count: int) -> None:
    sentences = TABLE[code].sentences(text)
    assert (len(sentences), ' '.join(sentences)) == (count, text)


def test_chinese_sentences_end_without_a_blank() -> None:
    chinese, text = TABLE['zh_Hans'], '你有危险吗？打电话。“救救我。”然后等。'
    assert chinese.sentences(text) == ['你有危险吗？', '打电话。', '“救救我。”', '然后等。']
    assert chinese.gap.join(chinese.sentences(text)) == text


@pytest.mark.parametrize(
    ('code', 'text', 'count'),
    [
        ('en', 'Call us now, at 9:00.', 5),
        ('hi', 'मुझे डॉक्टर चाहिए।', 3),
        ('am', 'ሐኪም እፈልጋለሁ ።', 2),
        ('zh_Hans', '请帮我打这个电话号码。好吗', 5),
    ],
)
def test_words_are_counted_as_the_script_parts_them(code: str, text: str, count: int) -> None:
    assert TABLE[code].words(text) == count


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
