package io.postern.gateway.upstream;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.timeout.TimeoutException;
import io.postern.core.target.TargetUrl;
import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.failure.RefusedException;
import io.postern.gateway.outbound.OutboundRequest;
import io.postern.gateway.upstream.http1.ConnectionLostException;
import io.postern.gateway.upstream.http1.NoConnectionFreeException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import reactor.netty.channel.AbortedException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/** Says what a failed call to a target means. The caller gets a fixed sentence, the log the kinds of the exceptions. */
final class UpstreamFailures {

    private UpstreamFailures() {}

    /** As {@link #refusal(Throwable, TargetUrl)}; of a failed handshake it also says on which side it failed. */
    static Refusal refusal(Throwable failure, OutboundRequest request) {
        Refusal refusal = refusal(failure, request.target());
        return refusal.code() == RefusalCode.UPSTREAM_TLS_FAILED
                ? TlsFailures.explained(refusal, failure, request.clientCertificate() != null)
                : refusal;
    }

    static Refusal refusal(Throwable failure, TargetUrl target) {
        if (failure instanceof RefusedException refused) {
            return refused.refusal();
        }
        RefusalCode code = code(failure);
        return Refusal.of(code, message(code)).withDetail(detail(failure, target));
    }

    static Refusal timeout(String waitedFor, TargetUrl target) {
        return Refusal.of(RefusalCode.UPSTREAM_TIMEOUT, message(RefusalCode.UPSTREAM_TIMEOUT))
                .withDetail(target.authority() + ": " + waitedFor);
    }

    static Refusal open(TargetBreakers breakers, TargetUrl target) {
        return Refusal.of(RefusalCode.UPSTREAM_CIRCUIT_OPEN, message(RefusalCode.UPSTREAM_CIRCUIT_OPEN))
                .withDetail(target.authority() + ": the circuit is open")
                .retryAfter(breakers.openFor());
    }

    /** Whether the target's doing it is, for its circuit breaker. */
    static boolean counts(Refusal refusal) {
        return switch (refusal.code()) {
            case UPSTREAM_UNREACHABLE, UPSTREAM_BROKEN, UPSTREAM_TIMEOUT -> true;
            case UPSTREAM_TLS_FAILED -> !TlsFailures.isCredentials(refusal);
            default -> false;
        };
    }

    /** Whether the connection was lost before an answer: the end of one that the target closed while it was unused. */
    static boolean lostConnection(Throwable failure) {
        return failure instanceof ConnectionLostException
                || (failure instanceof IOException && code(failure) == RefusalCode.UPSTREAM_UNREACHABLE);
    }

    /** Whether it failed before any byte of an answer, so that the same call may well reach the target a moment later. */
    static boolean mayPass(Throwable failure) {
        RefusalCode code = code(failure);
        return code == RefusalCode.UPSTREAM_UNREACHABLE
                || code == RefusalCode.UPSTREAM_TIMEOUT
                || failure instanceof ConnectionLostException;
    }

    private static RefusalCode code(Throwable failure) {
        RefusalCode general = RefusalCode.INTERNAL_ERROR;
        for (Throwable cause = failure; cause != null; cause = next(cause)) {
            RefusalCode code = codeOf(cause);
            if (code != null) {
                return code;
            }
            if (cause instanceof IOException
                    || cause instanceof CodecException
                    || cause instanceof WebSocketHandshakeException) {
                general = RefusalCode.UPSTREAM_BROKEN;
            }
        }
        return general;
    }

    private static @Nullable RefusalCode codeOf(Throwable failure) {
        if (failure instanceof RefusedException refused) {
            return refused.refusal().code();
        }
        if (failure instanceof AddressRefusedException) {
            return RefusalCode.ADDRESS_REFUSED;
        }
        if (failure instanceof NoConnectionFreeException
                || failure instanceof PoolAcquireTimeoutException
                || failure instanceof PoolAcquirePendingLimitException) {
            return RefusalCode.UPSTREAM_BUSY;
        }
        if (failure instanceof SSLException) {
            return RefusalCode.UPSTREAM_TLS_FAILED;
        }
        if (failure instanceof ConnectTimeoutException || failure instanceof TimeoutException) {
            return RefusalCode.UPSTREAM_TIMEOUT;
        }
        if (failure instanceof UnknownHostException
                || failure instanceof ConnectException
                || failure instanceof NoRouteToHostException
                || failure instanceof UnresolvedAddressException
                || failure instanceof SocketException) {
            return RefusalCode.UPSTREAM_UNREACHABLE;
        }
        if (AbortedException.isConnectionReset(failure)) {
            return RefusalCode.UPSTREAM_UNREACHABLE;
        }
        return null;
    }

    static @Nullable Throwable next(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == failure ? null : cause;
    }

    private static String message(RefusalCode code) {
        return switch (code) {
            case ADDRESS_REFUSED -> "The target's address is not one that this gateway connects to.";
            case UPSTREAM_UNREACHABLE -> "The target could not be reached.";
            case UPSTREAM_TLS_FAILED -> "No trusted TLS connection to the target could be made.";
            case UPSTREAM_BROKEN -> "The target's answer was not a whole and valid HTTP message.";
            case UPSTREAM_BUSY -> "Too many calls to the target are under way.";
            case UPSTREAM_CIRCUIT_OPEN -> "The target failed too often and is left alone for a while.";
            case UPSTREAM_TIMEOUT -> "The target took too long.";
            default -> "The call could not be made.";
        };
    }

    private static String detail(Throwable failure, TargetUrl target) {
        StringBuilder text = new StringBuilder(target.authority()).append(':');
        for (Throwable cause = failure; cause != null; cause = next(cause)) {
            text.append(' ').append(cause.getClass().getSimpleName());
            if (cause instanceof AddressRefusedException) {
                text.append(" (").append(cause.getMessage()).append(')');
            }
        }
        return text.toString();
    }
}
