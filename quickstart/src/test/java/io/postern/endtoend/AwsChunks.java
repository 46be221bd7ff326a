package io.postern.endtoend;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A target that takes signed chunks and checks every signature, written after S3's API reference and nothing of ours. */
final class AwsChunks {

    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final RecordedRequest head;
    private final byte[] key;
    private final String scope;
    private String previous;
    private long bodyBytes;
    private int chunks;

    AwsChunks(RecordedRequest head, String secretAccessKey, String region) throws GeneralSecurityException {
        this.head = head;
        String day = head.header("x-amz-date").substring(0, 8);
        byte[] derived = ("AWS4" + secretAccessKey).getBytes(StandardCharsets.UTF_8);
        for (String part : List.of(day, region, "s3", "aws4_request")) {
            derived = hmac(derived, part);
        }
        key = derived;
        scope = day + "/" + region + "/s3/aws4_request";
        previous = seed();
    }

    /** The signature that the request's head must have. */
    String seed() throws GeneralSecurityException {
        TreeSet<String> names = new TreeSet<>(List.of(head.header("authorization")
                .replaceAll(".*SignedHeaders=([^,]*),.*", "$1")
                .split(";", -1)));
        String headers = names.stream()
                .map(name -> name + ":" + String.join(",", head.values(name)) + "\n")
                .collect(Collectors.joining());
        String canonical = String.join(
                "\n",
                head.method(),
                head.path(),
                head.query(),
                headers,
                String.join(";", names),
                head.header("x-amz-content-sha256"));
        return sign("AWS4-HMAC-SHA256\n" + head.header("x-amz-date") + "\n" + scope + "\n"
                + sha256(canonical.getBytes(StandardCharsets.UTF_8)));
    }

    /** Reads the body to its end; fails at the first thing that is not as it has to be. */
    void read(InputStream in, long contentLength) throws IOException, GeneralSecurityException {
        long read = 0;
        while (true) {
            String line = line(in);
            int size = Integer.parseInt(line.substring(0, line.indexOf(';')), 16);
            byte[] data = in.readNBytes(size);
            String end = line(in);
            read += line.length() + 2 + size + 2;
            String expected = sign("AWS4-HMAC-SHA256-PAYLOAD\n" + head.header("x-amz-date") + "\n" + scope + "\n"
                    + previous + "\n" + EMPTY + "\n" + sha256(data));
            if (data.length != size || !end.isEmpty() || !line.endsWith(";chunk-signature=" + expected)) {
                throw new IOException("chunk " + chunks + " is not as it was signed");
            }
            previous = expected;
            chunks++;
            bodyBytes += size;
            if (size == 0) {
                break;
            }
        }
        if (read != contentLength) {
            throw new IOException(read + " bytes of " + contentLength);
        }
    }

    long bodyBytes() {
        return bodyBytes;
    }

    int chunks() {
        return chunks;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int c;
        while ((c = in.read()) != '\r') {
            if (c < 0) {
                throw new EOFException();
            }
            line.append((char) c);
        }
        if (in.read() != '\n') {
            throw new IOException("no line end");
        }
        return line.toString().toLowerCase(Locale.ROOT);
    }

    private String sign(String text) throws GeneralSecurityException {
        return HexFormat.of().formatHex(hmac(key, text));
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(byte[] bytes) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
