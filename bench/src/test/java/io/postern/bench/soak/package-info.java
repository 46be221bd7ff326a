@NullMarked
package io.postern.bench.soak;

import org.jspecify.annotations.NullMarked;
