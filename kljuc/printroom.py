"""The step `print`: what was chosen is printed and imposed, what was made before is taken again."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any

from .cache import Cache, name_of
from .errors import Finding, KljucError, Scope
from .imposing import Plan
from .sheets import Job
from .site import LOOKS, Sheet

ORDINARY = 'colour', 'bw', 'a4'  # what a build makes when nothing else is asked for
Done = Callable[[str], None]  # called with the name of each sheet when it is there


@dataclass(frozen=True)
class Choice:
    """Which sheets are to be made; an empty field means all of them."""

    tags: Collection[str] = ()
    sheets: Collection[str] = ()
    variants: Collection[str] = ORDINARY

    def job(self, job: Job, look: str) -> bool:
        """Whether a look of a sheet is wanted."""
        return self._place(job) and (not self.variants or (look or 'colour') in self.variants)

    def plan(self, plan: Plan) -> bool:
        """Whether an imposed file is wanted."""
        names = plan.form, plan.variant
        return self._place(plan) and (
            not self.variants or any(name in self.variants for name in names)
        )

    def _place(self, what: Job | Plan) -> bool:
        return (not self.tags or what.tag in (*self.tags, 'all')) and (
            not self.sheets or what.slug in self.sheets
        )


@dataclass
class Prints:
    """What came out of the printer."""

    made: dict[str, bytes] = field(default_factory=dict)  # by path in output/
    unmade: dict[str, bytes | None] = field(default_factory=dict)  # as it would be, if known
    pictures: dict[str, bytes] = field(default_factory=dict)  # small, by path of the sheet
    findings: list[Finding] = field(default_factory=list)
    fresh: set[str] = field(default_factory=set)  # paths of what was printed just now
    before: int = 0  # how many were taken from the cache


def unknown(
    sheets: Sequence[Sheet], names: Sequence[str], variants: Sequence[str]
) -> Iterator[Finding]:
    """Sheets that do not exist, and variants that a sheet does not have."""
    every = {sheet.slug: {'colour', 'bw', *sheet.variants} for sheet in sheets}
    for name in names:
        if name not in every:
            cause, cure = f'--sheet: there is no sheet "{name}".', f'Known are {", ".join(every)}.'
            yield Finding('build.py', 0, 'sheet-unknown', cause, cure)
    asked = [name for name in names if name in every]
    for variant in variants:
        form = variant.removesuffix('-bw')
        alone = form in ('colour', *LOOKS) and form != variant  # there is no press-bw
        some = not alone and any(form in every[name] for name in asked)
        scope: Scope = 'sheet' if some else 'site'
        for name in asked or [', '.join(every)]:
            known = every[name] if asked else set().union(*every.values())
            if form not in known or alone:
                cause = f'--variant: the sheet "{name}" has no variant "{variant}".'
                cure = (
                    f'Known are {", ".join(sorted(known))}; `variants` in its flyer.toml adds one.'
                )
                file = f'content/flyers/{name}/flyer.toml' if asked else 'build.py'
                yield Finding(file, 0, 'variant-unknown', cause, cure, 'error', scope)


def print_all(
    cache: Cache, jobs: Sequence[Job], plans: Sequence[Plan], choice: Choice,
    pool: Callable[[], Executor], bar: Callable[[int], AbstractContextManager[Done]],
) -> Prints:  # fmt: skip
    """Make what was chosen. `bar` is told how many files are left to make."""
    prints = Prints()
    wanted = [plan for plan in plans if choice.plan(plan)]
    fresh = [plan for plan in wanted if not cache.has(name_of(plan.key))]
    needed = {source for plan in fresh for source in plan.sources}
    todo = []
    for job in jobs:
        looks = [look for look in job.looks if choice.job(job, look)]
        looks += sorted(look for key, look in needed if key == job.key and look not in looks)
        looks = [look for look in looks if not cache.has(name_of(job.key, look))]
        todo += [replace(job, looks=tuple(looks))] if looks else []
    if todo or fresh:
        left = sum(len(job.looks) for job in todo) + len(fresh)
        with pool() as executor, bar(left) as done:
            _print(cache, prints, executor, todo, done)
            _impose(cache, prints, executor, fresh, done)
    files = [(job.path(look), name_of(job.key, look), choice.job(job, look))
             for job in jobs for look in job.looks]  # fmt: skip
    files += [(plan.path, name_of(plan.key), choice.plan(plan)) for plan in plans]
    for path, name, asked in files:
        data = cache.get(name)
        if not asked:
            prints.unmade[path] = data
        elif data is not None:
            prints.made[path] = data
    prints.pictures = {job.path(): cache.get(f'{job.key}.png') or b'' for job in jobs}
    prints.before = len(set(prints.made) - prints.fresh)
    return prints


def _print(
    cache: Cache, prints: Prints, executor: Executor, todo: Sequence[Job], done: Done
) -> None:
    from .printing import print_job

    running: dict[Future[Any], Job] = {executor.submit(print_job, job): job for job in todo}
    for future in _each(running, executor):
        job, printed = running[future], future.result()
        prints.findings += printed.findings
        for look, pdf in printed.pdfs.items():
            cache.put(name_of(job.key, look), pdf)
            prints.fresh.add(job.path(look))
        if printed.pdfs:
            told = {'size': printed.size, 'closer': printed.closer}
            cache.put(f'{job.key}.json', json.dumps(told).encode())
        if printed.picture:
            cache.put(f'{job.key}.png', printed.picture)
        for _ in job.looks:
            done(job.name)


def _impose(
    cache: Cache, prints: Prints, executor: Executor, plans: Sequence[Plan], done: Done
) -> None:
    from .imposing import impose

    running: dict[Future[Any], Plan] = {}
    for plan in plans:
        held = {source: cache.get(name_of(*source)) for source in plan.sources}
        pdfs = {source: pdf for source, pdf in held.items() if pdf}
        if len(pdfs) == len(set(plan.sources)):
            running[executor.submit(impose, plan, pdfs)] = plan
    for future in _each(running, executor):
        plan = running[future]
        try:
            cache.put(name_of(plan.key), future.result())
            prints.fresh.add(plan.path)
        except KljucError as error:
            prints.findings += error.findings
        done(f'{plan.tag} {plan.slug} {plan.variant}')


def _each(running: Iterable[Future[Any]], executor: Executor) -> Iterable[Future[Any]]:
    try:
        yield from as_completed(running)
    except KeyboardInterrupt:
        executor.shutdown(wait=False, cancel_futures=True)
        raise


def workers(count: int | None = None) -> ProcessPoolExecutor:
    """Processes that start warm where the system can fork."""
    from .printing import warm_up

    warm_up()
    fork = 'fork' in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context('fork' if fork else None)
    return ProcessPoolExecutor(count or os.cpu_count(), mp_context=context)
