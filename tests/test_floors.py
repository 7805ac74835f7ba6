"""Imports only go down: a module knows its own floor and those below it, and pages no printer."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import kljuc

PACKAGE = Path(kljuc.__file__).parent
FLOORS = {
    0: 'model errors tables',
    1: 'languages facts prose markup drawings',
    2: 'site content interface po merging signatures glossary',
    3: 'editions',
    4: 'checks checks.source checks.translations checks.wording checks.__main__ words navigation '
    'pages fonts proof filling sheets printing engine imposing finish tagging staffpages bundles',
    5: 'publish build cache printroom workshop signing status review report',
    6: 'options cli',
}
FLOOR = {name: floor for floor, names in FLOORS.items() for name in names.split()}


def modules() -> dict[str, Path]:
    """Every module of the package by its name; the package itself knows only its version."""
    names = {}
    for path in PACKAGE.rglob('*.py'):
        parts = path.relative_to(PACKAGE).with_suffix('').parts
        names['.'.join(parts).removesuffix('.__init__').removesuffix('__init__')] = path
    return {name: path for name, path in names.items() if name}


def imports(name: str) -> Iterator[str]:
    """Whatever a module imports, inside functions too: ours by floor name, others as they are."""
    path = modules()[name]
    package = name.split('.')[: -1 if path.name != '__init__.py' else None]
    for node in ast.walk(ast.parse(path.read_text('utf-8'))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = '.'.join([*base, *(node.module or '').split('.')]).strip('.')
            inner = {f'{module}.{alias.name}'.strip('.') for alias in node.names}
            yield from inner & modules().keys() or {module}


def ours(name: str) -> set[str]:
    """The modules of the package that a module imports."""
    return set(imports(name)) & modules().keys()


def test_every_module_has_a_floor() -> None:
    assert modules().keys() - FLOOR.keys() == set()


@pytest.mark.parametrize('name', sorted(modules()))
def test_imports_only_go_down(name: str) -> None:
    assert {other for other in ours(name) if FLOOR[other] > FLOOR[name]} == set()


def test_no_modules_import_each_other() -> None:
    TopologicalSorter({name: ours(name) for name in modules()}).prepare()


def test_low_floors_import_nothing_heavy() -> None:
    low = [name for name in modules() if FLOOR[name] < 2]
    heavy = {'weasyprint', 'jinja2', 'fontTools', 'pikepdf', 'rapidfuzz'}
    assert {name: heavy & set(imports(name)) for name in low} == {name: set() for name in low}


def test_pages_never_import_weasyprint() -> None:
    seen, waiting = set(), ['pages']
    while waiting:
        name = waiting.pop()
        seen.add(name)
        waiting += ours(name) - seen
    everything = {each.partition('.')[0] for name in seen for each in imports(name)}
    assert 'weasyprint' not in everything
    assert 'jinja2' in everything  # the walk sees what is outside of the package


def test_starting_the_program_loads_nothing_that_prints() -> None:
    code = 'import sys, kljuc.cli; print(*{"weasyprint", "pikepdf", "uharfbuzz"} & {*sys.modules})'
    done = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
