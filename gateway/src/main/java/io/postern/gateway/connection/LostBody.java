package io.postern.gateway.connection;

import java.io.IOException;
import reactor.netty.channel.AbortedException;

/** A body whose rest does not come, since its caller has gone: no defect of ours, and nothing of the target's. */
public final class LostBody {

    private LostBody() {}

    /**
     * Whether the caller's connection was lost. Then nobody waits for an answer, and the end of the connection ends the call.
     *
     * @param failure of a caller's body
     */
    public static boolean is(Throwable failure) {
        return failure instanceof AbortedException || failure instanceof IOException;
    }
}
