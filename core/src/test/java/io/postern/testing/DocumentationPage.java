package io.postern.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A page of the documentation, read as its readers do, so that a test can hold it to what the code does.
 *
 * @param file relative to the project's folder
 * @param text of the page, or of one section of it
 */
public record DocumentationPage(String file, String text) {

    private static final Pattern FENCED = Pattern.compile("(?m)^```([a-z]*)\\n(.*?)^```$", Pattern.DOTALL);
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");

    public static DocumentationPage read(String file) {
        try {
            return new DocumentationPage(
                    file, Files.readString(RepositoryRoot.path().resolve(file)));
        } catch (IOException e) {
            throw new IllegalStateException(file + " can't be read", e);
        }
    }

    /** What stands between this heading and the next one of its level or above. */
    public DocumentationPage section(String heading) {
        String ends = "#{1," + heading.indexOf(' ') + "} .*";
        StringBuilder section = new StringBuilder();
        boolean inside = false;
        boolean code = false;
        for (String line : text.split("\n", -1)) {
            code ^= line.startsWith("```");
            if (!code && line.matches(ends)) {
                inside = line.equals(heading);
            }
            if (inside) {
                section.append(line).append('\n');
            }
        }
        if (section.isEmpty()) {
            throw new IllegalStateException(file + " has no heading " + heading);
        }
        return new DocumentationPage(file, section.toString());
    }

    /** The blocks that are fenced as this language, in their order. */
    public List<String> fenced(String language) {
        return FENCED.matcher(text)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    /** The blocks that are indented by four spaces, in their order, without the indentation. */
    public List<String> indented() {
        List<String> blocks = new ArrayList<>();
        StringBuilder block = new StringBuilder();
        for (String line : (text + "\n").split("\n", -1)) {
            if (line.startsWith("    ")) {
                block.append(line.substring(4)).append('\n');
            } else if (!block.isEmpty()) {
                blocks.add(block.toString());
                block.setLength(0);
            }
        }
        return blocks;
    }

    /** Whatever stands in backticks, in its order and as often as it does. */
    public List<String> words() {
        return CODE.matcher(text).results().map(word -> word.group(1)).toList();
    }

    /** The rows of all tables, without their headings: each the texts of its cells. */
    public List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        String[] lines = text.split("\n", -1);
        for (int i = 2; i < lines.length; i++) {
            boolean first = lines[i - 1].matches("\\|[-| ]+\\|");
            boolean further = !rows.isEmpty() && lines[i - 1].startsWith("|");
            if (lines[i].startsWith("|") && !lines[i].matches("\\|[-| ]+\\|") && (first || further)) {
                String inner = lines[i].substring(1, lines[i].lastIndexOf('|'));
                rows.add(Arrays.stream(inner.split("(?<!\\\\)\\|", -1))
                        .map(String::strip)
                        .toList());
            }
        }
        return rows;
    }
}
