#!/bin/sh
# Has the Rocq kernel check every file here in a temporary copy, then reads the axioms it printed.
# Exit 0: every file accepted, no axiom but the four below.  1: not so.  2: no coqc on this machine.
set -eu

ALLOWED="ClassicalDedekindReals.sig_forall_dec ClassicalDedekindReals.sig_not_dec
FunctionalExtensionality.functional_extensionality_dep Classical_Prop.classic"
HERE=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

if ! command -v coqc >/dev/null 2>&1; then
    echo "no coqc on this machine: apt-get install -y --no-install-recommends coq libcoq-coquelicot libcoq-interval" >&2
    exit 2
fi

WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
trap 'exit 130' INT TERM
cp "$HERE"/*.v "$HERE/_CoqProject" "$WORK"
cd "$WORK"

if command -v coq_makefile >/dev/null 2>&1 && command -v make >/dev/null 2>&1; then
    coq_makefile -f _CoqProject -o build.mk >/dev/null
    MAKEFLAGS='' make -j 2 -f build.mk >log 2>&1 || { cat log >&2; exit 1; }
else
    grep '\.v$' _CoqProject >order
    while read -r file; do
        coqc -q -w -ambiguous-paths -Q . critscale "$file" >>log 2>&1 || { cat log >&2; exit 1; }
    done <order
fi
for file in *.v; do
    test -f "${file}o" || { echo "$file was not compiled: list it in _CoqProject" >&2; exit 1; }
done

# The names start a line; their types follow a colon or stand on the next lines.
coqc -q -w -ambiguous-paths -Q . critscale Axioms.v >axioms 2>&1 || { cat axioms >&2; exit 1; }
expected=$(grep -c '^Print Assumptions' Axioms.v)
printed=$(grep -c -e '^Axioms:$' -e '^Closed under the global context$' axioms || true)
if [ "$expected" -eq 0 ] || [ "$printed" -ne "$expected" ]; then
    echo "Axioms.v printed $printed lists of axioms, not $expected" >&2
    exit 1
fi
found=$(sed -n -e '/^Axioms:$/d' -e '/^Closed under/d' -e 's/^\([^ ][^ ]*\).*/\1/p' axioms | sort -u)
for axiom in $found; do
    case " $(echo $ALLOWED) " in
        *" $axiom "*) ;;
        *) echo "the proofs rest on $axiom, which is not allowed" >&2; exit 1 ;;
    esac
done

echo "coqc $(coqc --print-version | cut -d' ' -f1) accepts $(ls ./*.v | wc -l | tr -d ' ') files," \
    "$(grep -c '^ *(\* \(claim\|twin\|formal\): ' ./*.v | awk -F: '{n += $2} END {print n}') tagged statements, resting on:"
for axiom in $found; do echo "  $axiom"; done
