package io.postern.core.request;

import java.util.Locale;

/** Names of query parameters, compared as the least exact targets do. */
public final class ParameterNames {

    private ParameterNames() {}

    /**
     * Whether a target may take one name for the other: some ignore case or spaces at the ends, PHP makes an underscore of a dot
     * or a space, and many read {@code name[]} as {@code name}.
     *
     * @param own a name of ours; a bracket in it stands for itself
     * @param given a name of the caller's, decoded
     */
    public static boolean mayBeTheSame(String own, String given) {
        if (own.equals(given)) {
            return true;
        }
        int bracket = own.indexOf('[') < 0 ? given.indexOf('[') : -1;
        return fold(own).equals(fold(bracket < 0 ? given : given.substring(0, bracket)));
    }

    private static String fold(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replace('.', '_').replace(' ', '_');
    }
}
