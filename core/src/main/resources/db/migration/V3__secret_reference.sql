-- A credential's secret may lie elsewhere in Vault: {"path","fields","version","dynamic"} in place of the three columns.
alter table credential add column secret_reference jsonb;
alter table credential add check (secret_reference is null or secret_path is null);
