/** Private keys and certificates, read from what users write: PEM and PKCS#12. */
@NullMarked
package io.postern.core.key;

import org.jspecify.annotations.NullMarked;
