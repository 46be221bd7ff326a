package io.postern.endtoend;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;

/**
 * Every line that is logged at DEBUG or above while it is there, by whatever logger; those that the applications' own
 * settings keep quiet stay so.
 */
final class CapturedLogs extends AppenderBase<ILoggingEvent>
        implements ApplicationListener<ApplicationPreparedEvent>, AutoCloseable {

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Map<String, Level> quiet = new TreeMap<>();
    private final AtomicLong debugLines = new AtomicLong();

    CapturedLogs() {
        attach();
    }

    /**
     * An application that starts has set the logging up anew, and that of the other one with it: the levels of both are
     * set again. What both name gets the level that lets more through.
     */
    @Override
    public void onApplicationEvent(ApplicationPreparedEvent event) {
        Binder.get(event.getApplicationContext().getEnvironment())
                .bind("logging.level", Bindable.mapOf(String.class, String.class))
                .orElse(Map.of())
                .forEach((logger, level) ->
                        quiet.merge(logger, Level.toLevel(level), (a, b) -> a.isGreaterOrEqual(b) ? b : a));
        quiet.forEach((logger, level) -> ((Logger) LoggerFactory.getLogger(logger)).setLevel(level));
        attach();
    }

    private void attach() {
        Logger root = root();
        setContext((LoggerContext) LoggerFactory.getILoggerFactory());
        start();
        for (Iterator<Appender<ILoggingEvent>> others = root.iteratorForAppenders(); others.hasNext(); ) {
            Appender<ILoggingEvent> other = others.next();
            if (other != this && other.getCopyOfAttachedFiltersList().isEmpty()) {
                ThresholdFilter filter = new ThresholdFilter();
                filter.setLevel("INFO");
                filter.start();
                other.addFilter(filter);
            }
        }
        if (!root.isAttached(this)) {
            root.addAppender(this);
        }
        root.setLevel(Level.DEBUG);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel() == Level.DEBUG) {
            debugLines.incrementAndGet();
        }
        StringBuilder line = new StringBuilder(event.getLoggerName())
                .append(' ')
                .append(event.getFormattedMessage())
                .append(' ')
                .append(event.getMDCPropertyMap());
        if (event.getKeyValuePairs() != null) {
            line.append(' ').append(event.getKeyValuePairs());
        }
        if (event.getThrowableProxy() != null) {
            line.append('\n').append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        lines.add(line.toString());
    }

    Queue<String> lines() {
        return lines;
    }

    long debugLines() {
        return debugLines.get();
    }

    @Override
    public void close() {
        Logger root = root();
        root.detachAppender(this);
        root.setLevel(Level.INFO);
        stop();
    }
}
