package io.postern.gateway.inject;

import io.postern.core.credential.AwsLargerBody;
import io.postern.core.credential.AwsPayloadMode;
import io.postern.core.credential.AwsSigV4Spec;
import io.postern.core.secret.SecretBundle;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.inject.aws.AwsChunkedBody;
import io.postern.gateway.inject.aws.AwsEncoding;
import io.postern.gateway.inject.aws.CanonicalRequest;
import io.postern.gateway.inject.aws.SigningKey;
import io.postern.gateway.outbound.BodyNeed;
import io.postern.gateway.outbound.BodyTransform;
import io.postern.gateway.outbound.OutboundRequest;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Signs for AWS, in place of the signature that the caller's SDK has made with whatever keys it was given. The query goes out in
 * the encoding that is signed, so that no two readings of it are left.
 */
@Component
final class AwsSigV4Injector implements Injector<AwsSigV4Spec> {

    private static final String DATE = "X-Amz-Date";
    private static final String TOKEN = "X-Amz-Security-Token";
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    private static final String STREAMING = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";

    private static final List<String> CALLERS_HEADERS = List.of("Authorization", DATE, TOKEN, CallersChunks.CONTENT);

    /** Of presigned URLs. */
    private static final Set<String> CALLERS_PARAMETERS = Set.of(
            "x-amz-algorithm",
            "x-amz-content-sha256",
            "x-amz-credential",
            "x-amz-date",
            "x-amz-expires",
            "x-amz-security-token",
            "x-amz-signature",
            "x-amz-signedheaders");

    /**
     * Of the uploads of objects and of their parts, beside headers that presigned URLs carry as parameters. What has others is
     * an order about an object, such as {@code tagging}.
     */
    private static final Set<String> UPLOADS_PARAMETERS = Set.of("partnumber", "uploadid", "x-id");

    private final Clock clock;

    @Autowired
    AwsSigV4Injector() {
        this(Clock.systemUTC());
    }

    AwsSigV4Injector(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Class<AwsSigV4Spec> spec() {
        return AwsSigV4Spec.class;
    }

    @Override
    public BodyNeed bodyNeed(AwsSigV4Spec spec) {
        return spec.payloadMode() == AwsPayloadMode.SIGNED
                ? new BodyNeed.Bytes(
                        Objects.requireNonNull(spec.maxHashedBytes()), spec.largerBody() == AwsLargerBody.UNSIGNED)
                : BodyNeed.NONE;
    }

    @Override
    public Outcome<OutboundRequest> inject(AwsSigV4Spec spec, SecretBundle secret, OutboundRequest request) {
        Outcome<OutboundRequest> decoded = CallersChunks.decode(request);
        if (decoded instanceof Outcome.Refused) {
            return decoded;
        }
        String passing = CallersChunks.passing(request);
        boolean streaming = spec.payloadMode() == AwsPayloadMode.STREAMING
                && passing == null
                && request.wholeBody() == null
                && isUpload(request);
        if (streaming && request.bodyLength() < 0) {
            return refused("The body must say its length with Content-Length, since it is signed while it streams");
        }
        SigningKey key = SigningKey.of(secret.value("secretAccessKey"), clock.instant(), spec.region(), spec.service());
        CALLERS_HEADERS.forEach(name -> HeaderPlace.clear(request, name));
        if (passing == null) {
            HeaderPlace.clear(request, CallersChunks.DECODED_LENGTH);
        }
        request.query().removeIf(pair -> CALLERS_PARAMETERS.contains(name(pair)));
        request.query().replaceAll(AwsEncoding::pair);
        AwsChunkedBody chunked = streaming ? new AwsChunkedBody(request.bodyLength(), key) : null;
        if (chunked != null) {
            request.headers().add(CallersChunks.DECODED_LENGTH, Long.toString(request.bodyLength()));
            codeAsChunked(request);
            BodyTransform before = request.bodyTransform();
            request.bodyTransform(before == null ? chunked : before.then(chunked));
        }
        String payload = streaming ? STREAMING : passing != null ? passing : payload(spec, request);
        request.headers().add(DATE, key.timestamp());
        request.headers().add(CallersChunks.CONTENT, payload);
        if (secret.has("sessionToken")) {
            Outcome<OutboundRequest> added =
                    HeaderPlace.add(request, TOKEN, secret.value("sessionToken").reveal());
            if (added instanceof Outcome.Refused) {
                return added;
            }
        }
        CanonicalRequest canonical = CanonicalRequest.of(request, spec.service(), payload);
        String signature = key.sign(canonical);
        if (chunked != null) {
            chunked.seed(signature);
        }
        return HeaderPlace.add(
                request,
                "Authorization",
                key.authorization(secret.value("accessKeyId").reveal(), canonical, signature));
    }

    private static String payload(AwsSigV4Spec spec, OutboundRequest request) {
        byte[] body = spec.payloadMode() == AwsPayloadMode.UNSIGNED ? null : request.wholeBody();
        return body == null ? UNSIGNED : SigningKey.sha256(body);
    }

    /** S3 takes signed chunks of the content of an object only: not of the list of an upload's parts, or of keys to delete. */
    private static boolean isUpload(OutboundRequest request) {
        return request.method().equals("PUT")
                && request.query().stream()
                        .map(AwsSigV4Injector::name)
                        .allMatch(name -> name.startsWith("x-amz-") || UPLOADS_PARAMETERS.contains(name));
    }

    private static void codeAsChunked(OutboundRequest request) {
        List<String> codings = request.headers().getAll("Content-Encoding");
        request.headers()
                .set(
                        "Content-Encoding",
                        codings.isEmpty() ? "aws-chunked" : "aws-chunked," + String.join(",", codings));
    }

    private static String name(String pair) {
        return QueryPlace.decodedName(pair).toLowerCase(Locale.ROOT);
    }

    private static Outcome<OutboundRequest> refused(String message) {
        return Outcome.refused(Refusal.of(RefusalCode.INJECTION_FAILED, message));
    }
}
