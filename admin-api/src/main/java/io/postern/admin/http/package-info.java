/** What every resource's HTTP side shares: JSON documents in, envelopes and errors out, request ids, paging. */
@NullMarked
package io.postern.admin.http;

import org.jspecify.annotations.NullMarked;
