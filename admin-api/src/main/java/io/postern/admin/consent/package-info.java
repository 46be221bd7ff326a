/** Consent of a person for credentials of the OAuth grant {@code authorization_code}. */
@NullMarked
package io.postern.admin.consent;

import org.jspecify.annotations.NullMarked;
