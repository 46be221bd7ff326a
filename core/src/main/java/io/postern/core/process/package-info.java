/** What a process of Postern does on the signals that ask it to stop. */
@NullMarked
package io.postern.core.process;

import org.jspecify.annotations.NullMarked;
