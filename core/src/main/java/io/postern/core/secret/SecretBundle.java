package io.postern.core.secret;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** The named secret values of one credential, for example {@code username} and {@code password}. Immutable. */
public final class SecretBundle {

    private static final SecretBundle EMPTY = new SecretBundle(Map.of());

    private final Map<String, SecretValue> values;

    private SecretBundle(Map<String, SecretValue> values) {
        this.values = Map.copyOf(values);
    }

    public static SecretBundle of(Map<String, SecretValue> values) {
        return values.isEmpty() ? EMPTY : new SecretBundle(values);
    }

    public static SecretBundle of(String name, SecretValue value) {
        return new SecretBundle(Map.of(name, value));
    }

    /** The bundle of a credential that has no secret at all, such as {@code none}. */
    public static SecretBundle empty() {
        return EMPTY;
    }

    /** These values and one more, in place of any of that name. */
    public SecretBundle with(String name, SecretValue value) {
        Map<String, SecretValue> more = new TreeMap<>(values);
        more.put(name, value);
        return new SecretBundle(more);
    }

    /** These values without the one of that name, if there is one. */
    public SecretBundle without(String name) {
        Map<String, SecretValue> fewer = new TreeMap<>(values);
        fewer.remove(name);
        return of(fewer);
    }

    public Set<String> names() {
        return values.keySet();
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /**
     * The value of that name.
     *
     * @throws NoSuchElementException where there is none: a missing value is never an empty one
     */
    public SecretValue value(String name) {
        SecretValue value = values.get(name);
        if (value == null) {
            throw new NoSuchElementException("no secret value named " + name);
        }
        return value;
    }

    /** Every value, revealed, by name and in the order of the names: for secret stores that write it. */
    public <T> Map<String, T> reveal(Function<String, T> as) {
        Map<String, T> revealed = new TreeMap<>();
        values.forEach((name, value) -> revealed.put(name, as.apply(value.reveal())));
        return revealed;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretBundle that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.keySet().hashCode();
    }

    @Override
    public String toString() {
        return "SecretBundle" + values.keySet();
    }
}
