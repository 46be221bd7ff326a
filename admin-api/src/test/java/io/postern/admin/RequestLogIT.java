package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.admin.LoggedCalls.Row;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What members see of the request log. */
class RequestLogIT extends RunningAdminApi {

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

    private static String encoded(Instant time) {
        return URLEncoder.encode(time.toString(), StandardCharsets.UTF_8);
    }

    @Test
    void listWhenCallsWereWrittenThenTheNewestIsFirstAndWhole() {
        Api user = newUser();
        String client = user.newClient();
        LoggedCalls.write(DATABASE, client, Row.answered("older", now.minusSeconds(5)), Row.answered("newer", now));

        JsonNode body =
                user.get("/api/clients/" + client + "/requests").expect(200).body();

        assertThat(LoggedCalls.ids(body)).containsExactly("newer", "older");
        assertThat(body.at("/message").stringValue()).isEqualTo("Success");
        assertThat(body.has("nextCursor")).isFalse();
        JsonNode newer = body.at("/requests/0");
        assertThat(newer.at("/pKey").stringValue()).isEqualTo(client);
        assertThat(newer.at("/sKey").stringValue()).isEqualTo("newer");
        assertThat(newer.at("/requestMethod").stringValue()).isEqualTo("GET");
        assertThat(newer.at("/requestPath").stringValue()).isEqualTo("/a");
        assertThat(newer.at("/requestRegion").stringValue()).isEqualTo("eu-1");
        assertThat(newer.at("/requestTotalMicros").longValue()).isEqualTo(2000);
        assertThat(newer.at("/requestUpstreamMicros").isNull()).isTrue();
        assertThat(newer.at("/gatewayId").stringValue()).isEqualTo("gw-1");
        Instant ended = Instant.parse(newer.at("/requestEndedAt").stringValue());
        assertThat(ended).isEqualTo(now.truncatedTo(ChronoUnit.MILLIS));
        assertThat(Instant.parse(newer.at("/requestStartedAt").stringValue())).isBefore(ended);
    }

    @ParameterizedTest
    @CsvSource({
        "requestId=denied, denied",
        "proxyId=prx_2, other",
        "targetId=tgt_2, other",
        "region=eu-1&proxyId=prx_2, other",
        "region=us-1,",
        "method=POST,",
        "outcome=rule, denied",
        "outcome=answered, other answered",
        "outcome=upstream, timeout",
        "code=denied_by_rule, denied",
        "code=truncated,",
        "status=403, denied",
        "status=5xx, timeout",
        "status=2xx&proxyId=prx_1, answered",
        "outcome=rule&status=504,",
        "limit=2, other timeout",
        "proxyId=prx_of_another_client,"
    })
    void listWhenFilteredThenHasThoseCallsOnly(String query, String expected) {
        Api user = newUser();
        String client = user.newClient();
        LoggedCalls.write(
                DATABASE,
                client,
                Row.answered("answered", now.minusSeconds(4)),
                new Row("denied", now.minusSeconds(3), "prx_1", "tgt_1", "rule", "denied_by_rule", 403),
                new Row("timeout", now.minusSeconds(2), "prx_1", "tgt_1", "upstream", "upstream_timeout", 504),
                new Row("other", now.minusSeconds(1), "prx_2", "tgt_2", "answered", null, 200));
        LoggedCalls.write(
                DATABASE,
                newUser().newClient(),
                new Row("theirs", now, "prx_of_another_client", "tgt_1", "rule", "denied_by_rule", 403));

        JsonNode body = user.get("/api/clients/" + client + "/requests?" + query)
                .expect(200)
                .body();

        assertThat(String.join(" ", LoggedCalls.ids(body))).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void listWhenATimeIsGivenThenHasCallsFromItOnAndBeforeTheOther() {
        Api user = newUser();
        String client = user.newClient();
        Instant from = now.minusSeconds(20);
        Instant to = now.minusSeconds(10);
        LoggedCalls.write(
                DATABASE,
                client,
                Row.answered("before", from.minusNanos(1000)),
                Row.answered("first", from),
                Row.answered("last", to.minusNanos(1000)),
                Row.answered("after", to));

        JsonNode body = user.get("/api/clients/" + client + "/requests?from=" + encoded(from) + "&to=" + encoded(to))
                .expect(200)
                .body();

        assertThat(LoggedCalls.ids(body)).containsExactly("last", "first");
    }

    @Test
    void pagesWhenCallsArriveMeanwhileThenHaveEveryEarlierCallOnce() {
        Api user = newUser();
        String client = user.newClient();
        Row[] before = IntStream.range(0, 25)
                // Some end in the same microsecond.
                .mapToObj(i -> Row.answered("before-" + (100 + i), now.minusSeconds(i / 3)))
                .toArray(Row[]::new);
        LoggedCalls.write(DATABASE, client, before);
        List<String> seen = new ArrayList<>();
        String next = "";
        int pages = 0;
        do {
            JsonNode body = user.get("/api/clients/" + client + "/requests?limit=4" + next)
                    .expect(200)
                    .body();
            seen.addAll(LoggedCalls.ids(body));
            next = body.has("nextCursor") ? "&cursor=" + body.get("nextCursor").stringValue() : "";
            pages++;
            LoggedCalls.write(DATABASE, client, Row.answered("meanwhile-" + pages, now.plusSeconds(pages)));
        } while (!next.isEmpty());

        assertThat(pages).isEqualTo(7);
        assertThat(seen).hasSize(25).doesNotHaveDuplicates();
        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(before).map(Row::id).toList());
        assertThat(seen.subList(0, 3)).containsExactly("before-102", "before-101", "before-100");
    }

    @ParameterizedTest
    @CsvSource({
        "status=600, status",
        "status=abc, status",
        "outcome=nobody, outcome",
        "code=%27, code",
        "from=yesterday, from",
        "to=1, to",
        "from=%2B300000-01-01T00:00:00Z, from",
        "to=-5000-01-01T00:00:00Z, to",
        "limit=0, limit",
        "limit=1001, limit",
        "cursor=x, cursor",
        "proxyId=a&proxyId=b, proxyId",
        "proxyid=prx_1, ''",
        "'status=1&limit=x', 'limit, status'"
    })
    void listWhenAParameterIsWrongThenEachIsNamed(String query, String named) {
        Api user = newUser();
        String client = user.newClient();

        assertThat(user.get("/api/clients/" + client + "/requests?" + query)
                        .expect(400)
                        .error())
                .isEqualTo("bad_request: " + named);
    }
}
