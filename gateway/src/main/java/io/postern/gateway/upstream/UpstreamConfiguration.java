package io.postern.gateway.upstream;

import io.micrometer.core.instrument.MeterRegistry;
import io.postern.core.address.AddressGuard;
import io.postern.core.address.AllowedRange;
import io.postern.core.setting.configuration.PublicUrlProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Step 8 and what it needs. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({UpstreamProperties.class, PublicUrlProperties.class})
public class UpstreamConfiguration {

    @Bean
    AddressGuard addressGuard(UpstreamProperties properties) {
        return new AddressGuard(
                AllowedRange.ofSetting("postern.gateway.upstream.allowed-addresses", properties.allowedAddresses()));
    }

    @Bean
    GuardedHttpClients guardedHttpClients(UpstreamProperties properties, AddressGuard guard, MeterRegistry metrics) {
        UpstreamMeters meters = new UpstreamMeters(metrics);
        GuardedHttpClients clients = new GuardedHttpClients(properties, meters.counted(guard::refusal));
        meters.pools(clients.pools());
        return clients;
    }

    @Bean
    UpstreamCall upstreamCall(
            GuardedHttpClients clients,
            UpstreamProperties properties,
            PublicUrlProperties publicUrl,
            MeterRegistry metrics) {
        UpstreamCall upstream = new UpstreamCall(clients, properties, publicUrl.base());
        new UpstreamMeters(metrics).breakers(upstream.breakers());
        return upstream;
    }

    @Bean
    GuardedFetch guardedFetch(GuardedHttpClients clients, UpstreamProperties properties) {
        return new HttpGuardedFetch(clients, properties);
    }

    @Bean
    GuardedRequests guardedRequests(GuardedHttpClients clients) {
        return new GuardedRequests(clients);
    }

    @Bean
    TargetProbe targetProbe(GuardedHttpClients clients) {
        return new TargetProbe(clients);
    }
}
