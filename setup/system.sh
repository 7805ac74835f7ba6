#!/usr/bin/env bash
# setup/system.sh build|test   sees to what pip cannot install: libraries, and for the tests programs.
# Silent and quick when nothing is missing. Else it installs with apt-get where it may (root, or sudo
# that asks nothing), or prints the command to type and stops.
# PYTHON names the Python to look with. Exit: 0 all there, 2 something is missing.
set -euo pipefail
shopt -s nullglob

what=${1:-}
[[ $what == build || $what == test ]] || { echo "usage: $0 build|test" >&2; exit 2; }
python=${PYTHON:-python3}
has() { command -v "$1" >/dev/null 2>&1; }

# What is missing, as Debian calls it.
missing() {
  # Libraries are asked for as WeasyPrint does it: by loading, under each system's name. WeasyPrint
  # does without harfbuzz-subset, but its PDFs are then other bytes than ours.
  # Debian's Python lacks ensurepip until python3-venv is there.
  "$python" - <<'PY' || echo python3-venv
import ctypes
import os

if os.name == 'nt':
    for folder in os.getenv('WEASYPRINT_DLL_DIRECTORIES', r'C:\msys64\ucrt64\bin').split(';'):
        if os.path.isdir(folder):
            os.add_dll_directory(folder)


def loads(stem, dylib):
    for name in (f'lib{stem}.so.0', f'lib{stem}{dylib}.dylib', f'lib{stem}-0.dll'):
        for folder in ('', '/opt/homebrew/lib/', '/usr/local/lib/'):
            try:
                return ctypes.CDLL(folder + name)
            except OSError:
                pass


for stem, dylib, package in (
    ('pango-1.0', '', 'libpango-1.0-0'),
    ('pangoft2-1.0', '', 'libpangoft2-1.0-0'),
    ('harfbuzz-subset', '.0', 'libharfbuzz-subset0'),
):
    if not loads(stem, dylib):
        print(package, flush=True)

import ensurepip
PY
  [[ $what == test ]] || return 0
  has chromium || has chromium-browser || has google-chrome || echo chromium
  local version  # asked, not looked for: the javac of a bare macOS only says where to get one
  version=$(javac -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p') || true
  ((${version:-0} >= 17)) || echo jdk
  local jars=("${JAXB_JARS:-/usr/share/java}"/jaxb-*.jar)
  ((${#jars[@]})) || echo libjaxb-java
  has pdftotext && has pdftoppm || echo poppler-utils
  has msgcat && has msgfmt && has msgmerge || echo gettext
}

look() {  # no mapfile: macOS has bash 3.2
  lacking=()
  local package
  while IFS= read -r package; do lacking+=("$package"); done < <(missing 2>/dev/null)
  ((${#lacking[@]} == 0))
}

# The two names that differ between releases of Debian and Ubuntu.
named() {
  case $1 in
    jdk) if apt-cache show openjdk-17-jdk-headless >/dev/null 2>&1; then
        echo openjdk-17-jdk-headless
      else echo default-jdk-headless; fi ;;
    python3-venv) "$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])' \
      2>/dev/null || echo "$1" ;;
    *) echo "$1" ;;
  esac
}

look && exit 0
echo "setup: missing for '$what': ${lacking[*]}" >&2

if ((EUID == 0)); then root=(env); else root=(sudo -n env); fi
if has apt-get && "${root[@]}" true 2>/dev/null; then
  echo 'setup: installing with apt-get' >&2
  root+=(DEBIAN_FRONTEND=noninteractive apt-get -qq)
  "${root[@]}" update >&2 || true  # the lists may be stale; what is missing then is said below
  packages=()
  for package in "${lacking[@]}"; do packages+=("$(named "$package")"); done
  "${root[@]}" install -y --no-install-recommends "${packages[@]}" >&2 || true
  look && exit 0
  echo "setup: still missing: ${lacking[*]}" >&2
fi

debian='python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0'
brew='pango harfbuzz'
if [[ $what == test ]]; then
  debian+=' chromium openjdk-17-jdk-headless libjaxb-java poppler-utils gettext'
  brew+=' openjdk poppler gettext && brew install --cask chromium'
fi
cat >&2 <<TEXT

Install what is missing, then say it again:

  Debian, Ubuntu   sudo apt-get install $debian
  macOS            brew install $brew
  Windows          in WSL with Debian or Ubuntu: as there. Without WSL the libraries come from MSYS2:
                   pacman -S mingw-w64-ucrt-x86_64-pango mingw-w64-ucrt-x86_64-harfbuzz
TEXT
[[ $what == build ]] || cat >&2 <<'TEXT'

Where no package holds JAXB 2.3 (macOS), put its API and runtime jars into a folder and name that:
  export JAXB_JARS=folder
TEXT
exit 2
