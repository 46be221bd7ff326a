package io.postern.gateway.requestlog;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Some rows as PostgreSQL's {@code COPY} reads them in its
 * <a href="https://www.postgresql.org/docs/current/sql-copy.html">binary format</a>: each column is a length and so many bytes,
 * so that no text, whatever is in it, can be taken for anything else. Belongs to one thread at a time.
 */
final class RowPage {

    /** In the order in which they are written. */
    static final String COLUMNS =
            "client_id, proxy_id, target_id, region, ended_at, request_id, method, path, outcome, code,"
                    + " status, rule_id, total_micros, gateway_micros, upstream_micros, request_bytes, response_bytes, gateway_id";

    private static final short COLUMN_COUNT = 18;
    private static final int NULL = -1;
    private static final int USUAL_ROW = 320;
    private static final int LARGEST_REUSED = 64 * 1024;

    /** PostgreSQL counts from 2000. */
    private static final long POSTGRES_EPOCH_MICROS =
            ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2000-01-01T00:00:00Z"));

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] gatewayId;
    private final int[] ends;
    private byte[] bytes;
    private int length;
    private int size;
    private int limit;
    // Calls that follow each other are often of one proxy: what all of its rows begin with is copied from the last one.
    private @Nullable RequestRow last;
    private int ownerFrom;
    private int ownerLength;

    /**
     * Without room: see {@link #begin}.
     *
     * @param most how many rows it may get
     * @param gatewayId the last column of each
     */
    RowPage(int most, String gatewayId) {
        this.gatewayId = utf8(gatewayId);
        ends = new int[most];
        bytes = new byte[most * USUAL_ROW];
    }

    /** Is empty, with room for so many rows. */
    void begin(int rows) {
        length = 0;
        size = 0;
        limit = rows;
        last = null;
    }

    /** Gets no more rows; how many it still had room for. */
    int end() {
        int unused = room();
        limit = size;
        last = null;
        return unused;
    }

    int size() {
        return size;
    }

    /** How many more rows it takes. */
    int room() {
        return limit - size;
    }

    /** Not where long paths made it large. */
    boolean isReusable() {
        return bytes.length <= LARGEST_REUSED;
    }

    /** The rows from one number to before another; the bytes are not copied. */
    ByteBuf rows(int from, int to) {
        int first = from == 0 ? 0 : ends[from - 1];
        return Unpooled.wrappedBuffer(bytes, first, ends[to - 1] - first);
    }

    /** There must be {@link #room}. */
    void add(RequestRow row) {
        // What a row before it left unfinished, for want of memory, is no row.
        length = size == 0 ? 0 : ends[size - 1];
        if (last != null && sameOwner(last, row)) {
            ensure(ownerLength);
            System.arraycopy(bytes, ownerFrom, bytes, length, ownerLength);
            length += ownerLength;
        } else {
            addOwner(row);
        }
        bigint(row.endedAtMicros() - POSTGRES_EPOCH_MICROS);
        text(row.requestId());
        text(row.method());
        text(row.path());
        text(row.outcome());
        text(row.code());
        integer(row.status());
        text(row.ruleId());
        bigint(row.totalMicros());
        bigint(row.gatewayMicros());
        bigint(row.upstreamMicros());
        bigint(row.requestBytes());
        bigint(row.responseBytes());
        raw(gatewayId);
        ends[size] = length;
        size++;
    }

    private static boolean sameOwner(RequestRow one, RequestRow other) {
        return one.proxyId().equals(other.proxyId())
                && one.targetId().equals(other.targetId())
                && one.clientId().equals(other.clientId())
                && one.region().equals(other.region());
    }

    private void addOwner(RequestRow row) {
        ownerFrom = length;
        ensure(Short.BYTES);
        SHORT.set(bytes, length, COLUMN_COUNT);
        length += Short.BYTES;
        text(row.clientId());
        text(row.proxyId());
        text(row.targetId());
        text(row.region());
        ownerLength = length - ownerFrom;
        last = row;
    }

    private void bigint(@Nullable Long value) {
        if (value == null) {
            column(NULL);
        } else {
            bigint(value.longValue());
        }
    }

    private void bigint(long value) {
        column(Long.BYTES);
        LONG.set(bytes, length, value);
        length += Long.BYTES;
    }

    private void integer(@Nullable Integer value) {
        if (value == null) {
            column(NULL);
        } else {
            column(Integer.BYTES);
            INT.set(bytes, length, value.intValue());
            length += Integer.BYTES;
        }
    }

    private void text(@Nullable String value) {
        if (value == null) {
            column(NULL);
            return;
        }
        int count = value.length();
        ensure(Integer.BYTES + count);
        byte[] to = bytes;
        int at = length + Integer.BYTES;
        for (int i = 0; i < count; i++) {
            char c = value.charAt(i);
            if (c == 0 || c >= 0x80) {
                raw(utf8(value));
                return;
            }
            to[at + i] = (byte) c;
        }
        column(count);
        length += count;
    }

    /** A surrogate without its other half becomes a question mark. PostgreSQL has no text with U+0000. */
    private static byte[] utf8(String value) {
        return value.replace('\0', '\uFFFD').getBytes(StandardCharsets.UTF_8);
    }

    private void raw(byte[] value) {
        column(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
    }

    /** Begins a column of so many bytes, with room for them. */
    private void column(int count) {
        ensure(Integer.BYTES + Math.max(0, count));
        INT.set(bytes, length, count);
        length += Integer.BYTES;
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
