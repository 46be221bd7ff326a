package io.postern.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/**
 * A test that uses a {@link RedisFixture}. It runs, and fails where no Redis can be had, unless whoever builds asks for
 * {@code -Dredis.tests=skip}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@DisabledIfSystemProperty(named = "redis.tests", matches = "skip", disabledReason = "-Dredis.tests=skip was given")
public @interface NeedsRedis {}
