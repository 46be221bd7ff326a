package io.postern.core.process;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a stop on demand no failure: on the first {@code SIGTERM} or {@code SIGINT} the process runs its shutdown hooks and
 * exits with 0, where Java itself would exit with 128 and the signal's number. The second one ends it at once, with that
 * number: Java would not hear it, because the first still runs.
 */
public final class StopSignals {

    private static final Logger LOG = LoggerFactory.getLogger(StopSignals.class);
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;

    private static final AtomicBoolean STOPPING = new AtomicBoolean();

    private StopSignals() {}

    /** For the whole process, once, from {@code main}. Where a Java runtime has no such signals, all stays as it is. */
    public static void install() {
        handle("TERM", SIGTERM);
        handle("INT", SIGINT);
    }

    /** By reflection: the compiler warns of {@code sun.misc}, and what replaces it there is none of. */
    private static void handle(String name, int number) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours = Proxy.newProxyInstance(
                    StopSignals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getDeclaringClass() == Object.class) {
                            return method.invoke(STOPPING, arguments);
                        }
                        stop(number);
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.debug("The signal {} is left to the Java runtime: {}", name, e.toString());
        }
    }

    private static void stop(int number) {
        if (STOPPING.compareAndSet(false, true)) {
            // Not on the thread of signals, which must stay free for the second one.
            new Thread(() -> System.exit(0), "stop").start();
        } else {
            Runtime.getRuntime().halt(128 + number);
        }
    }
}
