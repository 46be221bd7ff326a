package io.postern.core.rule;

import io.postern.core.request.CanonicalPath;
import io.postern.core.request.HeaderNames;
import io.postern.core.request.QueryParameter;
import io.postern.core.rule.FieldCondition.Field;
import io.postern.core.rule.FieldCondition.Fields;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request in all its readings, each made when the first rule asks for it. For one evaluation on one thread. */
final class RequestReadings {

    private final RuleRequest request;
    private final RuleWork work = new RuleWork();
    private @Nullable String decodedPath;
    private @Nullable String carelessPath;
    private @Nullable Readings path;
    private String @Nullable [] segments;
    private String @Nullable [] decodedSegments;
    private String @Nullable [] carelessSegments;
    private @Nullable Fields headers;
    private @Nullable Fields query;

    RequestReadings(RuleRequest request) {
        this.request = request;
    }

    /** What this evaluation may still cost. */
    RuleWork work() {
        return work;
    }

    String method() {
        return request.method();
    }

    Map<String, Object> claims() {
        return request.claims();
    }

    @Nullable Object jsonBody() {
        return request.jsonBody();
    }

    private String decodedPath() {
        if (decodedPath == null) {
            decodedPath = new CanonicalPath(request.path()).decoded();
        }
        return decodedPath;
    }

    private String carelessPath() {
        if (carelessPath == null) {
            carelessPath = new CanonicalPath(request.path()).carelesslyDecoded();
        }
        return carelessPath;
    }

    /** Whether a careless server may read another path than the decoded one. */
    boolean mayBeReadCarelessly() {
        return !carelessPath().equals(decodedPath());
    }

    String[] carelessSegments() {
        if (carelessSegments == null) {
            carelessSegments = PathTemplate.split(carelessPath());
        }
        return carelessSegments;
    }

    /** The first two segments of the decoded path, without the slash before them; fewer where there are not so many. */
    String firstTwoSegments() {
        String decoded = decodedPath();
        int first = decoded.indexOf('/', 1);
        int second = first < 0 ? -1 : decoded.indexOf('/', first + 1);
        return decoded.isEmpty() ? "" : decoded.substring(1, second < 0 ? decoded.length() : second);
    }

    String[] segments() {
        if (segments == null) {
            segments = PathTemplate.split(request.path());
        }
        return segments;
    }

    String[] decodedSegments() {
        if (decodedSegments == null) {
            decodedSegments = PathTemplate.split(decodedPath());
        }
        return decodedSegments;
    }

    Readings path() {
        if (path == null) {
            String plain = request.path();
            if (plain.equals(carelessPath()) && !plain.endsWith("/")) {
                path = Readings.of(plain);
                return path;
            }
            Set<String> further = new LinkedHashSet<>();
            for (String form : List.of(request.path(), decodedPath(), carelessPath())) {
                further.add(form);
                if (form.endsWith("/") && form.length() > 1) {
                    further.add(form.substring(0, form.length() - 1));
                }
            }
            path = Readings.of(request.path(), further);
        }
        return path;
    }

    Fields headers() {
        if (headers == null) {
            List<Field> read = new ArrayList<>();
            request.headers().forEach((name, value) -> read.add(header(name.toLowerCase(Locale.ROOT), value)));
            headers = new Fields(read, work);
        }
        return headers;
    }

    /** Some servers take an underscore or another sign in a name for a hyphen, and a value for a list. */
    private static Field header(String name, String value) {
        boolean ascii = isAscii(value);
        String folded = HeaderNames.folded(name);
        if (ascii && value.indexOf(',') < 0 && name.equals(folded)) {
            return new Field(Readings.of(name), Readings.of(value));
        }
        Set<String> further = new LinkedHashSet<>();
        if (value.indexOf(',') >= 0) {
            for (String element : value.split(",", -1)) {
                further.add(element.strip());
            }
        }
        if (!ascii) {
            addUtf8(further, value);
            further.addAll(further.stream().map(RequestReadings::trimmed).toList());
            further.add(trimmed(value));
        }
        return new Field(Readings.of(name, Set.of(folded)), Readings.of(value, further));
    }

    /** Without the white space at its ends that Unicode knows and HTTP does not: some servers cut it off. */
    private static String trimmed(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && isSpace(value.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(value.charAt(to - 1))) {
            to--;
        }
        return value.substring(from, to);
    }

    private static boolean isSpace(char c) {
        return c == '\u0085' || Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7F) {
                return false;
            }
        }
        return true;
    }

    /** A field value's octets come as one character each. */
    private static void addUtf8(Set<String> further, String value) {
        try {
            further.add(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            // Then the octets are all that there is to see.
        }
    }

    /**
     * Some servers take {@code name[]} for an element of {@code name}; a dot, a space or a bracket that nothing closes in it for
     * an underscore; and capital letters for small ones.
     */
    private static Readings name(QueryParameter parameter) {
        String decoded = parameter.decodedName();
        String form = parameter.formDecodedName();
        Readings plain = Readings.allOf(decoded, form);
        int bracket = form.indexOf('[');
        String whole = bracket > 0 ? form.substring(0, bracket) : form;
        String variable = variable(whole);
        if (bracket >= 0 || !variable.equals(form) || !trimmed(form).equals(form)) {
            plain = plain.with(trimmed(whole)).with(variable).with(variable(form.replace('[', '_')));
        }
        for (String name : plain.possible()) {
            String small = name.toLowerCase(Locale.ROOT);
            if (!small.equals(name)) {
                plain = plain.with(small);
            }
        }
        return plain;
    }

    private static String variable(String name) {
        return name.stripLeading().replace('.', '_').replace(' ', '_');
    }

    Fields query() {
        if (query == null) {
            List<Field> read = new ArrayList<>();
            for (QueryParameter parameter : request.query().parameters()) {
                Readings value = parameter
                        .decodedValue()
                        .flatMap(plain -> parameter.formDecodedValue().map(form -> Readings.allOf(plain, form)))
                        .orElse(Readings.UNREADABLE);
                read.add(new Field(name(parameter), value));
            }
            query = new Fields(read, work);
        }
        return query;
    }
}
