package io.postern.core.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.postern.core.credential.CredentialKinds;
import io.postern.core.credential.CredentialSpec;
import io.postern.core.credential.CredentialType;
import io.postern.core.field.InvalidFieldsException;
import io.postern.testing.DocumentationPage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class SecretReferenceDocumentTest {

    @Test
    void parseWhenThereIsOneFieldThenItIsThatOfTheOnlyValue() {
        assertThat(parse("{'path':'kv/data/a','field':'api_key'}"))
                .isEqualTo(new StoredReference(
                        "cli_1", "cred_1", "kv/data/a", Map.of("token", "api_key"), StoredReference.NEWEST));
    }

    @Test
    void parseWhenAllIsGivenThenReadsTheSameAgain() {
        for (SecretReference reference : new SecretReference[] {
            new StoredReference("cli_1", "cred_1", "kv/data/a", Map.of("u", "user", "p", "pass"), 3),
            new LeasedReference("cli_1", "cred_1", "database/creds/app", Map.of("u", "username"))
        }) {
            assertThat(SecretReferenceDocument.parse(
                            SecretReferenceDocument.of(reference), "cli_1", "cred_1", Set.of("u", "p")))
                    .isEqualTo(reference);
        }
    }

    @ParameterizedTest(name = "{1}: {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | field: either, path: is required",
                "{'path':'https://v/x','field':'f'} | path: must be a path",
                "{'path':'a/../b','field':'f'} | path: must be a path",
                "{'path':7,'field':'f'} | path: must be a text",
                "{'path':'a/b'} | field: either",
                "{'path':'a/b','field':'f','fields':{'token':'f'}} | field: either",
                "{'path':'a/b','fields':{}} | fields: must be an object",
                "{'path':'a/b','fields':['f']} | fields: must be an object",
                "{'path':'a/b','fields':{'token':''}} | fields.token: must be a text",
                "{'path':'a/b','field':'f','version':0} | version: must be",
                "{'path':'a/b','field':'f','version':1.5} | version: must be",
                "{'path':'a/b','field':'f','version':'1'} | version: must be",
                "{'path':'a/b','field':'f','dynamic':'yes'} | dynamic: must be",
                "{'path':'a/b','field':'f','dynamic':true,'version':2} | version: can't be given",
                "{'path':'a/b','field':'f','mount':'kv'} | mount: is not a member",
            })
    void parseWhenItIsNoReferenceThenNamesTheMembers(String document, String errors) {
        InvalidFieldsException e = catchThrowableOfType(InvalidFieldsException.class, () -> parse(document));

        for (String error : errors.split(", ", -1)) {
            assertThat(e.getMessage()).contains(error);
        }
    }

    @Test
    void parseWhenTheCredentialHasSeveralValuesThenFieldIsNotEnough() {
        InvalidFieldsException e = catchThrowableOfType(
                InvalidFieldsException.class,
                () -> SecretReferenceDocument.parse(
                        json("{'path':'a/b','field':'f'}"), "cli_1", "cred_1", Set.of("username", "password")));

        assertThat(e.getMessage()).startsWith("field: ");
    }

    @Test
    void exampleWhenItStandsOnThePageOfCredentialsThenIsAReference() {
        List<JsonNode> examples = DocumentationPage.read("docs/credentials/README.md").fenced("json").stream()
                .map(JsonMapper.shared()::readTree)
                .toList();

        assertThat(examples).hasSize(3).allSatisfy(example -> {
            CredentialSpec spec = CredentialKinds.parse(
                    CredentialType.TARGET,
                    example.get("credentialAuthType").stringValue(),
                    JsonMapper.shared().createObjectNode());
            SecretReference reference = SecretReferenceDocument.parse(
                    (ObjectNode) example.get("credentialSecretRef"), "cli_1", "cred_1", spec.secretNames());
            spec.checkSecretNames(reference.fields().keySet());
        });
    }

    private static SecretReference parse(String document) {
        return SecretReferenceDocument.parse(json(document), "cli_1", "cred_1", Set.of("token"));
    }

    private static ObjectNode json(String withSingleQuotes) {
        return (ObjectNode) JsonMapper.shared().readTree(withSingleQuotes.replace('\'', '"'));
    }
}
