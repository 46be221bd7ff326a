package io.postern.core.rule;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/**
 * One value of a request, in every form in which the target may read it.
 *
 * @param certain the forms that must all fit where a rule has to be sure
 * @param possible the forms of which one that fits is enough to raise a doubt; the certain ones among them
 * @param readable whether there are forms at all; what can't be read may be anything
 */
record Readings(List<String> certain, List<String> possible, boolean readable) {

    static final Readings UNREADABLE = new Readings(List.of(), List.of(), false);

    /** Beyond this many digits a number is not written out. */
    private static final int MOST_DIGITS = 400;

    static Readings of(String only) {
        List<String> forms = List.of(only);
        return new Readings(forms, forms, true);
    }

    /** Forms that nobody can tell apart, so that all must fit. */
    static Readings allOf(String one, String other) {
        if (one.equals(other)) {
            return of(one);
        }
        List<String> forms = List.of(one, other);
        return new Readings(forms, forms, true);
    }

    /** A form that the target sees, and further ones that it may make of it. */
    static Readings of(String certain, Set<String> further) {
        Set<String> possible = new LinkedHashSet<>();
        possible.add(certain);
        possible.addAll(further);
        return new Readings(List.of(certain), List.copyOf(possible), true);
    }

    /** These, and a further form that the target may make of it. */
    Readings with(String further) {
        Set<String> forms = new LinkedHashSet<>(possible);
        forms.add(further);
        return new Readings(certain, List.copyOf(forms), readable);
    }

    /** A value out of a JSON document or a token. */
    static Readings ofValue(Object value) {
        if (value instanceof Number number) {
            return ofNumber(number);
        }
        if (value instanceof Instant instant) {
            // A token's times are numbers; libraries make instants of them.
            return of(Long.toString(instant.getEpochSecond()));
        }
        if (value instanceof Map<?, ?> || value instanceof List<?>) {
            return ofContainer(value);
        }
        return of(value.toString());
    }

    /**
     * {@code 1e3}, {@code 1000.0} and {@code 1000} are one number to most targets. To those that read each number as a double
     * (RFC 8259, section 6), {@code 0.99999999999999999999} is 1, and a whole number beyond 2<sup>53</sup> may be the next one.
     */
    private static Readings ofNumber(Number number) {
        try {
            BigDecimal decimal = new BigDecimal(number.toString());
            if (Math.abs((long) decimal.scale()) + decimal.precision() > MOST_DIGITS) {
                return UNREADABLE;
            }
            if (Double.isInfinite(decimal.doubleValue())) {
                return UNREADABLE;
            }
            BigDecimal plain = stripped(decimal);
            String rounded = stripped(BigDecimal.valueOf(decimal.doubleValue())).toPlainString();
            Set<String> certain = new LinkedHashSet<>(List.of(plain.toPlainString()));
            if (plain.scale() > 0) {
                certain.add(rounded);
            }
            Set<String> possible = new LinkedHashSet<>(certain);
            possible.addAll(List.of(rounded, number.toString(), decimal.toPlainString()));
            return new Readings(List.copyOf(certain), List.copyOf(possible), true);
        } catch (NumberFormatException notFinite) {
            return UNREADABLE;
        }
    }

    private static BigDecimal stripped(BigDecimal number) {
        return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    }

    private static Readings ofContainer(Object container) {
        Set<String> elements = new LinkedHashSet<>();
        if (container instanceof List<?> list) {
            for (Object element : list) {
                if (element instanceof String || element instanceof Number || element instanceof Boolean) {
                    elements.addAll(ofValue(element).possible());
                }
            }
        }
        return of(JsonMapper.shared().writeValueAsString(container), elements);
    }

    boolean may(TextPattern pattern, RuleWork work) {
        if (!readable || pattern.isAnything()) {
            return true;
        }
        for (String form : possible) {
            if (pattern.isFoundIn(form, work)) {
                return true;
            }
        }
        return false;
    }

    boolean must(TextPattern pattern, RuleWork work) {
        if (pattern.isAnything()) {
            return true;
        }
        if (!readable) {
            return false;
        }
        for (String form : certain) {
            if (!pattern.isFoundIn(form, work)) {
                return false;
            }
        }
        return true;
    }

    static boolean anyMay(List<Readings> values, TextPattern pattern, RuleWork work) {
        return values.stream().anyMatch(value -> value.may(pattern, work));
    }

    /** How long all forms together are, in characters. */
    int length() {
        int length = 0;
        for (String form : possible) {
            length += form.length();
        }
        return length;
    }

    static List<Readings> ofValues(List<?> values) {
        List<Readings> readings = new ArrayList<>(values.size());
        for (Object value : values) {
            readings.add(ofValue(value));
        }
        return readings;
    }
}
