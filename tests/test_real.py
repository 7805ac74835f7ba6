"""The real texts in all their languages: clean, in step, whole, and marked as what they are."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from conftest import Ran, run, snapshot

from kljuc import content
from kljuc.site import HOME, Site

CODES = sorted(path.stem for path in (HOME / 'locales').glob('*.po'))
TAGS = {
    'sl',
    'en',
    'ar',
    'fr',
    'fa-AF',
    'ps',
    'ur',
    'tr',
    'kmr',
    'ckb',
    'fa',
    'ru',
    'uk',
    'es',
    'hi',
    'pa',
    'bn',
    'ti',
    'so',
    'am',
    'rn',
    'sw',
    'zh-Hans',
    'sq',
}
AGES = ('adult', 'adolescent', 'child')
TOPICS = {
    'help': AGES, 'show': AGES[:2], 'signs': AGES[:2], 'tricks': AGES, 'kinds': AGES[:2],
    'body': AGES, 'rights': AGES, 'next': AGES, 'phone': AGES[:2], 'script': ('helper',),
}  # fmt: skip
UNCONFIRMED = ['116 006', '116006', '510 67 50', 'info@drustvo-kljuc.si', '80 41 42']
TELLING = 'traffick|victim|violence|rape|sex|police|abuse|trgovin|žrt|nasil'  # not in a title


@pytest.fixture(scope='module')
def site() -> Site:
    """The project as it is read."""
    return content.load(HOME)


@pytest.fixture(scope='module')
def checked() -> Ran:
    """What the checks say of it."""
    return run(HOME, 'check', '--json')


@pytest.fixture(scope='module')
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every page of it."""
    output = tmp_path_factory.mktemp('real') / 'output'
    ran = run(HOME, '--no-print', '--output', str(output))
    assert ran.code == 0, ran.err
    return {path: data.decode() for path, data in snapshot(output).items()
            if path.endswith('.html')}  # fmt: skip


def readers(pages: dict[str, str]) -> dict[str, str]:
    """The pages of topics, by path."""
    return {path: text for path, text in pages.items() if path.count('/') == 3}


def test_the_texts_have_no_findings(checked: Ran) -> None:
    assert [each for each in checked.json['findings'] if each['file'].startswith('content')] == []


@pytest.mark.parametrize('code', CODES)
def test_a_catalog_has_no_findings(checked: Ran, code: str) -> None:
    found = checked.json['findings']
    assert [each for each in found if each['file'] == f'locales/{code}.po'] == []


def test_catalogs_are_in_step_with_the_texts(tmp_path: Path) -> None:
    for folder in ('content', 'locales'):
        shutil.copytree(HOME / folder, tmp_path / folder)
    assert run(tmp_path, 'update').code == 0
    assert snapshot(tmp_path / 'locales') == snapshot(HOME / 'locales'), 'python build.py update'


def test_every_message_is_translated() -> None:
    found = run(HOME, 'check', '--complete', '--json').json['findings']
    assert [each for each in found if each['code'] == 'incomplete'] == []


@pytest.mark.parametrize('code', ['en', *CODES])
def test_every_language_says_how_it_speaks(code: str) -> None:
    assert (HOME / f'locales/style/{code}.md').is_file()


def test_every_topic_has_its_ages(site: Site) -> None:
    assert {topic.slug: tuple(topic.texts) for topic in site.topics} == TOPICS


def test_every_page_is_there_in_every_language(pages: dict[str, str]) -> None:
    wanted = {
        f'{tag}/{age}/{slug}/index.html'
        for tag in TAGS for slug, ages in TOPICS.items() for age in ages
    }  # fmt: skip
    assert readers(pages).keys() >= wanted


def test_every_page_calls_itself_a_draft(pages: dict[str, str]) -> None:
    drafts = {path for path, text in pages.items() if 'class="draft"' in text}
    assert readers(pages).keys() <= drafts
    assert [path for path in readers(pages) if 'content="noindex' not in pages[path]] == []


def test_every_number_on_a_page_is_a_fact(pages: dict[str, str], site: Site) -> None:
    known = {fact.url for fact in site.facts.values()}
    for path, text in pages.items():
        linked = set(re.findall(r'href="((?:tel|mailto):[^"]*)"', text))
        assert linked - known == set(), path


def test_every_page_for_readers_has_a_number_to_call(pages: dict[str, str]) -> None:
    without = [path for path, text in readers(pages).items() if 'href="tel:' not in text]
    assert without == []


def test_what_nobody_confirmed_is_not_there(pages: dict[str, str]) -> None:
    facts = (HOME / 'content/facts.toml').read_text('utf-8')
    for text in [facts, *pages.values()]:
        plain = text.replace('\u00a0', ' ')
        assert [number for number in UNCONFIRMED if number in plain] == []


def test_titles_and_addresses_do_not_betray_what_was_read(pages: dict[str, str]) -> None:
    for path, text in pages.items():
        titles = re.findall(r'<title>(.*?)</title>', text)
        assert len(titles) == 1
        assert not re.search(TELLING, f'{path} {titles[0]}', re.I), path


def test_the_script_is_outside_of_the_readers_menu(pages: dict[str, str]) -> None:
    lists = {path: text for path, text in pages.items()
             if path.count('/') < 3 and not path.startswith('print/')}  # fmt: skip
    assert [path for path, text in lists.items() if 'helper' in text] == []
