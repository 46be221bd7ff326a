-- So that a gateway can tell an old schema from a broken one before it is ready.
grant select on flyway_schema_history to postern_gateway;
