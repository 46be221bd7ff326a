/** Proxies: one proxy credential, one target and one target credential under one id. */
@NullMarked
package io.postern.admin.proxy;

import org.jspecify.annotations.NullMarked;
