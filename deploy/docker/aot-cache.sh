#!/bin/sh
# Runs the server once on an empty directory, has it do a little of everything, and keeps what Java has learnt of its
# classes (JEP 483, 514): the next start needs about a third of the time. The Dockerfile and a test run it.
#
#   aot-cache.sh CACHE      with the launcher's variables; SERVER_PORT where 8080 is taken
set -eu

cache=$1
address=http://localhost:${SERVER_PORT:-8080}
work=$(mktemp -d)
# The account that the embedded database runs as must get through where this is run as root.
chmod 711 "$work"

DATA_DIR="$work/data" SECRETS_DIR="$work" DEFAULT_AI_PROVIDER=builtin JAVA_OPTS="-XX:AOTCacheOutput=$cache" \
    docuvault serve > "$work/log" 2>&1 &
server=$!

ended() {
    cat "$work/log" >&2
    exit 1
}

tries=0
until curl -fsS -o /dev/null "$address/readyz" 2> /dev/null; do
    kill -0 "$server" 2> /dev/null && [ "$tries" -lt 300 ] || ended
    tries=$((tries + 1))
    sleep 1
done

ask() {
    path=$1
    shift
    curl -fsS "$@" "$address$path"
}

token=$(ask /api/setup -H 'Content-Type: application/json' \
    -d '{"email": "trial@example.org", "password": "only for this trial run of 2026"}' |
    sed 's/.*"accessToken":"\([^"]*\)".*/\1/')
echo 'The contract about the heron was signed in March.' > "$work/trial.txt"
ask /api/documents -H "Authorization: Bearer $token" -F "file=@$work/trial.txt;type=text/plain" > "$work/answers"
for path in / /health /api/openapi.json; do
    ask "$path" >> "$work/answers" || true
done
for path in /api/account /api/documents /api/topics '/api/search?q=heron'; do
    ask "$path" -H "Authorization: Bearer $token" >> "$work/answers"
done

kill "$server"
# 143: ended by the signal.
wait "$server" || [ $? -eq 143 ] || ended
[ -s "$cache" ] || ended
rm -rf "$work"
