package io.postern.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Looks at each buffer that is made while a class runs, and fails the class where one was thrown away without being released. A
 * buffer that is lost on purpose, before and after, shows that the watch is awake and has seen all.
 */
final class LeakWatch implements BeforeAllCallback, AfterAllCallback {

    private static final AtomicInteger CANARIES = new AtomicInteger();

    private final Logger logger = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
    private final Reports reports = new Reports();
    private ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

    @Override
    public void beforeAll(ExtensionContext context) {
        before = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        reports.start();
        logger.addAppender(reports);
        collect();
        reports.texts.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        try {
            collect();
            // What the collection before found is all reported when the next one's is.
            collect();
            assertThat(reports.texts).as("buffers that were not released").allMatch(text -> text.contains("canary-"));
        } finally {
            logger.detachAppender(reports);
            ResourceLeakDetector.setLevel(before);
        }
    }

    private void collect() {
        String canary = "canary-" + CANARIES.incrementAndGet() + ".";
        lose(canary);
        await().atMost(Duration.ofSeconds(20)).pollDelay(Duration.ZERO).until(() -> {
            System.gc();
            ByteBufAllocator.DEFAULT.directBuffer(16).release();
            return reports.texts.stream().anyMatch(text -> text.contains(canary));
        });
    }

    private static void lose(String canary) {
        ByteBufAllocator.DEFAULT.directBuffer(16).touch(canary);
    }

    private static final class Reports extends AppenderBase<ILoggingEvent> {

        private final List<String> texts = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            texts.add(event.getFormattedMessage());
        }
    }
}
