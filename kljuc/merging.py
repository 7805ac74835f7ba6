"""A new messages.pot into a translator's catalog: nothing is lost, and no guess is shown.

Exact messages stay as they are. A message that moved to another age, or that resembles one that
vanished, is taken over as fuzzy with the old msgid kept: "You may call the police" resembles "You
must not call the police", so a person has to look.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from .po import Catalog, Entry

Key = tuple[str, str]
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
    wanted = template.index()
    known = _known(catalog)
    guesses = _Guesses(known, wanted, report)
    new = Catalog.new(catalog.file, Path(catalog.file).stem).entries
    entries = [catalog.header] if catalog.header else new
    for key, model in wanted.items():
        entry = known.get(key)
        if entry and not entry.plural:
            entry.obsolete = False
            report.kept += 1
        else:
            entry = guesses.take(model)
        _describe(entry, model)
        entries.append(entry)
    gone = [e for e in catalog.entries if known.get(e.key) is e and e.key not in wanted]
    rest = [entry for entry in gone if entry.text or entry.plural]
    entries += [entry for entry in rest if entry.plural and not entry.obsolete]
    for entry in rest:
        if id(entry) in guesses.used or (entry.plural and not entry.obsolete):
            continue
        if not entry.obsolete:
            entry.obsolete, entry.extracted, entry.references = True, [], []
            report.obsolete += 1
        entries.append(entry)
    catalog.entries = entries
    return report


def _known(catalog: Catalog) -> dict[Key, Entry]:
    """The best entry of each message: GNU gettext refuses a living one beside an obsolete one."""
    known: dict[Key, Entry] = {}
    for entry in sorted(catalog.entries, key=lambda e: (not e.text, e.obsolete)):
        if entry.key != ('', ''):
            known.setdefault(entry.key, entry)
    return known


class _Guesses:
    """Old translations that may help with new messages."""

    def __init__(self, known: dict[Key, Entry], wanted: dict[Key, Entry], report: Report) -> None:
        self.report = report
        self.used: set[int] = set()
        texts = [entry for entry in known.values() if entry.text]
        self.plurals = {e.key: e for e in texts if e.plural and e.key in wanted}
        single = [entry for entry in texts if not entry.plural]
        self.spare = [entry for entry in single if entry.key not in wanted]
        sure = [entry for entry in single if entry.key in wanted and not entry.fuzzy]
        self.twins = {entry.source: entry for entry in reversed([*sure, *self.spare])}

    def take(self, model: Entry) -> Entry:
        """A new entry, with the best guess there is."""
        entry = Entry(model.source, context=model.context)
        guess = self.plurals.get(model.key) or self.twins.get(model.source) or self._alike(model)
        if not guess:
            self.report.new += 1
            return entry
        self.used.add(id(guess))
        self.report.moved += guess.source == model.source
        self.report.similar += guess.source != model.source
        entry.text, entry.comments, entry.flags = guess.text, list(guess.comments), ['fuzzy']
        # The text of a guess was made for its own previous message.
        made_for = (guess.previous, guess.previous_context), (guess.source, guess.context)
        entry.previous, entry.previous_context = made_for[not guess.fuzzy]
        return entry

    def _alike(self, model: Entry) -> Entry | None:
        choices = {n: old.source for n, old in enumerate(self.spare) if id(old) not in self.used}
        best = process.extractOne(model.source, choices, scorer=fuzz.ratio, score_cutoff=ALIKE)
        return self.spare[best[2]] if best else None


def _describe(entry: Entry, model: Entry) -> None:
    """What the sources say of a message; the translator's own words stay."""
    entry.extracted, entry.references = list(model.extracted), list(model.references)
    new = [flag for flag in model.flags if flag != 'fuzzy' and flag not in entry.flags]
    entry.flags = entry.flags + new
