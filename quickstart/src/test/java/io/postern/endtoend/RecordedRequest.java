package io.postern.endtoend;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the recording target got, taken apart.
 *
 * @param octets the body, one character for each octet
 */
record RecordedRequest(String method, String target, List<Map.Entry<String, String>> headers, String octets) {

    static RecordedRequest of(String text) {
        int end = text.indexOf("\r\n\r\n");
        String[] lines = text.substring(0, end).split("\r\n", -1);
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.add(Map.entry(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip()));
        }
        String[] line = lines[0].split(" ", -1);
        return new RecordedRequest(line[0], line[1], headers, text.substring(end + 4));
    }

    /** The only value of a header. */
    String header(String name) {
        List<String> values = values(name);
        if (values.size() != 1) {
            throw new AssertionError("not one " + name + ": " + values);
        }
        return values.get(0);
    }

    List<String> values(String name) {
        return headers.stream()
                .filter(header -> header.getKey().equals(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    String path() {
        return target.split("\\?", 2)[0];
    }

    String query() {
        return target.indexOf('?') < 0 ? "" : target.substring(target.indexOf('?') + 1);
    }

    byte[] body() {
        return octets.getBytes(StandardCharsets.ISO_8859_1);
    }
}
