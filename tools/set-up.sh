#!/bin/sh
# Set up .venv from a lock file:  sh tools/set-up.sh run|dev
#
# run   what detente needs to run (requirements.lock)
# dev   that, and what tests, lint and docs need (requirements-dev.lock)
#
# Needs Python 3.11 or newer and nothing else. Set PYTHON to choose one. A stamp in .venv holds a
# checksum of what it was made from, so that setting up again takes no time until that changes.
set -eu

kind=${1:-run}
cd "$(dirname "$0")/.."
folder=$(pwd)
venv=.venv

case $kind in
    run) lock=requirements.lock ;;
    dev) lock=requirements-dev.lock ;;
    *)
        echo "set-up: expected run or dev, got \"$kind\"" >&2
        exit 2
        ;;
esac

say() { printf '%s\n' "$*" >&2; }

# The folder is part of the key: an environment does not survive being moved or copied.
compute_key() { { cat "$1" pyproject.toml && printf '%s' "$folder"; } | cksum; }

is_current() {
    [ -x "$venv/bin/python" ] && [ -f "$venv/.set-up-$1" ] &&
        [ "$(cat "$venv/.set-up-$1")" = "$(compute_key "$2")" ]
}

# An environment for development holds everything that running needs, at the same versions.
is_current dev requirements-dev.lock && exit 0
is_current "$kind" "$lock" && exit 0

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
has_venv() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

# Print the first Python that is new enough and can make environments.
find_python() {
    without_venv=
    for candidate in ${PYTHON:+"$PYTHON"} python3.13 python3.12 python3.11 python3; do
        is_new_enough "$candidate" || continue
        if has_venv "$candidate"; then
            printf '%s' "$candidate"
            return 0
        fi
        without_venv=${without_venv:-$candidate}
    done
    if [ -n "$without_venv" ]; then
        version=$("$without_venv" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        say "Python $version is here, but cannot make environments (its venv module is missing)."
        say "On Debian and Ubuntu:  sudo apt-get install python$version-venv"
    else
        say "detente needs Python 3.11 or newer, and none was found on the path."
        say "Looked for: ${PYTHON:+$PYTHON, }python3.13, python3.12, python3.11, python3."
        say "If yours has another name or place:  make PYTHON=/path/to/python3 ..."
    fi
    return 1
}

# Warnings about newer versions of pip, or a user's own settings of it, would only distract here.
# Most modules are never imported; the others are compiled when they are, where that is kept.
when=--no-compile
[ -z "${PYTHONDONTWRITEBYTECODE:-}" ] || when=--compile
install() {
    "$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input "$when" "$@"
}

fail_install() {
    say ""
    say "Setting up stopped: the packages in $lock could not be installed (see above)."
    say "Check the network and try again; what was done so far is kept."
    exit 1
}

# An environment that pip and its scripts can be used in, and that was made right here.
is_usable() {
    "$venv/bin/python" -m pip --version >/dev/null 2>&1 && is_new_enough "$venv/bin/python" &&
        [ "$(cat "$venv/.made-in" 2>/dev/null || printf '%s' "$folder")" = "$folder" ]
}

rm -f "$venv/.set-up-run" "$venv/.set-up-dev"
if ! is_usable; then
    python=$(find_python) || exit 1
    "$python" -m venv --clear "$venv"
fi
printf '%s' "$folder" >"$venv/.made-in"
say "Setting up $venv with $("$venv/bin/python" --version); this takes about a minute, once."
install --require-hashes -r "$lock" || fail_install
install --no-deps --no-build-isolation --editable . || fail_install
compute_key "$lock" >"$venv/.set-up-$kind"
