package io.postern.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.NeedsVault;
import java.io.BufferedInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Calls of apps that have an AWS SDK and none of AWS's keys; the SDK itself says which signatures must arrive. */
@NeedsVault
@ExtendWith(SharedServers.class)
class AwsSigV4IT {

    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final String KEYS = "{'accessKeyId':'AKIAREALKEY','secretAccessKey':'" + SECRET + "'}";
    private static final String REGION = "eu-central-1";
    private static final int MEBIBYTE = 1024 * 1024;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private PosternServers servers;
    private Tenant tenant;

    @BeforeEach
    void tenant(PosternServers shared) {
        servers = shared;
        tenant = Tenant.create(shared);
    }

    private String proxy(String config, String secret) {
        return tenant.proxy(
                tenant.callerKey("app-key-1"), tenant.target(), tenant.injected("awsSigV4", config, secret));
    }

    private URI uri(String proxy, String target) {
        return URI.create("http://127.0.0.1:" + servers.gatewayPort() + "/api/" + proxy + target);
    }

    private static AwsSdk real(String service) {
        return new AwsSdk(AwsCredentialsIdentity.create("AKIAREALKEY", SECRET), service, REGION);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource(delimiter = '|', textBlock = """
            s3          | GET    | /photo.jpg | ''
            s3          | GET    | /a%20b/%C3%BC%2Bx%3Dy/%281%29~_.-%2A%21 | ''
            s3          | PUT    | /notes/hello.txt | Welcome to Postern.
            s3          | GET    | /?list-type=2&prefix=a%2Fb&max-keys=2&delimiter=/ | ''
            s3          | GET    | /key?acl | ''
            s3          | DELETE | /key?versionId=1+2 | ''
            execute-api | GET    | /v1/a%20b/%C3%BC:1 | ''
            execute-api | GET    | /v1?b=2&a=2&a=1&empty=&x=%20y%2B%26&A=Z | ''
            execute-api | POST   | /v1/orders?dry=true | {"a":  1}
            dynamodb    | POST   | / | {"TableName":"T"}
            """)
    void callWhenSignedThenTheSignatureIsTheSdks(String service, String method, String target, String body)
            throws Exception {
        String proxy = proxy("{'service':'" + service + "','region':'" + REGION + "'}", KEYS);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(proxy, target))
                .header("X-API-Key", "app-key-1")
                .header("X-Amz-Meta-Note", "two  spaces and , commas")
                .header("Content-Type", "application/json; charset=utf-8")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));

        assertThat(send(request).statusCode()).isEqualTo(200);

        RecordedRequest received = RecordedRequest.of(servers.target().only(tenant.base()));
        assertThat(received.header("authorization")).isEqualTo(real(service).authorization(received));
        assertThat(received.header("authorization"))
                .contains("SignedHeaders=")
                .contains(";x-amz-meta-note", "host;x-amz-content-sha256;x-amz-date");
        assertThat(new String(received.body(), StandardCharsets.UTF_8)).isEqualTo(body);
        assertThat(received.values("x-api-key")).isEmpty();
        assertThat(servers.target().only(tenant.base())).doesNotContain(SECRET);
    }

    @ParameterizedTest(name = "the key as {0}")
    @CsvSource({"access key id", "X-API-Key"})
    void callWhenMadeByAnSdkThenItsOwnSignatureIsReplaced(String place) throws Exception {
        String session =
                "{'accessKeyId':'AKIAREALKEY','secretAccessKey':'" + SECRET + "','sessionToken':'real/token=='}";
        String proxy = proxy("{'service':'s3','region':'" + REGION + "'}", session);
        boolean asId = place.equals("access key id");
        AwsSdk dummy = new AwsSdk(
                AwsSessionCredentialsIdentity.create(asId ? "app-key-1" : "dummy", "dummy-secret", "dummy-token"),
                "s3",
                "us-east-1");
        byte[] body = "Welcome".getBytes(StandardCharsets.UTF_8);
        URI uri = uri(proxy, "/bucket/key.txt");
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).PUT(BodyPublishers.ofByteArray(body));
        dummy.headers("PUT", uri, body).forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        if (!asId) {
            request.header("X-API-Key", "app-key-1");
        }

        assertThat(send(request).statusCode()).isEqualTo(200);

        String text = servers.target().only(tenant.base());
        RecordedRequest received = RecordedRequest.of(text);
        AwsSdk real =
                new AwsSdk(AwsSessionCredentialsIdentity.create("AKIAREALKEY", SECRET, "real/token=="), "s3", REGION);
        assertThat(received.header("authorization")).isEqualTo(real.authorization(received));
        assertThat(received.header("x-amz-security-token")).isEqualTo("real/token==");
        assertThat(text).doesNotContain("app-key-1", "dummy", "us-east-1");
    }

    @Test
    void callWhenPresignedThenItsParametersAreGone() throws Exception {
        String proxy = proxy("{'service':'s3','region':'" + REGION + "'}", KEYS);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(
                        proxy,
                        "/bucket/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=dummy%2F20260101&X-Amz-Date=20260101T000000Z"
                                + "&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=00&partNumber=1"))
                .header("X-API-Key", "app-key-1");

        assertThat(send(request).statusCode()).isEqualTo(200);

        RecordedRequest received = RecordedRequest.of(servers.target().only(tenant.base()));
        assertThat(received.query()).isEqualTo("partNumber=1");
        assertThat(received.header("authorization")).isEqualTo(real("s3").authorization(received));
    }

    @Test
    void callWhenRulesReadTheBodyThenWhatArrivesIsWhatWasSigned() throws Exception {
        String proxy = proxy("{'service':'execute-api','region':'" + REGION + "'}", KEYS);
        tenant.rule(
                "proxies/" + proxy,
                "{'effect':'deny','body':[{'jsonPath':'$.admin','value':{'pattern':'true'},'presence':'present'}]}");
        org.awaitility.Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> send(post(proxy, "{\"admin\":true}")).statusCode() == 403);

        assertThat(send(post(proxy, "{ \"admin\" :  false }")).statusCode()).isEqualTo(200);

        RecordedRequest received = RecordedRequest.of(servers.target().last(tenant.base()));
        assertThat(new String(received.body(), StandardCharsets.UTF_8)).isEqualTo("{\"admin\":false}");
        assertThat(received.header("authorization"))
                .isEqualTo(real("execute-api").authorization(received));
    }

    private HttpRequest.Builder post(String proxy, String body) {
        return HttpRequest.newBuilder(uri(proxy, "/v1"))
                .header("X-API-Key", "app-key-1")
                .POST(BodyPublishers.ofString(body));
    }

    @Test
    void callWhenBodyIsLargerThanTheBoundThenRefusedOrUnsignedAsConfigured() throws Exception {
        String refuse = proxy("{'service':'s3','region':'" + REGION + "','maxHashedBytes':10}", KEYS);
        HttpResponse<String> refused = send(post(refuse, "12345678901"));
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains("body_too_large");
        assertThat(send(post(refuse, "1234567890")).statusCode()).isEqualTo(200);

        String unsigned =
                proxy("{'service':'s3','region':'" + REGION + "','maxHashedBytes':10,'largerBody':'unsigned'}", KEYS);
        assertThat(send(post(unsigned, "12345678901")).statusCode()).isEqualTo(200);
        RecordedRequest received = RecordedRequest.of(servers.target().last(tenant.base()));
        assertThat(received.header("x-amz-content-sha256")).isEqualTo("UNSIGNED-PAYLOAD");
        assertThat(received.body()).hasSize(11);
    }

    @Test
    void callWhenLengthIsUnknownThenHashedUpToTheBound() throws Exception {
        String proxy =
                proxy("{'service':'s3','region':'" + REGION + "','maxHashedBytes':10,'largerBody':'unsigned'}", KEYS);
        HttpRequest.Builder chunked = HttpRequest.newBuilder(uri(proxy, "/bucket/key"))
                .header("X-API-Key", "app-key-1")
                .PUT(BodyPublishers.ofInputStream(() -> new Zeros(10)));

        assertThat(send(chunked).statusCode()).isEqualTo(200);
        RecordedRequest received = RecordedRequest.of(servers.target().only(tenant.base()));
        assertThat(received.header("content-length")).isEqualTo("10");
        assertThat(received.header("authorization")).isEqualTo(real("s3").authorization(received));

        chunked.PUT(BodyPublishers.ofInputStream(() -> new Zeros(11)));
        assertThat(send(chunked).statusCode()).isEqualTo(413);
        assertThat(servers.target().received(tenant.base())).hasSize(1);
    }

    @Test
    void callWhenStreamingThenEveryChunkOf64MebibytesIsSigned() throws Exception {
        String proxy = proxy("{'service':'s3','region':'" + REGION + "','payloadMode':'streaming'}", KEYS);
        CompletableFuture<AwsChunks> checked = new CompletableFuture<>();
        servers.target().on(tenant.base(), (head, socket) -> {
            try {
                RecordedRequest request = RecordedRequest.of(head);
                AwsChunks chunks = new AwsChunks(request, SECRET, REGION);
                assertThat(request.header("authorization")).endsWith(", Signature=" + chunks.seed());
                chunks.read(
                        new BufferedInputStream(socket.getInputStream(), 65_536),
                        Long.parseLong(request.header("content-length")));
                checked.complete(chunks);
            } catch (Exception | AssertionError e) {
                checked.completeExceptionally(e);
            }
            RecordingTarget.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });
        long length = 64L * MEBIBYTE + 1;
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(proxy, "/bucket/volume"))
                .header("X-API-Key", "app-key-1")
                .PUT(BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> new Zeros(length)), length));

        assertThat(send(request).statusCode()).isEqualTo(200);

        AwsChunks chunks = checked.get(60, TimeUnit.SECONDS);
        assertThat(chunks.bodyBytes()).isEqualTo(length);
        assertThat(chunks.chunks()).isGreaterThan(1000);
        RecordedRequest received = RecordedRequest.of(servers.target().last(tenant.base()));
        assertThat(received.header("content-encoding")).isEqualTo("aws-chunked");
        assertThat(received.header("x-amz-decoded-content-length")).isEqualTo(Long.toString(length));
    }

    private HttpRequest.Builder coded(String proxy, String body, int decodedLength) {
        return HttpRequest.newBuilder(uri(proxy, "/bucket/key"))
                .header("X-API-Key", "app-key-1")
                .header("X-Amz-Content-Sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
                .header("X-Amz-Decoded-Content-Length", Integer.toString(decodedLength))
                .header("X-Amz-Sdk-Checksum-Algorithm", "CRC32")
                .header("X-Amz-Trailer", "x-amz-checksum-crc32")
                .header("Content-Encoding", "aws-chunked")
                .PUT(BodyPublishers.ofString(body));
    }

    @Test
    void callWhenTheSdkHasCodedTheBodyThenItArrivesWithItsChecksumAndASignatureThatIsRight() throws Exception {
        String proxy = proxy("{'service':'s3','region':'" + REGION + "'}", KEYS);

        assertThat(send(coded(proxy, "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", 5))
                        .statusCode())
                .isEqualTo(200);

        RecordedRequest received = RecordedRequest.of(servers.target().only(tenant.base()));
        assertThat(new String(received.body(), StandardCharsets.UTF_8)).isEqualTo("hello");
        assertThat(received.header("x-amz-checksum-crc32")).isEqualTo("NhCmhg==");
        assertThat(received.values("content-encoding")).isEmpty();
        assertThat(received.header("authorization")).isEqualTo(real("s3").authorization(received));

        HttpResponse<String> broken = send(coded(proxy, "6\r\nhello\r\n0\r\n\r\n", 5));
        assertThat(broken.statusCode()).isEqualTo(400);
        assertThat(broken.body()).contains("injection_failed", "aws-chunked");
        assertThat(servers.target().received(tenant.base())).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"streaming", "unsigned"})
    void callWhenTheSdkHasCodedABodyThatStreamsThenItPassesInItsCoding(String mode) throws Exception {
        String proxy = proxy("{'service':'s3','region':'" + REGION + "','payloadMode':'" + mode + "'}", KEYS);
        String body = "30d40\r\n" + "z".repeat(200_000) + "\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n";

        assertThat(send(coded(proxy, body, 200_000)).statusCode()).isEqualTo(200);

        RecordedRequest received = RecordedRequest.of(servers.target().only(tenant.base()));
        assertThat(new String(received.body(), StandardCharsets.UTF_8)).isEqualTo(body);
        assertThat(received.header("x-amz-decoded-content-length")).isEqualTo("200000");
        assertThat(received.header("authorization"))
                .endsWith(", Signature=" + new AwsChunks(received, SECRET, REGION).seed());
    }

    @Test
    void targetTestWhenSignedThenTheSignatureIsTheSdks() {
        String credential = tenant.injected("awsSigV4", "{'service':'s3','region':'" + REGION + "'}", KEYS);

        Admin.Answer answer = tenant.admin()
                .post(tenant.path() + "/targets/" + tenant.target() + "/test", "{'credentialId':'" + credential + "'}")
                .expect(200);

        assertThat(answer.at("/tests/0/code")).as(answer.text()).isEqualTo("ok");
        RecordedRequest received = RecordedRequest.of(servers.target().only(tenant.base()));
        assertThat(received.header("authorization")).isEqualTo(real("s3").authorization(received));
        assertThat(answer.text()).doesNotContain(SECRET);
    }

    @Test
    void credentialWhenReadThenItHasNoSecret() {
        String credential = tenant.injected("awsSigV4", "{'service':'s3','region':'" + REGION + "'}", KEYS);
        assertThat(List.of(tenant.admin()
                        .get(tenant.path() + "/credentials/" + credential)
                        .text()))
                .noneMatch(text -> text.contains(SECRET) || text.contains("AKIAREALKEY"));
    }

    /** So many zeros. */
    private static final class Zeros extends InputStream {

        private long left;

        Zeros(long bytes) {
            left = bytes;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int read = (int) Math.min(length, left);
            java.util.Arrays.fill(into, offset, offset + read, (byte) 0);
            left -= read;
            return read;
        }
    }
}
