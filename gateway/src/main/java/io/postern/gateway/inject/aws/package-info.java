/** AWS Signature Version 4, apart from requests and credentials: what is signed, and how. */
@NullMarked
package io.postern.gateway.inject.aws;

import org.jspecify.annotations.NullMarked;
