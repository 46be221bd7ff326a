package io.postern.gateway.plan;

import io.postern.core.credential.CredentialType;
import io.postern.core.plan.CallerPlan;
import io.postern.core.plan.InjectionPlan;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Mono;

/** Reads what a test of a credential needs: no proxy may use it yet, so that no plan has it. */
public final class CredentialTestPlans {

    private final ConnectionFactory connections;

    CredentialTestPlans(ConnectionFactory connections) {
        this.connections = connections;
    }

    /** A credential, compiled as a proxy's plan would have it. */
    public sealed interface CredentialTestPlan {

        /** Of what callers show. */
        record OfCallers(CallerPlan plan) implements CredentialTestPlan {}

        /** Of what targets are shown. */
        record OfTargets(InjectionPlan plan) implements CredentialTestPlan {}
    }

    /** Empty where the client has no such credential. */
    public Mono<CredentialTestPlan> find(String clientId, String credentialId) {
        return Mono.usingWhen(
                connections.create(),
                connection -> new PlanRows(connection, Set.of())
                        .credentials(List.of(credentialId))
                        .filter(row -> row.clientId().equals(clientId))
                        .next()
                        .map(CredentialTestPlans::compile),
                Connection::close);
    }

    private static CredentialTestPlan compile(CredentialRow row) {
        PlanCompiler compiler = new PlanCompiler();
        return CredentialType.PROXY.word().equals(row.type())
                ? new CredentialTestPlan.OfCallers(compiler.callerPlan(row))
                : new CredentialTestPlan.OfTargets(compiler.injectionPlan(row));
    }
}
