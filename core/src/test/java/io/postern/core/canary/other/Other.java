package io.postern.core.canary.other;

import io.postern.core.canary.one.One;
import org.jspecify.annotations.Nullable;

public record Other(@Nullable One one) {}
