package io.postern.charts;

import io.postern.testing.RepositoryRoot;
import io.postern.testing.VaultApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Commands of the {@code vault} program as a page has them, sent to Vault as that program does: the few forms that are used. */
final class VaultCommands {

    private final VaultApi vault;

    VaultCommands(VaultApi vault) {
        this.vault = vault;
    }

    /** The commands of a block, without comments, each on one line. */
    static List<String> of(String block) {
        List<String> commands = new ArrayList<>();
        for (String line : block.replaceAll("\\\\\\n\\s*", "").split("\n", -1)) {
            String command = line.replaceAll("\\s+#.*", "").strip();
            if (command.startsWith("vault ")) {
                commands.add(command);
            }
        }
        return commands;
    }

    void run(String command) {
        run(command, Map.of());
    }

    /** The same with more parameters than the page has: what only a Vault outside of the cluster is told. */
    void run(String command, Map<String, Object> more) {
        String[] words = command.split(" +");
        switch (words[1] + " " + words[2]) {
            case "secrets enable" -> secrets(words);
            case "auth enable" -> vault.call("POST", "sys/auth/" + words[3], Map.of("type", words[3]));
            case "policy write" -> vault.call("PUT", "sys/policies/acl/" + words[3], Map.of("policy", file(words[4])));
            default -> {
                if (!words[1].equals("write")) {
                    throw new IllegalArgumentException(command);
                }
                vault.call("POST", words[2], parameters(Arrays.copyOfRange(words, 3, words.length), more));
            }
        }
    }

    private void secrets(String[] words) {
        String path = words[3].replace("-path=", "");
        if (vault.status("GET", "sys/mounts/" + path + "/tune", null) != 200) {
            vault.call(
                    "POST",
                    "sys/mounts/" + path,
                    Map.<String, Object>of("type", "kv", "options", Map.of("version", "2")));
        }
    }

    private static Map<String, Object> parameters(String[] words, Map<String, Object> more) {
        Map<String, Object> parameters = new LinkedHashMap<>(more);
        for (String word : words) {
            String[] parameter = word.split("=", 2);
            parameters.put(parameter[0], parameter[1]);
        }
        return parameters;
    }

    private static String file(String name) {
        try {
            return Files.readString(RepositoryRoot.path().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
