package io.postern.endtoend;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** The signer of the AWS SDK for Java: says which signature a request must have, and signs as an app's SDK does. */
record AwsSdk(AwsCredentialsIdentity identity, String service, String region) {

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX").withZone(ZoneOffset.UTC);

    /** What the signer adds itself. */
    private static final Set<String> OF_THE_SIGNER =
            Set.of("host", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token");

    /** The {@code Authorization} that this request would have had from the SDK, at its own time and over the same headers. */
    String authorization(RecordedRequest request) {
        List<String> signed = List.of(request.header("authorization")
                .replaceAll(".*SignedHeaders=([^,]*),.*", "$1")
                .split(";", -1));
        SdkHttpRequest.Builder http = SdkHttpRequest.builder()
                .method(SdkHttpMethod.valueOf(request.method()))
                .uri(URI.create("http://" + request.header("host") + request.target()));
        for (String name : signed) {
            if (!OF_THE_SIGNER.contains(name)) {
                http.putHeader(name, request.values(name));
            }
        }
        Instant time = Instant.from(TIMESTAMP.parse(request.header("x-amz-date")));
        return sign(http.build(), request.body(), Clock.fixed(time, ZoneOffset.UTC))
                .firstMatchingHeader("Authorization")
                .orElseThrow();
    }

    /** The headers that an app's SDK sends, but for Host. */
    Map<String, List<String>> headers(String method, URI uri, byte[] body) {
        SdkHttpRequest http = SdkHttpRequest.builder()
                .method(SdkHttpMethod.valueOf(method))
                .uri(uri)
                .build();
        Map<String, List<String>> headers =
                new java.util.TreeMap<>(sign(http, body, Clock.systemUTC()).headers());
        headers.remove("Host");
        return headers;
    }

    private SdkHttpRequest sign(SdkHttpRequest http, byte[] body, Clock clock) {
        boolean s3 = service.equals("s3");
        return AwsV4HttpSigner.create()
                .sign(signing -> signing.identity(identity)
                        .request(http)
                        .payload((ContentStreamProvider) () -> new ByteArrayInputStream(body))
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, !s3)
                        .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, !s3)
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock))
                .request();
    }
}
