package io.postern.core.request;

/** Names of header fields, compared as the least exact targets do. */
public final class HeaderNames {

    private HeaderNames() {}

    /**
     * The form that is the same for all names that a target may take for each other: in lower case, with a hyphen for whatever
     * is no letter and no digit. Servers that hand fields on as variables (RFC 3875, section 4.1.18) read {@code X_Api_Key} as
     * {@code X-Api-Key}, and some of them {@code X.Api.Key} and {@code X!Api~Key}, too: no variable's name has such signs.
     */
    public static String folded(String name) {
        int same = 0;
        while (same < name.length() && folded(name.charAt(same)) == name.charAt(same)) {
            same++;
        }
        if (same == name.length()) {
            return name;
        }
        char[] folded = name.toCharArray();
        for (int i = same; i < folded.length; i++) {
            folded[i] = folded(folded[i]);
        }
        return new String(folded);
    }

    /** Whether a target may take one name for the other. */
    public static boolean mayBeTheSame(String one, String other) {
        if (one.length() != other.length()) {
            return false;
        }
        for (int i = 0; i < one.length(); i++) {
            if (folded(one.charAt(i)) != folded(other.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static char folded(char c) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            return c;
        }
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : '-';
    }
}
