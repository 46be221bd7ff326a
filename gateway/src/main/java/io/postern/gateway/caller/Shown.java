package io.postern.gateway.caller;

import io.postern.gateway.inbound.PresentedCredential;
import org.jspecify.annotations.Nullable;

/** The one text that a caller showed, out of the places where it may stand. */
sealed interface Shown {

    /** Found, in one place or the same in several; never empty. */
    record Text(String text) implements Shown {

        @Override
        public String toString() {
            return "Text[redacted]";
        }
    }

    /** Nothing that could be checked: nothing there, another form, or different texts in several places. */
    record Nothing(String reason) implements Shown {}

    /** How a text stands in {@code Authorization}, header or query parameter. */
    @FunctionalInterface
    interface Form {

        /** The text; null where the value is not of this form. */
        @Nullable String read(String value);
    }

    /**
     * Reads {@code Authorization}, header and query parameter, in the given form; other places are not looked at.
     */
    static Shown inAuthorization(PresentedCredential presented, Form form) {
        return read(form, presented.authorization(), presented.authorizationQuery(), null, null);
    }

    /**
     * Reads {@code Authorization}, header and query parameter, in the given form, and as they are {@code X-API-Key} and the
     * place of the proxy's own.
     */
    static Shown inAnyPlace(PresentedCredential presented, Form form) {
        return read(
                form,
                presented.authorization(),
                presented.authorizationQuery(),
                presented.apiKeyHeader(),
                presented.ownPlace());
    }

    /** The first two places hold a value of the form, the others the text alone. */
    private static Shown read(Form form, @Nullable String... places) {
        String found = null;
        for (int place = 0; place < places.length; place++) {
            String value = places[place];
            if (value == null) {
                continue;
            }
            String text = place < 2 ? form.read(value.strip()) : value.strip();
            if (text == null) {
                return new Nothing("Authorization is not of the form of this kind of credential");
            }
            if (text.isEmpty()) {
                return new Nothing("an empty credential was shown");
            }
            if (found != null && !found.equals(text)) {
                // Which of them counts would be a guess, and a rule or a log might guess differently.
                return new Nothing("different credentials were shown in several places");
            }
            found = text;
        }
        return found == null ? new Nothing("no credential was shown") : new Text(found);
    }
}
