"""The pages as they are published: whole, in their language, leading nowhere but where they say."""

from __future__ import annotations

import base64
import hashlib
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
import tinyhtml5
from conftest import Edit, run, snapshot

AGES = {'sl': 'Odrasli', 'en': 'Adults', 'ar': 'البالغون'}
TOPICS = ['adult/help', 'adult/rights', 'child/help']
HOMES = ['', 'adult', 'child']
READERS = [
    '/'.join(filter(None, [tag, part, 'index.html'])) for tag in AGES for part in HOMES + TOPICS
]
STAFF = [f'print/{tag}/index.html' for tag in AGES]
OTHERS = ['index.html', '404.html', 'print/index.html']
PAGES = READERS + OTHERS + STAFF
SHEETS = [
    f'print/{tag}/pocket-{age}{look}-{tag}.pdf'
    for tag in AGES for age in ('adult', 'child') for look in ('', '-bw')
]  # fmt: skip
BOUND = [f'print/all/pocket-{age}-all.pdf' for age in ('adult', 'child')]
ZIPS = [f'print/{tag}/sheets-{tag}.zip' for tag in AGES]
SHOTS = [f'print/{tag}/pictures/pocket-{age}.png' for tag in AGES for age in ('adult', 'child')]
CODE = ['site.css', 'exit.js', 'icon.svg', 'print.css', 'print.js']
DRAWN = [f'print/{name}.svg' for name in ('size', 'long', 'short', 'measure')]
STATIC = [f'static/{name}' for name in [*CODE, *DRAWN, 'pictures/sun.svg']]
LOADS = dict.fromkeys(['script', 'img', 'source', 'iframe', 'video', 'audio'], 'src')
LOADS |= {'link': 'href', 'base': 'href', 'object': 'data', 'form': 'action'}


@dataclass(frozen=True)
class Page:
    """A page as a browser sees it."""

    path: str
    root: Element

    @classmethod
    def read(cls, project: Path, path: str) -> Page:
        """A page in output/."""
        text = (project / 'output' / path).read_text('utf-8')
        return cls(path, tinyhtml5.parse(text, namespace_html_elements=False))

    def all(self, *tags: str) -> list[Element]:
        """All elements with these tags."""
        return [element for element in self.root.iter() if element.tag in tags]

    def one(self, where: str) -> Element:
        """The element at a path, which stands there once."""
        (element,) = self.root.findall(where)
        return element

    def meta(self, name: str) -> list[str]:
        """What stands in a meta element."""
        metas = self.all('meta')
        return [m.get('content', '') for m in metas if name in (m.get('name'), m.get('http-equiv'))]

    def links(self) -> Iterator[str]:
        """Where its links lead inside of the site."""
        for element in self.all('a', 'link', 'script', 'img'):
            target = element.get('href') or element.get('src') or ''
            if not target.startswith(('https:', 'tel:', 'mailto:')):
                yield target

    def parents(self) -> dict[Element, Element]:
        """Which element each stands in."""
        return {child: parent for parent in self.root.iter() for child in parent}


@pytest.fixture(scope='module')
def pages(built: Path) -> dict[str, Page]:
    """All pages of the specimen by path."""
    return {path: Page.read(built, path) for path in PAGES}


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, pages: dict[str, Page]) -> Page:
    """Each page."""
    return pages[request.param]


@pytest.fixture(params=READERS)
def reader(request: pytest.FixtureRequest, pages: dict[str, Page]) -> Page:
    """Each page in a reader's language."""
    return pages[request.param]


def text(element: Element) -> str:
    """What is read in an element."""
    return ' '.join(''.join(element.itertext()).split())


# ------------------------------------------------------------ paths and links


def test_the_specimen_gives_these_files(built: Path) -> None:
    made = snapshot(built / 'output').keys() - {'.kljuc.json'}
    assert made == {*PAGES, *SHEETS, *BOUND, *ZIPS, *SHOTS, *STATIC}


def test_every_link_leads_to_a_file_and_its_anchor(page: Page, built: Path) -> None:
    for target in page.links():
        to, _, anchor = target.partition('#')
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), to))
        path = path if to else page.path
        assert (built / 'output' / path).is_file(), target
        ids = [e.get('id') for e in Page.read(built, path).root.iter()] if anchor else [anchor]
        assert anchor in ids, target


def test_links_are_relative_and_name_the_file(page: Page) -> None:
    for target in page.links():
        assert not target.startswith('/')
        assert target.partition('#')[0].endswith(
            ('index.html', '.css', '.js', '.svg', '.png', '.pdf', '.zip')
        ) or target.startswith('#')


def test_ids_are_there_once(page: Page) -> None:
    ids = [element.get('id') for element in page.root.iter() if element.get('id')]
    assert len(ids) == len(set(ids))


def leads_to(page: Page, *endings: str) -> set[str]:
    """The files that links and pictures of a page lead to, by their path in output/."""
    home = posixpath.dirname(page.path)
    return {posixpath.normpath(posixpath.join(home, to)) for to in page.links()
            if to.endswith(endings)}  # fmt: skip


def test_the_staff_page_leads_to_every_language_and_to_what_shows_all(
    pages: dict[str, Page],
) -> None:
    page = pages['print/index.html']
    assert set(STAFF) <= leads_to(page, 'index.html')
    assert leads_to(page, '.pdf', '.zip') == set(BOUND)


@pytest.mark.parametrize('tag', AGES)
def test_the_staff_page_of_a_language_lists_its_sheets_alone(
    pages: dict[str, Page], tag: str
) -> None:
    page, home = pages[f'print/{tag}/index.html'], f'print/{tag}/'
    made = {*SHEETS, *ZIPS, *SHOTS}
    assert leads_to(page, '.pdf', '.zip', '.png') == {to for to in made if to.startswith(home)}


def test_a_link_stays_in_its_language_and_age(pages: dict[str, Page]) -> None:
    links = [a for a in pages['ar/adult/help/index.html'].all('a') if text(a) == 'حقوقك']
    assert [a.get('href') for a in links] == ['../../../ar/adult/rights/index.html']


def test_a_link_leads_to_the_source_language_where_there_is_no_page(
    specimen: Path, edit: Edit
) -> None:
    drop(specimen, 'You can ask for an interpreter.', 'What you can do', 'Ask who is there.')
    assert run(specimen, '--no-print').code == 0
    links = Page.read(specimen, 'ar/adult/help/index.html').all('a')
    found = [a for a in links if text(a) == 'حقوقك']
    assert [(a.get('href'), a.get('hreflang')) for a in found] == [
        ('../../../en/adult/rights/index.html', 'en')
    ]


# ------------------------------------------------------------ languages


def test_a_page_says_its_language_and_direction(reader: Page) -> None:
    html = reader.root
    tag = reader.path.split('/')[0]
    assert (html.get('lang'), html.get('dir')) == (tag, 'rtl' if tag == 'ar' else 'ltr')


@pytest.mark.parametrize('path', [*OTHERS, *STAFF])
def test_pages_for_all_speak_slovenian(pages: dict[str, Page], path: str) -> None:
    assert pages[path].root.get('lang') == 'sl'


def test_the_menu_offers_every_language_in_its_own_words(reader: Page) -> None:
    names = [text(li) for li in reader.one('.//details').iter('li')]
    assert names == ['slovenščina', 'English', 'العربية']


def test_the_menu_leads_to_the_same_page(reader: Page) -> None:
    rest = reader.path.partition('/')[2]
    for a in reader.one('.//details').iter('a'):
        assert (a.get('href') or '').endswith(f'/{a.get("hreflang")}/{rest}')


def test_the_chooser_leads_to_every_language(pages: dict[str, Page]) -> None:
    links = pages['index.html'].all('a')
    found = {a.get('hreflang'): a.get('href') for a in links if a.get('hreflang')}
    assert found == {tag: f'{tag}/index.html' for tag in AGES}


def drop(root: Path, *sources: str) -> None:
    """Take Arabic translations away."""
    path = root / 'locales/ar.po'
    catalog = path.read_text('utf-8')
    for source in sources:
        begin, _, rest = catalog.partition(f'msgid "{source}"\nmsgstr "')
        assert rest
        catalog = f'{begin}msgid "{source}"\nmsgstr "{rest[rest.index(chr(34)) :]}'
    path.write_text(catalog, 'utf-8')


@pytest.fixture
def lacking(specimen: Path) -> Path:
    """A specimen where one list item has no Arabic."""
    drop(specimen, 'Ask who is there.')
    assert run(specimen, '--no-print').code == 0
    return specimen


def test_what_is_not_translated_says_its_language_and_direction(lacking: Path) -> None:
    items = Page.read(lacking, 'ar/adult/rights/index.html').all('li')
    (item,) = [li for li in items if text(li) == 'Ask who is there.']
    assert (item.get('lang'), item.get('dir')) == ('en', 'ltr')


def test_a_page_that_is_partly_translated_says_so_on_top(lacking: Path) -> None:
    top = Page.read(lacking, 'ar/adult/rights/index.html').one(".//div[@class='top']")
    assert 'بعض الأجزاء ليست بهذه اللغة بعد.' in text(top)


def test_a_page_that_is_whole_does_not(lacking: Path) -> None:
    page = Page.read(lacking, 'ar/adult/help/index.html')
    assert 'بعض الأجزاء ليست بهذه اللغة بعد.' not in text(page.root)


@pytest.fixture
def withheld(specimen: Path, edit: Edit) -> Path:
    """A specimen with an address, whose page on rights is withheld in Arabic."""
    edit('content/site.toml', 'safety =', 'base_url = "https://lamp.example/site"\nsafety =')
    drop(specimen, 'You can ask for an interpreter.', 'What you can do', 'Ask who is there.')
    assert run(specimen, '--no-print').code == 0
    return specimen


def test_alternates_name_only_pages_that_exist(withheld: Path) -> None:
    page = Page.read(withheld, 'sl/adult/rights/index.html')
    found = {e.get('hreflang'): e.get('href') for e in page.all('link') if e.get('hreflang')}
    assert found == {
        tag: f'https://lamp.example/site/{tag}/adult/rights/index.html' for tag in ('sl', 'en')
    }


def test_the_menu_names_only_pages_that_exist(withheld: Path) -> None:
    page = Page.read(withheld, 'sl/adult/rights/index.html')
    assert [text(li) for li in page.one('.//details').iter('li')] == ['slovenščina', 'English']


def test_lists_and_steps_name_only_pages_that_exist(withheld: Path) -> None:
    for path in ('ar/adult/index.html', 'ar/adult/help/index.html'):
        links = Page.read(withheld, path).links()
        assert [to for to in links if 'ar/adult/rights' in to] == []


def test_without_an_address_there_are_no_alternates(page: Page) -> None:
    assert [e.get('href') for e in page.all('link') if e.get('rel') == 'alternate'] == []


# ------------------------------------------------------------ the call block


def test_the_call_block_stands_in_the_same_place(reader: Page) -> None:
    shape = [(e.tag, e.get('class')) for e in reader.one(".//main[@id='text']")]
    assert shape[:2] == [('div', 'top'), ('section', 'call')]
    assert shape[2:] in ([], [('div', 'body')])


def test_the_call_block_has_its_number_as_the_key(reader: Page) -> None:
    key = reader.one(".//section[@id='call']/p[@class='key']")
    (number,) = key.iter('a')
    assert (number.get('href'), text(number)) == ('tel:+386801722', '080 17 22')


@pytest.mark.parametrize('path', ['index.html', '404.html'])
def test_pages_for_all_have_the_numbers_too(pages: dict[str, Page], path: str) -> None:
    numbers = [a.get('href') for a in pages[path].all('a') if 'tel:' in (a.get('href') or '')]
    assert numbers == ['tel:+386801722', 'tel:113']


def test_numbers_are_isolated_from_the_text_around_them(page: Page) -> None:
    parents = page.parents()
    for link in page.all('a'):
        if (link.get('href') or '').startswith('tel:'):
            assert (parents[link].tag, parents[link].get('dir')) == ('bdi', 'ltr')


def test_numbers_do_not_break(page: Page) -> None:
    numbers = [a.text or '' for a in page.all('a') if (a.get('href') or '').startswith('tel:')]
    assert [number for number in numbers if ' ' in number] == []


def test_no_number_stands_outside_of_its_isolation(reader: Page) -> None:
    inside = [id(e) for bdi in reader.all('bdi') for e in bdi.iter()]
    outside = [e for e in reader.root.iter() if id(e) not in inside]
    told = ' '.join((e.text or '') for e in outside).replace('\u00a0', ' ')
    assert '080 17 22' not in told
    assert '9:00' not in told


def test_a_reader_is_told_whom_to_ask_for(pages: dict[str, Page]) -> None:
    said = [b for b in pages['ar/adult/index.html'].all('bdi') if b.get('class') == 'say']
    assert [(text(b), b.get('lang'), b.get('dir')) for b in said] == [
        ('arabščina, tolmač', 'sl', 'ltr')
    ]


# ------------------------------------------------------------ safety


TITLES = {
    'sl/adult/help/index.html': 'Pomoč · Lamp',
    'en/adult/rights/index.html': 'Rights · Lamp',
    'ar/child/help/index.html': 'مساعدة · Lamp',
    'ar/index.html': 'Lamp',
    'index.html': 'Lamp',
}


@pytest.mark.parametrize('path', TITLES)
def test_the_title_does_not_betray_what_was_read(pages: dict[str, Page], path: str) -> None:
    assert text(pages[path].one('.//title')) == TITLES[path]


def test_the_way_out_comes_first(reader: Page) -> None:
    out = next(a for a in reader.all('a') if a.get('class') == 'leave')
    bare = [a for a in reader.all('a') if 'safe' not in (a.get('class') or '')]
    assert bare.index(out) <= 1
    assert out.get('href') == 'https://www.example.org/'


def test_a_draft_is_kept_from_search_engines(page: Page) -> None:
    assert 'noindex' in page.meta('robots')[0]


@pytest.mark.parametrize('path', [p for p in PAGES if p != '404.html'])
def test_nothing_may_run_or_load_but_our_own(pages: dict[str, Page], path: str) -> None:
    (policy,) = pages[path].meta('Content-Security-Policy')
    rules = dict(rule.split(None, 1) for rule in policy.split('; '))
    assert rules == {
        'default-src': "'none'", 'style-src': "'self'", 'script-src': "'self'",
        'img-src': "'self'", 'base-uri': "'none'", 'form-action': "'none'",
    }  # fmt: skip


def test_the_page_that_is_not_found_holds_its_own_style(pages: dict[str, Page]) -> None:
    style = pages['404.html'].one('.//style').text or ''
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in pages['404.html'].meta('Content-Security-Policy')[0]
    assert pages['404.html'].all('link', 'script', 'img') == []


def test_there_is_no_inline_style_or_script(page: Page) -> None:
    styles = page.all('style') if page.path != '404.html' else []
    scripts = [e for e in page.all('script') if text(e) or not e.get('src')]
    handlers = [(e.tag, name) for e in page.root.iter() for name in e.attrib
                if name == 'style' or name.startswith('on')]  # fmt: skip
    assert (styles, scripts, handlers) == ([], [], [])


def test_nothing_is_loaded_from_elsewhere(page: Page) -> None:
    loaded = [e.get(LOADS[e.tag]) or '' for e in page.all(*LOADS)]
    assert [each for each in loaded if ':' in each or each.startswith('//')] == []


def test_no_referrer_tells_where_a_reader_was(page: Page) -> None:
    assert page.meta('referrer') == ['no-referrer']


@pytest.mark.parametrize('path', STATIC)
def test_what_pages_load_loads_nothing(built: Path, path: str) -> None:
    code = (built / 'output' / path).read_text('utf-8')
    for word in ('url(http', '@import', 'fetch(', 'XMLHttpRequest', 'document.cookie', 'import('):
        assert word not in code


# ------------------------------------------------------------ for every reader


def test_a_page_has_one_first_heading(page: Page) -> None:
    assert len(page.all('h1')) == 1


def test_every_picture_has_words_or_is_decoration(page: Page) -> None:
    assert [e.get('src') for e in page.all('img') if e.get('alt') is None] == []


def test_the_skip_link_leads_to_the_text(reader: Page) -> None:
    (skip,) = [a for a in reader.all('a') if a.get('class') == 'skip']
    assert skip.get('href') == '#text'
    assert reader.one(".//main[@id='text']") is not None


def test_a_reader_sees_which_age_is_read(reader: Page) -> None:
    current = [text(a) for a in reader.all('a') if a.get('aria-current') == 'true']
    tag, age = reader.path.split('/')[:2]
    assert len(current) == (age != 'index.html')
    assert age != 'adult' or current == [AGES[tag]]


def test_every_page_tells_its_version(pages: dict[str, Page]) -> None:
    for topic in TOPICS:
        footer = pages[f'sl/{topic}/index.html'].one('.//footer')
        assert 'draft-' in text(footer)


def test_pages_need_no_printer(specimen: Path) -> None:
    assert run(specimen, '--no-print').code == 0
    made = snapshot(specimen / 'output').keys() - {'.kljuc.json'}
    assert made == {*READERS, *OTHERS, *STATIC}
