package io.postern.core.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedReferencesTest {

    private static final AllowedReferences.OwnPlace OWN =
            new AllowedReferences.OwnPlace("secret", List.of("postern", "postern-tokens"));
    private static final AllowedReferences ALLOWED = AllowedReferences.of(
            "the.property",
            List.of(
                    "kv/data/teams/{clientId}/*",
                    "kv/data/shared/maps",
                    "app-{clientId}/data/key",
                    "secret/*",
                    "s/data/*"),
            OWN);

    @ParameterizedTest(name = "{2}: {1}")
    @CsvSource({
        "cli_1, kv/data/teams/cli_1/stripe, below the client's folder",
        "cli_1, kv/data/teams/cli_1/a/b.c/d, far below the client's folder",
        "cli_1, kv/data/shared/maps, a path for every client",
        "cli_1, app-cli_1/data/key, the client's id inside of a part",
        "cli_1, secret/data/others/x, beside our own place",
        "cli_1, secret/data/posterns/x, a name that begins like our own place",
    })
    void refusalWhenATemplateNamesThePathThenNone(String client, String path, String reason) {
        assertThat(ALLOWED.refusal(client, path)).as(reason).isEmpty();
    }

    @ParameterizedTest(name = "{2}: {1}")
    @CsvSource({
        "cli_1, kv/data/teams/cli_2/stripe, another client's folder",
        "cli_1, kv/data/teams/cli_10/stripe, a client whose id begins the same",
        "cli_1, kv/data/teams/cli_1, the folder itself",
        "cli_1, kv/data/teams/cli_1/, an empty part",
        "cli_1, kv/data/teams/cli_1/../cli_2/stripe, dots that climb",
        "cli_1, kv/data/teams/cli_1/./stripe, a dot",
        "cli_1, kv/data/teams/cli_1/.hidden, a part that begins with a dot",
        "cli_1, kv/data/teams/cli_1/%2e%2e/cli_2/x, percent-encoding",
        "cli_1, kv/data/teams/cli_1/x?version=1, a query",
        "cli_1, kv/data/teams/cli_1/x#y, a fragment",
        "cli_1, kv/data/teams/cli_1//x, two slashes",
        "cli_1, /kv/data/teams/cli_1/x, a slash at the start",
        "cli_1, https://evil.example/v1/x, a URL",
        "cli_1, 'kv/data/teams/cli_1/a b', a space",
        "cli_1, kv/data/teams/{clientId}/x, the template itself",
        "cli_1, kv/data/shared/maps/more, below a path that is allowed without /*",
        "cli_1, KV/data/shared/maps, another case",
        "cli_1, secret/data/postern/cli_1/cred_1, our own place",
        "cli_1, secret/metadata/postern/cli_1/cred_1, our own place through another part of the engine",
        "cli_1, secret/data/postern, our own folder",
        "cli_1, secret/data/postern-tokens/cli_1/cred_1, our own place for tokens",
        "cli_1, sys/mounts, Vault's administration",
        "cli_1, auth/token/lookup-self, logins",
        "cli_1, cubbyhole/x, what hangs on our own token",
        "cli_1, identity/oidc/token/x, what hangs on our own identity",
        "'', kv/data/shared/maps, no client",
        "a/b, kv/data/teams/a/b/x, a client's id that is none",
    })
    void refusalWhenThePathIsNotTheClientsThenSaysSo(String client, String path, String reason) {
        assertThat(ALLOWED.refusal(client, path)).as(reason).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "/*",
                "kv/*/x",
                "kv/data/{clientId}*",
                "kv/data/{client}",
                "../x/*",
                "https://v/*",
                "kv/data/ x",
                "sys/*",
                "auth/token/*",
                "cubbyhole/*",
                "identity/*"
            })
    void ofWhenATemplateIsNoneThenNamesTheProperty(String template) {
        assertThatThrownBy(() -> AllowedReferences.of("the.property", List.of(template), OWN))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("the.property");
    }

    @Test
    void refusalWhenThereAreNoTemplatesThenNamesTheProperty() {
        assertThat(AllowedReferences.of("the.property", List.of(), OWN).refusal("cli_1", "kv/data/x"))
                .hasValueSatisfying(refusal -> assertThat(refusal).contains("the.property"));
        assertThat(AllowedReferences.none("needs Vault").refusal("cli_1", "kv/data/x"))
                .contains("needs Vault");
    }
}
