package io.postern.gateway.inject.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.postern.core.secret.SecretValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors that AWS publishes; their README says where they are from. */
class AwsTestSuiteTest {

    private static final Path SUITE = Path.of("src/test/resources/aws-sig-v4-test-suite");

    static Stream<String> vectors() throws IOException {
        try (Stream<Path> files = Files.walk(SUITE)) {
            return files
                    .map(file -> SUITE.relativize(file).toString())
                    .filter(file -> file.endsWith(".req"))
                    .map(file -> file.substring(0, file.length() - 4))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @Test
    void vectorsWhenLookedForThenAllAreThere() throws IOException {
        assertThat(vectors()).hasSize(34);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void signWhenRequestIsOfTheSuiteThenEveryStepIsAsPublished(String vector) throws IOException {
        String[] headAndBody = read(vector + ".req").split("\n\n", 2);
        List<String> lines = Arrays.asList(headAndBody[0].split("\n"));
        String[] target = target(lines.get(0)).split("\\?", 2);
        String body = headAndBody.length == 1 ? "" : headAndBody[1];
        SigningKey key = SigningKey.of(
                SecretValue.of("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
                Instant.parse("2015-08-30T12:36:00Z"),
                "us-east-1",
                "service");

        HttpHeaders headers = headers(lines.subList(1, lines.size()));
        if (vector.contains("session-token")) {
            // Only the canonical request has the token; of the others it is in the request itself.
            headers.set(
                    "X-Amz-Security-Token",
                    read(vector + ".creq").replaceAll("(?s).*x-amz-security-token:(\\S+).*", "$1"));
        }
        CanonicalRequest request = CanonicalRequest.of(
                lines.get(0).substring(0, lines.get(0).indexOf(' ')),
                target[0],
                target.length == 1 ? List.of() : List.of(target[1].split("&")),
                headers,
                "service",
                SigningKey.sha256(body.getBytes(StandardCharsets.UTF_8)));

        assertThat(request.text()).isEqualTo(read(vector + ".creq"));
        assertThat(key.stringToSign(request)).isEqualTo(read(vector + ".sts"));
        assertThat(key.authorization("AKIDEXAMPLE", request, key.sign(request))).isEqualTo(read(vector + ".authz"));
    }

    /** Between the method and the version: one of the paths has a space in it. */
    private static String target(String line) {
        return line.substring(line.indexOf(' ') + 1, line.lastIndexOf(' '));
    }

    private static HttpHeaders headers(List<String> lines) {
        HttpHeaders headers =
                DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
        for (String line : String.join("\n", lines).replaceAll("\n[ \t]+", " ").split("\n", -1)) {
            int colon = line.indexOf(':');
            headers.add(line.substring(0, colon), line.substring(colon + 1));
        }
        return headers;
    }

    private static String read(String file) throws IOException {
        return Files.readString(SUITE.resolve(file)).replace("\r", "");
    }
}
