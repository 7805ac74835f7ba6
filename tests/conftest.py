"""The specimen, a tiny complete clean project, and the program run in this process."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from kljuc.cli import main

SPECIMEN = Path(__file__).with_name('specimen')

hypothesis.settings.register_profile('kljuc', derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile('kljuc')


@dataclass(frozen=True)
class Ran:
    """What a run of the program gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """What it told machines."""
        return json.loads(self.out)

    @property
    def last(self) -> str:
        """The last line, which tells how it ended."""
        return self.err.rstrip().rpartition('\n')[2]


Edit = Callable[[str, str, str], None]


def run(project: Path, *arguments: str) -> Ran:
    """Run the program on a project: run(project, 'check', '--json')."""
    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        try:
            code = main([*arguments, '--project', str(project)])
        except SystemExit as end:
            code = int(end.code or 0)
    return Ran(code, out.getvalue(), err.getvalue())


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, and what is in it."""
    files = (path for path in folder.rglob('*') if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def replace(path: Path, old: str, new: str) -> None:
    """Change a text at the one place where it stands."""
    text = path.read_text('utf-8')
    assert text.count(old) == 1, f'{path.name} has {text.count(old)} times {old!r}'
    path.write_text(text.replace(old, new), 'utf-8')


@pytest.fixture
def specimen(tmp_path: Path) -> Path:
    """A copy of the specimen to do harm to."""
    return Path(shutil.copytree(SPECIMEN, tmp_path / 'specimen'))


@pytest.fixture(scope='session')
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The specimen built whole, sheets too; to look at, not to change."""
    root = Path(shutil.copytree(SPECIMEN, tmp_path_factory.mktemp('built') / 'specimen'))
    ran = run(root)
    assert ran.code == 0, ran.err
    return root


@pytest.fixture
def published(built: Path, tmp_path: Path) -> Path:
    """A copy of the specimen that was built before."""
    ignored = shutil.ignore_patterns('.cache')
    return Path(shutil.copytree(built, tmp_path / 'published', ignore=ignored))


@pytest.fixture
def edit(specimen: Path) -> Edit:
    """Change a text in the specimen: edit(file, old, new)."""
    return lambda file, old, new: replace(specimen / file, old, new)
