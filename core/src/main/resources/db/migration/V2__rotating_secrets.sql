-- Secrets that change with their use (refresh tokens), beside those of sealed_secret: one row for each credential, sealed
-- under the same keys. The one table that a gateway writes to (docs/adr/0007-gateways-write-rotating-secrets.md).
create table rotating_secret (
    secret_path text primary key,
    version     bigint      not null check (version > 0), -- counts the writings: a gateway replaces only what it has read
    key_id      text        not null,
    nonce       bytea       not null,
    ciphertext  bytea       not null,
    written_at  timestamptz not null default clock_timestamp()
);

-- The admin API destroys, and seals again under a new key; it writes no values of its own.
grant select, update, delete on rotating_secret to postern_admin;
grant select, insert, update on rotating_secret to postern_gateway;
