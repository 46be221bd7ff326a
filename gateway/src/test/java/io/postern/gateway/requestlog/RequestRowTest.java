package io.postern.gateway.requestlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.record.CallRecord;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestRowTest {

    private static final long ENDED = 1_700_000_000_000_000L;

    private final RequestRow.Maker maker = new RequestRow.Maker(true, RefusalCode::status);

    private RequestRow row(CallRecord call) {
        return maker.row(call, ENDED);
    }

    @Test
    void rowWhenAnsweredThenHasWhatTheTargetSaidAndWhoseCallItWas() {
        RequestRow row = row(Calls.answered("r1", "/a/b"));

        assertThat(row.outcome()).isEqualTo("answered");
        assertThat(row.code()).isNull();
        assertThat(row.status()).isEqualTo(200);
        assertThat(row.clientId()).isEqualTo("cli_1");
        assertThat(row.proxyId()).isEqualTo("prx_1");
        assertThat(row.targetId()).isEqualTo("tgt_1");
        assertThat(row.region()).isEqualTo("eu-1");
        assertThat(row.method()).isEqualTo("GET");
        assertThat(row.path()).isEqualTo("/a/b");
        assertThat(row.endedAtMicros()).isEqualTo(ENDED);
        assertThat(row.upstreamMicros()).isEqualTo(7_000);
        assertThat(row.requestBytes()).isEqualTo(3);
        assertThat(row.responseBytes()).isEqualTo(5);
    }

    @Test
    void rowWhenDeniedByARuleThenNamesItAndNothingWasSent() {
        RequestRow row = row(Calls.refused(
                "r1", "GET", Refusal.of(RefusalCode.DENIED_BY_RULE, "no").withAttributes(Map.of("ruleId", "rule_1"))));

        assertThat(row.outcome()).isEqualTo("rule");
        assertThat(row.code()).isEqualTo("denied_by_rule");
        assertThat(row.status()).isEqualTo(403);
        assertThat(row.ruleId()).isEqualTo("rule_1");
        assertThat(row.upstreamMicros()).isNull();
        assertThat(row.requestBytes()).isNull();
        assertThat(row.gatewayMicros()).isEqualTo(row.totalMicros());
    }

    @Test
    void rowWhenAnotherStatusIsConfiguredThenHasWhatTheCallerSaw() {
        RequestRow row = new RequestRow.Maker(true, code -> 403)
                .row(Calls.refused("r1", "GET", Refusal.of(RefusalCode.INVALID_PROXY_CREDENTIAL, "no")), ENDED);

        assertThat(row.outcome()).isEqualTo("caller");
        assertThat(row.status()).isEqualTo(403);
    }

    @Test
    void rowWhenTheCallerLeftThenIsItsDoingAndHasNoStatus() {
        RequestRow row = row(Calls.cancelled("r1"));

        assertThat(row.outcome()).isEqualTo("caller");
        assertThat(row.code()).isEqualTo("cancelled");
        assertThat(row.status()).isNull();
        assertThat(row.upstreamMicros()).isNotNull();
    }

    @Test
    void rowWhenTheAnswerBrokeOffThenIsTheTargetsDoingWithTheStatusTheCallerSaw() {
        RequestRow row = row(Calls.truncated("r1"));

        assertThat(row.outcome()).isEqualTo("upstream");
        assertThat(row.code()).isEqualTo("truncated");
        assertThat(row.status()).isEqualTo(200);
    }

    @Test
    void rowWhenTheGatewayBrokeTheAnswerOffThenIsItsDoing() {
        RequestRow row = row(Calls.cutOff("r1"));

        assertThat(row.outcome()).isEqualTo("gateway");
        assertThat(row.code()).isEqualTo("truncated");
    }

    @Test
    void rowWhenTheMethodIsOfTheCallersOwnInventionThenItIsNotRepeated() {
        assertThat(row(Calls.refused("r1", "SECRET-4711", Refusal.of(RefusalCode.METHOD_NOT_ALLOWED, "no")))
                        .method())
                .isEqualTo("other");
    }

    @Test
    void rowWhenPathsAreNotToBeNotedThenHasNone() {
        assertThat(new RequestRow.Maker(false, RefusalCode::status)
                        .row(Calls.answered("r1", "/persons/4711"), ENDED)
                        .path())
                .isNull();
    }

    @Test
    void rowWhenThePathIsLongThenIsCutSoThatAFullQueueStaysSmall() {
        assertThat(row(Calls.answered("r1", "/" + "a".repeat(5_000))).path()).hasSize(RequestRow.LONGEST_PATH);
    }
}
