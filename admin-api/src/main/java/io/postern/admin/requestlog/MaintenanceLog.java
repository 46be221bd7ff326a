package io.postern.admin.requestlog;

import io.postern.core.schema.SchemaVersion;
import io.r2dbc.spi.R2dbcException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import reactor.core.Exceptions;

/** Tells of rounds that fail: of each kind of failure once, and once that all is well again. The driver's own text stays out. */
final class MaintenanceLog {

    private static final Logger log = LoggerFactory.getLogger(RequestLogPartitions.class);

    /** By the SQL state (PostgreSQL's manual, appendix A). */
    private static final Map<String, String> KNOWN = Map.of(
            "42P01",
            "the schema is missing or older than version " + SchemaVersion.NEEDED + ": run the command migrate",
            "42883",
            "the schema is missing or older than version " + SchemaVersion.NEEDED + ": run the command migrate",
            "42501",
            "the role of spring.r2dbc.username lacks a right of postern_admin",
            "55P03",
            "somebody else had the lock for too long");

    private final Set<String> told = ConcurrentHashMap.newKeySet();

    void failed(Throwable failure) {
        for (Throwable one : Exceptions.unwrapMultiple(failure)) {
            String reason = reason(one);
            if (told.add(reason)) {
                log.warn("the days of the request log can't be made and dropped, and will be tried again: {}", reason);
            } else {
                log.debug("the days of the request log still can't be made and dropped: {}", reason);
            }
        }
    }

    void done(RequestLogPartitions.Maintained done) {
        log.debug("request log: {}", done);
        if (!told.isEmpty()) {
            told.clear();
            log.info("the days of the request log can be made and dropped again");
        }
    }

    private static String reason(Throwable failure) {
        if (!(failure instanceof DataAccessException
                || failure instanceof TransactionException
                || failure instanceof R2dbcException)) {
            return "a defect, " + failure.getClass().getName();
        }
        String state = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof R2dbcException refused && refused.getSqlState() != null) {
                state = refused.getSqlState();
            }
        }
        // Class 08: no connection; 57P: PostgreSQL stops or starts. Without a state it never answered.
        if (state.isEmpty() || state.startsWith("08") || state.startsWith("57P")) {
            return "PostgreSQL can't be reached";
        }
        return KNOWN.getOrDefault(state, "PostgreSQL refused, SQL state " + state);
    }
}
