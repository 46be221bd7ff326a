/** Members: who may do what in a client. */
@NullMarked
package io.postern.admin.member;

import org.jspecify.annotations.NullMarked;
