package io.postern.core.request;

import java.util.function.BiConsumer;

/** The header fields of a request, one by one, in whatever collection they are kept. */
@FunctionalInterface
public interface RequestHeaders {

    RequestHeaders NONE = consumer -> {};

    /** Names each field line with its value, in their order; a name that stands twice comes twice. */
    void forEach(BiConsumer<String, String> consumer);
}
