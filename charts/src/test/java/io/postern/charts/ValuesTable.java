package io.postern.charts;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.comments.CommentType;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;
import tools.jackson.databind.json.JsonMapper;

/**
 * The values of the chart as the table of its README: {@code values.yaml} is where they are described.
 *
 * @param rows in the file's order
 */
record ValuesTable(List<Row> rows) {

    /**
     * @param name whole, with dots
     * @param standard the default, as JSON
     * @param comment the lines above it, as one
     */
    record Row(String name, String standard, String comment) {

        String markdown() {
            return "| `" + name + "` | `" + standard.replace("|", "\\|") + "` | " + comment.replace("|", "\\|") + " |";
        }
    }

    static ValuesTable read() {
        LoaderOptions options = new LoaderOptions();
        options.setProcessComments(true);
        DumperOptions output = new DumperOptions();
        Yaml yaml = new Yaml(new SafeConstructor(options), new Representer(output), output, options, new Resolver());
        List<Row> rows = new ArrayList<>();
        collect("", (MappingNode) yaml.compose(new StringReader(Chart.text("values.yaml"))), yaml, rows);
        return new ValuesTable(rows);
    }

    String markdown() {
        return "| value | default | |\n|---|---|---|\n"
                + rows.stream().map(Row::markdown).collect(Collectors.joining("\n")) + "\n";
    }

    private static void collect(String prefix, MappingNode node, Yaml yaml, List<Row> rows) {
        for (NodeTuple tuple : node.getValue()) {
            String name = prefix + ((ScalarNode) tuple.getKeyNode()).getValue();
            Node value = tuple.getValueNode();
            String comment = comment(tuple.getKeyNode());
            // A map that is one value, such as resources, has a comment, and its first key has none.
            boolean leaf = !(value instanceof MappingNode map)
                    || map.getValue().isEmpty()
                    || (!comment.isEmpty()
                            && comment(map.getValue().get(0).getKeyNode()).isEmpty());
            if (leaf) {
                rows.add(new Row(name, json(value), comment));
            } else {
                collect(name + ".", (MappingNode) value, yaml, rows);
            }
        }
    }

    /** The lines right above it: what stands before an empty line belongs to the file. */
    private static String comment(Node node) {
        List<CommentLine> lines = node.getBlockComments() == null ? List.of() : node.getBlockComments();
        int from = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).getCommentType() == CommentType.BLANK_LINE) {
                from = i + 1;
            }
        }
        return lines.subList(from, lines.size()).stream()
                .map(line -> line.getValue().strip())
                .collect(Collectors.joining(" "));
    }

    private static String json(Node value) {
        return JsonMapper.shared().writeValueAsString(new Plain().construct(value));
    }

    /** A node as plain Java values. */
    private static final class Plain extends SafeConstructor {

        Plain() {
            super(new LoaderOptions());
        }

        Object construct(Node node) {
            return constructDocument(node);
        }
    }
}
