package io.postern.gateway.inject;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.postern.core.credential.AwsLargerBody;
import io.postern.core.credential.AwsPayloadMode;
import io.postern.core.credential.AwsSigV4Spec;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import io.postern.core.target.TargetUrl;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.outbound.BodyNeed;
import io.postern.gateway.outbound.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

class AwsSigV4InjectorTest extends InjectorContract<AwsSigV4Spec> {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T06:00:00Z"), ZoneOffset.UTC);
    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @Override
    Injector<AwsSigV4Spec> injector() {
        return new AwsSigV4Injector(CLOCK);
    }

    @Override
    AwsSigV4Spec spec() {
        return new AwsSigV4Spec("execute-api", "eu-central-1", null, null, null);
    }

    @Override
    SecretBundle secret() {
        return SecretBundle.of(Map.of(
                "accessKeyId",
                SecretValue.of("AKIDS3CRET"),
                "secretAccessKey",
                SecretValue.of("S3cret/Key+one"),
                "sessionToken",
                SecretValue.of("T0ken/S3cret==")));
    }

    @Override
    void addCallersOwn(OutboundRequest request) {
        request.headers().add("authorization", "AWS4-HMAC-SHA256 Credential=dummy");
        request.headers().add("x-amz-date", "20200101T000000Z");
        request.headers().add("X_AMZ_Security_Token", "own");
        request.headers().add("X-Amz-Content-Sha256", EMPTY);
        for (String name :
                List.of("Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature", "Security-Token")) {
            request.query().add("X-Amz-" + name + "=own");
        }
        request.query().add("x-%61mz-signature=own");
    }

    /** Computed apart from the code under test. */
    @Override
    List<Map.Entry<String, String>> expectedHeaders() {
        return List.of(
                Map.entry("X-Amz-Date", "20261122T060000Z"),
                Map.entry("X-Amz-Content-Sha256", EMPTY),
                Map.entry("X-Amz-Security-Token", "T0ken/S3cret=="),
                Map.entry(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIDS3CRET/20261122/eu-central-1/execute-api/aws4_request, "
                                + "SignedHeaders=accept;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-security-token;x-trace, "
                                + "Signature=7e57bc334ef7974b726ea02e81d06423a420e08e985096633a62496754d38537"));
    }

    @Override
    List<String> expectedQuery() {
        return List.of();
    }

    @Override
    BodyNeed expectedBodyNeed() {
        return new BodyNeed.Bytes(1024 * 1024, false);
    }

    private static OutboundRequest put(long streamed) {
        return toS3("PUT", streamed);
    }

    private static OutboundRequest toS3(String method, long streamed) {
        HttpHeaders headers = new DefaultHttpHeaders().add("Content-Type", "text/plain");
        OutboundRequest request = new OutboundRequest(
                method, TargetUrl.parse("https://s3.eu-central-1.amazonaws.com"), "/bucket/a%20b", List.of(), headers);
        request.streamedBody(streamed);
        return request;
    }

    private Outcome<OutboundRequest> inject(AwsPayloadMode mode, OutboundRequest request) {
        AwsLargerBody larger = mode == AwsPayloadMode.SIGNED ? AwsLargerBody.UNSIGNED : null;
        return injector().inject(new AwsSigV4Spec("s3", "eu-central-1", mode, null, larger), secret(), request);
    }

    @ParameterizedTest
    @EnumSource(names = {"SIGNED", "STREAMING"})
    void injectWhenBodyIsAtHandThenItsHashIsSigned(AwsPayloadMode mode) {
        OutboundRequest request = put(5);
        request.wholeBody("hello".getBytes(StandardCharsets.UTF_8));
        assertThat(inject(mode, request)).isInstanceOf(Outcome.Passed.class);
        assertThat(request.headers().get("X-Amz-Content-Sha256"))
                .isEqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
        assertThat(request.bodyTransform()).isNull();
        assertThat(request.headers().contains("Content-Encoding")).isFalse();
    }

    @Test
    void injectWhenRulesReadTheBodyThenWhatIsSentIsWhatIsSigned() {
        OutboundRequest request = put(30);
        request.json(JsonMapper.shared().readTree("{ \"a\" :  1 }"));
        inject(AwsPayloadMode.SIGNED, request);
        assertThat(request.wholeBody()).asString(StandardCharsets.UTF_8).isEqualTo("{\"a\":1}");
        assertThat(request.headers().get("X-Amz-Content-Sha256"))
                .isEqualTo("015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862");
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', textBlock = """
            SIGNED   | 5000000 | a body too large to be hashed
            UNSIGNED | 5       | one that is not to be hashed
            UNSIGNED | -1      | one of unknown length
            """)
    void injectWhenBodyStreamsUnhashedThenTheSignatureSaysSo(AwsPayloadMode mode, long length, String reason) {
        OutboundRequest request = put(length);
        assertThat(inject(mode, request)).as(reason).isInstanceOf(Outcome.Passed.class);
        assertThat(request.headers().get("X-Amz-Content-Sha256")).isEqualTo("UNSIGNED-PAYLOAD");
        assertThat(request.bodyTransform()).isNull();
    }

    @Test
    void injectWhenStreamingThenChunksAreAnnouncedAndSigned() {
        OutboundRequest request = put(40_000);
        request.headers().add("Content-Encoding", "gzip");
        assertThat(inject(AwsPayloadMode.STREAMING, request)).isInstanceOf(Outcome.Passed.class);
        HttpHeaders head = new DefaultHttpHeaders();
        request.writeHead(head);
        assertThat(head.get("X-Amz-Content-Sha256")).isEqualTo("STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
        assertThat(head.get("X-Amz-Decoded-Content-Length")).isEqualTo("40000");
        assertThat(head.get("Content-Encoding")).isEqualTo("aws-chunked,gzip");
        // Three chunks and the last, each with its signature.
        assertThat(head.get("Content-Length")).isEqualTo(Integer.toString(40_000 + 3 * (4 + 85) + 86));
        assertThat(head.get("Authorization"))
                .contains("SignedHeaders=content-encoding;content-length;content-type;host;x-amz-content-sha256;"
                        + "x-amz-date;x-amz-decoded-content-length;x-amz-security-token,");
        assertThat(request.bodyTransform()).isNotNull();
    }

    @ParameterizedTest(name = "{3}")
    @CsvSource(delimiter = '|', textBlock = """
            PUT  | partNumber=1&uploadId=a&x-id=UploadPart | STREAMING-AWS4-HMAC-SHA256-PAYLOAD | a part of an object
            PUT  | X-Amz-Signature=a&x-amz-meta-a=b        | STREAMING-AWS4-HMAC-SHA256-PAYLOAD | an object, by a presigned URL
            POST | uploadId=a                              | UNSIGNED-PAYLOAD                   | the list of an upload's parts
            POST | delete                                  | UNSIGNED-PAYLOAD                   | keys to delete
            PUT  | tagging                                 | UNSIGNED-PAYLOAD                   | an object's tags
            """)
    void injectWhenStreamingThenOnlyTheContentOfObjectsIsSentInSignedChunks(
            String method, String query, String content, String reason) {
        OutboundRequest request = toS3(method, 500);
        request.query().addAll(List.of(query.split("&")));
        assertThat(inject(AwsPayloadMode.STREAMING, request)).as(reason).isInstanceOf(Outcome.Passed.class);
        assertThat(request.headers().get("X-Amz-Content-Sha256")).as(reason).isEqualTo(content);
        assertThat(request.bodyTransform() != null).as(reason).isEqualTo(content.startsWith("STREAMING"));
    }

    @Test
    void injectWhenStreamingABodyOfUnknownLengthThenRefused() {
        assertRefused(inject(AwsPayloadMode.STREAMING, put(-1)), "Content-Length");
    }

    private static OutboundRequest coded(String content, long streamed) {
        OutboundRequest request = put(streamed);
        request.headers()
                .add("X-Amz-Content-Sha256", content)
                .add("Content-Encoding", "aws-chunked")
                .add("X-Amz-Decoded-Content-Length", "5");
        return request;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            UNSIGNED-PAYLOAD-TRAILER | 5~hello~0~x-amz-checksum-crc32:NhCmhg==~~
            AWS4-HMAC-SHA256-PAYLOAD | 3;chunk-signature=00~hel~2;chunk-signature=01~lo~0;chunk-signature=02~~
            AWS4-HMAC-SHA256-PAYLOAD-TRAILER | 5;chunk-signature=00~hello~0;chunk-signature=01~x-amz-checksum-crc32:NhCmhg==~x-amz-trailer-signature:02~~
            AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER | 05;chunk-signature=00~hello~0;chunk-signature=01~X-Amz-Checksum-CRC32: NhCmhg==~x-amz-trailer-signature:02~~
            """)
    void injectWhenCallersSdkHasCodedABodyAtHandThenItGoesOutWithoutTheCoding(String form, String body) {
        OutboundRequest request = coded("STREAMING-" + form, 100);
        request.headers().set("content-encoding", "aws-chunked, gzip").add("x-amz-trailer", "x-amz-checksum-crc32");
        request.wholeBody(body.replace("~", "\r\n").getBytes(StandardCharsets.UTF_8));

        assertThat(inject(AwsPayloadMode.SIGNED, request)).isInstanceOf(Outcome.Passed.class);

        assertThat(request.wholeBody()).asString(StandardCharsets.UTF_8).isEqualTo("hello");
        assertThat(request.headers().get("X-Amz-Content-Sha256"))
                .isEqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
        assertThat(request.headers().getAll("Content-Encoding")).containsExactly("gzip");
        assertThat(request.headers().get("x-amz-checksum-crc32"))
                .isEqualTo(body.contains("NhCmhg==") ? "NhCmhg==" : null);
        assertThat(request.headers().names())
                .doesNotContain("x-amz-trailer", "X-Amz-Decoded-Content-Length", "x-amz-trailer-signature");
    }

    @ParameterizedTest
    @EnumSource
    void injectWhenCallersSdkHasCodedAStreamedBodyWithoutSignaturesThenItPassesAsItIs(AwsPayloadMode mode) {
        OutboundRequest request = coded("STREAMING-UNSIGNED-PAYLOAD-TRAILER", 5_000_000);
        request.headers().add("x-amz-trailer", "x-amz-checksum-crc32");

        assertThat(inject(mode, request)).isInstanceOf(Outcome.Passed.class);

        assertThat(request.bodyTransform()).isNull();
        assertThat(request.headers().getAll("X-Amz-Content-Sha256"))
                .containsExactly("STREAMING-UNSIGNED-PAYLOAD-TRAILER");
        assertThat(request.headers().getAll("Content-Encoding")).containsExactly("aws-chunked");
        assertThat(request.headers().get("Authorization"))
                .contains(
                        "SignedHeaders=content-encoding;content-length;content-type;host;x-amz-content-sha256;x-amz-date;"
                                + "x-amz-decoded-content-length;x-amz-security-token;x-amz-trailer,");
    }

    @ParameterizedTest
    @CsvSource({
        "SIGNED,UNSIGNED-PAYLOAD,5",
        "UNSIGNED,UNSIGNED-PAYLOAD,5",
        "STREAMING,STREAMING-AWS4-HMAC-SHA256-PAYLOAD,177"
    })
    void injectWhenCallersSdkHasSignedTheChunksOfAStreamedBodyThenTheyAreMadeAnew(
            AwsPayloadMode mode, String content, int length) {
        OutboundRequest request = coded("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", 5_000_000);

        assertThat(inject(mode, request)).isInstanceOf(Outcome.Passed.class);

        assertThat(request.headers().getAll("X-Amz-Content-Sha256")).containsExactly(content);
        assertThat(request.headers().contains("Content-Encoding")).isEqualTo(mode == AwsPayloadMode.STREAMING);
        assertThat(request.bodyLength()).isEqualTo(length);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER | 5    | trailing checksums off
            STREAMING-AWS4-HMAC-SHA256-EVENTS          | 5    | can't be signed again
            STREAMING-UNSIGNED-PAYLOAD-TRAILER         | ''   | X-Amz-Decoded-Content-Length
            STREAMING-AWS4-HMAC-SHA256-PAYLOAD         | ''   | X-Amz-Decoded-Content-Length
            STREAMING-AWS4-HMAC-SHA256-PAYLOAD         | -5   | X-Amz-Decoded-Content-Length
            UNSIGNED-PAYLOAD                           | 5    | in which form
            """)
    void injectWhenStreamedBodyIsCodedInAnotherWayThenRefused(String content, String length, String message) {
        OutboundRequest request = coded(content, 5_000_000);
        request.headers().remove("X-Amz-Decoded-Content-Length");
        if (!length.isEmpty()) {
            request.headers().add("X-Amz-Decoded-Content-Length", length);
        }
        assertRefused(inject(AwsPayloadMode.STREAMING, request), message);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            hello                                  | announce
            5~hello~                               | announce
            5~hello~0~~more                        | announce
            5~helloo~0~~                           | announce
            -5~hello~0~~                           | announce
            0x5~hello~0~~                          | announce
            ~hello~0~~                             | announce
            FFFFFFFFFFFFFFFF~hello~0~~             | announce
            5~hello~0~x-amz-checksum-crc32~~       | announce
            5~hello~0~x-amz-checksum-a:b~x-amz-checksum-a:b~~ | announce
            4~hell~0~~                             | another length
            5~hello~0~x-amz-acl:public-read~~      | no checksum
            5~hello~0~x-amz-checksum-crc32:a b~~   | no checksum
            """)
    void injectWhenBodyIsNotInTheCodingItIsSaidToBeInThenRefused(String body, String message) {
        OutboundRequest request = coded("STREAMING-UNSIGNED-PAYLOAD-TRAILER", 100);
        request.wholeBody(body.replace("~", "\r\n").getBytes(StandardCharsets.UTF_8));
        assertRefused(inject(AwsPayloadMode.SIGNED, request), message);
    }

    private static void assertRefused(Outcome<OutboundRequest> outcome, String message) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.refusal().code()).isEqualTo(RefusalCode.INJECTION_FAILED);
            assertThat(refused.refusal().message()).contains(message);
        });
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', textBlock = """
            a=b+c         | a=b%20c           | a plus sign is the space that AWS reads
            a=b%2Bc       | a=b%2Bc           | an encoded plus sign stays one
            a=x/y:z@*     | a=x%2Fy%3Az%40%2A | what AWS encodes is encoded
            acl           | acl               | a name without a value stays one
            a=1=2         | a=1%3D2           | an equals sign in a value is encoded
            a=%E2%82%AC~  | a=%E2%82%AC~      | what has the encoding already stays
            a=%ff         | a=%FF             | octets that are no text stay what they are
            """)
    void injectThenQueryGoesOutInTheEncodingThatIsSigned(String pair, String sent, String reason) {
        OutboundRequest request = put(0);
        request.query().add(pair);
        inject(AwsPayloadMode.UNSIGNED, request);
        assertThat(request.query()).as(reason).containsExactly(sent);
    }

    @Test
    void injectWhenThereIsNoSessionTokenThenNoneIsSent() {
        OutboundRequest request = put(0);
        SecretBundle permanent = SecretBundle.of(
                Map.of("accessKeyId", SecretValue.of("AKID"), "secretAccessKey", SecretValue.of("S3cret")));
        request.headers().add("X-Amz-Security-Token", "the caller's");
        injector().inject(spec(), permanent, request);
        assertThat(request.headers().contains("X-Amz-Security-Token")).isFalse();
        assertThat(request.headers().get("Authorization")).doesNotContain("x-amz-security-token");
    }
}
