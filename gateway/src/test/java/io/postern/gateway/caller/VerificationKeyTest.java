package io.postern.gateway.caller;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.text.ParseException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerificationKeyTest {

    /** A signature is checked on the thread that serves others' calls, with whatever key the signer publishes. */
    @ParameterizedTest(name = "{0} bits, exponent of {1}: {2}")
    @CsvSource({
        "2040, 17, false",
        "2048, 17, true",
        "8192, 64, true",
        "8193, 17, false",
        "400000, 17, false",
        "2048, 65, false",
        "3072, 3072, false"
    })
    void ofWhenRsaThenOnlyOfASizeThatIsCheckedQuickly(int modulusBits, int exponentBits, boolean usable)
            throws ParseException {
        JWK key = JWK.parse(
                "{\"kty\":\"RSA\",\"n\":\"" + number(modulusBits) + "\",\"e\":\"" + number(exponentBits) + "\"}");

        assertThat(VerificationKey.of(key).isPresent()).isEqualTo(usable);
    }

    private static Base64URL number(int bits) {
        return Base64URL.encode(BigInteger.ONE.shiftLeft(bits - 1).setBit(0));
    }
}
