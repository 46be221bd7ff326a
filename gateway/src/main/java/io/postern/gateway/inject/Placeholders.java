package io.postern.gateway.inject;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds placeholders of known names in a text and fills them, in one pass from left to right: what was filled in is never
 * looked at again, and everything else stays as it was.
 *
 * @param open what stands before a name
 * @param close what stands after it
 */
record Placeholders(String open, String close) {

    /**
     * A text with its placeholders filled.
     *
     * @param names those that were found
     */
    record Filled(String text, Set<String> names) {

        @Override
        public String toString() {
            return "Filled" + names;
        }
    }

    Filled fill(String text, Map<String, String> values) {
        int begin = text.indexOf(open);
        if (begin < 0) {
            return new Filled(text, Set.of());
        }
        Set<String> names = new HashSet<>();
        StringBuilder filled = new StringBuilder(text.length() + 64);
        int copied = 0;
        while (begin >= 0) {
            int nameBegin = begin + open.length();
            int end = text.indexOf(close, nameBegin);
            if (end < 0) {
                break;
            }
            String name = text.substring(nameBegin, end);
            String value = values.get(name);
            if (value == null) {
                // Not ours; one of ours may begin inside it, as in {{{name}}.
                begin = text.indexOf(open, begin + 1);
                continue;
            }
            filled.append(text, copied, begin).append(value);
            names.add(name);
            copied = end + close.length();
            begin = text.indexOf(open, copied);
        }
        return new Filled(filled.append(text, copied, text.length()).toString(), names);
    }
}
