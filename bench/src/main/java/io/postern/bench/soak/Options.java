package io.postern.bench.soak;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What the command line says.
 *
 * @param seed from which everything is drawn that callers do
 * @param paranoid whether Netty watches each buffer, and not only some
 * @param root of the repository
 * @param vault the program of a Vault
 */
record Options(int seconds, int connections, long seed, boolean paranoid, Path root, Path vault) {

    /** @throws IllegalArgumentException that names what is wrong */
    static Options of(String... arguments) {
        Map<String, String> given = new HashMap<>();
        boolean paranoid = false;
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals("--paranoid")) {
                paranoid = true;
            } else if (arguments[i].startsWith("--") && i + 1 < arguments.length) {
                given.put(arguments[i].substring(2), arguments[++i]);
            } else {
                throw new IllegalArgumentException("not an option with a value: " + arguments[i]);
            }
        }
        Options options = new Options(
                number(given, "seconds", 60, 3600),
                number(given, "connections", 48, 1000),
                seed(given.remove("seed")),
                paranoid,
                Path.of(required(given, "root")),
                Path.of(required(given, "vault")));
        if (!given.isEmpty()) {
            throw new IllegalArgumentException(
                    "no such option: --" + given.keySet().iterator().next());
        }
        return options;
    }

    private static int number(Map<String, String> given, String name, int otherwise, int most) {
        String text = given.remove(name);
        int number = text == null ? otherwise : Integer.parseInt(text);
        if (number < 1 || number > most) {
            throw new IllegalArgumentException("--" + name + " must be 1 to " + most);
        }
        return number;
    }

    private static long seed(@org.jspecify.annotations.Nullable String text) {
        return text == null ? RandomGenerator.getDefault().nextInt(1_000_000) : Long.parseLong(text);
    }

    private static String required(Map<String, String> given, String name) {
        String text = given.remove(name);
        if (text == null) {
            throw new IllegalArgumentException("--" + name + " is missing");
        }
        return text;
    }
}
