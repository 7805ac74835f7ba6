"""The documentation: its commands run, its links lead somewhere, its list of checks is the list."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kljuc.checks import __main__ as checks_page
from kljuc.options import COMMANDS
from kljuc.site import HOME

DOCS = [HOME / 'README.md', HOME / 'CONTRIBUTING.md', *sorted((HOME / 'docs').glob('*.md'))]
BLOCK = re.compile(r'^```sh\n(.*?)^```', re.M | re.S)
NAMES = [path.relative_to(HOME).as_posix() for path in DOCS]


def commands(text: str) -> list[str]:
    """Every command of a page, without its comment."""
    lines = [line for block in BLOCK.findall(text) for line in block.splitlines()]
    return [line.partition('#')[0].strip() for line in lines if line.strip()]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The repository as a newcomer has it, with the specimen as `my-project`; no output yet.

    Of its languages are left those that the pages speak of: the others take as long again each.
    """
    made = shutil.ignore_patterns('.*', 'output', 'status', 'docs', 'tests', '__pycache__', 'build')
    root = Path(shutil.copytree(HOME, tmp_path / 'kljuc', ignore=made))
    for path in (root / 'locales').glob('*.po'):
        if path.stem not in ('sl', 'ar', 'fr', 'fa_AF', 'ti'):
            path.unlink()
    shutil.copytree(HOME / 'tests/specimen', root / 'my-project')
    return root


@pytest.mark.parametrize('name', NAMES)
def test_the_commands_of_a_page_work(name: str, copy: Path) -> None:
    """Those of the program are run one after the other; of make the target is asked for."""
    for command in commands((HOME / name).read_text('utf-8')):
        program, *words = shlex.split(command)
        if program == 'make':
            run = ['make', '--dry-run', '--directory', str(HOME), *words]
        elif words[0] == 'build.py':
            run = [sys.executable, *words]
        else:
            assert command == 'pip install -e .', f'nothing runs "{command}" here'
            continue
        done = subprocess.run(run, cwd=copy, capture_output=True, text=True)
        unknown = 'update --lang it' in command  # the page tells what is printed then
        assert done.returncode == (1 if unknown else 0), f'{command}\n{done.stderr}'
        assert 'Traceback' not in done.stderr


@pytest.mark.parametrize('name', NAMES)
def test_links_of_a_page_lead_to_files(name: str) -> None:
    for target in re.findall(r'\]\(([^)#\s:]+)\)', re.sub(r'`[^`]*`', '', _prose(name))):
        assert (HOME / name).parent.joinpath(target).exists(), target


@pytest.mark.parametrize('name', ['README.md', 'CONTRIBUTING.md'])
def test_paths_that_a_page_names_exist(name: str) -> None:
    folders = 'content|templates|kljuc|tests|fonts|docs'
    for path in re.findall(rf'`((?:{folders})/[\w/.-]*)`', _prose(name)):
        assert (HOME / path).exists(), path


def test_the_page_of_checks_is_the_list_of_checks() -> None:
    assert (HOME / 'docs/checks.md').read_text('utf-8') == checks_page.main(), 'make docs'


def test_the_readme_shows_every_command() -> None:
    text = (HOME / 'README.md').read_text('utf-8')
    assert all(f'build.py {name}' in text or name == 'build' for name in COMMANDS)


def _prose(name: str) -> str:
    return BLOCK.sub('', (HOME / name).read_text('utf-8'))
