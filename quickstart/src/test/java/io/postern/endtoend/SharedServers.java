package io.postern.endtoend;

import io.postern.testing.PostgresFixture;
import io.postern.testing.VaultFixture;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one installation that all classes share which stop nothing of it. It ends with the test run. */
final class SharedServers implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == PosternServers.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(SharedServers.class))
                .computeIfAbsent(
                        PosternServers.class,
                        type -> new PosternServers(
                                PostgresFixture.shared(),
                                VaultFixture.shared(),
                                PosternServers.Keys.random(),
                                Map.of(
                                        "postern.gateway.record.clients", "3",
                                        "postern.gateway.record.targets", "3")));
    }
}
