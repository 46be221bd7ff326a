package io.postern.gateway.inbound;

import io.postern.gateway.failure.Refusal;
import io.postern.gateway.failure.RefusalCode;
import io.postern.gateway.failure.RefusedException;
import java.io.IOException;
import reactor.netty.channel.AbortedException;

/** A body whose rest does not come, since its caller has gone: no defect of ours, and nothing of the target's. */
public final class LostBody {

    private LostBody() {}

    /**
     * What became of the call.
     *
     * @param failure of a caller's body
     * @return {@code bad_request} where the connection was lost, for the record alone; else the failure itself
     */
    public static Throwable explained(Throwable failure) {
        return failure instanceof AbortedException || failure instanceof IOException
                ? new RefusedException(
                        Refusal.of(RefusalCode.BAD_REQUEST, "The connection ended before the body was whole"))
                : failure;
    }
}
