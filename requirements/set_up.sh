# set_up VENV LOCK: a virtual environment with exactly what the lock names, made once per lock.
set_up() {
    venv=$1 lock=$2
    done="$venv/.made-from"
    if [ -f "$done" ] && cmp -s "$lock" "$done"; then
        return
    fi
    python=${PYTHON:-python3}
    if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        echo "Python 3.11 or newer is needed; set PYTHON to one." >&2
        exit 2
    fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "Python's venv module is missing. On Debian or Ubuntu: apt install python3-venv" >&2
        exit 2
    fi
    echo "Setting up (once, about a minute)..." >&2
    [ -x "$venv/bin/pip" ] || "$python" -m venv "$venv"
    export PIP_DISABLE_PIP_VERSION_CHECK=1
    "$venv/bin/pip" install -q --no-deps --require-hashes -r "$lock" 2>"$venv/pip.log" >&2 &&
        "$venv/bin/pip" install -q --no-deps --no-build-isolation -e . 2>>"$venv/pip.log" >&2 || {
        cat "$venv/pip.log" >&2
        echo "The set-up failed; see above. Nothing else was changed." >&2
        exit 1
    }
    cp "$lock" "$done"
}

# add_to VENV LOCK: what the program can do without, added once per lock. Failing is no failure: it
# is told, and tried again the next time.
add_to() {
    venv=$1 lock=$2
    done="$venv/.added-$(basename "$lock")"
    if [ -f "$done" ] && cmp -s "$lock" "$done"; then
        return
    fi
    echo "Adding what pictures are drawn with (once, 50 MB)..." >&2
    export PIP_DISABLE_PIP_VERSION_CHECK=1
    if "$venv/bin/pip" install -q --no-deps --require-hashes --only-binary :all: --retries 1 \
        -r "$lock" 2>"$venv/added.log" >&2; then
        cp "$lock" "$done"
    else
        echo "That failed, see $venv/added.log: no pictures, but all else works." >&2
    fi
}
