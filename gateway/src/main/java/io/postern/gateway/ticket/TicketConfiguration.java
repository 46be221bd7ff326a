package io.postern.gateway.ticket;

import io.postern.core.hash.CallerHasher;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TicketConfiguration {

    @Bean
    TicketCheck ticketCheck(CallerHasher hasher) {
        return new TicketCheck(hasher, Clock.systemUTC());
    }
}
