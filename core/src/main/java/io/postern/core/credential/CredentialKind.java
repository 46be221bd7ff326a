package io.postern.core.credential;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The name of a spec in {@code credentialAuthType}. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface CredentialKind {

    /** The name that answers carry. */
    String value();

    /** Further names that requests may use. */
    String[] aliases() default {};
}
