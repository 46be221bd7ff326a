package io.postern.core.canary;

import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import java.util.Map;
import java.util.function.Function;
import org.springframework.util.StringUtils;

/** Does what the rules forbid, so that a test can see them bite. */
final class RulesBreaker {

    private RulesBreaker() {}

    static String revealOne(SecretValue value) {
        return value.reveal();
    }

    static Function<SecretValue, String> revealByReference() {
        return SecretValue::reveal;
    }

    static Map<String, String> revealAll(SecretBundle bundle) {
        return bundle.reveal(Function.identity());
    }

    static boolean useSpring(String text) {
        return StringUtils.hasText(text);
    }
}
