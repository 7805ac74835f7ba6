"""What need not be made again, by the hash of what it is made of. May be deleted at any time."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cache:
    """A folder of files named by their keys."""

    folder: Path

    def get(self, name: str) -> bytes | None:
        """What was made before."""
        path = self.folder / name
        return path.read_bytes() if path.is_file() else None

    def has(self, name: str) -> bool:
        """Whether it was made before."""
        return (self.folder / name).is_file()

    def put(self, name: str, data: bytes) -> None:
        """Keep it; it is there whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f'{name}.{os.getpid()}'
        part.write_bytes(data)
        part.replace(self.folder / name)

    def size(self, key: str) -> float:
        """The type size a sheet was fitted to, in points; 0 when it was not printed yet."""
        told = self.get(f'{key}.json')
        return float(json.loads(told)['size']) if told else 0.0


def name_of(key: str, look: str = '') -> str:
    """The file of a sheet in one look."""
    return f'{key}{"-" if look else ""}{look}.pdf'
