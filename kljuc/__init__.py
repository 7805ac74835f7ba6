"""One build: content in Markdown, translations in PO, out come pages and printable sheets."""

__version__ = '0.1.0'
