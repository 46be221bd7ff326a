# A PostgreSQL server on loopback for the images' test: Debian's, else the embedded one that the Maven tests use. To be sourced. Wants $work.

postgres_programs() {
  local found
  found=$(find /usr/lib/postgresql -maxdepth 3 -name initdb 2>/dev/null | sort -V | tail -n 1)
  if [[ -n $found ]]; then
    dirname "$found"
    return
  fi
  local machine archive
  case $(uname -m) in aarch64) machine=linux-arm64v8 ;; *) machine=linux-amd64 ;; esac
  archive=$(find "${HOME}/.m2/repository/io/zonky/test/postgres/embedded-postgres-binaries-$machine" -name '*.jar' 2>/dev/null | sort -V | tail -n 1)
  if [[ -z $archive ]]; then
    echo "No PostgreSQL: install Debian's postgresql, or run ./mvnw verify once, which brings one." >&2
    return 1
  fi
  mkdir -p "$work/postgres"
  (cd "$work/postgres" && jar --extract --file "$archive" && tar -xJf ./*.txz)
  echo "$work/postgres/bin"
}

# PostgreSQL refuses to run as root.
as_postgres() {
  if ((EUID == 0)); then
    setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
  else
    "$@"
  fi
}

# start_postgres PORT: with the roles and the database that docs/operations.md tells to make
start_postgres() {
  local port=$1
  postgres_bin=$(postgres_programs)
  database=$work/database
  mkdir -p "$database"
  ((EUID != 0)) || chown 65534:65534 "$database"
  echo unused >"$work/superuser.password"
  chmod 644 "$work/superuser.password"
  as_postgres "$postgres_bin/initdb" --pgdata "$database" --username postgres --auth scram-sha-256 --encoding UTF8 --locale C \
    --pwfile "$work/superuser.password" >"$work/initdb.log"
  as_postgres "$postgres_bin/postgres" --single -D "$database" postgres >>"$work/initdb.log" <<'SQL'
create role postern_admin nologin
create role postern_gateway nologin
create role postern_owner login password 'owner-password'
create role postern_admin_api login password 'admin-password' in role postern_admin
create role postern_gateway_1 login password 'gateway-password' in role postern_gateway
create database postern owner postern_owner
SQL
  as_postgres "$postgres_bin/pg_ctl" start --wait --silent --pgdata "$database" --log "$database/server.log" \
    --options "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
}

stop_postgres() {
  as_postgres "$postgres_bin/pg_ctl" stop --silent --mode immediate --pgdata "$database" || true
}
