package io.postern.bench;

import java.util.Map;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** Spring Cloud Gateway as it comes: one static route and one filter. It checks no key. */
@SpringBootConfiguration
@EnableAutoConfiguration
public class PlainGateway {

    private static final String PREFIX = "spring.cloud.gateway.server.webflux.routes[0].";

    /** Runs until it is killed: {@code port= upstream= secret=}; its loops are set by a system property. */
    public static void main(String[] args) {
        Arguments arguments = Arguments.of(args);
        new SpringApplicationBuilder(PlainGateway.class)
                .properties(Map.of(
                        "server.address",
                        "127.0.0.1",
                        "server.port",
                        arguments.text("port"),
                        "spring.main.banner-mode",
                        "off",
                        PREFIX + "id",
                        "only",
                        PREFIX + "uri",
                        arguments.text("upstream"),
                        PREFIX + "predicates[0]",
                        "Path=/**",
                        PREFIX + "filters[0]",
                        "AddRequestHeader=Authorization, " + arguments.text("secret")))
                .run();
    }
}
