package io.postern.gateway.inject;

import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.failure.RefusedException;
import io.postern.gateway.inject.aws.DecodedBody;
import io.postern.gateway.outbound.OutboundRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Bodies that the caller's SDK has put into {@code aws-chunked} coding, which AWS's SDKs do with most uploads to S3. Chunks that
 * are signed, with keys that the target does not know, are taken out of the coding; so is every body that is at hand, and then its
 * checksum becomes the header that it is in other uploads. A body that streams and has no signatures passes as it is.
 */
final class CallersChunks {

    static final String CONTENT = "X-Amz-Content-Sha256";
    static final String DECODED_LENGTH = "X-Amz-Decoded-Content-Length";

    private static final String CODING = "aws-chunked";
    private static final String ENCODING = "Content-Encoding";
    private static final String TRAILER = "X-Amz-Trailer";
    private static final String UNSIGNED_WITH_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    private static final Set<String> SIGNED =
            Set.of("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD");
    private static final Set<String> SIGNED_WITH_TRAILER =
            Set.of("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER");

    private static final String SIGNATURE_TRAILER = "x-amz-trailer-signature";
    private static final Pattern CHECKSUM = Pattern.compile("x-amz-checksum-[a-z0-9]{1,32}");
    private static final Pattern CHECKSUM_VALUE = Pattern.compile("[A-Za-z0-9+/=-]{1,128}");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,15}");

    private CallersChunks() {}

    /**
     * Takes the body out of the coding, where it has to be.
     *
     * @return refused where it can't be
     */
    static Outcome<OutboundRequest> decode(OutboundRequest request) {
        String content = request.headers().get(CONTENT);
        if (content == null || !content.regionMatches(true, 0, "STREAMING-", 0, 10)) {
            return codings(request).anyMatch(CODING::equalsIgnoreCase)
                    ? refused("The body is in aws-chunked coding, and X-Amz-Content-Sha256 does not say in which form")
                    : Outcome.passed(request);
        }
        byte[] whole = request.wholeBody();
        if (whole != null
                && (isUnsigned(content) || SIGNED.contains(content) || SIGNED_WITH_TRAILER.contains(content))) {
            return decode(request, whole);
        }
        if (isUnsigned(content)) {
            return request.headers().contains(DECODED_LENGTH) ? Outcome.passed(request) : lengthMissing();
        }
        if (SIGNED.contains(content)) {
            String length = request.headers().get(DECODED_LENGTH);
            if (length == null || !LENGTH.matcher(length).matches()) {
                return lengthMissing();
            }
            withoutCoding(request);
            request.bodyTransform(new DecodedBody(Long.parseLong(length)));
            return Outcome.passed(request);
        }
        return refused(
                SIGNED_WITH_TRAILER.contains(content)
                        ? "A body that streams can't be taken out of signed chunks with a checksum behind them; call the gateway by"
                                + " https, or switch trailing checksums off in the SDK"
                        : "X-Amz-Content-Sha256 announces a body in a form that can't be signed again");
    }

    /** What {@code X-Amz-Content-Sha256} goes on saying, of a body that passes in its coding; null: the body is in none. */
    static @Nullable String passing(OutboundRequest request) {
        String content = request.headers().get(CONTENT);
        return content != null && isUnsigned(content) ? UNSIGNED_WITH_TRAILER : null;
    }

    private static boolean isUnsigned(String content) {
        return content.equals(UNSIGNED_WITH_TRAILER);
    }

    private static Outcome<OutboundRequest> decode(OutboundRequest request, byte[] whole) {
        Map<String, String> trailers = new LinkedHashMap<>();
        byte[] decoded;
        try {
            decoded = DecodedBody.of(whole, trailers);
        } catch (RefusedException e) {
            return Outcome.refused(e.refusal());
        }
        String length = request.headers().get(DECODED_LENGTH);
        if (length != null && !length.equals(Integer.toString(decoded.length))) {
            return refused("The body has another length than X-Amz-Decoded-Content-Length says");
        }
        trailers.remove(SIGNATURE_TRAILER);
        for (Map.Entry<String, String> trailer : trailers.entrySet()) {
            if (!CHECKSUM.matcher(trailer.getKey()).matches()
                    || !CHECKSUM_VALUE.matcher(trailer.getValue()).matches()) {
                return refused("The body has a trailer that is no checksum");
            }
        }
        withoutCoding(request);
        trailers.forEach((name, value) -> {
            HeaderPlace.clear(request, name);
            request.headers().add(name, value);
        });
        request.wholeBody(decoded);
        return Outcome.passed(request);
    }

    private static void withoutCoding(OutboundRequest request) {
        List<String> rest = codings(request)
                .filter(coding -> !coding.equalsIgnoreCase(CODING))
                .toList();
        request.headers().remove(ENCODING);
        if (!rest.isEmpty()) {
            request.headers().add(ENCODING, String.join(",", rest));
        }
        HeaderPlace.clear(request, TRAILER);
        HeaderPlace.clear(request, CONTENT);
        HeaderPlace.clear(request, DECODED_LENGTH);
    }

    private static Stream<String> codings(OutboundRequest request) {
        return request.headers().getAll(ENCODING).stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(String::trim)
                .filter(coding -> !coding.isEmpty());
    }

    private static Outcome<OutboundRequest> lengthMissing() {
        return refused("A body in aws-chunked coding must say its length with X-Amz-Decoded-Content-Length");
    }

    private static Outcome<OutboundRequest> refused(String message) {
        return Outcome.refused(Refusal.of(RefusalCode.INJECTION_FAILED, message));
    }
}
