package io.postern.gateway.plan;

import io.postern.core.plan.InjectionPlan;
import io.postern.core.plan.TargetPlan;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads what a test of a target needs: no proxy binds the two yet, so no plan has them. */
public final class TargetTestPlans {

    private static final String TEST_PATH =
            "select target_test_path from target where target_id = $1 and client_id = $2"
                    + " and exists (select from credential where credential_id = $3 and client_id = $2"
                    + " and credential_type = 'target' and credential_region = target_region)";

    private final ConnectionFactory connections;

    TargetTestPlans(ConnectionFactory connections) {
        this.connections = connections;
    }

    /**
     * A target and one of its client's credentials, compiled as a proxy's plan would be.
     *
     * @param testPath as it was configured
     */
    public record TargetTestPlan(TargetPlan target, String testPath, InjectionPlan injection) {}

    /** Empty where the client has no such target, or no such target credential in its region. */
    public Mono<TargetTestPlan> find(String clientId, String targetId, String credentialId) {
        return Mono.usingWhen(
                connections.create(),
                connection -> testPath(connection, clientId, targetId, credentialId)
                        .flatMap(path -> compile(connection, path, targetId, credentialId)),
                Connection::close);
    }

    private static Mono<String> testPath(Connection connection, String client, String target, String credential) {
        return Flux.from(connection
                        .createStatement(TEST_PATH)
                        .bind(0, target)
                        .bind(1, client)
                        .bind(2, credential)
                        .execute())
                .concatMap(result -> result.map(row -> Objects.requireNonNull(row.get(0, String.class))))
                .next();
    }

    private static Mono<TargetTestPlan> compile(Connection connection, String path, String target, String credential) {
        PlanRows rows = new PlanRows(connection, Set.of());
        PlanCompiler compiler = new PlanCompiler();
        return rows.targets(List.of(target))
                .next()
                .flatMap(targetRow -> rows.credentials(List.of(credential))
                        .next()
                        .map(credentialRow -> new TargetTestPlan(
                                compiler.targetPlan(targetRow), path, compiler.injectionPlan(credentialRow))));
    }
}
