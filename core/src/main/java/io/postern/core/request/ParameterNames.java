package io.postern.core.request;

/** Names of query parameters, compared as the least exact targets do. */
public final class ParameterNames {

    private ParameterNames() {}

    /**
     * Whether a target may take one name for the other: some ignore case or white space at the ends, PHP makes an underscore of a
     * dot, a space, or a bracket that nothing closes, and many read {@code name[]} as {@code name}.
     *
     * @param own a name of ours; a bracket in it stands for itself
     * @param given a name of the caller's, decoded
     */
    public static boolean mayBeTheSame(String own, String given) {
        int bracket = own.indexOf('[') < 0 ? given.indexOf('[') : -1;
        return areSame(own, given, given.length()) || (bracket >= 0 && areSame(own, given, bracket));
    }

    private static boolean areSame(String own, String given, int givenEnd) {
        int ownFrom = begin(own, own.length());
        int givenFrom = begin(given, givenEnd);
        int length = end(own, ownFrom, own.length()) - ownFrom;
        if (length != end(given, givenFrom, givenEnd) - givenFrom) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (folded(own.charAt(ownFrom + i)) != folded(given.charAt(givenFrom + i))) {
                return false;
            }
        }
        return true;
    }

    private static int begin(String name, int end) {
        int at = 0;
        while (at < end && Character.isWhitespace(name.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int end(String name, int from, int end) {
        int at = end;
        while (at > from && Character.isWhitespace(name.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    private static char folded(char c) {
        return c == '.' || c == ' ' || c == '[' ? '_' : Character.toLowerCase(Character.toUpperCase(c));
    }
}
