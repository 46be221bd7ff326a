package io.postern.gateway.refresh;

import org.jspecify.annotations.Nullable;

/**
 * What one read brought.
 *
 * @param times how long this value is good, where it says so itself; null: as long as every value of its source
 */
public record Reading<T>(T value, @Nullable RefreshTimes times) {

    @Override
    public String toString() {
        return "Reading[" + times + "]";
    }
}
