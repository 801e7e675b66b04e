# shellcheck shell=bash
# PostgreSQL and Redis where the tests look for them: at their usual ports of 127.0.0.1, the
# superuser "postgres" let in without a password, an empty database "test". What answers there
# is used as it is; what does not is started, with data that nobody keeps, and ends with the
# shell that sourced this.

services_data=$(mktemp -d)
services_started=()

stop_services() {
    [ ${#services_started[@]} -eq 0 ] || kill "${services_started[@]}" 2>/dev/null || true
    wait
    rm -rf "$services_data"
}
trap stop_services EXIT

answers_postgres() { psql -w -h 127.0.0.1 -U postgres -d test -c "" >/dev/null 2>&1; }
answers_redis() { [ "$(redis-cli -h 127.0.0.1 ping 2>/dev/null)" = PONG ]; }

# Waits half a minute at most for the command to succeed.
until_it() {
    for _ in $(seq 150); do
        "$@" && return
        sleep 0.2
    done
    echo "it did not come up: $*" >&2
    return 1
}

start_postgres() {
    local programs user=()
    programs=$(pg_config --bindir 2>/dev/null) || true
    [ -x "$programs/initdb" ] || programs=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | tail -n 1)")
    mkdir "$services_data/postgres"
    if [ "$(id -u)" = 0 ]; then
        # It refuses to run as root.
        user=(setpriv --reuid postgres --regid postgres --clear-groups)
        chmod 755 "$services_data"
        chown postgres: "$services_data/postgres"
    fi
    (
        cd "$services_data/postgres"
        "${user[@]}" "$programs/initdb" --pgdata data --username postgres --auth trust \
            --encoding UTF8 --locale C.UTF-8 --no-sync >/dev/null
        exec "${user[@]}" "$programs/postgres" -D data -p 5432 \
            -c listen_addresses=127.0.0.1 -c unix_socket_directories="$PWD" \
            -c fsync=off -c full_page_writes=off >log 2>&1
    ) &
    services_started+=($!)
    until_it pg_isready -q -h 127.0.0.1 -p 5432
    createdb -h 127.0.0.1 -U postgres test
}

start_redis() {
    redis-server --bind 127.0.0.1 --port 6379 --save "" --appendonly no \
        --dir "$services_data" >"$services_data/redis.log" 2>&1 &
    services_started+=($!)
    until_it answers_redis
}

answers_postgres || start_postgres
answers_redis || start_redis
