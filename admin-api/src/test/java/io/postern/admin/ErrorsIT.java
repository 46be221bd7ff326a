package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a request, and the status and error it gets; the error never repeats what was sent. */
class ErrorsIT extends RunningAdminApi {

    private static final String MARK = "s3cr3t-canary";

    private static String clientId = "";

    @BeforeEach
    void client() {
        if (clientId.isEmpty()) {
            clientId = api().newClient();
        }
    }

    @ParameterizedTest(name = "{0}: {2} {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not JSON | {'targetName': s3cr3t-canary | 400 | malformed_json",
                "text after the document | {} s3cr3t-canary | 400 | malformed_json",
                "a member twice | {'targetName':'s3cr3t-canary','targetName':'b'} | 400 | malformed_json",
                "an array | ['s3cr3t-canary'] | 400 | malformed_json",
                "a text | 's3cr3t-canary' | 400 | malformed_json",
                "nothing | {} | 422 | validation_failed: targetBaseURL, targetName, targetRegion, targetTestPath",
                "null for required fields | {'targetName':null,'targetRegion':'r','targetBaseURL':null,'targetTestPath':'/'}"
                        + " | 422 | validation_failed: targetBaseURL, targetName",
                "wrong types | {'targetName':1,'targetRegion':['s3cr3t-canary'],'targetBaseURL':{},'targetTestPath':true}"
                        + " | 422 | validation_failed: targetBaseURL, targetName, targetRegion, targetTestPath",
                "an unknown field | {'targetName':'a','targetRegion':'r','targetBaseURL':'https://a.example',"
                        + "'targetTestPath':'/','targetUrl':'s3cr3t-canary'} | 422 | validation_failed: targetUrl",
                "no http | {'targetName':'a','targetRegion':'r','targetBaseURL':'ftp://s3cr3t-canary','targetTestPath':'/'}"
                        + " | 422 | validation_failed: targetBaseURL",
                "user information | {'targetName':'a','targetRegion':'r',"
                        + "'targetBaseURL':'https://u:s3cr3t-canary@a.example','targetTestPath':'/'}"
                        + " | 422 | validation_failed: targetBaseURL",
                "loopback | {'targetName':'a','targetRegion':'r','targetBaseURL':'http://127.0.0.1','targetTestPath':'/'}"
                        + " | 422 | validation_failed: targetBaseURL",
                "loopback as one number | {'targetName':'a','targetRegion':'r','targetBaseURL':'http://2130706433',"
                        + "'targetTestPath':'/'} | 422 | validation_failed: targetBaseURL",
                "loopback in hexadecimal | {'targetName':'a','targetRegion':'r','targetBaseURL':'http://0x7f.1',"
                        + "'targetTestPath':'/'} | 422 | validation_failed: targetBaseURL",
                "loopback by name | {'targetName':'a','targetRegion':'r','targetBaseURL':'http://localhost:8080',"
                        + "'targetTestPath':'/'} | 422 | validation_failed: targetBaseURL",
                "metadata | {'targetName':'a','targetRegion':'r','targetBaseURL':'http://169.254.169.254',"
                        + "'targetTestPath':'/'} | 422 | validation_failed: targetBaseURL",
                "IPv4 in IPv6 | {'targetName':'a','targetRegion':'r','targetBaseURL':'http://[::ffff:10.0.0.1]',"
                        + "'targetTestPath':'/'} | 422 | validation_failed: targetBaseURL",
                "a test path that climbs | {'targetName':'a','targetRegion':'r','targetBaseURL':'https://a.example',"
                        + "'targetTestPath':'/../s3cr3t-canary'} | 422 | validation_failed: targetTestPath",
                "a bad region and effect | {'targetName':'a','targetRegion':'US EAST','targetBaseURL':'https://a.example',"
                        + "'targetTestPath':'/','targetDefaultRuleEffect':'s3cr3t-canary'}"
                        + " | 422 | validation_failed: targetDefaultRuleEffect, targetRegion",
                "a control character | {'targetName':'a\\u0007','targetRegion':'r','targetBaseURL':'https://a.example',"
                        + "'targetTestPath':'/'} | 422 | validation_failed: targetName",
                "U+0000 | {'targetName':'a\\u0000','targetRegion':'r','targetBaseURL':'https://a.example',"
                        + "'targetTestPath':'/'} | 422 | validation_failed: targetName",
            })
    void createTargetWhenTheBodyIsWrongThenSaysWhatAndRepeatsNothing(
            String what, String body, int status, String error) {
        Api.Answer answer = api().post("/api/clients/" + clientId + "/targets", Api.json(body));

        assertThat(answer.expect(status).error()).as(what).isEqualTo(error);
        assertThat(answer.response().body()).doesNotContain(MARK);
        assertThat(answer.header("postern-request-id")).startsWith("req_");
        assertThat(answer.header("Content-Type")).startsWith("application/json");
    }

    @ParameterizedTest(name = "{0} {1}: {4}")
    @CsvSource({
        "GET, /api/clients/cli_none, '', 404, not_found",
        "GET, /api/nothing, '', 404, not_found",
        "GET, /nothing, '', 404, not_found",
        "PATCH, /api/clients, '', 405, method_not_allowed",
        "DELETE, /api/clients, '', 405, method_not_allowed",
        "GET, /api/clients?limit=0, '', 400, bad_request: limit",
        "GET, /api/clients?limit=1001, '', 400, bad_request: limit",
        "GET, /api/clients?limit=many, '', 400, bad_request: limit",
        "GET, /api/clients?cursor=!!, '', 400, bad_request: cursor",
        "GET, /api/clients/a%2Fb, '', 400, bad_request",
        "GET, /api//clients, '', 400, bad_request",
        "GET, /api/clients/a;b, '', 400, bad_request",
    })
    void requestWhenItIsWrongThenHasAnEnvelope(String method, String path, String body, int status, String error) {
        Api.Answer answer = api().send(method, path, body.isEmpty() ? null : body);

        assertThat(answer.expect(status).error()).isEqualTo(error);
    }

    @Test
    void requestWhenNothingIsPresentedThen401WithAChallenge() {
        for (String token : new String[] {"", "u-unknown", "u-" + "x".repeat(43), "Bearer nonsense", "Basic YTpi"}) {
            Api.Answer answer = api().as(token).get("/api/clients");
            assertThat(answer.expect(401).error()).as(token).isEqualTo("unauthenticated");
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        }
    }

    @Test
    void requestWhenTheTokenIsRawOrBearerThenServed() {
        api().as(ADMIN_TOKEN).get("/api/clients").expect(200);
        api().as("Bearer " + ADMIN_TOKEN).get("/api/clients").expect(200);
        api().as("bearer " + ADMIN_TOKEN).get("/api/clients").expect(200);
    }

    @Test
    void postWhenNotSentAsJsonThen415() {
        assertThat(api().send(
                                "POST",
                                "/api/clients",
                                "clientName=a",
                                "Content-Type",
                                "application/x-www-form-urlencoded")
                        .expect(415)
                        .error())
                .isEqualTo("unsupported_media_type");
    }

    @Test
    void getWhenJsonIsNotAcceptedThen406() {
        assertThat(api().send("GET", "/api/clients", null, "Accept", "text/html")
                        .expect(406)
                        .error())
                .isEqualTo("not_acceptable");
    }

    @Test
    void postWhenTheBodyIsOverOneMebibyteThen413() {
        String body = "{\"clientName\":\"" + "a".repeat(1024 * 1024) + "\"}";
        assertThat(api().post("/api/clients", body).expect(413).error()).isEqualTo("body_too_large");
    }

    @Test
    void writeWhenThereIsNoBodyThenIsNoJson() {
        assertThat(api().send("POST", "/api/clients", null, "Content-Type", "application/json")
                        .expect(400)
                        .error())
                .isEqualTo("malformed_json");
        assertThat(api().send("PUT", "/api/clients/" + clientId, "", "Content-Type", "application/json")
                        .expect(400)
                        .error())
                .isEqualTo("malformed_json");
    }

    @Test
    void requestIdWhenTheCallersIsHarmlessThenKeptAndElseReplaced() {
        assertThat(api().send("GET", "/api/clients", null, "postern-request-id", "trace-12345678")
                        .header("postern-request-id"))
                .isEqualTo("trace-12345678");
        assertThat(api().send("GET", "/api/clients", null, "postern-request-id", "a b<script>")
                        .header("postern-request-id"))
                .startsWith("req_");
    }
}
