"""Several sheets on one paper: where they lie, and what a ruler says of it when it is printed.

Lengths are millimetres from the upper left corner.
"""

from __future__ import annotations

import shutil
from itertools import combinations, pairwise
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pytest
from conftest import run
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kljuc.imposing import GUTTER, Layout, Line, Slot, _layout
from kljuc.site import DUPLEX, PAPER, Sheet

CLEAR = 6.0  # what an office printer leaves white
DPI = 254  # ten points are a millimetre
CARDS = {'card': 4, 'ID-1': 8}
FLYER = """name = "Ticket"
paper = "{}"
text = "flyers/pocket"
excerpt = true
variants = ["a4"]
"""
BLACK = """{% extends 'print/_paper.html' %}{% block sides %}
<div class="side" style="background:#000"></div>{% endblock %}"""


class Box(NamedTuple):
    """A place on paper by its edges."""

    left: float
    top: float
    right: float
    bottom: float


def sheet(paper: str, duplex: str = 'simplex') -> Sheet:
    """A format with nothing on it."""
    return Sheet('ticket', 'Ticket', 1, paper, {}, duplex)


def box(place: Slot | Line) -> Box:
    """The edges of a sheet or of a mark."""
    return Box(place.x, place.y, place.x + place.width, place.y + place.height)


def check_box(layout: Layout) -> Box:
    """The edges of the line of 50 mm; one that is upright is turned around its middle."""
    assert layout.check
    x, y = layout.check
    if layout.upright:
        return Box(x - 2, y + 2 - 25, x + 2, y + 2 + 25)
    return Box(x, y, x + 50, y + 4)


def apart(one: Box, other: Box) -> float:
    """How far two places are from each other, sideways or up; below 0 they overlap."""
    return max(
        other.left - one.right, one.left - other.right, other.top - one.bottom,
        one.top - other.bottom,
    )  # fmt: skip


# ------------------------------------------------------------ cards on A4


@pytest.fixture(params=CARDS)
def cards(request: pytest.FixtureRequest) -> Layout:
    """Each format of cards on A4."""
    return _layout(sheet(request.param), 'a4', False)


@pytest.mark.parametrize('paper', CARDS)
def test_an_a4_takes_as_many_cards_as_it_can(paper: str) -> None:
    layout = _layout(sheet(paper), 'a4', False)
    (slots,) = layout.sides
    assert (layout.paper, len(slots), layout.duplex) == ((210, 297), CARDS[paper], 'simplex')
    assert {(slot.width, slot.height) for slot in slots} == {PAPER[paper]}
    assert {(slot.sheet, slot.side) for slot in slots} == {(0, 0)}


def test_cards_do_not_overlap_and_have_their_gutters(cards: Layout) -> None:
    (slots,) = cards.sides
    gaps = [apart(box(one), box(other)) for one, other in combinations(slots, 2)]
    assert min(gaps) == pytest.approx(GUTTER) == 4
    for edges in ({slot.x for slot in slots}, {slot.y for slot in slots}):
        size = slots[0].width if edges == {slot.x for slot in slots} else slots[0].height
        for one, other in pairwise(sorted(edges)):
            assert other - one - size == pytest.approx(GUTTER)


def test_cards_lie_in_the_middle_of_the_paper(cards: Layout) -> None:
    (slots,) = cards.sides
    boxes = [box(slot) for slot in slots]
    assert min(b.left for b in boxes) == pytest.approx(210 - max(b.right for b in boxes))
    assert min(b.top for b in boxes) == pytest.approx(297 - max(b.bottom for b in boxes))


def test_cards_marks_and_the_line_keep_clear_of_the_edges(cards: Layout) -> None:
    (slots,) = cards.sides
    for place in [*map(box, slots), *map(box, cards.lines), check_box(cards)]:
        assert place.left >= CLEAR, place
        assert place.top >= CLEAR, place
        assert place.right <= 210 - CLEAR, place
        assert place.bottom <= 297 - CLEAR, place


def test_marks_and_the_line_lie_beside_the_cards(cards: Layout) -> None:
    (slots,) = cards.sides
    for place in [*map(box, cards.lines), check_box(cards)]:
        assert all(apart(place, box(slot)) >= 1.9 for slot in slots), place
    for line in cards.lines:
        assert apart(check_box(cards), box(line)) > 1, line


def test_every_edge_is_cut_at_a_mark_on_both_ends(cards: Layout) -> None:
    (slots,) = cards.sides
    cuts = [line for line in cards.lines if line.kind == 'cut']
    across = sorted({edge for slot in slots for edge in (slot.x, slot.x + slot.width)})
    down = sorted({edge for slot in slots for edge in (slot.y, slot.y + slot.height)})
    upright = [line for line in cuts if not line.width]
    level = [line for line in cuts if not line.height]
    assert sorted(line.x for line in upright) == sorted(2 * across)
    assert sorted(line.y for line in level) == sorted(2 * down)
    assert len(upright) + len(level) == len(cuts)
    assert len({line.y for line in upright}) == len({line.x for line in level}) == 2


def test_a_card_is_folded_in_its_middle() -> None:
    layout = _layout(sheet('card'), 'a4', False)
    folds = [line for line in layout.lines if line.kind == 'fold']
    middles = {slot.y + slot.height / 2 for slot in layout.sides[0]}
    assert sorted(line.y for line in folds) == sorted([*middles, *middles])
    assert {line.height for line in folds} == {0}


def test_a_card_of_one_layer_is_not_folded() -> None:
    lines = _layout(sheet('ID-1'), 'a4', False).lines
    assert [line for line in lines if line.kind == 'fold'] == []


@given(st.floats(30, 190), st.floats(30, 250))
def test_cards_of_any_size_do_not_overlap_and_stay_on_the_paper(
    width: float, height: float
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(PAPER, 'ID-1', (width, height))
        layout = _layout(sheet('ID-1'), 'a4', False)
    (slots,) = layout.sides
    gaps = [apart(box(one), box(other)) for one, other in combinations(slots, 2)]
    assert all(gap >= GUTTER - 1e-9 for gap in gaps)
    for place in [*map(box, slots), check_box(layout)]:
        assert place.left >= CLEAR - 1e-9
        assert place.top >= 0
        assert place.right <= 210 - CLEAR + 1e-9 or place == check_box(layout)
        assert place.bottom <= 297 - CLEAR + 1e-9


# ------------------------------------------------------------ two on one


@pytest.mark.parametrize('duplex', DUPLEX)
@pytest.mark.parametrize('form', ['2up', 'single', 'with-sl'])
def test_two_a5_share_an_a4_without_touching(form: str, duplex: str) -> None:
    layout = _layout(sheet('A5', duplex), form, False)
    assert layout.paper == (297, 210)
    for slots in layout.sides:
        left, right = slots
        assert apart(box(left), box(right)) >= 0
        assert left.x + left.width <= 148.5 <= right.x
        assert (left.x, left.y) == pytest.approx((297 - right.x - right.width, right.y))
        assert {slot.width >= 148 and slot.height == 210 for slot in slots} == {True}


@pytest.mark.parametrize('duplex', DUPLEX)
def test_two_up_has_the_same_side_twice(duplex: str) -> None:
    layout = _layout(sheet('A5', duplex), '2up', False)
    held = [[(slot.sheet, slot.side) for slot in slots] for slots in layout.sides]
    both = [[(0, 0), (0, 0)], [(0, 1), (0, 1)]]
    assert held == (both[:1] if duplex == 'simplex' else both)
    assert layout.duplex == ('simplex' if duplex == 'simplex' else 'short-edge')
    assert [(line.kind, line.x, line.width) for line in layout.lines] == [('cut', 148.5, 0)]


@pytest.mark.parametrize(('rtl', 'order'), [(False, [1, 0]), (True, [0, 1])])
def test_a_folded_paper_opens_at_its_front(rtl: bool, order: list[int]) -> None:
    layout = _layout(sheet('A5', 'long-edge'), 'single', rtl)
    (slots,) = layout.sides
    assert ([slot.side for slot in slots], layout.duplex) == (order, 'simplex')
    assert [(line.kind, line.x, line.width) for line in layout.lines] == [('fold', 148.5, 0)]


def test_what_is_upright_stands_side_by_side_and_what_is_broad_one_above_the_other() -> None:
    broad = _layout(sheet('A4 landscape', 'short-edge'), 'with-sl', False)
    assert broad.paper == (210, 297)
    for paper in ('A5', 'A4'):
        assert _layout(sheet(paper, 'long-edge'), 'with-sl', False).paper == (297, 210)
    for slots in broad.sides:
        first, second = slots
        assert (first.sheet, second.sheet) == (0, 1)
        assert first.y + first.height <= second.y


@pytest.mark.parametrize(('paper', 'large'), [('A4', (297, 420)), ('A4 landscape', (420, 297))])
def test_a_sheet_is_enlarged_to_a3(paper: str, large: tuple[int, int]) -> None:
    layout = _layout(sheet(paper, 'long-edge'), 'a3', False)
    assert (layout.paper, layout.duplex, len(layout.sides)) == (large, 'long-edge', 2)
    assert [box(slot) for slots in layout.sides for slot in slots] == [Box(0, 0, *large)] * 2


@pytest.mark.parametrize(
    ('paper', 'form', 'scaled'),
    [('A5', '2up', False), ('A5', 'single', False), ('A5', 'with-sl', False),
     ('card', 'a4', False), ('A4', 'with-sl', True), ('A4 landscape', 'with-sl', True),
     ('A4', 'a3', True)],
)  # fmt: skip
def test_only_sheets_in_their_own_size_are_measured(paper: str, form: str, scaled: bool) -> None:
    layout = _layout(sheet(paper, 'long-edge'), form, False)
    assert layout.scaled == scaled
    assert not (scaled and layout.check)


@pytest.mark.parametrize('form', ['2up', 'single'])
def test_the_line_stands_upright_over_the_cut(form: str) -> None:
    place = check_box(_layout(sheet('A5', 'long-edge'), form, False))
    assert ((place.left + place.right) / 2, place.bottom - place.top) == (148.5, 50)
    assert place.top > CLEAR


# ------------------------------------------------------------ with a ruler


def photographed(path: Path) -> Image.Image:
    """A paper as it comes out of the printer, ten points a millimetre."""
    with pypdfium2.PdfDocument(path) as document:
        return document[0].render(scale=DPI / 72).to_pil().convert('L')


def runs(picture: Image.Image, darker: int) -> list[tuple[float, float]]:
    """From where to where something dark stands, from left to right."""
    columns = [picture.crop((x, 0, x + 1, picture.height)).getextrema()[0] < darker
               for x in range(picture.width)]  # fmt: skip
    edges = [x for x, (one, other) in enumerate(pairwise([False, *columns, False])) if one != other]
    return [(start / 10, end / 10) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def part(picture: Image.Image, place: Box) -> Image.Image:
    """What is seen in a place."""
    return picture.crop(tuple(round(10 * edge) for edge in place))


@pytest.fixture(params=CARDS, scope='module')
def printed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, built: Path
) -> tuple[Layout, Image.Image]:
    """A black card on A4, and how it should lie there."""
    root = tmp_path_factory.mktemp('cards')
    for folder in ('content', 'locales'):
        shutil.copytree(built / folder, root / folder)
    for name, text in [
        ('content/flyers/ticket/flyer.toml', FLYER.format(request.param)),
        ('templates/print/ticket.html', BLACK), ('templates/print/ticket.css', ''),
    ]:  # fmt: skip
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, 'utf-8')
    ran = run(root, 'sheets', '--lang', 'sl', '--sheet', 'ticket')
    assert ran.code == 0, ran.err
    path = root / 'output/print/sl/impose/ticket-adult-a4-sl.pdf'
    return _layout(sheet(request.param), 'a4', False), photographed(path)


def test_cards_come_out_where_they_should_lie(printed: tuple[Layout, Image.Image]) -> None:
    """Black cards: their edges and the gutters between them, across and down."""
    layout, picture = printed
    (slots,) = layout.sides
    width, height = slots[0].width, slots[0].height
    inside = part(picture, Box(0, slots[0].y + 5, 210, slots[0].y + 6))
    across = runs(inside, 60)
    assert across == [
        (pytest.approx(x, abs=0.15), pytest.approx(x + width, abs=0.15))
        for x in sorted({slot.x for slot in slots})
    ]
    upright = part(picture, Box(slots[0].x + 5, 0, slots[0].x + 6, 297))
    down = runs(upright.transpose(Image.Transpose.TRANSPOSE), 60)
    assert down == [
        (pytest.approx(y, abs=0.15), pytest.approx(y + height, abs=0.15))
        for y in sorted({slot.y for slot in slots})
    ]
    for starts in (across, down):
        assert [b[0] - a[1] for a, b in pairwise(starts)] == [
            pytest.approx(GUTTER, abs=0.2)
        ] * (len(starts) - 1)  # fmt: skip


def test_the_check_line_measures_50_mm(printed: tuple[Layout, Image.Image]) -> None:
    layout, picture = printed
    place = check_box(layout)
    line = part(picture, Box(place.left - 3, place.top, place.right + 3, place.bottom))
    found = runs(line, 200)
    assert found[-1][1] - found[0][0] == pytest.approx(50, abs=0.2)


def test_marks_come_out_at_the_edges_of_the_cards(printed: tuple[Layout, Image.Image]) -> None:
    """Their middle is where the knife goes."""
    layout, picture = printed
    for line in layout.lines:
        if not line.width and line.kind == 'cut':
            seen = runs(part(picture, Box(line.x - 1, line.y + 1, line.x + 1, line.y + 4)), 220)
            assert len(seen) == 1, line
            assert sum(seen[0]) / 2 == pytest.approx(1, abs=0.11), line


def test_nothing_stands_where_a_printer_cannot_print(printed: tuple[Layout, Image.Image]) -> None:
    _, picture = printed
    for edge in [
        Box(0, 0, 210, CLEAR), Box(0, 297 - CLEAR, 210, 297), Box(0, 0, CLEAR, 297),
        Box(210 - CLEAR, 0, 210, 297),
    ]:  # fmt: skip
        assert part(picture, edge).getextrema() == (255, 255), edge


@pytest.mark.parametrize('form', ['2up', 'single'])
def test_the_upright_line_measures_50_mm(specimen: Path, form: str) -> None:
    """Its ends stand out beside the line where the paper is cut or folded."""
    ran = run(specimen, 'sheets', '--lang', 'en', '--variant', form)
    assert ran.code == 0, ran.err
    picture = photographed(specimen / f'output/print/en/impose/pocket-adult-{form}-en.pdf')
    place = check_box(_layout(sheet('A5', 'long-edge'), form, False))
    beside = part(picture, Box(place.left, place.top - 3, 148, place.bottom + 3))
    ends = runs(beside.transpose(Image.Transpose.TRANSPOSE), 200)
    assert ends[-1][1] - ends[0][0] == pytest.approx(50, abs=0.2)
