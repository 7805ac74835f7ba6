"""Bring a translator's catalog up to date with the template: nothing is lost, nothing is guessed.

A text that is taken over for another message is always fuzzy: "You may call the police"
resembles "You must not call the police".
"""

from __future__ import annotations

from dataclasses import dataclass

from .catalogs import Catalog

SIMILAR = 80  # percent; below, a suggestion costs a translator more than it helps

Key = tuple[str, str]


@dataclass(frozen=True)
class Report:
    """What a merge did, in messages."""

    kept: int = 0
    moved: int = 0  # from another context, or back from the obsolete ones
    similar: int = 0
    new: int = 0
    obsolete: int = 0  # those that became so now


def merge(catalog: Catalog, template: Catalog) -> Report:
    """Give a catalog the messages of the template, in its order; the header stays as it is."""
    wanted = template.index()
    known = {entry.key: entry for entry in catalog.entries}
    lacking = [entry for key, entry in wanted.items() if key not in known]
    gone = [entry for entry in catalog.entries if entry.key not in wanted]
    twins = _twins(lacking, catalog.entries, gone)
    unused = _without(gone, twins.values())
    similar = _similar([entry for entry in lacking if entry.key not in twins], unused)
    made = {
        key: _kept(known[key], entry) if key in known
        else _suggested(entry, twins.get(key) or similar.get(key))
        for key, entry in wanted.items()
    }  # fmt: skip
    rest = [_retired(entry) for entry in _without(unused, similar.values())]
    back = [entry for entry in catalog.entries if entry.obsolete and entry.key in wanted]
    texts = sum(bool(entry.text) for entry in back)
    report = Report(
        len(wanted) - len(lacking) - len(back), len(twins) + texts, len(similar),
        len(lacking) - len(twins) - len(similar) + len(back) - texts,
        sum(not entry.obsolete for entry in _without(unused, similar.values()) if entry.text),
    )  # fmt: skip
    made |= {entry.key: entry for entry in rest if entry.text}
    catalog.entries = [made[key] for key in _order(catalog, wanted, made)]
    return report
