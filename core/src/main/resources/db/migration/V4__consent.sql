-- A consent that was asked for and not yet given: who comes back with the state may finish it, once. Only admin-api reads it.
create table consent (
    state_hash    bytea       primary key, -- SHA-256; the state itself is nowhere
    client_id     text        not null references client on delete cascade,
    credential_id text        not null references credential on delete cascade,
    challenge     text        not null, -- PKCE's, which is public; the verifier is made again of the state
    user_id       text        not null,
    expires_at    timestamptz not null
);
create index consent_expiry on consent (expires_at);

grant select, insert, delete on consent to postern_admin;
