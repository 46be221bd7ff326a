-- Postern's schema. Two group roles hold the rights: postern_admin writes, postern_gateway only reads.
-- An operator makes the applications' login roles members of them (docs/operations.md).

do $$
begin
    if not exists (select from pg_roles where rolname = 'postern_admin') then
        create role postern_admin nologin;
    end if;
    if not exists (select from pg_roles where rolname = 'postern_gateway') then
        create role postern_gateway nologin;
    end if;
end
$$;

create table client (
    client_id   text primary key,
    client_name text        not null,
    user_id     text        not null,
    created_at  timestamptz not null,
    updated_at  timestamptz not null
);

-- The identity part (logins, API clients, invitations) grows from these three tables.
create table app_user (
    user_id    text primary key,
    user_name  text        not null,
    issuer     text, -- with subject: the user of a configured OIDC issuer
    subject    text,
    created_at timestamptz not null,
    unique (issuer, subject)
);

create table user_token (
    token_id   text primary key,
    user_id    text        not null references app_user on delete cascade,
    token_name text        not null,
    token_hash bytea       not null unique, -- SHA-256: the token has 256 bits of its own
    created_at timestamptz not null,
    revoked_at timestamptz
);

create table member (
    client_id  text        not null references client on delete cascade,
    user_id    text        not null references app_user on delete cascade,
    roles      text[]      not null,
    created_at timestamptz not null,
    primary key (client_id, user_id)
);
create index member_user on member (user_id);

create table target (
    target_id                  text primary key,
    client_id                  text        not null references client on delete cascade,
    target_name                text        not null,
    target_region              text        not null,
    target_base_url            text        not null,
    target_test_path           text        not null,
    target_default_rule_effect text        not null check (target_default_rule_effect in ('allow', 'deny')),
    target_encoded_slashes     text        not null check (target_encoded_slashes in ('refuse', 'keep')),
    user_id                    text        not null,
    created_at                 timestamptz not null,
    updated_at                 timestamptz not null,
    unique (client_id, target_id, target_region)
);

create table credential (
    credential_id                  text primary key,
    client_id                      text        not null references client on delete cascade,
    credential_type                text        not null check (credential_type in ('proxy', 'target')),
    credential_auth_type           text        not null,
    credential_name                text        not null,
    credential_region              text        not null,
    credential_default_rule_effect text        not null check (credential_default_rule_effect in ('allow', 'deny')),
    credential_config              jsonb       not null,
    credential_rotation_grace_seconds integer  not null,
    -- Where the secret is: all null where the kind has none, or where only hashes of it are kept.
    secret_store                   text,
    secret_path                    text,
    secret_version                 bigint,
    -- Of a proxy credential that is checked by comparing: [{"keyId","hash","validUntil"}], the newest first.
    caller_hashes                  jsonb       not null default '[]',
    user_id                        text        not null,
    created_at                     timestamptz not null,
    updated_at                     timestamptz not null,
    check ((secret_store is null) = (secret_path is null) and (secret_path is null) = (secret_version is null)),
    unique (client_id, credential_id, credential_type, credential_region)
);

-- The foreign keys hold what DESIGN promises whatever the code does: one client, one region, the right type.
create table proxy (
    proxy_id                       text primary key,
    client_id                      text        not null references client on delete cascade,
    proxy_name                     text        not null,
    proxy_region                   text        not null,
    proxy_proxy_credential_id      text        not null,
    proxy_proxy_credential_type    text        not null default 'proxy' check (proxy_proxy_credential_type = 'proxy'),
    proxy_target_id                text        not null,
    proxy_target_credential_id     text        not null,
    proxy_target_credential_type   text        not null default 'target' check (proxy_target_credential_type = 'target'),
    proxy_active                   boolean     not null,
    proxy_default_rule_effect      text        not null check (proxy_default_rule_effect in ('allow', 'deny')),
    proxy_max_requests_per_minute  integer, -- null: no limit
    proxy_connect_millis           integer     not null,
    proxy_first_byte_millis        integer     not null,
    proxy_idle_millis              integer     not null,
    proxy_retries                  integer     not null,
    user_id                        text        not null,
    created_at                     timestamptz not null,
    updated_at                     timestamptz not null,
    foreign key (client_id, proxy_target_id, proxy_region)
        references target (client_id, target_id, target_region) on delete cascade,
    foreign key (client_id, proxy_proxy_credential_id, proxy_proxy_credential_type, proxy_region)
        references credential (client_id, credential_id, credential_type, credential_region),
    foreign key (client_id, proxy_target_credential_id, proxy_target_credential_type, proxy_region)
        references credential (client_id, credential_id, credential_type, credential_region)
);

create table rule (
    rule_id       text primary key,
    client_id     text        not null references client on delete cascade,
    target_id     text references target on delete cascade,
    credential_id text references credential on delete cascade,
    proxy_id      text references proxy on delete cascade,
    definition    jsonb       not null, -- the rule's document, in its canonical shape
    user_id       text        not null,
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    check (num_nonnulls(target_id, credential_id, proxy_id) = 1)
);

-- Lists are read in the order of ids, which are time-ordered, one client at a time.
create index target_of_client on target (client_id, target_id);
create index credential_of_client on credential (client_id, credential_id);
create index proxy_of_client on proxy (client_id, proxy_id);
create index proxy_of_target on proxy (proxy_target_id);
create index proxy_of_proxy_credential on proxy (proxy_proxy_credential_id);
create index proxy_of_target_credential on proxy (proxy_target_credential_id);
create index rule_of_target on rule (target_id) where target_id is not null;
create index rule_of_credential on rule (credential_id) where credential_id is not null;
create index rule_of_proxy on rule (proxy_id) where proxy_id is not null;

-- Appends are serialised by an advisory lock that is held until commit, so revisions become visible in their order.
create sequence change_revision;
create table change (
    revision      bigint primary key,
    client_id     text        not null,
    resource_kind text        not null,
    resource_id   text        not null,
    changed_at    timestamptz not null default clock_timestamp()
);

create table audit (
    audit_id      bigint generated always as identity primary key,
    client_id     text,
    user_id       text        not null,
    action        text        not null, -- create, update, delete, …
    resource_kind text        not null,
    resource_id   text        not null,
    request_id    text        not null,
    detail        jsonb       not null default '{}', -- names of the fields that changed; never a value of a secret
    happened_at   timestamptz not null default clock_timestamp()
);
create index audit_of_client on audit (client_id, audit_id);

create table sealed_secret (
    secret_path text        not null,
    version     bigint      not null,
    key_id      text        not null,
    nonce       bytea       not null,
    ciphertext  bytea       not null,
    written_at  timestamptz not null default clock_timestamp(),
    primary key (secret_path, version)
);
-- The newest version ever given out at a path, so that a destroyed version's number never comes back.
create table sealed_secret_path (
    secret_path    text primary key,
    newest_version bigint not null
);

grant usage on schema ${flyway:defaultSchema} to postern_admin, postern_gateway;
grant select, insert, update, delete on all tables in schema ${flyway:defaultSchema} to postern_admin;
grant usage on all sequences in schema ${flyway:defaultSchema} to postern_admin;
revoke update, delete on audit from postern_admin; -- an audit that the application can rewrite proves nothing
grant select on client, target, credential, proxy, rule, change, sealed_secret to postern_gateway;
