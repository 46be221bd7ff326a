package io.postern.endtoend;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Secrets that are sought where they must not be, in every form in which a program could have written them by accident. */
final class Canaries {

    private final Map<String, String> values = new LinkedHashMap<>();

    /** A fresh one: its name is in the value, so that a finding explains itself. Of letters, digits and what needs encoding. */
    String add(String name) {
        return put(
                name,
                name.replace(' ', '-') + "-c4n4ry/+" + HexFormat.of().toHexDigits(name.hashCode() * 0x9E3779B97F4A7C15L)
                        + "~");
    }

    /** One that is what it is. */
    String put(String name, String value) {
        values.put(name, value);
        return value;
    }

    /** Names and forms of those that occur in the text, empty where it is clean. */
    Set<String> in(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        Set<String> found = new TreeSet<>();
        values.forEach((name, value) -> forms(value).forEach((form, written) -> {
            boolean anyCase = form.equals("hex") || form.startsWith("url");
            if (anyCase ? lower.contains(written.toLowerCase(Locale.ROOT)) : text.contains(written)) {
                found.add(name + " as " + form);
            }
        }));
        return found;
    }

    static Map<String, String> forms(String value) {
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("text", value);
        forms.put("reversed", new StringBuilder(value).reverse().toString());
        forms.put("json", value.replace("/", "\\/"));
        forms.put("unicode escapes", value.replace("+", "\\u002b").replace("/", "\\u002f"));
        String form = URLEncoder.encode(value, StandardCharsets.UTF_8);
        forms.put("url", form);
        forms.put("url of RFC 3986", form.replace("+", "%20").replace("%7E", "~"));
        forms.put("url segment", value.replace("/", "%2F"));
        forms.put("hex", HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8)));
        int i = 0;
        for (String encoded : base64(value)) {
            forms.put("base64 " + i++, encoded);
        }
        return forms;
    }

    /** As it stands within a longer text that is encoded, such as a user's name and a colon before it. */
    private static Set<String> base64(String value) {
        Set<String> encoded = new LinkedHashSet<>();
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        for (int before = 0; before < 3; before++) {
            byte[] shifted = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, shifted, before, bytes.length);
            // The first and last characters also hold bits of what stands around.
            int from = before == 0 ? 0 : before + 1;
            int to = shifted.length * 8 / 6;
            encoded.add(Base64.getEncoder().encodeToString(shifted).substring(from, to));
            encoded.add(Base64.getUrlEncoder().encodeToString(shifted).substring(from, to));
        }
        return encoded;
    }
}
