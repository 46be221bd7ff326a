package io.postern.quickstart;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** One call through the whole of it, so that what is printed is known to work. */
final class FirstCall {

    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private FirstCall() {}

    /**
     * Calls the demo proxy until the gateway knows it.
     *
     * @throws QuickstartException where it does not get to know it, or refuses
     */
    static void succeed(Facts facts) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(facts.proxyUrl() + "/ready"))
                .timeout(Duration.ofSeconds(10))
                .header("X-API-Key", facts.proxyKey())
                .build();
        long end = System.nanoTime() + LONGEST.toNanos();
        try {
            while (true) {
                HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    return;
                }
                if (System.nanoTime() > end) {
                    throw new QuickstartException(
                            "The demo proxy answers " + answer.statusCode() + ": " + answer.body());
                }
                Thread.sleep(PAUSE.toMillis());
            }
        } catch (IOException e) {
            throw new QuickstartException("The gateway can't be reached: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuickstartException("Interrupted", e);
        }
    }
}
