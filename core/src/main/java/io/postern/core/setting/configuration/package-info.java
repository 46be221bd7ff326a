/** Refuses settings that can't be used with a message that names them, and never with their value. */
@NullMarked
package io.postern.core.setting.configuration;

import org.jspecify.annotations.NullMarked;
