package io.postern.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretValue;
import io.postern.testing.TestCertificates;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class Pkcs12WorkTest {

    private static final byte[] FILE =
            Base64.getMimeDecoder().decode(new TestCertificates().client("app").pkcs12("pw"));
    private static final int OCTET_STRING = 0x04;
    private static final int PIECES = 0x24;

    @Test
    void iterationsWhenJavaMadeTheFileThenThoseOfItsThreeParts() {
        assertThat(Pkcs12Work.iterations(FILE)).isEqualTo(30_000);
    }

    @Test
    void iterationsWhenAPartStandsInPiecesThenItCountsAsIfItWereWhole() {
        byte[] part =
                Der.element(Der.SEQUENCE, Der.element(OCTET_STRING, new byte[8]), Der.element(Der.INTEGER, new byte[] {
                    0x4C, 0x4B, 0x40
                }));
        ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        for (byte octet : part) {
            pieces.writeBytes(Der.element(OCTET_STRING, new byte[] {octet}));
        }
        ByteArrayOutputStream endless = new ByteArrayOutputStream();
        endless.writeBytes(new byte[] {0x30, (byte) 0x80, PIECES, (byte) 0x80});
        endless.writeBytes(pieces.toByteArray());
        endless.writeBytes(new byte[4]);

        assertThat(Pkcs12Work.iterations(part)).isEqualTo(5_000_000);
        assertThat(Pkcs12Work.iterations(Der.element(OCTET_STRING, part))).isEqualTo(5_000_000);
        assertThat(Pkcs12Work.iterations(Der.element(PIECES, pieces.toByteArray())))
                .isEqualTo(5_000_000);
        assertThat(Pkcs12Work.iterations(endless.toByteArray())).isEqualTo(5_000_000);
        assertThat(Pkcs12Work.iterations(Der.element(
                        Der.SEQUENCE,
                        Der.element(OCTET_STRING, new byte[8]),
                        Der.element(Der.INTEGER, new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0}))))
                .as("more than anybody can count")
                .isGreaterThan(1L << 60);
    }

    @Test
    void iterationsWhenTheFileIsAnythingThenItEnds() {
        Random random = new Random(20261123);
        for (int i = 0; i < 20_000; i++) {
            byte[] hostile = Arrays.copyOf(FILE, random.nextInt(FILE.length + 1));
            for (int changed = random.nextInt(8); changed > 0 && hostile.length > 0; changed--) {
                hostile[random.nextInt(hostile.length)] = (byte) random.nextInt();
            }
            assertThat(Pkcs12Work.iterations(hostile)).isNotNegative();
        }
        byte[] deep = new byte[60_000];
        Arrays.fill(deep, (byte) 0x24);
        assertThat(Pkcs12Work.iterations(deep)).isZero();
        Arrays.fill(deep, (byte) 0x80);
        assertThat(Pkcs12Work.iterations(deep)).isZero();
    }

    @Test
    @Timeout(5)
    void ofPkcs12WhenAFileWantsMoreWorkThanAnySecretIsWorthThenRefusedBeforeItIsDone() {
        byte[] part =
                Der.element(Der.SEQUENCE, Der.element(OCTET_STRING, new byte[8]), Der.element(Der.INTEGER, new byte[] {
                    0x4C, 0x4B, 0x40
                }));
        SecretValue file = SecretValue.of(Base64.getEncoder().encodeToString(Der.element(Der.SEQUENCE, FILE, part)));

        assertThatThrownBy(() -> ClientCertificate.ofPkcs12(file, SecretValue.of("pw")))
                .isInstanceOf(InvalidFieldsException.class)
                .hasMessage("pkcs12: wants its password hashed more than 1000000 times before it opens");
    }
}
