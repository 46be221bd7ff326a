package io.postern.gateway.upstream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests that share one {@link HostileTarget}: what it did to one call is seen by those after it. No buffer may get lost. */
@Timeout(60)
@ExtendWith(LeakWatch.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WithHostileTarget {

    final HostileTarget hostile = new HostileTarget();

    @AfterAll
    void stop() throws Exception {
        hostile.close();
    }
}
