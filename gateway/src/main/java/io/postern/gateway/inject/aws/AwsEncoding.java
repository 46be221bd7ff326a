package io.postern.gateway.inject.aws;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/** Paths and queries in the one encoding that a signature is made over: every octet but the unreserved ones of RFC 3986. */
public final class AwsEncoding {

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();
    private static final String UNRESERVED = "-._~";

    private AwsEncoding() {}

    /**
     * The path as S3 signs it: each segment encoded once, whatever form it has in the request line, and nothing normalised.
     *
     * @param path as in the request line
     */
    static String encodedOnce(String path) {
        StringBuilder out = new StringBuilder(path.length() + 16);
        int start = 0;
        while (start <= path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            append(out, decode(path.substring(start, end), false), "");
            if (slash < 0) {
                break;
            }
            out.append('/');
            start = slash + 1;
        }
        return out.toString();
    }

    /**
     * The path as every other service signs it: normalised (RFC 3986, section 5.2.4, and without empty segments), and encoded
     * once more than in the request line.
     */
    static String encodedAgain(String path) {
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.addLast(segment);
            }
        }
        String normal = "/" + String.join("/", segments);
        if (!segments.isEmpty() && path.endsWith("/")) {
            normal += "/";
        }
        StringBuilder out = new StringBuilder(normal.length() + 16);
        append(out, normal.getBytes(StandardCharsets.UTF_8), "/");
        return out.toString();
    }

    /** One pair of a query in its encoding, a plus sign read as the space that AWS reads; a name without a value stays one. */
    public static String pair(String pair) {
        int equals = pair.indexOf('=');
        StringBuilder out = new StringBuilder(pair.length() + 16);
        append(out, decode(equals < 0 ? pair : pair.substring(0, equals), true), "");
        if (equals >= 0) {
            append(out.append('='), decode(pair.substring(equals + 1), true), "");
        }
        return out.toString();
    }

    /** The query as it is signed: by name, then by value, with {@code =} behind each name. */
    static String query(List<String> pairs) {
        List<String[]> sorted = new ArrayList<>(pairs.size());
        for (String pair : pairs) {
            String encoded = pair(pair);
            int equals = encoded.indexOf('=');
            sorted.add(
                    equals < 0
                            ? new String[] {encoded, ""}
                            : new String[] {encoded.substring(0, equals), encoded.substring(equals + 1)});
        }
        Collections.sort(sorted, (a, b) -> {
            int byName = a[0].compareTo(b[0]);
            return byName != 0 ? byName : a[1].compareTo(b[1]);
        });
        StringBuilder out = new StringBuilder();
        for (String[] pair : sorted) {
            out.append(out.isEmpty() ? "" : "&").append(pair[0]).append('=').append(pair[1]);
        }
        return out.toString();
    }

    static String hex(byte[] bytes) {
        StringBuilder out = new StringBuilder(bytes.length * 2);
        for (byte b : bytes) {
            out.append(Character.forDigit((b >> 4) & 0xF, 16)).append(Character.forDigit(b & 0xF, 16));
        }
        return out.toString();
    }

    private static byte[] decode(String text, boolean plusIsSpace) {
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length);
        for (int i = 0; i < raw.length; i++) {
            int high = raw[i] == '%' && i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(raw[i + 2], 16);
            if (low >= 0) {
                out.write(high << 4 | low);
                i += 2;
            } else {
                out.write(plusIsSpace && raw[i] == '+' ? ' ' : raw[i]);
            }
        }
        return out.toByteArray();
    }

    private static void append(StringBuilder out, byte[] bytes, String kept) {
        for (byte b : bytes) {
            char c = (char) (b & 0xFF);
            boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (alphanumeric || UNRESERVED.indexOf(c) >= 0 || kept.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append(HEX[c >> 4]).append(HEX[c & 0xF]);
            }
        }
    }
}
