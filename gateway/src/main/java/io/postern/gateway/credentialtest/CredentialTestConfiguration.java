package io.postern.gateway.credentialtest;

import io.postern.gateway.caller.CallerReadiness;
import io.postern.gateway.plan.CredentialTestPlans;
import io.postern.gateway.ticket.TicketCheck;
import io.postern.gateway.token.TargetSecrets;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CredentialTestConfiguration {

    @Bean
    CredentialTestEndpoint credentialTestEndpoint(
            TicketCheck tickets, CredentialTestPlans plans, TargetSecrets secrets, CallerReadiness callers) {
        return new CredentialTestEndpoint(new CredentialTests(tickets, plans, secrets, callers, Clock.systemUTC()));
    }
}
