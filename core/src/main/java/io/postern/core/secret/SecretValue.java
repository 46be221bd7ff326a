package io.postern.core.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JacksonSerializable;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsontype.TypeSerializer;

/**
 * One secret: a type of its own so that it can't be logged, printed or written as JSON by accident. The only way to the
 * text is {@link #reveal()}, which few packages may call; an architecture test lists them.
 */
public final class SecretValue implements JacksonSerializable {

    private static final String REDACTED = "SecretValue[redacted]";

    private final String value;

    private SecretValue(String value) {
        this.value = value;
    }

    public static SecretValue of(String value) {
        return new SecretValue(value);
    }

    /** The secret itself. What is done with it must not outlive the call it is for, nor leave the process elsewhere. */
    public String reveal() {
        return value;
    }

    /** Compares in a time that does not depend on where the two differ. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SecretValue that
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), that.value.getBytes(StandardCharsets.UTF_8));
    }

    /** The same for every secret: a hash of the text would be a hint at it. */
    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return REDACTED;
    }

    @Override
    public void serialize(JsonGenerator generator, SerializationContext context) {
        throw new IllegalStateException("a secret has no JSON form");
    }

    @Override
    public void serializeWithType(JsonGenerator generator, SerializationContext context, TypeSerializer types) {
        throw new IllegalStateException("a secret has no JSON form");
    }
}
