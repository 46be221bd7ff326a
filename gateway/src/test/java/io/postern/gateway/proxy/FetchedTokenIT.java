package io.postern.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import io.postern.gateway.RunningGateway;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Calls whose token is fetched first, through the application as it is deployed. */
class FetchedTokenIT {

    private static RunningGateway gateway;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private HttpRequest request(String proxy) {
        return HttpRequest.newBuilder(gateway.uri("/api/" + proxy + "/things"))
                .header("Authorization", "Bearer " + RunningGateway.CALLER_KEY)
                .build();
    }

    private HttpResponse<String> call(String proxy) throws Exception {
        return http.send(request(proxy), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void callWhenAThousandFindNoTokenThenOneIsFetchedAndAllPass() throws Exception {
        String proxy = gateway.oauth2Proxy().proxy();
        int before = gateway.tokens().get();
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            calls.add(http.sendAsync(request(proxy), HttpResponse.BodyHandlers.ofString()));
        }
        for (CompletableFuture<HttpResponse<String>> call : calls) {
            assertThat(call.get().statusCode()).isEqualTo(200);
        }
        assertThat(gateway.tokens()).hasValue(before + 1);
    }

    @Test
    void callWhenTargetRefusesATokenThatWasFetchedForItThenNoOtherIsFetched() throws Exception {
        String proxy = gateway.proxy(
                        "/base/refusing",
                        "oauth2",
                        "{\"tokenUrl\":\"" + gateway.targetUrl() + "/token\"}",
                        SecretBundle.of("clientId", SecretValue.of("client"))
                                .with("clientSecret", SecretValue.of(RunningGateway.SECRET)))
                .proxy();
        gateway.answer(
                "/refusing/things", (request, response) -> response.status(401).sendString(Mono.just("refused")));
        int before = gateway.tokens().get();

        assertThat(call(proxy).statusCode()).isEqualTo(401);
        assertThat(gateway.tokens()).hasValue(before + 1);
    }

    @Test
    void callWhenTargetTakesTheTokenNoMoreThenAnotherIsFetchedAndTheCallerSeesNothingOfIt() throws Exception {
        String proxy = gateway.oauth2Proxy().proxy();
        assertThat(call(proxy).statusCode()).isEqualTo(200);
        // From now on the target wants a token that nobody has.
        int before = gateway.tokens().incrementAndGet();

        HttpResponse<String> answer = call(proxy);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("hello");
        assertThat(gateway.tokens()).hasValue(before + 1);

        // Once more within the interval: no further fetch, and the target's own answer.
        gateway.tokens().incrementAndGet();
        HttpResponse<String> refused = call(proxy);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).isEqualTo("stale");
        assertThat(refused.headers().firstValue("postern-error-source")).hasValue("target");
        assertThat(gateway.tokens()).hasValue(before + 2);
    }
}
