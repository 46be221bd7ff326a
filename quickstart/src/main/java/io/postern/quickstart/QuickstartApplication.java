package io.postern.quickstart;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/** Starts everything in one process; {@code ./run} builds and calls it. */
public final class QuickstartApplication {

    private static volatile int exitCode;

    private QuickstartApplication() {}

    public static void main(String[] arguments) {
        try {
            run(Options.parse(List.of(arguments)));
        } catch (QuickstartException e) {
            fail(String.valueOf(e.getMessage()));
        }
    }

    @SuppressWarnings("SystemOut") // the terminal is whom this talks to
    private static void run(Options options) {
        if (options.help()) {
            System.out.print(Options.HELP);
            return;
        }
        DataDirectory directory = DataDirectory.open(options.data());
        configure(directory);
        Quickstart quickstart = new Quickstart(options, System.getenv());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(quickstart), "stop"));
        try {
            Facts facts = quickstart.start(directory, System.out);
            System.out.print(greeting(facts, secondsSinceStart()));
        } catch (QuickstartException e) {
            throw e;
        } catch (RuntimeException e) {
            StartFailure failure = StartFailure.of(e);
            if (!failure.understood()) {
                LoggerFactory.getLogger(QuickstartApplication.class).error("The start failed", e);
            }
            throw new QuickstartException(
                    "Postern did not start: " + failure.text() + "\n" + directory.resolve("quickstart.log")
                            + " says more.",
                    e);
        }
        waitForTheEnd();
    }

    /** Before the first logger is made, and before Reactor Netty makes its threads. */
    private static void configure(DataDirectory directory) {
        System.setProperty(
                "postern.quickstart.log", directory.resolve("quickstart.log").toString());
        System.setProperty("logback.configurationFile", "quickstart-logback.xml");
        // Two applications would each set the logging of both.
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        System.setProperty(
                "reactor.netty.ioWorkerCount",
                Integer.toString(Runtime.getRuntime().availableProcessors()));
    }

    static String greeting(Facts facts, double seconds) {
        return String.format(
                Locale.ROOT,
                """

                Admin API   %s   (OpenAPI: %s/v3/api-docs)
                Gateway     %s
                User token  %s

                Ask the admin API which targets there are:
                  %s

                Call the demo target through the gateway, which puts the target's secret in:
                  %s

                Ask the admin API for the latest calls, and what came of them:
                  %s

                ready in %.1f seconds; Ctrl-C stops everything
                """,
                facts.adminUrl(),
                facts.adminUrl(),
                facts.gatewayUrl(),
                facts.userToken(),
                facts.adminCall(),
                facts.proxiedCall(),
                facts.requestsCall(),
                seconds);
    }

    private static double secondsSinceStart() {
        return ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0;
    }

    private static void waitForTheEnd() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The last thing that runs: a stop on demand is no failure, whatever signal asked for it. */
    private static void stop(Quickstart quickstart) {
        quickstart.close();
        Runtime.getRuntime().halt(exitCode);
    }

    @SuppressWarnings("SystemOut") // the terminal is whom this talks to
    private static void fail(String message) {
        System.err.println(message);
        exitCode = 1;
        System.exit(1);
    }
}
