package io.postern.gateway.plan;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;

/**
 * Keeps the plans up to date for as long as the gateway runs, on a thread of its own. Without PostgreSQL the plans stay as
 * they are, and the follower goes on from where it was once PostgreSQL is back.
 */
final class PlanFollower implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(PlanFollower.class);
    private static final long FIRST_BACKOFF_MILLIS = 100;

    private final PlanSync sync;
    private final ChangeListener listener;
    private final PlanProperties properties;
    private final Semaphore wakeUps = new Semaphore(0);
    private @Nullable Disposable listening;
    private volatile @Nullable Thread thread;

    PlanFollower(PlanSync sync, ChangeListener listener, PlanProperties properties) {
        this.sync = sync;
        this.listener = listener;
        this.properties = properties;
    }

    @Override
    public synchronized void start() {
        if (thread != null) {
            return;
        }
        Thread started = new Thread(this::follow, "plan-follower");
        started.setDaemon(true);
        thread = started;
        started.start();
        listening = listener.start(wakeUps::release);
    }

    @Override
    public synchronized void stop() {
        Thread running = thread;
        thread = null;
        if (listening != null) {
            listening.dispose();
            listening = null;
        }
        if (running != null) {
            running.interrupt();
            try {
                running.join(TimeUnit.SECONDS.toMillis(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    /** Before the web server in starting, after it in stopping. */
    @Override
    public int getPhase() {
        return 0;
    }

    private boolean mine() {
        return thread == Thread.currentThread();
    }

    private void follow() {
        int failures = 0;
        while (mine()) {
            try {
                // Before reading: what is notified from here on may not be in the answer.
                wakeUps.drainPermits();
                while (sync.step() && mine()) {
                    // the next batch at once
                }
                if (failures > 0) {
                    LOG.info("PostgreSQL answers again; plans are at revision {}", sync.revision());
                }
                failures = 0;
                waitFor(properties.pollInterval());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                // Errors, too: a thread that has ended is a gateway that serves old plans for ever, and says nothing.
                if (!mine()) {
                    return;
                }
                failures++;
                if (failures == 1) {
                    LOG.warn("Can't read the configuration; serving what is known: {}", e.toString());
                }
                if (!waitAfter(failures)) {
                    return;
                }
            }
        }
    }

    private void waitFor(Duration atMost) throws InterruptedException {
        boolean woken = wakeUps.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS);
        LOG.trace(woken ? "Woken" : "Polling");
    }

    /** Half to all of a wait that doubles, so that many gateways do not come back at the same moment. */
    private boolean waitAfter(int failures) {
        long most = Math.min(properties.maxBackoff().toMillis(), FIRST_BACKOFF_MILLIS << Math.min(failures - 1, 20));
        try {
            waitFor(Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1)));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
