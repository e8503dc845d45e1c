#!/usr/bin/env bash
# Apache Jena for the tests that hold kgraph against other people's programs: from Maven Central into the folder given.
#
#   jena.sh FOLDER    get it (once), and print KGRAPH_JENA as a line to `eval` or `source`
#
# Needs Java 17 or newer, Python, and Maven the first time.
set -euo pipefail

version=5.3.0
folder=${1:?the folder to put Apache Jena in}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
home=$folder/apache-jena-$version

say() { echo "jena: $*" >&2; }

if [ ! -f "$home/.complete" ]; then
  say "getting Apache Jena $version (once)"
  for try in 1 2 3; do
    mvn -q -B dependency:copy "-Dartifact=org.apache.jena:apache-jena:$version:zip" "-DoutputDirectory=$folder" >&2 && break
    say "Maven failed (try $try of 3)"
    [ "$try" != 3 ] || exit 1
  done
  rm -rf "$home"
  python3 -m zipfile -e "$folder/apache-jena-$version.zip" "$folder"
  chmod +x "$home"/bin/* # which zipfile does not keep
  rm -f "$folder/apache-jena-$version.zip"
  touch "$home/.complete"
fi
printf 'export KGRAPH_JENA=%q\n' "$home"
