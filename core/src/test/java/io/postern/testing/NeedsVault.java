package io.postern.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/**
 * A test that uses a {@link VaultFixture}. It runs, and fails where no Vault can be had, unless whoever builds asks for
 * {@code -Dvault.tests=skip}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@DisabledIfSystemProperty(named = "vault.tests", matches = "skip", disabledReason = "-Dvault.tests=skip was given")
public @interface NeedsVault {}
