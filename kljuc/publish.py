"""Artifacts -> output/: only what changed is written, what is no longer made is removed.

What changed is first written into a folder of its own, then moved into place in one go that Ctrl-C
cannot cut: a full disk or an interruption leaves the site as it was. A folder that is not empty
and not ours is refused, so that a sweep never hits somebody's files.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import KljucError

LIST = '.kljuc.json'  # in output/: the files that we made, and the sign that the folder is ours
STAGE = '.kljuc.new'  # in output/, while it is being filled


@dataclass(frozen=True)
class Published:
    """What happened to output/."""

    written: list[str]
    removed: list[str]
    stale: list[str]  # removed because this partial build did not make them anew
    total: int


def check_output(output: Path, *, draft: bool = False) -> None:
    """Refuse a folder that holds somebody else's files or, for a draft, a release; or no folder."""
    try:
        output.mkdir(parents=True, exist_ok=True)
        names = {path.name for path in output.iterdir()} - {STAGE}
    except OSError as error:
        raise _unwritable(output, error) from None
    if names and LIST not in names:
        raise KljucError.at(
            str(output), 0, 'output-not-ours',
            'this folder is not empty, and its files were not made by this program.',
            'Choose an empty or a new folder with --output.',
        )  # fmt: skip
    if draft and release_in(output):
        raise KljucError.at(
            str(output), 0, 'output-release',
            f'here lies the release of {release_in(output)}, and this build is a draft.',
            'Choose another folder with --output, or write over it with --draft.',
        )  # fmt: skip
    if not os.access(output, os.W_OK | os.X_OK):
        raise _unwritable(output, PermissionError(13, 'Permission denied'))


def release_in(output: Path) -> str:
    """The date of the release that lies in output/; empty when it is a draft, or nothing."""
    return str(_listed(output).get('release', ''))


def check_release(output: Path, gone: Collection[str]) -> None:
    """Refuse a release that would take help offline which an earlier one had brought."""
    lost = sorted(path for path in gone if path.endswith(('.html', '.pdf')))
    if release_in(output) and lost:
        cause = f'{len(lost)} pages and sheets of the last release are not signed any more: '
        raise KljucError.at(
            str(output), 0, 'release-removes', cause + ', '.join(lost[:5]) + '.',
            'Sign what has changed in them, or release into a new folder with --output.',
        )  # fmt: skip


def ours(output: Path) -> set[str]:
    """The files in output/ that an earlier build made; a list that leads out of it is not ours."""
    names = set(map(str, _listed(output).get('files', ())))
    return {name for name in names if (output / name).resolve().is_relative_to(output.resolve())}


def publish(
    output: Path, made: Mapping[str, bytes], unmade: Mapping[str, bytes | None] | None = None,
    release: str = '',
) -> Published:  # fmt: skip
    """Write `made`; of `unmade` keep the files that are still as they would be, remove the rest.

    `release` is the date of a release, which no draft writes over.
    """
    check_output(output)
    before = ours(output)
    kept = {path for path, data in (unmade or {}).items() if same(output / path, data)}
    stale = sorted(path for path in set(unmade or {}) - kept if (output / path).is_file())
    changed = [path for path in sorted(made, key=_order) if not same(output / path, made[path])]
    gone = sorted(before - set(made) - kept)
    if release:
        check_release(output, gone)
    stage = output / STAGE
    try:
        for path in changed:
            _write(stage / path, made[path])
        with _undisturbed():
            _list(output, before | set(made) | kept, release)
            for path in changed:
                (output / path).parent.mkdir(parents=True, exist_ok=True)
                (stage / path).replace(output / path)
            for path in gone:
                _remove(output, path)
            _list(output, set(made) | kept, release)
    except OSError as error:
        raise _unwritable(output, error) from None
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    removed = [path for path in gone if path not in stale]
    return Published(changed, removed, stale, len(made) + len(kept))


def _order(path: str) -> tuple[int, str]:
    """What pages point to comes before the pages, and the first page comes last."""
    return (path == 'index.html') + path.endswith('.html'), path


def same(path: Path, data: bytes | None) -> bool:
    """Whether a file is there and has these bytes."""
    return data is not None and path.is_file() and path.read_bytes() == data


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C waits; it is a matter of a moment."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _remove(output: Path, name: str) -> None:
    path = output / name
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == output or not folder.is_dir() or any(folder.iterdir()):
            break
        folder.rmdir()


def _listed(output: Path) -> dict[str, Any]:
    try:
        listed = json.loads((output / LIST).read_text('utf-8'))
    except (OSError, ValueError):
        return {}
    return listed if isinstance(listed, dict) else {}


def _list(output: Path, names: set[str], release: str) -> None:
    listed = {'release': release, 'files': sorted(names)}
    data = (json.dumps(listed, indent=0, ensure_ascii=False) + '\n').encode()
    if not same(output / LIST, data):
        part = output / f'{LIST}.new'
        part.write_bytes(data)
        part.replace(output / LIST)


def _unwritable(output: Path, error: OSError) -> KljucError:
    cause = f'cannot be written: {error.strerror or error}.'
    cure = 'Free room on the disk, or choose another folder with --output.'
    return KljucError.at(str(error.filename or output), 0, 'output-unwritable', cause, cure)
