package io.postern.gateway.plan;

import io.postern.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Writes configuration as admin-api does it, with its user's rights and without running it. */
public final class TestRows {

    /** Of everything that is written here, unless said otherwise. */
    public static final String REGION = "eu-1";

    private final TestDatabase database;
    private final AtomicInteger ids = new AtomicInteger();

    public TestRows(TestDatabase database) {
        this.database = database;
    }

    /** A transaction that the test commits, rolls back, or closes, which rolls it back. */
    public TestTransaction begin() {
        try {
            Connection connection = database.connect(TestDatabase.ADMIN_USER);
            connection.setAutoCommit(false);
            return new TestTransaction(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes all of it in one transaction. */
    public void write(Consumer<TestTransaction> statements) {
        try (TestTransaction transaction = begin()) {
            statements.accept(transaction);
            transaction.commit();
        }
    }

    /** A client with one proxy that any caller with a key may use, without a secret for its target. */
    public Ids proxy() {
        Ids all = nextIds();
        write(tx -> {
            tx.client(all.client());
            tx.target(all.client(), all.target(), "https://api.example.com");
            tx.callerCredential(all.client(), all.caller(), "apiKey", "{}", "[]");
            tx.targetCredential(all.client(), all.injection(), "none", "{}");
            tx.proxy(all);
        });
        return all;
    }

    public Ids nextIds() {
        int n = ids.incrementAndGet();
        return new Ids("cl_" + n, "tgt_" + n, "cred_c" + n, "cred_t" + n, "prx_" + n);
    }

    /** The ids of one proxy and of what it binds. */
    public record Ids(String client, String target, String caller, String injection, String proxy) {

        /** Another proxy over the same parts. */
        public Ids withProxy(String proxyId) {
            return new Ids(client, target, caller, injection, proxyId);
        }
    }

    /** Ends every gateway's connections to this database, as a fail-over would. */
    public void terminateGateways() {
        database.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                + " and usename = '" + TestDatabase.GATEWAY_USER + "'");
    }

    /** Whether some transaction waits for another one's advisory lock in this database. */
    public boolean someoneWaitsForTheAppendLock() {
        try (Connection connection = database.connect(TestDatabase.OWNER);
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from pg_locks where locktype = 'advisory'"
                        + " and not granted and database ="
                        + " (select oid from pg_database where datname = current_database())")) {
            return rows.next() && rows.getInt(1) > 0;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
