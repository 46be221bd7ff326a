package io.postern.gateway.rule;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RuleConfiguration {

    @Bean
    RuleGate ruleGate() {
        return new RuleGate();
    }
}
