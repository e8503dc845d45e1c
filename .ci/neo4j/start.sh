#!/usr/bin/env bash
# A real Neo4j Community for the tests, without Docker: jars from Maven Central, Bolt on loopback.
#
#   start.sh start    collect the jars (once), start the server in the background, wait until Bolt answers,
#                     and print NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD, KGRAPH_NEO4J_JARS as lines to `eval` or `source`
#   start.sh import ARGUMENTS...
#                     make the database of a server that is not running: `neo4j-admin database import full ARGUMENTS...`
#   start.sh stop     stop it
#   start.sh clean    stop it and forget its data; the jars stay
#
# Environment: KGRAPH_NEO4J_HOME (data, logs; default ~/.cache/kgraph/neo4j), KGRAPH_NEO4J_JARS (default KGRAPH_NEO4J_HOME),
# KGRAPH_NEO4J_PORT (default 7687), KGRAPH_NEO4J_SETTINGS (more lines for neo4j.conf), KGRAPH_NEO4J_HEAP (default 1g),
# NEO4J_PASSWORD (default kgraph-test-password; taken when the data is made).
# KGRAPH_NEO4J_VERSION (default the one in pom.xml) runs another release; from 2025 on it needs Java 21 or later in JAVA_HOME.
# Needs Java 17 or 21, and Maven the first time; both come from apt-get where they are missing and apt-get is there.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=${KGRAPH_NEO4J_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/kgraph/neo4j}
jars=${KGRAPH_NEO4J_JARS:-$home}
port=${KGRAPH_NEO4J_PORT:-7687}
password=${NEO4J_PASSWORD:-kgraph-test-password}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
version=${KGRAPH_NEO4J_VERSION:-}
pid_file=$home/run/kgraph.pid
log=$home/logs/console.log

say() { echo "neo4j: $*" >&2; }

need() { # need PROGRAM PACKAGE: install PACKAGE where PROGRAM is missing
  command -v "$1" >/dev/null && return
  command -v apt-get >/dev/null || { say "$1 is missing; install it (on Debian: apt-get install $2)"; exit 1; }
  local sudo=""
  [ "$(id -u)" = 0 ] || sudo=sudo
  say "installing $2"
  $sudo apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -qq -y --no-install-recommends "$2" >&2
}

java_package() { # the newest Java that Neo4j 5.26 supports and this system offers
  apt-cache show openjdk-21-jre-headless >/dev/null 2>&1 && echo openjdk-21-jre-headless || echo openjdk-17-jre-headless
}

collect() { # the jars of this pom.xml, in a folder named by its content: a changed version never mixes with the old one
  lib=$jars/lib-$(sha256sum <"$here/pom.xml" | cut -c1-12)${version:+-$version}
  [ -f "$lib/.complete" ] && return
  need mvn maven
  say "collecting the jars (once)"
  rm -rf "$lib" && mkdir -p "$lib"
  local try
  for try in 1 2 3; do
    if mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies "-Dneo4j.lib=$lib" ${version:+"-Dneo4j.version=$version"} >&2; then
      touch "$lib/.complete"
      return
    fi
    say "Maven failed (try $try of 3)"
  done
  exit 1
}

running() { [ -f "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2>/dev/null; }

bolt_answers() { # the Bolt handshake: magic, four proposals; the server answers with four bytes
  (
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    printf '\x60\x60\xb0\x17\x00\x04\x04\x05\x00\x00\x04\x04\x00\x00\x00\x00\x00\x00\x00\x00' >&3
    [ "$(head -c 4 <&3 | wc -c)" = 4 ]
  ) 2>/dev/null
}

run_java() { # run_java JAVA_OPTIONS... CLASS ARGUMENTS...
  NEO4J_HOME=$home NEO4J_CONF=$home/conf exec "$java" \
    --add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/java.io=ALL-UNNAMED \
    --add-opens=java.base/sun.nio.ch=ALL-UNNAMED -Dio.netty.tryReflectionSetAccessible=true \
    -Dlog4j2.disable.jmx=true -Djava.awt.headless=true -Dfile.encoding=UTF-8 -cp "$lib/*" "$@"
}

main_class() { # it has another name since 2025.12
  for jar in "$lib"/neo4j-[0-9]*.jar; do
    if python3 -m zipfile -l "$jar" | grep org/neo4j/server/Neo4jCommunity.class >/dev/null; then echo org.neo4j.server.Neo4jCommunity; return; fi
  done
  echo org.neo4j.server.CommunityEntryPoint
}

settle() { # all that a server or the importer needs
  need java "$(java_package)"
  collect
  mkdir -p "$home"/{conf,data,logs,run,plugins,import}
  { cat "$here/neo4j.conf"
    echo "server.bolt.listen_address=127.0.0.1:$port"
    echo "server.bolt.advertised_address=127.0.0.1:$port"
    echo "${KGRAPH_NEO4J_SETTINGS:-}"; } >"$home/conf/neo4j.conf"
}

start() {
  if ! running; then
    settle
    if bolt_answers; then say "port $port is taken by another server"; exit 1; fi
    if [ -f "$home/data/password" ]; then
      password=$(cat "$home/data/password")
    else
      (run_java -Xmx256m -XX:TieredStopAtLevel=1 org.neo4j.cli.AdminTool dbms set-initial-password "$password") >"$log" 2>&1 ||
        { cat "$log" >&2; exit 1; }
      echo "$password" >"$home/data/password"
    fi
    # In the background of a script, so deaf to a Ctrl-C that is meant for the tests.
    (run_java -Xms512m "-Xmx${KGRAPH_NEO4J_HEAP:-1g}" -XX:+UseG1GC -XX:-OmitStackTraceInFastThrow "$(main_class)" \
      "--home-dir=$home" "--config-dir=$home/conf" --console-mode) >"$log" 2>&1 </dev/null &
    echo $! >"$pid_file"
  fi
  local _
  for _ in $(seq 240); do
    if bolt_answers; then
      echo "export NEO4J_URI=bolt://127.0.0.1:$port"
      echo "export NEO4J_USERNAME=neo4j"
      echo "export NEO4J_PASSWORD=$(cat "$home/data/password")"
      echo "export KGRAPH_NEO4J_JARS=$jars"
      return
    fi
    running || break
    sleep 0.5
  done
  say "did not start; the end of $log:"
  tail -n 40 "$log" >&2
  exit 1
}

import() {
  if running; then say "the server is running"; exit 1; fi
  settle
  (run_java -Xmx1g -XX:TieredStopAtLevel=1 org.neo4j.cli.AdminTool database import full "$@") >&2
}

stop() {
  running || return 0
  local pid _
  pid=$(cat "$pid_file")
  kill "$pid"
  for _ in $(seq 120); do
    kill -0 "$pid" 2>/dev/null || { rm -f "$pid_file"; return; }
    sleep 0.25
  done
  say "process $pid does not stop; killing it"
  kill -9 "$pid"
  rm -f "$pid_file"
}

case "${1:-}" in
  start) start ;;
  import) shift; import "$@" ;;
  stop) stop ;;
  clean) stop; rm -rf "$home"/{data,logs,run} ;;
  *) sed -n '2,16p' "$0" >&2; exit 2 ;;
esac
