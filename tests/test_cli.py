"""What people type: commands, options, exit codes, and what happens to their files."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future
from pathlib import Path

import pytest
from conftest import Edit, replace, run, snapshot

import kljuc
from kljuc import printroom, publish
from kljuc.cli import main
from kljuc.options import COMMANDS
from kljuc.site import HOME

FACTS = 'content/facts.toml'
OLD, NEW = '080 17 22', '080 99 88'


def texts(folder: Path) -> dict[str, str]:
    """Every page and what stands in it, spaces plain."""
    return {path: data.decode().replace('\u00a0', ' ') for path, data in snapshot(folder).items()
            if path.endswith('.html')}  # fmt: skip


# ------------------------------------------------------------ exit codes


def test_a_clean_build_exits_with_0(specimen: Path) -> None:
    ran = run(specimen, '--no-print')
    assert (ran.code, ran.out) == (0, '')


def test_an_error_exits_with_1(specimen: Path, edit: Edit) -> None:
    edit(FACTS, 'kind = "time"', 'kind = "tmie"')
    assert run(specimen, 'check').code == 1


@pytest.mark.parametrize(
    'arguments', [['biuld'], ['--langs', 'ar'], ['--jobs', '0'], ['--jobs', 'two'], ['build', 'x']]
)
def test_wrong_use_exits_with_2(specimen: Path, arguments: list[str]) -> None:
    assert run(specimen, *arguments).code == 2
    assert not (specimen / 'output').exists()


def test_version_tells_the_version(specimen: Path) -> None:
    ran = run(specimen, '--version')
    assert (ran.code, ran.out) == (0, f'kljuc {kljuc.__version__}\n')


def test_help_names_every_command(specimen: Path) -> None:
    ran = run(specimen, '--help')
    assert ran.code == 0
    assert all(f'{name}:' in ran.out for name in COMMANDS)


def test_the_front_door_is_the_same_program() -> None:
    command = [sys.executable, str(HOME / 'build.py'), '--version']
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd='/')
    assert done.stdout == f'kljuc {kljuc.__version__}\n'


# ------------------------------------------------------------ options


def test_the_project_is_where_the_front_door_stands(specimen: Path) -> None:
    assert main(['--no-print', '--quiet'], home=specimen) == 0
    assert (specimen / 'output/index.html').is_file()


def test_a_project_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    ran = run(tmp_path / 'typo')
    assert ran.code == 1
    assert 'content/site.toml: error file-missing' in ran.err
    assert not (tmp_path / 'typo').exists()


def test_output_goes_where_it_is_told_to(specimen: Path, tmp_path: Path) -> None:
    assert run(specimen, '--no-print', '--output', str(tmp_path / 'my/site')).code == 0
    assert (tmp_path / 'my/site/index.html').is_file()
    assert not (specimen / 'output').exists()


def test_lang_makes_these_languages_alone(specimen: Path) -> None:
    assert run(specimen, '--no-print', '--lang', 'ar,sl').code == 0
    tags = {path.name for path in (specimen / 'output').iterdir() if path.is_dir()}
    assert tags == {'ar', 'sl', 'print', 'static'}


def test_no_print_makes_no_sheets(specimen: Path) -> None:
    assert run(specimen, '--no-print').code == 0
    assert list((specimen / 'output').rglob('*.pdf')) == []


def test_json_stands_alone_on_stdout(specimen: Path) -> None:
    ran = run(specimen, '--no-print', '--json')
    assert json.loads(ran.out) == {'findings': [], 'withheld': []}
    assert ran.err.startswith('load ')


def test_json_tells_of_an_error_too(specimen: Path, edit: Edit) -> None:
    edit(FACTS, 'kind = "time"', 'kind = "tmie"')
    ran = run(specimen, '--json')
    assert [each['code'] for each in json.loads(ran.out)['findings']] == ['fact-kind']


def test_quiet_says_nothing(specimen: Path) -> None:
    ran = run(specimen, '--no-print', '-q')
    assert (ran.code, ran.out, ran.err) == (0, '', '')


def test_quiet_still_tells_errors(specimen: Path, edit: Edit) -> None:
    edit(FACTS, 'kind = "time"', 'kind = "tmie"')
    lines = run(specimen, '-q').err.splitlines()
    assert lines[0].startswith('content/facts.toml:15: error fact-kind')
    assert lines[1:] == ['Nothing was published.']


def test_every_step_has_its_line(specimen: Path) -> None:
    steps = [line.split()[0] for line in run(specimen, '--no-print').err.splitlines()]
    assert steps[:6] == ['load', 'translate', 'check', 'render', 'print', 'publish']


def test_a_terminal_shows_progress_and_a_log_does_not(specimen: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, str(HOME / 'build.py'), '--project', str(specimen)]
    with subprocess.Popen(command, stderr=theirs, env=os.environ | {'TERM': 'xterm'}) as it:
        os.close(theirs)
        shown = b''
        with contextlib.suppress(OSError):  # the end of a terminal
            while part := os.read(ours, 4096):
                shown += part
    os.close(ours)
    assert (it.returncode, b'/12' in shown, b'\x1b[' in shown) == (0, True, True)
    shutil.rmtree(specimen / '.cache')
    assert '\x1b' not in run(specimen).err


# ------------------------------------------------------------ output/


def test_a_folder_that_is_not_ours_is_refused(specimen: Path, tmp_path: Path) -> None:
    (tmp_path / 'home').mkdir()
    (tmp_path / 'home/thesis.txt').write_text('years of work', 'utf-8')
    ran = run(specimen, '--no-print', '--output', str(tmp_path / 'home'))
    assert ran.code == 1
    assert 'output-not-ours' in ran.err
    assert snapshot(tmp_path / 'home') == {'thesis.txt': b'years of work'}


def test_a_folder_that_cannot_be_made_is_told(specimen: Path, tmp_path: Path) -> None:
    (tmp_path / 'file').write_text('in the way', 'utf-8')
    ran = run(specimen, '--no-print', '--output', str(tmp_path / 'file/site'))
    assert ran.code == 1
    assert f'{tmp_path}/file' in ran.err
    assert 'output-unwritable' in ran.err


def test_a_full_disk_is_told(specimen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        if path.name == '404.html':
            raise OSError(28, 'No space left on device', str(path))
        write(path, data)

    write = publish._write
    monkeypatch.setattr(publish, '_write', full)
    ran = run(specimen, '--no-print')
    assert ran.code == 1
    assert snapshot(specimen / 'output') == {}
    assert 'No space left on device' in ran.err
    assert 'Free room on the disk' in ran.err


def test_a_second_build_writes_nothing(specimen: Path) -> None:
    assert run(specimen, '--lang', 'ar').code == 0
    times = {path: path.stat().st_mtime_ns for path in (specimen / 'output').rglob('*')}
    ran = run(specimen, '--lang', 'ar')
    assert '4 sheets, 4 of them from the cache' in ran.err
    assert 'publish   0 of ' in ran.err
    assert times == {path: path.stat().st_mtime_ns for path in (specimen / 'output').rglob('*')}


def test_the_same_input_gives_the_same_bytes(built: Path, specimen: Path) -> None:
    assert run(specimen, '--jobs', '1').code == 0
    assert snapshot(specimen / 'output') == snapshot(built / 'output')


def test_a_changed_fact_is_old_nowhere(published: Path) -> None:
    replace(published / FACTS, OLD, NEW)
    assert run(published, '--no-print').code == 0
    pages = texts(published / 'output')
    assert [path for path, text in pages.items() if OLD in text] == []
    assert NEW in pages['sl/adult/help/index.html']


def test_a_partial_build_leaves_no_stale_fact_behind(published: Path) -> None:
    replace(published / FACTS, OLD, NEW)
    ran = run(published, '--lang', 'ar', '--no-print')
    pages = texts(published / 'output')
    assert ran.code == 0
    assert [path for path, text in pages.items() if OLD in text] == []
    assert not list((published / 'output').rglob('*.pdf'))
    assert NEW in pages['ar/adult/help/index.html']


def test_a_partial_build_names_what_it_removed(published: Path) -> None:
    replace(published / FACTS, OLD, NEW)
    lines = run(published, '--lang', 'ar', '--no-print').err.splitlines()
    named = {line.rpartition(' ')[2] for line in lines if 'out of date' in line}
    assert {'sl/adult/help/index.html', 'print/ar/pocket-adult-ar.pdf'} <= named


def test_a_partial_build_keeps_what_is_still_right(published: Path) -> None:
    before = texts(published / 'output')
    page = 'content/topics/rights/child.md'
    (published / page).write_text('# Your rights\n\nYou can say no.\n', 'utf-8')
    assert run(published, '--lang', 'ar', '--no-print').code == 0
    after = texts(published / 'output')
    assert after['sl/adult/help/index.html'] == before['sl/adult/help/index.html']


def test_a_removed_topic_is_swept(published: Path) -> None:
    shutil.rmtree(published / 'content/topics/rights')
    replace(published / 'content/site.toml', 'safety = "rights"\n', '')
    replace(published / 'content/topics/help/adult.md', ' See [your rights](topic:rights).', '')
    assert run(published, '--no-print').code == 0
    assert not list((published / 'output').rglob('rights'))


def test_a_list_that_leads_out_of_the_folder_sweeps_nothing(published: Path) -> None:
    (published / 'thesis.txt').write_text('years of work', 'utf-8')
    replace(published / 'output/.kljuc.json', '"404.html"', '"../thesis.txt",\n"404.html"')
    assert run(published, '--no-print').code == 0
    assert (published / 'thesis.txt').read_text('utf-8') == 'years of work'


def test_files_that_are_not_ours_stay(published: Path) -> None:
    mine = published / 'output/en/adult/notes.txt'
    mine.write_text('mine', 'utf-8')
    assert run(published, '--lang', 'ar', '--no-print').code == 0
    assert mine.read_text('utf-8') == 'mine'


def test_a_build_leaves_nothing_behind(specimen: Path, tmp_path: Path) -> None:
    (tmp_path / 'tmp').mkdir()
    command = [sys.executable, str(HOME / 'build.py'), '--project', str(specimen), '--quiet']
    subprocess.run(command, check=True, env=os.environ | {'TMPDIR': str(tmp_path / 'tmp')})
    assert list((tmp_path / 'tmp').iterdir()) == []


@pytest.mark.parametrize('seconds', [0.1, 0.9, 1.2])
def test_ctrl_c_ends_all_processes_without_a_traceback(specimen: Path, seconds: float) -> None:
    command = [sys.executable, str(HOME / 'build.py'), '--project', str(specimen)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as it:
        assert it.stderr
        while not it.stderr.readline().startswith('render'):
            pass
        time.sleep(seconds)
        os.killpg(it.pid, signal.SIGINT)
        told = it.stderr.read()
    assert 'Traceback' not in told
    if it.returncode == 1:  # else the machine was done before the key was pressed
        assert told.endswith('Nothing was published.\n')
        assert snapshot(specimen / 'output') == {}


class Stopped(Executor):
    """Somebody presses Ctrl-C while sheets are printed."""

    def submit(self, *_: object, **__: object) -> Future[object]:
        """The first sheet is not begun."""
        raise KeyboardInterrupt


def test_ctrl_c_leaves_output_as_it_was(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace(published / FACTS, OLD, NEW)
    before = snapshot(published / 'output')
    monkeypatch.setattr(printroom, 'workers', lambda _: Stopped())
    ran = run(published)
    assert ran.code == 1
    assert ran.last == 'Nothing was published.'
    assert 'build.py: error interrupted: stopped by Ctrl-C.' in ran.err
    assert snapshot(published / 'output') == before


# ------------------------------------------------------------ check, extract, update, status


def test_looking_writes_nothing(specimen: Path) -> None:
    before = snapshot(specimen)
    assert run(specimen, 'check').code == 0
    assert snapshot(specimen) == before


def test_check_shows_warnings_and_build_counts_them(specimen: Path, edit: Edit) -> None:
    edit('content/topics/rights/adult.md', 'Ask for a pause.', 'Ask for a pause at the NGO.')
    assert ': warning initials-doubtful: "NGO" in capitals.' in run(specimen, 'check').err
    ran = run(specimen, '--no-print')
    assert '1 warnings: python build.py check shows them.' in ran.err
    assert 'NGO' not in ran.err


def test_extract_tells_translators_what_they_need(specimen: Path) -> None:
    assert run(specimen, 'extract').code == 0
    assert (
        '#. list item · critical: without it the page is withheld\n'
        '#. {phone_police} = 113\n'
        '#: content/call/adult.md\n'
        '#, python-brace-format\n'
        'msgid "{phone_police} police"\n'
        'msgstr ""\n'
    ) in (specimen / 'locales/messages.pot').read_text('utf-8')


def test_the_words_that_save_lives_come_first(specimen: Path) -> None:
    assert run(specimen, 'extract').code == 0
    pot = (specimen / 'locales/messages.pot').read_text('utf-8')
    first = ['"Talk to us"', '"Are you in danger now?"', '"Get help"', '"This page is not here."']
    places = [pot.index(f'msgid {text}') for text in [*first, '"Your rights"', '"A doctor."']]
    assert places == sorted(places)


@pytest.mark.parametrize('command', ['extract', 'update'])
def test_twice_gives_the_same_bytes(specimen: Path, command: str) -> None:
    assert run(specimen, command).code == 0
    before = snapshot(specimen / 'locales')
    ran = run(specimen, command)
    assert snapshot(specimen / 'locales') == before
    assert 'as it was' in ran.err


def test_update_keeps_complete_catalogs_as_they_are(specimen: Path) -> None:
    before = (specimen / 'locales/ar.po').read_bytes()
    assert run(specimen, 'update').code == 0
    assert (specimen / 'locales/ar.po').read_bytes() == before


def test_update_marks_the_text_of_a_changed_message_as_a_guess(specimen: Path, edit: Edit) -> None:
    edit('content/topics/rights/adult.md', 'Ask for a pause.', 'Ask for a short pause.')
    assert run(specimen, 'update', '--lang', 'sl').code == 0
    assert (
        '#, fuzzy\n#| msgid "Ask for a pause."\n'
        'msgid "Ask for a short pause."\nmsgstr "Prosite za odmor."\n'
    ) in (specimen / 'locales/sl.po').read_text('utf-8')


def test_update_touches_the_named_languages_alone(specimen: Path, edit: Edit) -> None:
    edit('content/topics/rights/adult.md', 'Ask for a pause.', 'Ask for a short pause.')
    before = (specimen / 'locales/ar.po').read_bytes()
    assert run(specimen, 'update', '--lang', 'sl').code == 0
    assert (specimen / 'locales/ar.po').read_bytes() == before


def test_status_has_a_row_for_each_language(specimen: Path, edit: Edit) -> None:
    edit('locales/ar.po', 'msgid "Ask who is there."', '#, fuzzy\nmsgid "Ask who is there."')
    rows = {row['language']: row for row in run(specimen, 'status', '--json').json['languages']}
    assert list(rows) == ['sl', 'en', 'ar']
    assert (rows['sl']['translated'], rows['sl']['fuzzy']) == (rows['sl']['messages'], 0)
    assert (rows['ar']['translated'], rows['ar']['fuzzy']) == (rows['ar']['messages'] - 1, 1)


def test_status_tells_the_type_size_of_printed_sheets(built: Path) -> None:
    rows = {row['language']: row for row in run(built, 'status', '--json').json['languages']}
    assert set(rows['ar']['sheets']) == {'pocket-adult-ar.pdf', 'pocket-child-ar.pdf'}
    assert 12 <= rows['ar']['sheets']['pocket-adult-ar.pdf'] <= 15


def test_status_is_a_table_for_people(specimen: Path) -> None:
    ran = run(specimen, 'status')
    assert ran.code == 0
    assert all(name in ran.out for name in ('Slovenian', 'English', 'Arabic'))
