package io.postern.gateway.inject;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.postern.core.credential.CustomSpec;
import io.postern.core.credential.Place;
import io.postern.core.credential.Placement;
import io.postern.core.credential.SecretTemplate;
import io.postern.core.secret.SecretBundle;
import io.postern.core.secret.SecretValue;
import io.postern.core.target.TargetUrl;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.outbound.BodyNeed;
import io.postern.gateway.outbound.OutboundRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class PlaceholderInjectionTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final CustomInjector injector = new CustomInjector();

    private static Placement placement(Place in, String name, String value) {
        return new Placement(in, name, SecretTemplate.parse(value));
    }

    private static OutboundRequest request(String path) {
        return new OutboundRequest(
                "POST", TargetUrl.parse("https://api.example.com"), path, List.of("q=1"), new DefaultHttpHeaders());
    }

    private Outcome<OutboundRequest> inject(OutboundRequest request, SecretBundle secret, Placement... placements) {
        return injector.inject(new CustomSpec(Arrays.asList(placements)), secret, request);
    }

    private static SecretBundle secret(String value) {
        return SecretBundle.of("s", SecretValue.of(value));
    }

    private static Refusal refusal(Outcome<OutboundRequest> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused<OutboundRequest>) outcome).refusal();
    }

    @ParameterizedTest(name = "{3}")
    @CsvSource(delimiter = '|', textBlock = """
            /bot%7B%7Bt%7D%7D/send    | 12:aB-_.~@ | /bot12:aB-_.~@/send          | a part of a segment is filled, and what may stand in a segment stays
            /%7B%7Bt%7D%7D            | a/b        | /a%2Fb                       | a slash stays inside the segment
            /%7B%7Bt%7D%7D            | ../x       | /..%2Fx                      | dots next to an encoded slash are one segment
            /%7B%7Bt%7D%7D            | 50%;a?b#c  | /50%25%3Ba%3Fb%23c           | every other delimiter is encoded
            /%7B%7Bt%7D%7D            | ö          | /%C3%B6                      | other characters are encoded as UTF-8
            /%7B%7Bt%7D%7D/%7B%7Bt%7D%7D | x       | /x/x                         | every occurrence is filled
            /%7B%7B%7Bt%7D%7D%7D      | x          | /%7Bx%7D                     | a brace before a placeholder is no part of it
            /%7B%7Bu%7D%7D/%7B%7Bt%7D%7D | x       | /%7B%7Bu%7D%7D/x             | a placeholder of another name is the caller's text
            /%7B%7BT%7D%7D/%7B%7Bt%7D%7D | x       | /%7B%7BT%7D%7D/x             | names are compared to the letter
            /%7B%7B/%7B%7Bt%7D%7D     | x          | /%7B%7B/x                    | braces that never close are the caller's text
            /%7B%7Bt%7D%7D            | %7B%7Bt%7D%7D | /%257B%257Bt%257D%257D    | a secret that looks like a placeholder is not filled again
            """)
    void injectIntoPathThenValueIsOnePartOfItsSegment(String path, String value, String expected, String reason) {
        OutboundRequest request = request(path);
        assertThat(inject(request, secret(value), placement(Place.PATH, "t", "{{s}}")))
                .isInstanceOf(Outcome.Passed.class);
        assertThat(request.path()).as(reason).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', textBlock = """
            /a/%7B%7Bt%7D%7D    | ..  | two dots would leave the segment
            /a/%7B%7Bt%7D%7D/b  | .   | one dot would vanish
            /a/.%7B%7Bt%7D%7D/b | .   | the caller's dot and the secret's make two
            /a/%7B%7Bt%7D%7D/b  | ''  | an empty segment would be another path
            """)
    void injectIntoPathWhenADotSegmentWouldResultThenRefused(String path, String value, String reason) {
        OutboundRequest request = request(path);
        Refusal refusal = refusal(inject(request, secret(value), placement(Place.PATH, "t", "{{s}}")));
        assertThat(refusal.code()).as(reason).isEqualTo(RefusalCode.INJECTION_FAILED);
        assertThat(request.path()).isEqualTo(path);
    }

    @Test
    void injectIntoPathWhenPlaceholderIsMissingThenRefusedByName() {
        Refusal refusal = refusal(inject(request("/v1/t"), secret("S3cret"), placement(Place.PATH, "t", "{{s}}")));
        assertThat(refusal.code()).isEqualTo(RefusalCode.INJECTION_FAILED);
        assertThat(refusal.message()).contains("{{t}}");
        assertThat(refusal.toString()).doesNotContain("S3cret");
    }

    @Test
    void injectIntoPathWhenOneSecretNamesAnothersPlaceholderThenItIsNotFilled() {
        OutboundRequest request = request("/%7B%7Ba%7D%7D/%7B%7Bb%7D%7D");
        SecretBundle secrets = SecretBundle.of(Map.of("a", SecretValue.of("{{b}}"), "b", SecretValue.of("S3cret")));
        inject(request, secrets, placement(Place.PATH, "a", "{{a}}"), placement(Place.PATH, "b", "{{b}}"));
        assertThat(request.path()).isEqualTo("/%7B%7Bb%7D%7D/S3cret");
    }

    @Test
    void injectIntoPathThenPlaceholdersInQueryHeadersAndBodyStayAsTheyAre() {
        OutboundRequest request = request("/%7B%7Bt%7D%7D");
        request.query().add("echo=%7B%7Bt%7D%7D");
        request.headers().add("X-Echo", "{{t}} {{s}}");
        request.json(JSON.readTree("{\"echo\":\"{{t}}{{s}}\"}"));
        inject(request, secret("S3cret"), placement(Place.PATH, "t", "{{s}}"));
        assertThat(request.query()).containsExactly("q=1", "echo=%7B%7Bt%7D%7D");
        assertThat(request.headers().get("X-Echo")).isEqualTo("{{t}} {{s}}");
        assertThat(request.json()).isEqualTo(JSON.readTree("{\"echo\":\"{{t}}{{s}}\"}"));
    }

    @Test
    void injectIntoBodyThenStringsAreFilledAndNamesAreNot() {
        OutboundRequest request = request("/%7B%7Bt%7D%7D");
        request.json(JSON.readTree("""
                {"{{t}}":"{{t}}","auth":{"list":["x {{t}} y{{t}}",1,true,null,{"deep":"{{t}}"}]},"other":"{{u}} {{ t }}"}"""));
        assertThat(inject(request, secret("q\"uo{{t}}te"), placement(Place.BODY, "t", "<{{s}}>")))
                .isInstanceOf(Outcome.Passed.class);
        assertThat(request.json()).isEqualTo(JSON.readTree("""
                {"{{t}}":"<q\\"uo{{t}}te>","auth":{"list":["x <q\\"uo{{t}}te> y<q\\"uo{{t}}te>",1,true,null,
                {"deep":"<q\\"uo{{t}}te>"}]},"other":"{{u}} {{ t }}"}"""));
        assertThat(request.path()).isEqualTo("/%7B%7Bt%7D%7D");
    }

    @Test
    void injectIntoBodyWhenTheBodyIsOneStringThenItIsFilled() {
        OutboundRequest request = request("/");
        request.json(JSON.readTree("\"{{t}}\""));
        inject(request, secret("S3cret"), placement(Place.BODY, "t", "{{s}}"));
        assertThat(request.json()).isEqualTo(JSON.readTree("\"S3cret\""));
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            none             | there is no JSON body
            {"a":"{t}"}      | one brace is no placeholder
            {"{{t}}":"x"}    | the name of a member is no place for a secret
            {"a":["{{u}}"]}  | it has another name's only
            """)
    void injectIntoBodyWhenPlaceholderIsMissingThenRefusedByName(
            @org.jspecify.annotations.Nullable String json, String reason) {
        OutboundRequest request = request("/");
        if (json != null) {
            request.json(JSON.readTree(json));
        }
        Refusal refusal = refusal(inject(request, secret("S3cret"), placement(Place.BODY, "t", "{{s}}")));
        assertThat(refusal.code()).as(reason).isEqualTo(RefusalCode.INJECTION_FAILED);
        assertThat(refusal.attributes()).containsEntry("placeholder", "t");
        assertThat(refusal.message()).contains("{{t}}");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
            'a\\r\\nX-Evil: 1' | a line break would begin another header
            'a\\nb'           | a line feed alone may do, too
            'a\\0b'           | NUL ends the value for some
            'a\\tb'           | control characters have no place in a value
            'schlüssel'      | Latin-1 would reach the target as something else
            '鍵'             | so would every other character
            """)
    void injectIntoHeaderWhenValueCanNotStandThereThenRefusedAsTheSecretsFault(String value, String reason) {
        String real = value.replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\0", "\0")
                .replace("\\t", "\t");
        OutboundRequest request = request("/");
        request.headers().add("X-Key", "of the caller");
        Refusal refusal = refusal(inject(request, secret(real), placement(Place.HEADER, "X-Key", "{{s}}")));
        assertThat(refusal.code()).as(reason).isEqualTo(RefusalCode.SECRET_UNAVAILABLE);
        assertThat(refusal.toString()).doesNotContain(real);
        assertThat(request.headers().contains("X-Key")).isFalse();
    }

    @Test
    void bodyNeedWhenAPlacementIsInTheBodyThenJson() {
        assertThat(injector.bodyNeed(new CustomSpec(List.of(placement(Place.BODY, "t", "{{s}}")))))
                .isEqualTo(BodyNeed.JSON);
    }
}
