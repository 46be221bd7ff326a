package io.postern.bench.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One caller: comes by one connection after the other, and does something else on each. */
final class Caller implements Runnable {

    private static final int PATIENCE_MILLIS = 30_000;
    private static final int MOST_BURSTS = 25;

    private final Setting setting;
    private final Mix mix;
    private final int number;
    private final long until;

    /** What all callers share: where they call, what stands behind, and where they say what they found. */
    record Setting(int port, Target target, Findings findings, Set<String> logged, ExecutorService writers) {}

    Caller(Setting setting, long seed, int number, long until) {
        this.setting = setting;
        this.mix = new Mix(seed, number);
        this.number = number;
        this.until = until;
    }

    @Override
    public void run() {
        while (System.nanoTime() - until < 0) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), setting.port())) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(PATIENCE_MILLIS);
                setting.findings().count("connections");
                if (mix.oneIn(8)) {
                    new CallerSocket(setting, mix, socket).talk();
                } else {
                    converse(socket);
                }
            } catch (IOException noConnection) {
                setting.findings().broken(Promise.ANSWERED, "caller " + number + ": " + noConnection);
            }
        }
    }

    private void converse(Socket socket) throws IOException {
        Answers answers = new Answers(setting, mix, socket);
        int bursts = 1 + mix.random().nextInt(MOST_BURSTS);
        boolean goesOn = true;
        for (int i = 0; i < bursts && goesOn && System.nanoTime() - until < 0; i++) {
            goesOn = burst(new Burst(mix.burst(), mix), answers, socket);
        }
        if (goesOn && mix.oneIn(2)) {
            socket.setSoLinger(true, 0);
        }
    }

    /** Whether the connection goes on. */
    private boolean burst(Burst burst, Answers answers, Socket socket) throws IOException {
        Future<?> sending = setting.writers().submit(() -> {
            try {
                burst.write(socket.getOutputStream());
            } catch (IOException connectionEnded) {
                setting.findings().count("sendings that a connection's end broke off");
            }
        });
        return read(burst, answers, socket) && isSent(sending);
    }

    /** An answer may be there before its request is. */
    private boolean isSent(Future<?> sending) throws IOException {
        try {
            sending.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IOException("what was answered could not be sent", e);
        }
    }

    private boolean read(Burst burst, Answers answers, Socket socket) throws IOException {
        List<Asked> asked = burst.asked();
        int leaves = mix.oneIn(40) ? mix.random().nextInt(asked.size()) : -1;
        for (int i = 0; i < asked.size(); i++) {
            if (i == leaves) {
                leave(socket);
                return false;
            }
            try {
                if (!answers.read(asked.get(i), burst)) {
                    return false;
                }
            } catch (SocketException reset) {
                setting.findings().broken(Promise.KEPT, reset.getMessage() + " at " + asked.get(i) + burst.history(i));
                return false;
            }
        }
        return true;
    }

    private void leave(Socket socket) throws IOException {
        Wire.pause(mix.random().nextInt(20));
        setting.findings().count("callers that left");
        if (mix.oneIn(2)) {
            socket.setSoLinger(true, 0);
        }
    }
}
