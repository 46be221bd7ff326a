package io.postern.gateway.inject.aws;

import io.postern.core.secret.SecretValue;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The key that signs one request and its chunks: made of the secret access key for one day, region and service. */
public final class SigningKey {

    /** SHA-256 of nothing. */
    static final String EMPTY_HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final String timestamp;
    private final String scope;
    private final Mac mac;

    private SigningKey(String timestamp, String scope, Mac mac) {
        this.timestamp = timestamp;
        this.scope = scope;
        this.mac = mac;
    }

    public static SigningKey of(SecretValue secretAccessKey, Instant time, String region, String service) {
        String timestamp = TIMESTAMP.format(time);
        String date = timestamp.substring(0, 8);
        byte[] key = ("AWS4" + secretAccessKey.reveal()).getBytes(StandardCharsets.UTF_8);
        for (String part : new String[] {date, region, service, "aws4_request"}) {
            key = mac(key).doFinal(part.getBytes(StandardCharsets.UTF_8));
        }
        return new SigningKey(timestamp, date + "/" + region + "/" + service + "/aws4_request", mac(key));
    }

    /** As {@code X-Amz-Date} has it. */
    public String timestamp() {
        return timestamp;
    }

    /** Day, region, service and {@code aws4_request}. */
    public String scope() {
        return scope;
    }

    /** The value of {@code Authorization}. */
    public String authorization(String accessKeyId, CanonicalRequest request, String signature) {
        return "AWS4-HMAC-SHA256 Credential=" + accessKeyId + "/" + scope + ", SignedHeaders=" + request.signedHeaders()
                + ", Signature=" + signature;
    }

    /** The signature of a request, in hexadecimal digits. */
    public String sign(CanonicalRequest request) {
        return sign(stringToSign(request));
    }

    String stringToSign(CanonicalRequest request) {
        // Header values go out as ISO 8859-1, octet by octet; everything else is ASCII.
        return "AWS4-HMAC-SHA256\n" + timestamp + "\n" + scope + "\n"
                + sha256(request.text().getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * The signature of a chunk.
     *
     * @param previous of the chunk before, or of the request
     */
    String signChunk(String previous, String chunkHash) {
        return sign("AWS4-HMAC-SHA256-PAYLOAD\n" + timestamp + "\n" + scope + "\n" + previous + "\n" + EMPTY_HASH + "\n"
                + chunkHash);
    }

    private String sign(String text) {
        return AwsEncoding.hex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** In hexadecimal digits. */
    public static String sha256(byte[] bytes) {
        return AwsEncoding.hex(digest().digest(bytes));
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", e);
        }
    }
}
