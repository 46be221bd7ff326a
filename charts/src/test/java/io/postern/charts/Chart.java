package io.postern.charts;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.TemplateCommand;
import io.postern.testing.RepositoryRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code charts/postern}, as Helm renders it. */
final class Chart {

    static final Path FOLDER = RepositoryRoot.path().resolve("charts/postern");
    static final String RELEASE = "postern";
    static final String NAMESPACE = "postern";

    /** What is required, for values that are tried beside it. */
    static final String LEAST = """
            postgresql: {host: db.internal}
            vault: {uri: "https://vault.internal"}
            """;

    private static final Path VALUES = RepositoryRoot.path().resolve("charts/src/test/values");
    private static final String KUBERNETES = "1.31.4";
    private static final Map<String, List<KubernetesObject>> RENDERED = new ConcurrentHashMap<>();

    private Chart() {}

    /** The names of the sets of values that the chart is tried with. */
    static Stream<String> valueSets() {
        try (Stream<Path> files = Files.list(VALUES)) {
            return files.map(file -> file.getFileName().toString().replace(".yaml", "")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path values(String set) {
        return VALUES.resolve(set + ".yaml");
    }

    /** Everything that the chart makes of a set of values, hooks and tests too. */
    static List<KubernetesObject> rendered(String set) {
        return RENDERED.computeIfAbsent(set, name -> objects(template(values(name))));
    }

    /** What Helm says after it installed this set of values. */
    static String notes(String set) {
        String report = HelmLibrary.chart(FOLDER)
                .install()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion(KUBERNETES)
                .clientOnly()
                .withDryRunOption(DryRun.CLIENT)
                .withValuesFile(values(set))
                .call()
                .getOutput();
        return report.substring(report.indexOf("\nNOTES:\n"));
    }

    /**
     * The same for values that are written here.
     *
     * @param values YAML that comes over {@link #LEAST}
     * @throws IllegalStateException with Helm's message, where it refuses them
     */
    static List<KubernetesObject> renderedWith(String values) {
        try {
            Path least = Files.writeString(Files.createTempFile("least", ".yaml"), LEAST);
            Path more = Files.writeString(Files.createTempFile("values", ".yaml"), values);
            try {
                return objects(template(least).withValuesFile(more));
            } finally {
                Files.delete(least);
                Files.delete(more);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static KubernetesObject one(List<KubernetesObject> objects, String kind, String name) {
        return objects.stream()
                .filter(object -> object.is(kind, name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name + " in " + objects));
    }

    static String text(String file) {
        try {
            return Files.readString(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode schema() {
        return JsonMapper.shared().readTree(text("values.schema.json"));
    }

    private static TemplateCommand template(Path values) {
        return HelmLibrary.chart(WithHooks.FOLDER)
                .template()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion(KUBERNETES)
                .withValuesFile(values);
    }

    private static List<KubernetesObject> objects(TemplateCommand template) {
        return KubernetesObject.parse(template.call().replace(WithHooks.NO_HOOK, WithHooks.HOOK));
    }

    /** A copy whose hooks are called otherwise, so that they are rendered with all else: the library leaves hooks out. */
    private static final class WithHooks {

        static final String HOOK = "helm.sh/hook";
        static final String NO_HOOK = "not-helm.sh/hook";
        static final Path FOLDER = copied();

        private static Path copied() {
            try (Stream<Path> files = Files.walk(Chart.FOLDER)) {
                Path folder = Files.createTempDirectory("postern-chart");
                Runtime.getRuntime()
                        .addShutdownHook(new Thread(() -> FileSystemUtils.deleteRecursively(folder.toFile())));
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path copy = folder.resolve(Chart.FOLDER.relativize(file).toString());
                    Files.createDirectories(Objects.requireNonNull(copy.getParent()));
                    Files.writeString(copy, Files.readString(file).replace(HOOK, NO_HOOK));
                }
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
