-- Programs that call the admin API, each for one client. Of what they show only SHA-256 is kept: it has 256 bits of its own.
create table api_client (
    api_client_id         text primary key,
    client_id             text        not null references client on delete cascade,
    api_client_name       text        not null,
    api_client_roles      text[]      not null
        check (api_client_roles <@ array['user', 'admin'] and cardinality(api_client_roles) > 0), -- never owner
    api_client_key_prefix text        not null, -- how the newest key begins
    api_client_active     boolean     not null,
    api_client_expires_at timestamptz, -- null: it does not end by itself
    user_id               text        not null,
    created_at            timestamptz not null,
    updated_at            timestamptz not null
);
create index api_client_of_client on api_client (client_id, api_client_id);

-- The newest pair and, after a rotation with a grace, the one before it.
create table api_client_key (
    key_hash      bytea primary key,
    secret_hash   bytea       not null,
    api_client_id text        not null references api_client on delete cascade,
    created_at    timestamptz not null,
    valid_until   timestamptz -- null: the newest
);
create index api_client_key_of_api_client on api_client_key (api_client_id);

-- What a pair was exchanged for. Its tokens go with a pair.
create table access_token (
    token_hash    bytea primary key,
    key_hash      bytea       not null references api_client_key on delete cascade,
    api_client_id text        not null references api_client on delete cascade,
    created_at    timestamptz not null,
    expires_at    timestamptz not null
);
create index access_token_of_key on access_token (key_hash);
create index access_token_of_api_client on access_token (api_client_id, created_at);

grant select, insert, update, delete on api_client, api_client_key, access_token to postern_admin;

-- A program that does not know these columns makes tokens that don't end, and members that were never changed.
alter table user_token add column token_prefix text;
alter table user_token add column expires_at timestamptz;
alter table member add column updated_at timestamptz;
create index user_token_of_user on user_token (user_id, token_id);
