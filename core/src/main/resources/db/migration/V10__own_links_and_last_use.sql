-- Whether links to a target in the headers of its answers are made to lead to the proxy. A program that does not know the
-- column yet writes rows without it, and changes none that has it.
alter table target add column target_own_links text not null default 'rewrite';

-- When a key was last shown, to within some minutes; null: not since this is noted. Of API clients, by the newest pair and
-- by the one before it.
alter table user_token add column last_used_at timestamptz;
alter table api_client add column api_client_last_used_at timestamptz;
alter table api_client add column api_client_previous_used_at timestamptz;

-- Those that are there keep the callback URL that all had together; those to come have one of their own.
alter table credential add column credential_shared_callback boolean not null default true;
-- upgrade: the version before does not know the column and does not read it
alter table credential alter column credential_shared_callback set default false;
