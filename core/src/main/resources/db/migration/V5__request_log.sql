-- What is known of each call once it has ended: metadata only. Gateways insert, and can do nothing else here
-- (docs/adr/0008-gateways-append-the-request-log.md); the admin API reads, and drops what is old, a day at a time.
create table request_log (
    ended_at        timestamptz not null, -- by the gateway's clock
    request_id      text        not null,
    client_id       text        not null, -- no foreign key: a log outlives what it tells of
    proxy_id        text        not null,
    target_id       text        not null,
    region          text        not null,
    method          text        not null,
    path            text, -- canonical, without its query; null where the gateway is told not to note it
    outcome         text        not null, -- answered, or who ended it: caller, rule, limit, secret, upstream, gateway
    code            text, -- the refusal's, or cancelled, or truncated; null where it was answered
    status          integer, -- what the caller saw; null where it did not wait for it
    rule_id         text,
    total_micros    bigint      not null,
    gateway_micros  bigint      not null,
    upstream_micros bigint, -- null where nothing was sent
    request_bytes   bigint,
    response_bytes  bigint,
    gateway_id      text        not null,
    primary key (client_id, ended_at, request_id) -- so that a batch which is written again is there once
) partition by range (ended_at);

create index request_log_of_proxy on request_log (proxy_id, ended_at, request_id);
create index request_log_of_id on request_log (request_id);
create index request_log_refused on request_log (client_id, ended_at, request_id) where outcome <> 'answered';

-- For rows whose day was not made yet, as when no admin API has run for long.
create table request_log_default partition of request_log default;

-- Only its owner may change a table's partitions, and the admin API runs without the owner's rights: it may do these two things.

-- Makes the partition of one day (UTC), where there is none, and takes over the rows that waited for it.
create function add_request_log_partition(day date) returns boolean
    language plpgsql
    security definer
    set search_path = ${flyway:defaultSchema}, pg_temp
    set lock_timeout = '3s'
as $$
declare
    partition text := 'request_log_' || to_char(day, 'YYYYMMDD');
    begins timestamptz := day::timestamp at time zone 'UTC';
    ends timestamptz := (day + 1)::timestamp at time zone 'UTC';
begin
    perform pg_advisory_xact_lock(8101821198418210306);
    if to_regclass(quote_ident(partition)) is not null then
        return false;
    end if;
    -- Attaching a table locks neither readers nor writers of the other partitions, as "create … partition of" would.
    execute format('create table %I (like request_log including all)', partition);
    lock table request_log_default in access exclusive mode;
    execute format('with late as (delete from request_log_default where ended_at >= %L and ended_at < %L returning *)'
        || ' insert into %I select * from late', begins, ends, partition);
    execute format('alter table request_log attach partition %I for values from (%L) to (%L)', partition, begins, ends);
    return true;
end
$$;

-- Drops the partitions that ended before that time, and tells how many.
create function drop_request_log_partitions(oldest timestamptz) returns integer
    language plpgsql
    security definer
    set search_path = ${flyway:defaultSchema}, pg_temp
    set lock_timeout = '3s'
as $$
declare
    partition text;
    dropped integer := 0;
begin
    perform pg_advisory_xact_lock(8101821198418210306);
    for partition in
        select relname from pg_inherits join pg_class on pg_class.oid = inhrelid
        where inhparent = 'request_log'::regclass and relname ~ '^request_log_[0-9]{8}$' order by relname
    loop
        if (to_date(right(partition, 8), 'YYYYMMDD') + 1)::timestamp at time zone 'UTC' <= oldest then
            execute format('drop table %I', partition);
            dropped := dropped + 1;
        end if;
    end loop;
    delete from request_log_default where ended_at < oldest;
    return dropped;
end
$$;

revoke all on function add_request_log_partition(date), drop_request_log_partitions(timestamptz) from public;
grant execute on function add_request_log_partition(date), drop_request_log_partitions(timestamptz) to postern_admin;
grant select on request_log to postern_admin;
grant insert on request_log to postern_gateway;
