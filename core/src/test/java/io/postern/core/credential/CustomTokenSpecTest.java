package io.postern.core.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class CustomTokenSpecTest {

    private static final String WHOLE = """
            {'request':{'method':'PUT','url':'https://login.example.com/token?app={{app}}&v=1','headers':{'X-Tenant':'t-{{tenant}}'},
              'json':{'user':{'name':'{{user}}','roles':['{{role}}','fixed'],'age':7,'on':true,'no':null}}},
             'token':{'pointer':'/data/0/token'},'lifetime':{'pointer':'/expires_in'},
             'inject':[{'in':'header','name':'X-Session','value':'{{token}}'},{'in':'query','name':'org','value':'{{org}}'}]}
            """;

    private static CustomTokenSpec read(String withSingleQuotes) {
        return (CustomTokenSpec) CredentialKinds.parse(CredentialType.TARGET, "customToken", (ObjectNode)
                JsonMapper.shared().readTree(withSingleQuotes.replace('\'', '"')));
    }

    private static SecretBundle secret(String... namesAndValues) {
        SecretBundle bundle = SecretBundle.empty();
        Map<String, SecretValue> values = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], SecretValue.of(namesAndValues[i + 1]));
        }
        return values.isEmpty() ? bundle : SecretBundle.of(values);
    }

    @Test
    void parseWhenEverythingIsWrittenThenIsReadAndWrittenAgainAsItWas() {
        CustomTokenSpec spec = read(WHOLE);

        assertThat(spec.secretNames()).containsExactlyInAnyOrder("app", "tenant", "user", "role", "org");
        assertThat(spec.inject()).hasSize(2);
        assertThat(CredentialKinds.config(spec).toString())
                .isEqualTo(
                        JsonMapper.shared().readTree(WHOLE.replace('\'', '"')).toString());
        assertThat(read(WHOLE)).isEqualTo(spec).hasSameHashCodeAs(spec);
    }

    @Test
    void parseWhenOnlyTheNecessaryIsWrittenThenTheDefaultsAreThoseOfThePage() {
        CustomTokenSpec spec = read("{'request':{'url':'https://login.example.com'},'token':{'pointer':'/token'}}");

        assertThat(spec.request().method()).isEqualTo("POST");
        assertThat(spec.lifetime()).isNull();
        assertThat(spec.secretNames()).isEmpty();
        assertThat(spec.inject()).isEqualTo(FetchedTokenSpec.BEARER);
    }

    @Test
    void urlWhenFilledThenEachValueIsEncodedAndStaysInItsParameter() {
        LoginRequest request = read("{'request':{'url':'https://login.example.com/t?a={{a}}&b=%41+x','method':'GET'},"
                        + "'token':{'header':'X-Token'}}")
                .request();

        assertThat(request.url(secret("a", "1&b=2#c d+é/?")))
                .hasToString("https://login.example.com/t?a=1%26b%3D2%23c%20d%2B%C3%A9%2F%3F&b=%41+x");
        assertThat(request.address()).hasToString("https://login.example.com/t");
    }

    @Test
    void jsonWhenFilledThenOnlyTextsChangeAndAValueStaysOneText() {
        JsonTemplate json = Objects.requireNonNull(read(WHOLE).request().json());

        assertThat(json.fill(secret("user", "a\",\"admin\":true,\"x\":\"", "role", "{{user}}"))
                        .toString())
                .isEqualTo(
                        "{\"user\":{\"name\":\"a\\\",\\\"admin\\\":true,\\\"x\\\":\\\"\",\"roles\":[\"{{user}}\",\"fixed\"],"
                                + "\"age\":7,\"on\":true,\"no\":null}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | request | no login",
                "{'request':{},'token':{'pointer':'/t'}} | request.url | nobody to ask",
                "{'request':{'url':'https://l.example.com'}} | token | no token",
                "{'request':{'url':'ftp://l.example.com'},'token':{'pointer':'/t'}} | request.url | no HTTP",
                "{'request':{'url':'/token'},'token':{'pointer':'/t'}} | request.url | no host",
                "{'request':{'url':'https://u:p@l.example.com'},'token':{'pointer':'/t'}} | request.url | user information",
                "{'request':{'url':'https://{{host}}/x'},'token':{'pointer':'/t'}} | request.url | a secret that chooses the host",
                "{'request':{'url':'https://l.example.com/{{p}}'},'token':{'pointer':'/t'}} | request.url | a secret in the path",
                "{'request':{'url':'https://l.example.com/?a={{'},'token':{'pointer':'/t'}} | request.url | braces that are no placeholder",
                "{'request':{'url':'https://l.example.com/?a=b c'},'token':{'pointer':'/t'}} | request.url | no URL",
                "{'request':{'url':'https://l.example.com','method':'DELETE'},'token':{'pointer':'/t'}} | request.method | not a login",
                "{'request':{'url':'https://l.example.com','method':'GET','json':{}},'token':{'pointer':'/t'}} | request.method | GET with a body",
                "{'request':{'url':'https://l.example.com','json':{},'form':{}},'token':{'pointer':'/t'}} | request.form | two bodies",
                "{'request':{'url':'https://l.example.com','json':[1]},'token':{'pointer':'/t'}} | request.json | no object",
                "{'request':{'url':'https://l.example.com','json':{'a':[{'b':'{{'}]}},'token':{'pointer':'/t'}} | request.json.a.0.b | braces deep inside",
                "{'request':{'url':'https://l.example.com','headers':{'Host':'x'}},'token':{'pointer':'/t'}} | request.headers.Host | a header of the message's frame",
                "{'request':{'url':'https://l.example.com','headers':{'A B':'x'}},'token':{'pointer':'/t'}} | request.headers.A B | no header name",
                "{'request':{'url':'https://l.example.com','form':{'a':'{{token}}'}},'token':{'pointer':'/t'}} | request | the token is not there yet",
                "{'request':{'url':'https://l.example.com'},'token':{}} | token | no place",
                "{'request':{'url':'https://l.example.com'},'token':{'pointer':'/t','header':'X-T'}} | token | two places",
                "{'request':{'url':'https://l.example.com'},'token':{'pointer':'t'}} | token.pointer | no pointer",
                "{'request':{'url':'https://l.example.com'},'token':{'pointer':'/t'},'lifetime':{}} | lifetime | no lifetime",
                "{'request':{'url':'https://l.example.com'},'token':{'pointer':'/t'},'lifetime':{'seconds':1,'jwtExp':true}} | lifetime | two lifetimes",
                "{'request':{'url':'https://l.example.com'},'token':{'pointer':'/t'},'lifetime':{'seconds':0}} | lifetime.seconds | no time",
                "{'request':{'url':'https://l.example.com'},'token':{'pointer':'/t'},'lifetime':{'pointer':'e'}} | lifetime.pointer | no pointer",
                "{'request':{'url':'https://l.example.com'},'token':{'pointer':'/t'},'lifetime':{'jwtExp':false}} | lifetime.jwtExp | says nothing",
                "{'request':{'url':'https://l.example.com'},'token':{'pointer':'/t'},'inject':[]} | inject | the token goes nowhere",
                "{'request':{'url':'https://l.example.com'},'token':{'pointer':'/t'},'inject':[{'in':'header','name':'A','value':'x'}]} | inject | the token goes nowhere",
                "{'request':{'url':'https://l.example.com','body':'x'},'token':{'pointer':'/t'}} | request.body | no such member",
            })
    void parseWhenItMeansNothingThenNamesTheField(String config, String path, String reason) {
        InvalidFieldsException refused = catchThrowableOfType(InvalidFieldsException.class, () -> read(config));

        assertThat(refused).as(reason).isNotNull();
        assertThat(refused.errors()).as(reason).hasSize(1);
        assertThat(String.join(".", refused.errors().get(0).path())).as(reason).isEqualTo(path);
    }

    @Test
    void addressesWhenBesideACertificateThenAreThoseOfTheKindInside() {
        ObjectNode config = (ObjectNode) JsonMapper.shared()
                .readTree("{'with':{'credentialAuthType':'customToken','credentialConfig':".replace('\'', '"')
                        + WHOLE.replace('\'', '"') + "}}");

        assertThat(CredentialKinds.parse(CredentialType.TARGET, "mtls", config).addresses())
                .isEqualTo(Map.of("with.credentialConfig.request.url", URI.create("https://login.example.com/token")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "role"})
    void checkSecretWhenANameIsMissingOrUnknownThenNamesIt(String name) {
        CustomTokenSpec spec = read("{'request':{'url':'https://l.example.com','form':{'u':'{{user}}','r':'{{role}}'}},"
                + "'token':{'pointer':'/t'}}");
        SecretBundle missing = secret(name.equals("user") ? "role" : "user", "the-value");
        SecretBundle more = secret("user", "the-value", "role", "the-value", "other", "the-value");

        assertThat(catchThrowableOfType(InvalidFieldsException.class, () -> spec.checkSecret(missing)))
                .hasMessage(name + ": is required");
        assertThat(catchThrowableOfType(InvalidFieldsException.class, () -> spec.checkSecret(more)))
                .hasMessageStartingWith("other: ")
                .hasMessageNotContaining("the-value");
        spec.checkSecret(secret("user", "the-value", "role", "the-value"));
    }

    @Test
    void parseWhenNestedTooDeeplyThenIsRefused() {
        String deep = "{'a':".repeat(40) + "1" + "}".repeat(40);

        InvalidFieldsException refused = catchThrowableOfType(
                InvalidFieldsException.class,
                () -> read("{'request':{'url':'https://l.example.com','json':" + deep + "},'token':{'pointer':'/t'}}"));

        assertThat(refused).hasMessageContaining("is deeper than 32 levels");
    }
}
