package io.postern.quickstart;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that runs, from the start of the first to the end of the last. */
final class Quickstart implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Quickstart.class);

    // The last one started is the first to end.
    private final Deque<AutoCloseable> running = new ConcurrentLinkedDeque<>();
    private final Options options;
    private final Map<String, String> environment;

    Quickstart(Options options, Map<String, String> environment) {
        this.options = options;
        this.environment = Map.copyOf(environment);
    }

    /**
     * Starts all of it, makes the demo where there is none, and tells what to do with it.
     *
     * @throws QuickstartException where something is in the way; what was started is to be closed all the same
     */
    Facts start(DataDirectory directory, PrintStream out) {
        running.push(directory);
        Ports adminPorts = Ports.choose("--admin-port", options.adminPort());
        Ports gatewayPorts = Ports.choose("--gateway-port", options.gatewayPort());
        if (options.fresh()) {
            LocalPostgres.endLeftOver(directory);
            directory.startOver();
        }
        Optional<Database> given = options.postgres().map(Database::parse);
        given.ifPresent(Database::check);
        String userToken = directory.keep("user.token", () -> "u-" + RandomText.urlSafe());
        directory.keep("caller-hash.key", RandomText::base64);
        SecretStoreChoice store = SecretStoreChoice.of(options.vault(), environment, directory);
        store.check();

        out.println("Starting PostgreSQL, the admin API and the gateway; the log is "
                + directory.resolve("quickstart.log"));
        LocalPostgres postgres = new LocalPostgres(directory);
        Database database = given.orElseGet(postgres::database);
        DemoTarget target = DemoTarget.start(DemoTarget.PREFERRED_PORT);
        running.push(target);
        List<String> allowed = new ArrayList<>(options.allow());
        allowed.add("127.0.0.1/32:" + target.port());
        running.push(postgres);
        Applications applications = new Applications(
                new Applications.Setting(database, store, adminPorts, gatewayPorts, allowed, directory));
        running.push(applications);
        CompletableFuture<Void> gateway = CompletableFuture.runAsync(
                applications::startGateway, task -> new Thread(task, "gateway-start").start());
        if (given.isEmpty()) {
            postgres.start();
        }
        applications.startAdmin();
        gateway.join();

        Facts facts = facts(directory, adminPorts, gatewayPorts, userToken, target);
        directory.write(Facts.FILE, facts.json());
        FirstCall.succeed(facts);
        return facts;
    }

    private static Facts facts(
            DataDirectory directory, Ports adminPorts, Ports gatewayPorts, String userToken, DemoTarget target) {
        Demo demo = new Demo(new AdminClient(adminPorts.url(), userToken), target);
        if (directory.has(Facts.FILE)) {
            Facts earlier = Facts.earlier(directory.read(Facts.FILE), adminPorts, gatewayPorts, userToken);
            if (demo.stillThere(earlier)) {
                return earlier;
            }
        }
        return demo.create(adminPorts, gatewayPorts, userToken);
    }

    @Override
    public void close() {
        for (Optional<AutoCloseable> next = next(); next.isPresent(); next = next()) {
            try {
                next.get().close();
            } catch (Exception e) {
                LOG.warn("{} did not stop in order", next.get().getClass().getSimpleName(), e);
            }
        }
    }

    private Optional<AutoCloseable> next() {
        return Optional.ofNullable(running.poll());
    }
}
