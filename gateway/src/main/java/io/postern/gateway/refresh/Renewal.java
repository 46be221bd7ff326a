package io.postern.gateway.refresh;

import java.time.Duration;
import reactor.core.scheduler.Scheduler;

/**
 * That a value is read anew when it is time, also without a call, so that the next call does not wait for it either.
 *
 * @param scheduler whose clock is that of the value; what runs on it does not block
 * @param usedWithin for how long after a call a value counts as in use. It also does until its next read, where a call has
 *     used it since the one before. What is not in use is not renewed, until a call wants it
 */
public record Renewal(Scheduler scheduler, Duration usedWithin) {}
