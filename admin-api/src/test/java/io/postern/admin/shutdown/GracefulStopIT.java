package io.postern.admin.shutdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.admin.AdminApiApplication;
import io.postern.admin.AdminArguments;
import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

class GracefulStopIT {

    private static final TestDatabase DATABASE = PostgresFixture.shared().newDatabase();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static URI uri(ConfigurableApplicationContext context, String server, String path) {
        return URI.create("http://127.0.0.1:"
                + Objects.requireNonNull(context.getEnvironment().getProperty("local." + server + ".port")) + path);
    }

    private HttpResponse<Void> get(URI uri) throws Exception {
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
    }

    @Test
    void stopWhenRequestsComeDuringTheDrainThenEachIsAnsweredAndAskedToComeByAnotherConnection() throws Exception {
        ConfigurableApplicationContext context = new SpringApplicationBuilder(AdminApiApplication.class)
                .registerShutdownHook(false)
                .run(AdminArguments.of(DATABASE, "--postern.admin.shutdown.drain=3s"));
        URI api = uri(context, "server", "/api/clients");
        URI description = uri(context, "server", "/v3/api-docs");
        URI readiness = uri(context, "management", "/actuator/health/readiness");
        assertThat(get(api).headers().firstValue("Connection")).isEmpty();
        assertThat(get(readiness).statusCode()).isEqualTo(200);

        Thread stopping = new Thread(context::close, "admin-stop");
        stopping.start();
        await().until(() -> get(readiness).statusCode() == 503);

        HttpResponse<Void> refused = get(api);
        HttpResponse<Void> answered = get(description);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("Connection")).hasValue("close");
        assertThat(answered.statusCode()).isEqualTo(200);
        assertThat(answered.headers().firstValue("Connection")).hasValue("close");
        stopping.join();
        assertThat(context.isActive()).isFalse();
    }
}
