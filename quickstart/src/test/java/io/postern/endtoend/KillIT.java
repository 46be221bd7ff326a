package io.postern.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.NeedsVault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An admin API that dies at any moment loses no write that it has confirmed, and leaves no row without its secret. */
@NeedsVault
@ExtendWith(SharedServers.class)
class KillIT {

    private static final int KILLS = 6;
    private static final int WRITERS = 4;

    /** Of one credential: what was confirmed last, and what was sent after it and may or may not have been written. */
    private static final class Written {

        private volatile String confirmed;
        private volatile @Nullable String sent;

        Written(String confirmed) {
            this.confirmed = confirmed;
        }
    }

    private final Map<String, Written> credentials = new ConcurrentHashMap<>();
    private final AtomicInteger counter = new AtomicInteger();
    private final AtomicInteger rotations = new AtomicInteger();
    private final Random random = new Random(4711);

    private PosternServers servers;
    private Tenant tenant;

    @BeforeEach
    void tenant(PosternServers shared) {
        servers = shared;
        tenant = Tenant.create(shared);
    }

    @Test
    void adminApiWhenKilledInTheMiddleOfWritesThenNothingConfirmedIsLostAndEveryRowHasItsSecret() throws Exception {
        for (int i = 0; i < KILLS; i++) {
            try (AdminProcess process = AdminProcess.start(servers)) {
                writeUntilKilled(process);
            }
        }

        assertThat(credentials).hasSizeGreaterThan(2 * KILLS);
        assertThat(rotations).hasPositiveValue();
        assertEveryRowHasItsSecret();
        servers.sweepAsIfLater();
        Set<String> named = assertEveryRowHasItsSecret();
        assertThat(servers.inVault().credentials(tenant.path()).stream()
                        .filter(credential -> servers.inVault().versions(tenant.path(), credential) > 0))
                .as("what no row names is swept away")
                .containsExactlyInAnyOrderElementsOf(named);
        for (String credential : named) {
            assertThat(servers.inVault().versions(tenant.path(), credential)).isEqualTo(1);
        }
    }

    private void writeUntilKilled(AdminProcess process) throws InterruptedException {
        List<Thread> writers = new ArrayList<>();
        int before = counter.get();
        for (int i = 0; i < WRITERS; i++) {
            Thread writer = new Thread(() -> write(process.admin()), "writer");
            writer.setDaemon(true);
            writer.start();
            writers.add(writer);
        }
        // The moment is counted in writes begun and a few milliseconds more, so that it falls into any part of one.
        int writes = before + 8 + random.nextInt(24);
        long nanos = random.nextInt(20_000_000);
        PosternServers.await("writes are under way", () -> counter.get() >= writes);
        java.util.concurrent.locks.LockSupport.parkNanos(nanos);
        process.kill();
        for (Thread writer : writers) {
            writer.join();
        }
    }

    /** Creates and rotates in turn until the connection breaks. */
    private void write(Admin admin) {
        try {
            while (true) {
                String first = "secret-" + counter.incrementAndGet();
                Admin.Answer created = admin.post(
                        tenant.path() + "/credentials",
                        Tenant.credentialDocument("target", "bearer", "{}", "{'token':'" + first + "'}"));
                Written written = new Written(first);
                String id = created.expect(201).id();
                credentials.put(id, written);
                String second = "secret-" + counter.incrementAndGet();
                written.sent = second;
                admin.put(tenant.path() + "/credentials/" + id, "{'credentialSecret':{'token':'" + second + "'}}")
                        .expect(200);
                written.confirmed = second;
                rotations.incrementAndGet();
            }
        } catch (java.io.UncheckedIOException killed) {
            // What was under way is neither confirmed nor refused.
        }
    }

    /** The credentials that have rows; of each, the gateway can read what the row names, and it is what was confirmed. */
    private Set<String> assertEveryRowHasItsSecret() {
        String client = tenant.path().substring(tenant.path().lastIndexOf('/') + 1);
        Set<String> rows = new TreeSet<>();
        for (String row : DatabaseText.column(
                servers.database(),
                "select credential_id || ' ' || secret_version from credential where client_id = '" + client + "'")) {
            String[] parts = row.split(" ", 2);
            String secret = servers.inVault().readAsGateway(tenant.path(), parts[0], Long.parseLong(parts[1]));
            Written written = credentials.get(parts[0]);
            if (written != null) {
                assertThat(secret).isIn(written.confirmed, written.sent);
            }
            rows.add(parts[0]);
        }
        assertThat(rows).containsAll(credentials.keySet());
        return rows;
    }
}
