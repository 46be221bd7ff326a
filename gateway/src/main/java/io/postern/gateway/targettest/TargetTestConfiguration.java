package io.postern.gateway.targettest;

import io.postern.gateway.inject.Injectors;
import io.postern.gateway.plan.TargetTestPlans;
import io.postern.gateway.ticket.TicketCheck;
import io.postern.gateway.token.TargetSecrets;
import io.postern.gateway.upstream.TargetProbe;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TargetTestConfiguration {

    @Bean
    TargetTestEndpoint targetTestEndpoint(
            TicketCheck tickets, TargetTestPlans plans, TargetSecrets secrets, Injectors injectors, TargetProbe probe) {
        return new TargetTestEndpoint(new TargetTests(tickets, plans, secrets, injectors, probe, Clock.systemUTC()));
    }
}
