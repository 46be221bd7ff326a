package io.postern.gateway;

import io.postern.core.hash.configuration.CallerHashConfiguration;
import io.postern.core.process.StopSignals;
import io.postern.core.secret.configuration.SecretStoreConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/** The data plane. Its settings lie in {@code gateway.yaml}, and in environment variables over them. */
@SpringBootApplication
@Import({SecretStoreConfiguration.class, CallerHashConfiguration.class})
public class GatewayApplication {

    /** The base name of the settings file, so that one class path can hold both applications. */
    public static final String CONFIG_NAME = "gateway";

    public static void main(String[] args) {
        StopSignals.install();
        // One event loop a core: the default of at least four costs a third more CPU a call on two cores.
        byDefault(
                "reactor.netty.ioWorkerCount",
                Integer.toString(Runtime.getRuntime().availableProcessors()));
        // Its samples walk the whole stack: 2 % of a call. The tests run with it.
        byDefault("io.netty.leakDetection.level", "disabled");
        System.setProperty("spring.config.name", CONFIG_NAME);
        SpringApplication.run(GatewayApplication.class, args);
    }

    private static void byDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
