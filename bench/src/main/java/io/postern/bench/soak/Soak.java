package io.postern.bench.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Lets callers do what callers do for a while, waits until all is quiet, and says which promises held. */
public final class Soak {

    private static final int WARM_SECONDS = 3;

    private final Options options;
    private final Findings findings = new Findings(System.out);
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    private Soak(Options options) {
        this.options = options;
    }

    /** {@code --root DIRECTORY --vault PROGRAM [--seconds N] [--connections N] [--seed N] [--paranoid]}; exits 1 on a broken promise. */
    public static void main(String[] args) throws Exception {
        Soak soak;
        try {
            soak = new Soak(Options.of(args));
        } catch (IllegalArgumentException e) {
            System.err.println("bench/soak: " + e.getMessage());
            System.exit(2);
            return;
        }
        System.exit(soak.run() ? 0 : 1);
    }

    private boolean run() throws Exception {
        try (Target target = new Target(findings);
                Target moody = new Target(findings);
                Deployment deployment = Deployment.start(options, target, moody)) {
            System.out.printf(
                    "%d s with %d connections; again: --seed %d%n",
                    options.seconds(), options.connections(), options.seed());
            Caller.Setting setting =
                    new Caller.Setting(deployment.port(), target, findings, logged, Executors.newCachedThreadPool());
            Afterwards afterwards = new Afterwards(deployment, List.of(target, moody), findings);
            // Threads, classes and first buffers are no loss; from here on nothing may be added.
            call(setting, options.seed() + 1, options.connections() * 2, WARM_SECONDS);
            afterwards.awaitQuiet();
            Gateway.Vitals before = afterwards.collected();
            call(setting, options.seed(), 0, options.seconds());
            afterwards.awaitQuiet();
            afterwards.check(before, logged);
            setting.writers().shutdownNow();
        }
        findings.print();
        return findings.allHeld();
    }

    /** @param first number of the first connection, so that no mark is there twice */
    private void call(Caller.Setting setting, long seed, int first, int seconds)
            throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < options.connections(); i++) {
            callers.add(new Thread(new Caller(setting, seed, first + i, until), "caller " + i));
        }
        callers.forEach(Thread::start);
        for (Thread caller : callers) {
            caller.join(TimeUnit.SECONDS.toMillis(seconds + 120L));
            if (caller.isAlive()) {
                findings.broken(Promise.ANSWERED, caller.getName() + " hangs");
            }
        }
    }
}
