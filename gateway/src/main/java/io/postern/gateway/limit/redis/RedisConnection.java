package io.postern.gateway.limit.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.postern.core.secret.SecretValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import reactor.core.publisher.Mono;

/**
 * One connection to Redis, which all calls share, and which is opened again whenever it breaks, and as often as it takes at the
 * beginning. Without it commands fail at once. One that stays open and is of no use is replaced.
 */
final class RedisConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisConnection.class);

    private static final Duration LONGEST_DELAY = Duration.ofSeconds(1);

    /** For how long every command may fail before the connection counts as the reason. */
    private static final Duration DOUBTED_AFTER = Duration.ofSeconds(2);

    private final ClientResources resources;
    private final RedisClient client;
    private final RedisURI uri;
    private final CountDownLatch tried = new CountDownLatch(1);
    private volatile @Nullable StatefulRedisConnection<String, String> connection;
    private volatile boolean closed;
    private volatile boolean failing;
    private long failingSince;
    private volatile String said = "";

    RedisConnection(RedisLimitProperties properties) {
        resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .reconnectDelay(Delay.exponential(Duration.ofMillis(50), LONGEST_DELAY, 2, TimeUnit.MILLISECONDS))
                .build();
        uri = uri(properties);
        client = RedisClient.create(resources, uri);
        client.setOptions(options(properties));
        connect();
    }

    private static RedisURI uri(RedisLimitProperties properties) {
        URI url = Objects.requireNonNull(properties.url());
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(url.getHost())
                .withPort(url.getPort() < 0 ? RedisURI.DEFAULT_REDIS_PORT : url.getPort())
                .withDatabase(properties.database())
                .withSsl(properties.tls())
                .withClientName("postern-gateway")
                // Of the commands that open a connection; a call's own time is the caller's affair.
                .withTimeout(properties.connectTimeout());
        if (properties.password() != null || properties.passwordFile() != null) {
            uri.withAuthentication(RedisCredentialsProvider.from(() -> credentials(properties)));
        }
        return uri.build();
    }

    private static RedisCredentials credentials(RedisLimitProperties properties) {
        SecretValue password = properties.password();
        String text = password == null ? read(Objects.requireNonNull(properties.passwordFile())) : password.reveal();
        return RedisCredentials.just(properties.username(), text);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("postern.gateway.limit.redis.password-file can't be read", e);
        }
    }

    private static ClientOptions options(RedisLimitProperties properties) {
        ClientOptions.Builder options = ClientOptions.builder()
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(properties.connectTimeout())
                        .keepAlive(true)
                        .build())
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                // Whoever asked has long counted otherwise: nothing is sent again over another connection.
                .replayFilter(command -> true)
                .requestQueueSize(10_000);
        Path authorities = properties.caFile();
        if (authorities != null) {
            options.sslOptions(SslOptions.builder()
                    .jdkSslProvider()
                    .trustManager(authorities.toFile())
                    .build());
        }
        return options.build();
    }

    private void connect() {
        Mono.fromCompletionStage(() -> client.connectAsync(StringCodec.ASCII, uri))
                .doFinally(signal -> tried.countDown())
                .subscribe(opened -> connection = opened, failure -> {
                    if (!closed) {
                        say("Redis can't be reached", failure);
                        // Later ones are the client's own affair, the first one is not.
                        resources
                                .timer()
                                .newTimeout(again -> connect(), LONGEST_DELAY.toMillis(), TimeUnit.MILLISECONDS);
                    }
                });
    }

    /** Each reason once, and none of them quotes a password. */
    private void say(String what, Throwable failure) {
        String why = String.valueOf(NestedExceptionUtils.getMostSpecificCause(failure));
        if (!why.equals(said)) {
            said = why;
            LOG.warn("{}, and is tried again: {}", what, why);
        }
    }

    /** Waits for the first try, so that the first calls find a connection where there can be one. */
    void awaitFirstTry(Duration longest) {
        try {
            tried.await(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * To ask with.
     *
     * @throws RedisException where there has been no connection yet
     */
    RedisAsyncCommands<String, String> commands() {
        StatefulRedisConnection<String, String> open = connection;
        if (open == null) {
            throw new RedisException("not connected yet");
        }
        return open.async();
    }

    /** A command had its answer. */
    void answered() {
        if (failing || !said.isEmpty()) {
            failing = false;
            said = "";
        }
    }

    /**
     * A command failed, or had no answer in time. Where all of them do for a while, the next connection may lead elsewhere: to
     * a server whose address another one took without a word, TCP alone would hold on for a quarter of an hour, and to one that
     * became a replica, which takes no writes, for ever.
     */
    void failed(Throwable failure) {
        StatefulRedisConnection<String, String> useless;
        synchronized (this) {
            long now = System.nanoTime();
            if (!failing) {
                failing = true;
                failingSince = now;
            }
            useless = connection;
            if (useless == null || now - failingSince < DOUBTED_AFTER.toNanos()) {
                return;
            }
            connection = null;
            failing = false;
        }
        say("Redis answers nothing of use", failure);
        Mono.fromCompletionStage(useless::closeAsync).subscribe(nothing -> {}, unclosed -> {});
        connect();
    }

    @Override
    public void close() {
        closed = true;
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        // Not at once: a try to connect that is under way still has something to run.
        resources.shutdown(100, 1_000, TimeUnit.MILLISECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
