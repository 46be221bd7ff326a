package io.postern.gateway.inject;

import io.postern.core.credential.CustomSpec;
import io.postern.core.credential.Place;
import io.postern.core.credential.Placement;
import io.postern.core.secret.SecretBundle;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.outbound.BodyNeed;
import io.postern.gateway.outbound.OutboundRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Any number of placements. Where several name the same header or parameter, the target gets all of them in their order;
 * where several name the same placeholder, the first one fills it.
 */
@Component
final class CustomInjector implements Injector<CustomSpec> {

    @Override
    public Class<CustomSpec> spec() {
        return CustomSpec.class;
    }

    @Override
    public Outcome<OutboundRequest> inject(CustomSpec spec, SecretBundle secret, OutboundRequest request) {
        // First everything of the caller's goes: a placement must not remove what another one has placed.
        for (Placement placement : spec.inject()) {
            if (placement.in() == Place.HEADER) {
                HeaderPlace.clear(request, placement.name());
            } else if (placement.in() == Place.QUERY) {
                QueryPlace.clear(request, placement.name());
            }
        }
        Map<String, String> inPath = new LinkedHashMap<>();
        Map<String, String> inBody = new LinkedHashMap<>();
        for (Placement placement : spec.inject()) {
            String value = placement.value().fill(secret).reveal();
            switch (placement.in()) {
                case HEADER -> {
                    Outcome<OutboundRequest> added = HeaderPlace.add(request, placement.name(), value);
                    if (added instanceof Outcome.Refused) {
                        return added;
                    }
                }
                case QUERY -> QueryPlace.add(request, placement.name(), value);
                case PATH -> inPath.putIfAbsent(placement.name(), value);
                case BODY -> inBody.putIfAbsent(placement.name(), value);
            }
        }
        if (!inPath.isEmpty()) {
            Outcome<OutboundRequest> filled = PathPlace.fill(request, inPath);
            if (filled instanceof Outcome.Refused) {
                return filled;
            }
        }
        return inBody.isEmpty() ? Outcome.passed(request) : BodyPlace.fill(request, inBody);
    }

    @Override
    public BodyNeed bodyNeed(CustomSpec spec) {
        for (Placement placement : spec.inject()) {
            if (placement.in() == Place.BODY) {
                return BodyNeed.JSON;
            }
        }
        return BodyNeed.NONE;
    }
}
