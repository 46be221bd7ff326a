/** Fixtures for the tests of every module: real servers, and rules about the code that all modules keep. */
@NullMarked
package io.postern.testing;

import org.jspecify.annotations.NullMarked;
