-- Where no admin API ran for long, the default partition of the request log holds millions of rows. Whoever takes over or
-- deletes what waits there does so in bounded steps from now on. Versions before call the functions of one argument, and get the
-- same.

-- Of the default partition alone: it is the only one in which a day is looked for among others.
create index request_log_default_ended on request_log_default (ended_at);

-- Makes the partition of one day (UTC), where there is none, and takes over the rows that waited for it. Where more than most
-- rows wait the day stays in the default partition, where queries find it and drop_request_log_partitions ends it.
create function add_request_log_partition(day date, most integer) returns boolean
    language plpgsql
    security definer
    set search_path = ${flyway:defaultSchema}, pg_temp
    set lock_timeout = '3s'
as $$
declare
    partition text := 'request_log_' || to_char(day, 'YYYYMMDD');
    begins timestamptz := day::timestamp at time zone 'UTC';
    ends timestamptz := (day + 1)::timestamp at time zone 'UTC';
    waiting bigint;
begin
    perform pg_advisory_xact_lock(8101821198418210306);
    if to_regclass(quote_ident(partition)) is not null then
        return false;
    end if;
    -- Before anything is locked, and no further than needed.
    select count(*) into waiting from (
        select from request_log_default where ended_at >= begins and ended_at < ends limit most::bigint + 1) late;
    if waiting > most then
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

-- Drops the partitions that ended before that time, and tells how many; of the default partition's rows it deletes most at
-- once, the oldest ones, and leaves the rest to the next time.
create function drop_request_log_partitions(oldest timestamptz, most integer) returns integer
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
    -- First, since it takes longer: dropping locks the whole log until the transaction ends.
    delete from request_log_default where ctid = any (array(
        select ctid from request_log_default where ended_at < oldest order by ended_at limit most));
    for partition in
        select relname from pg_inherits join pg_class on pg_class.oid = inhrelid
        where inhparent = 'request_log'::regclass and relname ~ '^request_log_[0-9]{8}$' order by relname
    loop
        if (to_date(right(partition, 8), 'YYYYMMDD') + 1)::timestamp at time zone 'UTC' <= oldest then
            execute format('drop table %I', partition);
            dropped := dropped + 1;
        end if;
    end loop;
    return dropped;
end
$$;

-- upgrade: the same call with the same rights and answers, which does a part of the work where there is much of it
create or replace function add_request_log_partition(day date) returns boolean
    language sql
    security definer
    set search_path = ${flyway:defaultSchema}, pg_temp
    set lock_timeout = '3s'
as $$
    select add_request_log_partition(day, 50000);
$$;

-- upgrade: the same call with the same rights and answers, which does a part of the work where there is much of it
create or replace function drop_request_log_partitions(oldest timestamptz) returns integer
    language sql
    security definer
    set search_path = ${flyway:defaultSchema}, pg_temp
    set lock_timeout = '3s'
as $$
    select drop_request_log_partitions(oldest, 100000);
$$;

revoke all on function add_request_log_partition(date, integer), drop_request_log_partitions(timestamptz, integer) from public;
grant execute on function add_request_log_partition(date, integer), drop_request_log_partitions(timestamptz, integer)
    to postern_admin;
