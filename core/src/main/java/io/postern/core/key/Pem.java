package io.postern.core.key;

import io.postern.core.field.InvalidFieldsException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The blocks of a PEM text (RFC 7468). What stands between them is no part of it, as in the files that tools write. */
final class Pem {

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    private Pem() {}

    /** One block. */
    static final class Block {

        private final String label;
        private final byte[] der;

        private Block(String label, byte[] der) {
            this.label = label;
            this.der = der;
        }

        /** What stands after {@code BEGIN}. */
        String label() {
            return label;
        }

        byte[] der() {
            return der;
        }
    }

    /** @throws InvalidFieldsException without a path, where a block is not whole */
    static List<Block> blocks(String text) {
        List<Block> blocks = new ArrayList<>();
        int from = text.indexOf(BEGIN);
        while (from >= 0) {
            int labelEnd = text.indexOf(DASHES, from + BEGIN.length());
            int end = labelEnd < 0 ? -1 : text.indexOf(END, labelEnd + DASHES.length());
            if (end < 0) {
                throw InvalidFieldsException.of("is no whole PEM text: a BEGIN line has no END line");
            }
            String label = text.substring(from + BEGIN.length(), labelEnd);
            if (!text.startsWith(END + label + DASHES, end)) {
                throw InvalidFieldsException.of("is no whole PEM text: a BEGIN line and its END line differ");
            }
            blocks.add(new Block(label, der(text.substring(labelEnd + DASHES.length(), end))));
            from = text.indexOf(BEGIN, end + END.length());
        }
        return blocks;
    }

    private static byte[] der(String body) {
        if (body.contains("ENCRYPTED")) {
            // The older form of encryption, with headers above the Base64 (RFC 1421, section 4.6.1.1).
            throw InvalidFieldsException.of("must not be encrypted");
        }
        try {
            return Base64.getDecoder().decode(body.replaceAll("\\s+", ""));
        } catch (IllegalArgumentException e) {
            throw InvalidFieldsException.of("has a PEM block that is not Base64");
        }
    }
}
