"""Artifacts -> output/: only what changed is written, what is no longer made is removed.

A folder that is not empty and not ours is refused, so that a sweep never hits somebody's files.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .errors import KljucError

LIST = '.kljuc.json'  # in output/: the files that we made, and the sign that the folder is ours


@dataclass(frozen=True)
class Published:
    """What happened to output/."""

    written: list[str]
    removed: list[str]
    stale: list[str]  # removed because this partial build did not make them anew
    total: int


def check_output(output: Path) -> None:
    """Refuse a folder that holds somebody else's files, or cannot be written."""
    try:
        output.mkdir(parents=True, exist_ok=True)
        names = {path.name for path in output.iterdir()}
    except OSError as error:
        raise _unwritable(output, error) from None
    if names and LIST not in names:
        raise KljucError.at(
            str(output), 0, 'output-not-ours',
            'this folder is not empty, and its files were not made by this program.',
            'Choose an empty or a new folder with --output.',
        )  # fmt: skip
    if not os.access(output, os.W_OK | os.X_OK):
        raise _unwritable(output, PermissionError(13, 'Permission denied'))


def ours(output: Path) -> set[str]:
    """The files in output/ that an earlier build made."""
    try:
        return set(json.loads((output / LIST).read_text('utf-8')))
    except (OSError, ValueError):
        return set()


def publish(
    output: Path, made: Mapping[str, bytes], unmade: Mapping[str, bytes | None] | None = None
) -> Published:
    """Write `made`; of `unmade` keep the files that are still as they would be, remove the rest."""
    check_output(output)
    before = ours(output)
    kept = {path for path, data in (unmade or {}).items() if _same(output / path, data)}
    stale = sorted(path for path in set(unmade or {}) - kept if (output / path).is_file())
    try:
        _list(output, before | set(made) | kept)
        written = [path for path in sorted(made, key=_order) if _write(output / path, made[path])]
        gone = sorted(before - set(made) - kept)
        for path in gone:
            _remove(output, path)
        _list(output, set(made) | kept)
    except OSError as error:
        raise _unwritable(output, error) from None
    removed = [path for path in gone if path not in stale]
    return Published(written, removed, stale, len(made) + len(kept))


def _order(path: str) -> tuple[int, str]:
    """What pages point to comes before the pages, and the first page comes last."""
    return (path == 'index.html') + path.endswith('.html'), path


def _same(path: Path, data: bytes | None) -> bool:
    return data is not None and path.is_file() and path.read_bytes() == data


def _write(path: Path, data: bytes) -> bool:
    """Write a file whole or not at all; tells whether it changed."""
    if _same(path, data):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + '.part')
    part.write_bytes(data)
    part.replace(path)
    return True


def _remove(output: Path, name: str) -> None:
    path = output / name
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == output or not folder.is_dir() or any(folder.iterdir()):
            break
        folder.rmdir()


def _list(output: Path, names: set[str]) -> None:
    text = json.dumps(sorted(names), indent=0, ensure_ascii=False) + '\n'
    _write(output / LIST, text.encode())


def _unwritable(output: Path, error: OSError) -> KljucError:
    cause = f'cannot be written: {error.strerror or error}.'
    cure = 'Free room on the disk, or choose another folder with --output.'
    return KljucError.at(str(error.filename or output), 0, 'output-unwritable', cause, cure)
