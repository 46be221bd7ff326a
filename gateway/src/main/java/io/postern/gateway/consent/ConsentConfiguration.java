package io.postern.gateway.consent;

import io.postern.gateway.plan.CredentialTestPlans;
import io.postern.gateway.ticket.TicketCheck;
import io.postern.gateway.token.OAuth2Consents;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ConsentConfiguration {

    @Bean
    Consents consents(TicketCheck tickets, CredentialTestPlans plans, OAuth2Consents consents) {
        return new Consents(tickets, plans, consents);
    }

    @Bean
    ConsentUrlEndpoint consentUrlEndpoint(Consents consents) {
        return new ConsentUrlEndpoint(consents);
    }

    @Bean
    ConsentEndpoint consentEndpoint(Consents consents) {
        return new ConsentEndpoint(consents);
    }
}
