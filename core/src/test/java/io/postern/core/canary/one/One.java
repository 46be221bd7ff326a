package io.postern.core.canary.one;

import io.postern.core.canary.other.Other;
import org.jspecify.annotations.Nullable;

public record One(@Nullable Other other) {}
