package io.postern.core.secret.vault;

import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.vault.client.VaultEndpoint;
import org.springframework.vault.client.WebClientBuilder;
import org.springframework.vault.support.VaultToken;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Sends single requests to Vault's API: each within the time-outs, none of them redirected, and with bodies as bytes,
 * because Spring logs the objects it encodes.
 */
final class VaultConnection implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_ANSWER_BYTES = 16 * 1024 * 1024;

    private final ConnectionProvider pool;
    private final WebClient client;
    private final Duration limit;

    VaultConnection(VaultProperties properties) {
        Duration read = properties.readTimeout();
        limit = read.plus(properties.connectTimeout());
        pool = ConnectionProvider.builder("vault")
                .maxConnections(50)
                .pendingAcquireTimeout(limit)
                .maxIdleTime(Duration.ofSeconds(30))
                .build();
        WebClientBuilder builder = WebClientBuilder.builder()
                .endpoint(endpoint(Objects.requireNonNull(properties.uri())))
                .httpConnector(new ReactorClientHttpConnector(httpClient(properties)))
                .customizers(web -> web.codecs(codecs -> {
                    codecs.defaultCodecs().maxInMemorySize(MAX_ANSWER_BYTES);
                    codecs.defaultCodecs().jacksonJsonEncoder(new QuietJsonEncoder());
                    codecs.defaultCodecs().jacksonJsonDecoder(new QuietJsonDecoder());
                }));
        if (properties.namespace() != null) {
            builder.defaultHeader("X-Vault-Namespace", properties.namespace());
        }
        client = builder.build();
    }

    private static VaultEndpoint endpoint(URI uri) {
        VaultEndpoint endpoint = VaultEndpoint.from(uri);
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("^/+|/+$", "");
        endpoint.setPath(path.isEmpty() ? VaultEndpoint.API_VERSION : path + "/" + VaultEndpoint.API_VERSION);
        return endpoint;
    }

    private HttpClient httpClient(VaultProperties properties) {
        HttpClient http = HttpClient.create(pool)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(properties.connectTimeout().toMillis()))
                .responseTimeout(properties.readTimeout())
                .followRedirect(false);
        if (properties.caFile() == null) {
            return http;
        }
        SslContext trust = trust(properties.caFile());
        return http.secure(ssl -> ssl.sslContext(trust));
    }

    private static SslContext trust(Path caFile) {
        try {
            return SslContextBuilder.forClient().trustManager(caFile.toFile()).build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalStateException("postern.vault.ca-file has no certificates that can be read: " + caFile, e);
        }
    }

    /** For the logins that Spring Vault describes as steps. */
    WebClient client() {
        return client;
    }

    /** How long any call may take as a whole. */
    Duration limit() {
        return limit;
    }

    /** Answers whatever the status; fails where there is no answer in time. The path is relative to {@code /v1/}. */
    Mono<VaultAnswer> send(VaultToken token, HttpMethod method, String path, @Nullable JsonNode body) {
        WebClient.RequestBodySpec request = client.method(method).uri(path).header("X-Vault-Token", token.getToken());
        if (body != null) {
            request.contentType(MediaType.APPLICATION_JSON).bodyValue(JSON.writeValueAsBytes(body));
        }
        return request.exchangeToMono(response -> response.bodyToMono(byte[].class)
                        .map(VaultConnection::parse)
                        .defaultIfEmpty(MissingNode.getInstance())
                        .map(answer -> new VaultAnswer(response.statusCode().value(), answer)))
                .timeout(limit);
    }

    /** A proxy in between may answer in its own words. */
    private static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    @Override
    public void close() {
        pool.dispose();
    }
}
