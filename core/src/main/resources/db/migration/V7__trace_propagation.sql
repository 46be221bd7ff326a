-- Whether the target of a proxy is told of the trace that a call belongs to. A program that does not know the column yet
-- writes rows without it, and changes none that has it.
alter table proxy add column proxy_trace_propagation boolean not null default false;
