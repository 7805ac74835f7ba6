"""A new messages.pot into a translator's catalog: nothing is lost, and no guess is shown.

Exact messages stay as they are. A message that moved to another age, or that resembles one that
vanished, is taken over as fuzzy with the old msgid kept: "You may call the police" resembles "You
must not call the police", so a person has to look.
"""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz, process

from .po import Catalog, Entry

ALIKE = 80  # percent of likeness below which an old translation helps nobody


@dataclass
class Report:
    """What a merge did, in numbers of messages."""

    kept: int = 0
    moved: int = 0
    similar: int = 0
    new: int = 0
    obsolete: int = 0

    def __str__(self) -> str:
        return (
            f'{self.kept} kept, {self.moved} moved, {self.similar} similar (both fuzzy), '
            f'{self.new} new, {self.obsolete} no longer used'
        )


def merge(catalog: Catalog, template: Catalog) -> Report:
    """Bring a catalog up to date, in the template's order."""
    report = Report()
    living = catalog.index()
    wanted = template.index()
    retired = {entry.key: entry for entry in catalog.entries if entry.obsolete}
    spare = [entry for key, entry in living.items() if key not in wanted and entry.text]
    spare += [entry for key, entry in retired.items() if key not in wanted and entry.text]
    twins = {entry.source: entry for entry in living.values() if entry.text and not entry.fuzzy}
    used: set[int] = set()
    entries = [entry for entry in catalog.entries if entry.key == ('', '') or entry.plural]
    for key, model in wanted.items():
        entry = living.get(key) or retired.get(key)
        if entry:
            entry.obsolete = False
            report.kept += 1
        else:
            entry = _taken_over(model, twins, spare, used, report)
        _describe(entry, model)
        entries.append(entry)
    held = {id(entry) for entry in entries}
    for entry in catalog.entries:
        if id(entry) in held or not entry.text or id(entry) in used or entry.key in wanted:
            continue
        report.obsolete += not entry.obsolete
        entry.obsolete = True
        entries.append(entry)
    catalog.entries = entries
    return report


def _taken_over(
    model: Entry, twins: dict[str, Entry], spare: list[Entry], used: set[int], report: Report
) -> Entry:
    """A new entry, with the best guess there is."""
    entry = Entry(model.source, context=model.context)
    guess = twins.get(model.source)
    if guess:
        report.moved += 1
    else:
        choices = {n: old.source for n, old in enumerate(spare) if id(old) not in used}
        best = process.extractOne(model.source, choices, scorer=fuzz.ratio, score_cutoff=ALIKE)
        if not best:
            report.new += 1
            return entry
        guess = spare[best[2]]
        used.add(id(guess))
        report.similar += 1
    entry.text, entry.comments, entry.flags = guess.text, list(guess.comments), ['fuzzy']
    entry.previous, entry.previous_context = guess.source, guess.context
    return entry


def _describe(entry: Entry, model: Entry) -> None:
    """What the sources say of a message; the translator's own words stay."""
    entry.extracted, entry.references = list(model.extracted), list(model.references)
    fuzzy = ['fuzzy'] if entry.fuzzy else []
    kept = [flag for flag in entry.flags if flag != 'fuzzy' and flag not in model.flags]
    entry.flags = fuzzy + kept + [flag for flag in model.flags if flag != 'fuzzy']
