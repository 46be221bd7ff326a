package io.postern.gateway.inject.aws;

import io.netty.buffer.ByteBuf;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.failure.RefusedException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Takes data out of {@code aws-chunked} coding, in pieces of any size and in constant memory: chunks with or without a
 * signature, and trailers behind the last one. Signatures are not looked at: they are made with whatever keys the caller's SDK
 * was given. What is not in this coding is refused.
 */
final class ChunkDecoder {

    private static final int MOST_LINE_CHARS = 1024;
    private static final int MOST_SIZE_DIGITS = 15;
    private static final int MOST_TRAILERS = 8;

    private final StringBuilder line = new StringBuilder();
    private final Map<String, String> trailers = new LinkedHashMap<>();
    private Part part = Part.SIZE;
    private long left;

    /** What comes next. */
    private enum Part {
        SIZE,
        DATA,
        END_OF_DATA,
        TRAILER,
        NOTHING
    }

    /** Reads all of a piece, and writes the data in it. */
    void decode(ByteBuf piece, ByteBuf data) {
        while (piece.isReadable()) {
            if (part == Part.DATA) {
                int bytes = (int) Math.min(left, piece.readableBytes());
                data.writeBytes(piece, bytes);
                left -= bytes;
                part = left == 0 ? Part.END_OF_DATA : Part.DATA;
            } else {
                character((char) (piece.readByte() & 0xFF));
            }
        }
    }

    /** To be told at the end of the body. */
    void end() {
        if (part != Part.NOTHING) {
            throw malformed("ends before its last chunk does");
        }
    }

    /** What stands behind the last chunk, by lower-case names. */
    Map<String, String> trailers() {
        return trailers;
    }

    private void character(char c) {
        if (part == Part.NOTHING) {
            throw malformed("goes on behind its end");
        }
        if (c != '\n') {
            if (line.length() == MOST_LINE_CHARS) {
                throw malformed("has a line that is too long");
            }
            line.append(c);
            return;
        }
        int last = line.length() - 1;
        if (last < 0 || line.charAt(last) != '\r') {
            throw malformed("has a line that does not end with CR LF");
        }
        String whole = line.substring(0, last);
        line.setLength(0);
        switch (part) {
            case SIZE -> size(whole);
            case END_OF_DATA -> endOfData(whole);
            default -> trailer(whole);
        }
    }

    /** Hexadecimal digits, and what stands behind a semicolon for nobody here. */
    private void size(String whole) {
        int semicolon = whole.indexOf(';');
        String digits = semicolon < 0 ? whole : whole.substring(0, semicolon);
        if (digits.isEmpty()
                || digits.length() > MOST_SIZE_DIGITS
                || !digits.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80)) {
            throw malformed("has a chunk without a size");
        }
        left = Long.parseLong(digits, 16);
        part = left == 0 ? Part.TRAILER : Part.DATA;
    }

    private void endOfData(String whole) {
        if (!whole.isEmpty()) {
            throw malformed("has a chunk that is longer than its size");
        }
        part = Part.SIZE;
    }

    private void trailer(String whole) {
        if (whole.isEmpty()) {
            part = Part.NOTHING;
            return;
        }
        int colon = whole.indexOf(':');
        if (colon <= 0 || trailers.size() == MOST_TRAILERS) {
            throw malformed("has trailers that are none");
        }
        String name = whole.substring(0, colon).toLowerCase(Locale.ROOT);
        if (trailers.put(name, whole.substring(colon + 1).trim()) != null) {
            throw malformed("has a trailer twice");
        }
    }

    static RefusedException malformed(String why) {
        return new RefusedException(Refusal.of(
                        RefusalCode.INJECTION_FAILED,
                        "The body is not in the aws-chunked coding that its headers announce")
                .withDetail("the aws-chunked body " + why));
    }
}
