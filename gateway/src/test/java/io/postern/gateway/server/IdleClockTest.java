package io.postern.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IdleClockTest {

    private final IdleClock clock = new IdleClock(Duration.ofSeconds(75));
    private final EmbeddedChannel connection = connection(clock);

    private static EmbeddedChannel connection(IdleClock clock) {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void handlerAdded(ChannelHandlerContext ctx) {
                clock.start(ctx);
            }
        });
        return channel;
    }

    @Test
    void connectionWhenNoRequestComesThenClosedAfterTheTimeout() {
        pass(74);
        assertThat(connection.isOpen()).isTrue();
        pass(2);
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void connectionWhenARequestIsUnderWayThenKeptHoweverLongItTakes() {
        clock.pause();
        pass(1000);
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void connectionWhenARequestWasAnsweredThenTheTimeoutBeginsAnew() {
        pass(60);
        clock.pause();
        pass(10);
        clock.resume();
        pass(74);
        assertThat(connection.isOpen()).isTrue();
        pass(2);
        assertThat(connection.isOpen()).isFalse();
    }

    private void pass(long seconds) {
        connection.advanceTimeBy(seconds, TimeUnit.SECONDS);
        connection.runScheduledPendingTasks();
    }
}
