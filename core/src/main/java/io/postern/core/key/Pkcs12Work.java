package io.postern.core.key;

import java.io.ByteArrayOutputStream;

/**
 * How often a PKCS#12 file (RFC 7292) wants its password hashed before it opens, as far as can be told without the password. The
 * file says it itself, for each of its parts, and Java goes up to five million times for each: a small file could keep a
 * thread busy for half an hour.
 *
 * <p>Reads BER (X.690), as Java does, and looks for what all of these have in common: an octet string, the salt, with an
 * integer behind it. MacData (RFC 7292, section 4) is so, and so are the parameters of PBES1 and of PBKDF2 (RFC 8018, appendix A).
 */
final class Pkcs12Work {

    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int CONSTRUCTED = 0x20;
    private static final int INDEFINITE = -1;
    private static final int DEEPEST = 64;
    private static final long MOST = Long.MAX_VALUE / 2;

    private final byte[] file;
    private int at;
    private long iterations;

    private Pkcs12Work(byte[] file) {
        this.file = file;
    }

    /** The sum over all parts; of a file that is no BER, up to where it is none: Java does not read on either. */
    static long iterations(byte[] file) {
        return iterations(file, 0);
    }

    private static long iterations(byte[] octets, int depth) {
        Pkcs12Work work = new Pkcs12Work(octets);
        try {
            work.elements(octets.length, depth);
        } catch (NotBerException notBer) {
            // What was found before counts.
        }
        return work.iterations;
    }

    private static final class NotBerException extends Exception {

        private static final long serialVersionUID = 1L;

        NotBerException() {
            super("not BER", null, false, false);
        }
    }

    /** @param end where they end; {@link #INDEFINITE}: with the two octets that say so */
    private void elements(int end, int depth) throws NotBerException {
        if (depth > DEEPEST) {
            throw new NotBerException();
        }
        boolean behindSalt = false;
        while (end == INDEFINITE || at < end) {
            int tag = octet();
            int length = length();
            if (tag == 0 && length == 0 && end == INDEFINITE) {
                return;
            }
            if (length > file.length - at) {
                throw new NotBerException();
            }
            if (behindSalt && tag == INTEGER) {
                count(length);
            }
            behindSalt = (tag & ~CONSTRUCTED) == OCTET_STRING;
            if (behindSalt) {
                // A part of the file may stand in it, in one piece or in several; or a salt, which is nothing to be
                // read.
                ByteArrayOutputStream octets = new ByteArrayOutputStream();
                octets(tag, length, octets, depth);
                iterations = Math.min(MOST, iterations + iterations(octets.toByteArray(), depth + 1));
            } else if ((tag & CONSTRUCTED) != 0) {
                elements(length == INDEFINITE ? INDEFINITE : at + length, depth + 1);
            } else if (length == INDEFINITE) {
                throw new NotBerException();
            } else {
                at += length;
            }
        }
    }

    /** What an octet string holds, all pieces together. */
    private void octets(int tag, int length, ByteArrayOutputStream into, int depth) throws NotBerException {
        if (depth > DEEPEST || (tag & ~CONSTRUCTED) != OCTET_STRING || length > file.length - at) {
            throw new NotBerException();
        }
        if ((tag & CONSTRUCTED) == 0) {
            if (length == INDEFINITE) {
                throw new NotBerException();
            }
            into.write(file, at, length);
            at += length;
            return;
        }
        int end = at + length;
        while (length == INDEFINITE || at < end) {
            int piece = octet();
            int pieceLength = length();
            if (piece == 0 && pieceLength == 0 && length == INDEFINITE) {
                return;
            }
            octets(piece, pieceLength, into, depth + 1);
        }
    }

    private void count(int length) {
        long value = length == 0 || length > 7 ? MOST : 0;
        for (int i = 0; i < length && value < MOST; i++) {
            value = value << 8 | (file[at + i] & 0xFF);
        }
        iterations = Math.min(MOST, iterations + value);
    }

    private int length() throws NotBerException {
        int first = octet();
        if (first < 0x80) {
            return first;
        }
        if (first == 0x80) {
            return INDEFINITE;
        }
        int octets = first & 0x7F;
        long length = 0;
        for (int i = 0; i < octets; i++) {
            length = length << 8 | octet();
            if (length > file.length) {
                throw new NotBerException();
            }
        }
        return (int) length;
    }

    private int octet() throws NotBerException {
        if (at >= file.length) {
            throw new NotBerException();
        }
        return file[at++] & 0xFF;
    }
}
