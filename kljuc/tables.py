"""TOML into dataclasses: an unknown, missing or mistyped key is told with its line."""

from __future__ import annotations

import dataclasses
import difflib
import re
import tomllib
import typing
from pathlib import Path
from typing import Any, TypeVar

from .errors import Finding, KljucError

T = TypeVar('T')


def read(path: Path, name: str) -> dict[str, Any]:
    """Read a TOML file; `name` is what an error calls it."""
    try:
        return tomllib.loads(path.read_text('utf-8'))
    except FileNotFoundError:
        raise KljucError.at(name, 0, 'file-missing', 'this file is missing.', 'Write it.') from None
    except UnicodeDecodeError:
        raise KljucError.at(name, 0, 'encoding', 'not UTF-8.', 'Save it as UTF-8.') from None
    except tomllib.TOMLDecodeError as error:
        at = re.search(r'line (\d+)', str(error))
        cause = re.sub(r' \(at .*\)', '', str(error))
        raise KljucError.at(
            name, int(at[1]) if at else 0, 'toml-syntax', f'not TOML: {cause}.', 'Mend this line.'
        ) from None


def line_of(path: Path, *keys: str) -> int:
    """The line where the last of nested keys is written; 0 when it cannot be told."""
    if not path.is_file() or not keys:
        return 0
    table, found = '', 0
    for number, line in enumerate(path.read_text('utf-8').splitlines(), 1):
        head = re.match(r'\s*\[\[?\s*([^\]]+?)\s*\]', line)
        key = re.match(r'\s*("?)([\w.-]+)\1\s*=', line)
        if head:
            table = head[1].replace('"', '') + '.'
        name = table[:-1] if head else table + key[2] if key else ''
        if name == '.'.join(keys) and (head or key):
            return number
        if name.endswith(keys[-1]) and not found and name.startswith(keys[0]):
            found = number
    return found


def fill(cls: type[T], table: dict[str, Any], path: Path, name: str, *keys: str, **more: Any) -> T:
    """Make a dataclass of a table; `more` are fields that do not come from it.

    Lists become tuples. Raises KljucError with all that is wrong in the table at once.
    """
    table_of(table, path, name, *keys)
    hints = typing.get_type_hints(cls)
    fields = {f.name: f for f in dataclasses.fields(cls) if f.name not in more}  # type: ignore[arg-type]
    found, values = [], dict(more)
    for key, value in table.items():
        if key not in fields:
            found.append(_unknown(key, list(fields), path, name, keys))
        elif not _fits(value, hints[key]):
            cause = f'"{key}" should be {_plain(hints[key])}.'
            found.append(
                Finding(name, line_of(path, *keys, key), 'toml-type', cause, 'Write it like that.')
            )
        else:
            values[key] = tuple(value) if isinstance(value, list) else value
    for key, field in fields.items():
        if key not in table and field.default is field.default_factory is dataclasses.MISSING:
            cause = f'"{key}" is missing.'
            found.append(Finding(name, line_of(path, *keys), 'key-missing', cause, 'Add it.'))
    if found:
        raise KljucError(found)
    return cls(**values)


def table_of(value: Any, path: Path, name: str, *keys: str) -> dict[str, Any]:
    """A value that has to be a table; raises KljucError when it is none."""
    if not isinstance(value, dict):
        cause = f'"{keys[-1]}" should be a table.'
        cure = f'Write [{".".join(keys)}] above its keys.'
        raise KljucError.at(name, line_of(path, *keys), 'toml-type', cause, cure)
    return value


def _unknown(key: str, known: list[str], path: Path, name: str, keys: tuple[str, ...]) -> Finding:
    near = difflib.get_close_matches(key, known, 1)
    cure = f'Did you mean "{near[0]}"?' if near else f'Known are: {", ".join(known)}.'
    return Finding(name, line_of(path, *keys, key), 'key-unknown', f'unknown key "{key}".', cure)


def _fits(value: object, hint: Any) -> bool:
    kind = typing.get_origin(hint) or hint
    if kind is tuple:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, kind)


def _plain(hint: Any) -> str:
    kind = typing.get_origin(hint) or hint
    names = {str: 'text in quotes', int: 'a whole number', float: 'a number', bool: 'true or false'}
    return names.get(kind, 'a list of texts' if kind is tuple else 'a table')
