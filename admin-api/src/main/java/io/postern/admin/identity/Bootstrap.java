package io.postern.admin.identity;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Makes the first user at the start, so that there is one who can make everything else. */
@Component
@Order(10)
class Bootstrap implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(Bootstrap.class);

    private final BootstrapProperties properties;
    private final Users users;

    Bootstrap(BootstrapProperties properties, Users users) {
        this.properties = properties;
        this.users = users;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        Optional<String> token = properties.token();
        if (token.isPresent()) {
            users.bootstrap(token.get()).block();
            log.info("the bootstrap user {} has its token", Users.BOOTSTRAP_USER);
        }
    }
}
