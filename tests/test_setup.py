"""Setting up where nothing may be installed: what is missing is told with the command to type."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kljuc.site import HOME

PLAIN = ['bash', 'env', 'sed', 'cat']  # and no apt-get, no java, no browser


def setup(what: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run it on a machine that has next to nothing."""
    for name in PLAIN:
        (folder / name).symlink_to(shutil.which(name) or name)
    return subprocess.run(
        ['bash', HOME / 'setup/system.sh', what], capture_output=True, text=True,
        env={'PATH': str(folder), 'PYTHON': sys.executable},
    )  # fmt: skip


@pytest.mark.parametrize('package', ['chromium', 'jdk', 'poppler-utils', 'gettext'])
def test_what_is_missing_for_the_tests_is_named(tmp_path: Path, package: str) -> None:
    done = setup('test', tmp_path)
    first = done.stderr.splitlines()[0]
    assert (done.returncode, done.stdout) == (2, '')
    assert first.startswith("setup: missing for 'test': ")
    assert package in first.split()


@pytest.mark.parametrize('system', ['sudo apt-get install', 'brew install', 'pacman -S'])
def test_the_command_of_each_system_is_told(tmp_path: Path, system: str) -> None:
    assert system in setup('test', tmp_path).stderr


def test_a_machine_that_can_build_is_left_alone(tmp_path: Path) -> None:
    done = setup('build', tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, '', '')


def test_wrong_use_is_told(tmp_path: Path) -> None:
    assert setup('everything', tmp_path).returncode == 2
