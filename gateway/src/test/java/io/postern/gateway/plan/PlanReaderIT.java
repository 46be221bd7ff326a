package io.postern.gateway.plan;

import static org.awaitility.Awaitility.await;

import io.postern.testing.PostgresFixture;
import io.postern.testing.TestDatabase;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanReaderIT {

    @Test
    void wholeWhenItsAnswerIsUsedNoMoreThenTheConnectionKeepsNoneOfIt() {
        TestDatabase database = PostgresFixture.shared().newDatabase();
        ConnectionPool pool = new ConnectionPool(
                ConnectionPoolConfiguration.builder(database.connectionFactory(TestDatabase.GATEWAY_USER))
                        .initialSize(0)
                        .maxSize(1)
                        .build());
        try {
            WeakReference<CompiledPlans> answer =
                    new WeakReference<>(new PlanReader(pool, List.of()).whole().block());

            await().until(() -> {
                System.gc();
                return answer.get() == null;
            });
        } finally {
            pool.dispose();
        }
    }
}
