package io.postern.recipes;

import io.postern.quickstart.RunningQuickstart;
import io.postern.testing.DocumentationPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where readers of recipes begin: a Postern that was started with {@code ./run}, in the folder in which they paste. All
 * recipe tests share it; it ends with the test run.
 */
final class Recipes implements AutoCloseable {

    private final Path folder;
    private final RunningQuickstart quickstart;

    private Recipes() {
        try {
            folder = Files.createTempDirectory("postern-recipes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // So that a test needs not wait until a token that the API took back may be fetched again.
        quickstart = RunningQuickstart.startAsGiven(
                        folder.resolve(".postern"),
                        Map.of(
                                "POSTERN_GATEWAY_TOKENS_FORCEDINTERVAL", "100ms",
                                "POSTERN_GATEWAY_TOKENS_FAILURETTL", "50ms",
                                "POSTERN_GATEWAY_TOKENS_MAXFAILURETTL", "200ms"),
                        List.of("--admin-port", "0", "--gateway-port", "0", "--allow", "127.0.0.1/32"))
                .ready();
    }

    /**
     * Pastes the lines that come before each recipe, and then the page's own.
     *
     * @param replaced parts of addresses that the page has, and where the test has the same API
     * @param environment what the page tells its readers to set
     */
    FollowedRecipe follow(String page, Map<String, String> replaced, Map<String, String> environment) {
        String before = String.join(
                "\n",
                DocumentationPage.read("docs/recipes/README.md")
                        .section("## Before each recipe")
                        .fenced("bash"));
        String own = String.join("\n", DocumentationPage.read(page).fenced("bash"));
        return FollowedRecipe.of(new Shell(folder, replaced, environment), before, own);
    }

    /** A member of {@code quickstart.json}. */
    String fact(String name) {
        return quickstart.document().required(name).stringValue();
    }

    /** The id of another client than the one in which recipes are followed. */
    String newClient() {
        String created = new Shell(folder, Map.of(), Map.of())
                .run("curl -sSf -X POST " + fact("adminUrl") + "/api/clients -H 'Authorization: " + fact("userToken")
                        + "' -H 'Content-Type: application/json' -d '{\"clientName\":\"Another\"}'");
        return JsonMapper.shared().readTree(created).at("/clients/0/sKey").stringValue();
    }

    /** Everything that the gateway and the admin API logged. */
    String log() {
        return quickstart.log();
    }

    @Override
    public void close() throws IOException {
        quickstart.close();
        FileSystemUtils.deleteRecursively(folder);
    }

    /** Hands the shared one to tests. */
    static final class Shared implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Recipes.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(Namespace.create(Recipes.class))
                    .computeIfAbsent(Recipes.class, type -> new Recipes());
        }
    }
}
