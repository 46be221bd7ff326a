package io.postern.gateway.limit.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.postern.gateway.limit.SharedWindows;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import reactor.core.publisher.Mono;

/**
 * The times of each proxy's calls, in Redis and by its clock: {@code sliding-window.lua}, which asks and counts in one step and
 * one round trip. A key holds as many times as the proxy's limit at most, about 11 bytes each, and ends a window after the
 * proxy's last call.
 *
 * <p>The guarantee is Redis's own: what it forgets, as in a restart or a fail-over to a replica that lags, is not counted; and a
 * jump of its clock is a jump of the window.
 */
public final class RedisWindows implements SharedWindows, DisposableBean {

    private static final String SCRIPT = script();
    private static final String DIGEST = digest(SCRIPT);

    private final RedisConnection connection;
    private final Duration timeout;
    private final String keyPrefix;

    /** Connects, or goes on trying to. */
    public RedisWindows(RedisLimitProperties properties) {
        connection = new RedisConnection(properties);
        connection.awaitFirstTry(properties.connectTimeout());
        timeout = properties.timeout();
        keyPrefix = properties.keyPrefix();
    }

    private static String script() {
        try (InputStream script = RedisWindows.class.getResourceAsStream("sliding-window.lua")) {
            if (script == null) {
                throw new IllegalStateException("sliding-window.lua is not on the class path");
            }
            return new String(script.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(String script) {
        try {
            // Redis names scripts by it.
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return HexFormat.of().formatHex(sha1.digest(script.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Mono<Long> tryAdd(String proxyId, int limit, Duration window) {
        String[] keys = {keyPrefix + proxyId};
        String[] arguments = {Integer.toString(limit), Long.toString(TimeUnit.NANOSECONDS.toMicros(window.toNanos()))};
        return Mono.fromFuture(() -> ask(true, keys, arguments).toCompletableFuture())
                .onErrorResume(
                        RedisWindows::isUnknownScript,
                        unknown -> Mono.fromFuture(
                                () -> ask(false, keys, arguments).toCompletableFuture()))
                .map(left -> left < 0 ? TimeUnit.MICROSECONDS.toNanos(left) : left)
                .timeout(timeout)
                .doOnNext(left -> connection.answered())
                .doOnError(connection::failed);
    }

    private io.lettuce.core.RedisFuture<Long> ask(boolean byName, String[] keys, String[] arguments) {
        RedisAsyncCommands<String, String> commands = connection.commands();
        return byName
                ? commands.evalsha(DIGEST, ScriptOutputType.INTEGER, keys, arguments)
                : commands.eval(SCRIPT, ScriptOutputType.INTEGER, keys, arguments);
    }

    /** A Redis that was started anew does not know it; it does once it was sent as a whole. */
    private static boolean isUnknownScript(Throwable failure) {
        return failure instanceof RedisNoScriptException
                || (failure instanceof CompletionException && failure.getCause() instanceof RedisNoScriptException);
    }

    @Override
    public void destroy() {
        connection.close();
    }
}
