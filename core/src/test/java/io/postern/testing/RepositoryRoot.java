package io.postern.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the project's files lie that are not on the class path. */
public final class RepositoryRoot {

    private RepositoryRoot() {}

    /** What the build says it is, or, where an editor runs the tests, the first folder upwards with a Maven wrapper. */
    public static Path path() {
        String given = System.getProperty("postern.root", "");
        if (!given.isEmpty()) {
            return Path.of(given);
        }
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("-Dpostern.root=… must name the project's folder");
        }
        return folder;
    }
}
