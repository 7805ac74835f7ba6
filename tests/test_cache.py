"""What need not be printed again: a sheet's key follows everything that stands on it, no more."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import replace, run
from hypothesis import given, settings
from hypothesis import strategies as st

from kljuc import build
from kljuc.site import HOME

ALL = {f'{tag} pocket {age}' for tag in ('sl', 'en', 'ar') for age in ('adult', 'child')}
LAMP = 'The Lamp Society listens.'


def keys(root: Path) -> dict[str, str]:
    """The key of every sheet."""
    project = build.load(root)
    build.translate(project)
    return {job.name: job.key for job in build.render(project)[1]}


def template(root: Path, name: str, old: str, new: str) -> None:
    """Change a template of ours, in a copy that lies over it."""
    path = root / 'templates/print' / name
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(HOME / 'templates/print' / name, path)
    replace(path, old, new)


@pytest.mark.parametrize(
    ('file', 'old', 'new', 'touched'),
    [
        ('content/facts.toml', '080 17 22', '080 17 23', ALL),
        ('content/facts.toml', 'text = "9:00"', 'text = "8:00"',
         {name for name in ALL if 'adult' in name}),
        ('content/site.toml', 'https://lamp.example/', 'https://lamp.example/help/', ALL),
        ('content/site.toml', 'print_size = 14.0', 'print_size = 15.0',
         {name for name in ALL if 'child' in name}),
        ('content/pictures/sun.svg', 'r="60"', 'r="61"', {name for name in ALL if 'child' in name}),
        ('content/flyers/pocket/flyer.toml', 'long-edge', 'short-edge', ALL),
        ('locales/ar.po', 'msgstr "طبيب."', 'msgstr "طبيبة."', {'ar pocket adult'}),
        ('locales/sl.po', 'msgstr "Odrasli"', 'msgstr "Odrasle osebe"',
         {name for name in ALL if 'adult' in name}),  # staff read it on every sheet for adults
        ('content/topics/rights/adult.md', 'Ask for a pause.', 'Ask for a rest.', set()),
    ],
)  # fmt: skip
def test_a_change_touches_its_sheets_alone(
    specimen: Path, file: str, old: str, new: str, touched: set[str]
) -> None:
    before = keys(specimen)
    assert before.keys() == ALL
    replace(specimen / file, old, new)
    after = keys(specimen)
    assert {name for name in after if after[name] != before[name]} == touched


@pytest.mark.parametrize(
    ('name', 'old', 'new'),
    [
        ('sheet.css', 'body{margin:0;', 'body{margin:0 0;'),
        ('pocket.css', '.corner{', '.corner{margin:0;'),
        ('pocket.html', '<div class="side front">', '<div class="side front" id="front-side">'),
        ('_sheet.html', '<div class="key">', '<div class="key" role="presentation">'),
        ('_paper.html', '<meta charset="utf-8">', '<meta charset="UTF-8">'),
    ],
)
def test_a_changed_template_touches_every_sheet(
    specimen: Path, name: str, old: str, new: str
) -> None:
    before = keys(specimen)
    template(specimen, name, old, new)
    assert not set(keys(specimen).items()) & set(before.items())


@pytest.mark.parametrize('name', ['other.html', 'card.css'])
def test_a_template_of_another_sheet_touches_none(specimen: Path, name: str) -> None:
    before = keys(specimen)
    path = specimen / 'templates/print' / name
    path.parent.mkdir(parents=True)
    path.write_text('<p>another sheet</p>', 'utf-8')
    assert keys(specimen) == before


@pytest.mark.parametrize(
    'name', ['printing.py', 'engine.py', 'finish.py', 'tagging.py', 'drawings.py', 'phone-bw.svg']
)
def test_what_prints_is_part_of_the_key(
    specimen: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before, read = keys(specimen), Path.read_bytes
    monkeypatch.setattr(
        Path, 'read_bytes', lambda path: read(path) + b'#' * (path.name == name)
    )  # fmt: skip
    assert not set(keys(specimen).items()) & set(before.items())


@settings(max_examples=20)
@given(st.text('abčعሀ中<>&"\'{}', min_size=1, max_size=8))
def test_no_two_texts_share_a_key(text: str) -> None:
    root = Path(__file__).with_name('specimen')
    project = build.load(root)
    build.translate(project)
    entry = project.catalogs['ar'].find('', 'A doctor.')
    assert entry
    before = {job.name: job.key for job in build.render(project)[1]}
    assert project.shelf
    texts = project.shelf.locales['ar'].texts
    assert texts
    texts['', 'A doctor.'] = f'طبيب {text}'
    after = {job.name: job.key for job in build.render(project)[1]}
    same = {name for name in after if after[name] == before[name]}
    assert same == after.keys() - {'ar pocket adult'}


def test_what_was_printed_before_is_not_printed_again(built: Path, specimen: Path) -> None:
    shutil.copytree(built / '.cache', specimen / '.cache')
    assert '12 sheets, 12 of them from the cache' in run(specimen).err
    replace(specimen / 'locales/ar.po', 'msgstr "طبيب."', 'msgstr "طبيبة."')
    assert '12 sheets, 10 of them from the cache' in run(specimen).err


def test_a_lost_cache_is_made_anew(built: Path, published: Path) -> None:
    shutil.rmtree(published / '.cache', ignore_errors=True)
    assert 'publish   0 of' in run(published).err
