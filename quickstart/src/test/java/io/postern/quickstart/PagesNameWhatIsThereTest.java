package io.postern.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testing.DocumentationPage;
import io.postern.testing.RepositoryRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pages refer to pages, headings and test classes; all of them exist. */
class PagesNameWhatIsThereTest {

    private static final Pattern TEST_CLASS = Pattern.compile("[A-Z][A-Za-z0-9]*(?:Test|IT|Contract)");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(?:#([^)\\s]+))?\\)");
    private static final Path ROOT = RepositoryRoot.path();

    @Test
    void testClassesThatPagesNameThenAreInTheRepository() throws IOException {
        Set<String> present = new TreeSet<>();
        for (String module : List.of("core", "admin-api", "gateway", "quickstart", "charts")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module + "/src/test/java"))) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".java"))
                        .map(name -> name.substring(0, name.length() - ".java".length()))
                        .forEach(present::add);
            }
        }
        for (String file : List.of("docs/security.md", "docs/development.md", "docs/operations.md")) {
            List<String> named = DocumentationPage.read(file).words().stream()
                    .filter(word -> TEST_CLASS.matcher(word).matches() && !word.startsWith("X"))
                    .toList();
            assertThat(named).as(file).isNotEmpty();
            assertThat(present).as(file).containsAll(named);
        }
    }

    @Test
    void partsOfTheClusterThatPagesNameThenCanBeRun() throws IOException {
        String scenario = Files.readString(ROOT.resolve("bench/scenario/main.py"));
        List<String> named = DocumentationPage.read("docs/operations.md").words().stream()
                .filter(word -> word.startsWith("bench/cluster --parts "))
                .flatMap(word ->
                        Stream.of(word.substring(word.lastIndexOf(' ') + 1).split(",", -1)))
                .toList();
        assertThat(named).isNotEmpty().allSatisfy(part -> assertThat(scenario).contains("\"" + part + "\": "));
    }

    @Test
    void linksBetweenPagesThenLeadToPagesAndHeadings() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            for (MatchResult link :
                    LINK.matcher(Files.readString(page)).results().toList()) {
                if (link.group(1).matches("[a-z]+:.*")) {
                    continue;
                }
                Path to = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
                if (!Files.exists(to) || (link.group(2) != null && !anchors(to).contains(link.group(2)))) {
                    broken.add(ROOT.relativize(page) + " to " + link.group());
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md")),
                            files.filter(file -> file.toString().endsWith(".md")))
                    .toList();
        }
    }

    /** As GitHub makes them of headings. */
    private static Set<String> anchors(Path page) throws IOException {
        return Files.readString(page)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
