package io.postern.core.process;

import java.util.concurrent.CountDownLatch;

/** Says when it runs and when its hook does; with the argument {@code hang}, the hook never ends. */
final class StoppableProgram {

    private StoppableProgram() {}

    @SuppressWarnings("SystemOut") // the test reads it
    public static void main(String[] arguments) throws InterruptedException {
        StopSignals.install();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            System.out.println("hook");
            if (arguments.length > 0) {
                forever();
            }
        }));
        System.out.println("running");
        forever();
    }

    private static void forever() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
