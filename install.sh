#!/bin/sh
# Install this project into a virtual environment: ./install.sh .venv '.[test]'
# or what a list names, beside it: ./install.sh .venv-s3 tests/s3-service.txt
# Wheels only, at the versions of constraints.txt; no root, no compiler, no system package.
set -eu
venv=$1 what=$2 python=${PYTHON:-python3}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "expected Python 3.11 or later, found $("$python" --version 2>&1); name one: make PYTHON=python3.12" >&2
    exit 2
}
if [ ! -x "$venv/bin/python" ]; then
    "$python" -m venv "$venv" 2>/dev/null || "$python" -m venv --without-pip "$venv"
fi
if "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    pip="$venv/bin/python -m pip"
else
    pip="$python -m pip --python $venv/bin/python"
fi
case $what in
    *.txt) set -- -r "$what" ;;
    *) set -- -c constraints.txt -e "$what" ;;
esac
PIP_DISABLE_PIP_VERSION_CHECK=1 $pip install --quiet --only-binary :all: "$@"
case $what in
    # As pip does with packages: otherwise each start reads the program's own text anew.
    .*) "$venv/bin/python" -m compileall -q archive evidence schemas webui ;;
esac
