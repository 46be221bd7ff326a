package io.postern.core.key;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** As much of DER (X.690) as it takes to put an older form of a private key into PKCS#8. */
final class Der {

    static final int INTEGER = 0x02;
    static final int OCTET_STRING = 0x04;
    static final int SEQUENCE = 0x30;

    private Der() {}

    /** One element, without its length. */
    static final class Element {

        private final int tag;
        private final byte[] content;

        private Element(int tag, byte[] content) {
            this.tag = tag;
            this.content = content;
        }

        int tag() {
            return tag;
        }

        byte[] content() {
            return content;
        }
    }

    static byte[] element(int tag, byte[]... contents) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : contents) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        int length = content.size();
        if (length < 0x80) {
            element.write(length);
        } else if (length < 0x100) {
            element.write(0x81);
            element.write(length);
        } else {
            element.write(0x82);
            element.write(length >> 8);
            element.write(length);
        }
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }

    /**
     * The elements that follow one another in these bytes.
     *
     * @throws IllegalArgumentException where they are no DER, or longer than any key
     */
    static List<Element> elements(byte[] der) {
        List<Element> elements = new ArrayList<>();
        int at = 0;
        while (at < der.length) {
            int tag = der[at++] & 0xFF;
            int length = at < der.length ? der[at++] & 0xFF : -1;
            if (length == 0x81 && at < der.length) {
                length = der[at++] & 0xFF;
            } else if (length == 0x82 && at + 1 < der.length) {
                length = ((der[at++] & 0xFF) << 8) | (der[at++] & 0xFF);
            } else if (length >= 0x80) {
                length = -1;
            }
            if (length < 0 || at + length > der.length) {
                throw new IllegalArgumentException("not DER");
            }
            elements.add(new Element(tag, Arrays.copyOfRange(der, at, at + length)));
            at += length;
        }
        return elements;
    }
}
