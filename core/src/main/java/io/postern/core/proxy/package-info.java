/** Proxies: one caller credential, one target and one target credential under one id. */
@NullMarked
package io.postern.core.proxy;

import org.jspecify.annotations.NullMarked;
