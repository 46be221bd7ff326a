package io.postern.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The search bites. */
class CanariesTest {

    private final Canaries canaries = new Canaries();
    private final String secret = canaries.add("token");

    @Test
    void inWhenTheTextIsCleanThenNothing() {
        assertThat(canaries.in("token-c4n4ry is only its beginning")).isEmpty();
    }

    @Test
    void inWhenHiddenInAnyFormThenFound() {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        assertThat(canaries.in("a " + secret + " b")).contains("token as text");
        assertThat(canaries.in(HexFormat.of().withUpperCase().formatHex(bytes))).contains("token as hex");
        assertThat(canaries.in(URLEncoder.encode(secret, StandardCharsets.UTF_8)))
                .contains("token as url");
        assertThat(canaries.in(secret.replace("/", "\\/"))).contains("token as json");
        assertThat(canaries.in(new StringBuilder(secret).reverse().toString())).contains("token as reversed");
    }

    @Test
    void inWhenPartOfAnEncodedTextThenFoundWhereverItBegins() {
        for (String before : new String[] {"", "u", "us", "use", "user:"}) {
            for (String after : new String[] {"", ":", ":p", ":pa"}) {
                byte[] whole = (before + secret + after).getBytes(StandardCharsets.UTF_8);
                assertThat(canaries.in(Base64.getEncoder().encodeToString(whole)))
                        .as(before + "|" + after)
                        .isNotEmpty();
                assertThat(canaries.in(Base64.getUrlEncoder().encodeToString(whole)))
                        .as(before + "|" + after)
                        .isNotEmpty();
            }
        }
    }
}
