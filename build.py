#!/usr/bin/env python3
"""The front door: python build.py [build|check|extract|update|status]; --help tells the rest."""

import sys
from pathlib import Path

from kljuc.cli import main

if __name__ == '__main__':
    sys.exit(main(sys.argv[1:], home=Path(__file__).resolve().parent))
