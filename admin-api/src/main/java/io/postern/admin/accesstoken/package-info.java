/** Access tokens: what an API client's key pair is exchanged for, for an hour. */
@NullMarked
package io.postern.admin.accesstoken;

import org.jspecify.annotations.NullMarked;
