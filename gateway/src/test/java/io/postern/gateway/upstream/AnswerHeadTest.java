package io.postern.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerHeadTest {

    @ParameterizedTest
    @ValueSource(strings = {"postern-request-id", "close, Postern-Request-Id", "postern_request_id"})
    void copyWhenTheTargetNominatesAHeaderOfOursThenItStays(String connection) {
        HttpHeaders from = new DefaultHttpHeaders().add("Connection", connection);
        HttpHeaders to = new DefaultHttpHeaders().add("postern-request-id", "1");

        AnswerHead.copy(from, to);
        assertThat(to.get("postern-request-id")).isEqualTo("1");
        assertThat(to.size()).isEqualTo(1);
    }
}
