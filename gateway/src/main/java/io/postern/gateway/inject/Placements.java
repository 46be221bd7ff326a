package io.postern.gateway.inject;

import io.postern.core.credential.Place;
import io.postern.core.credential.Placement;
import io.postern.core.secret.SecretBundle;
import io.postern.gateway.failure.Outcome;
import io.postern.gateway.outbound.BodyNeed;
import io.postern.gateway.outbound.OutboundRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Any number of placements. Where several name the same header or parameter, the target gets all of them in their order;
 * where several name the same placeholder, the first one fills it.
 */
final class Placements {

    private Placements() {}

    static Outcome<OutboundRequest> place(List<Placement> placements, SecretBundle secret, OutboundRequest request) {
        // First everything of the caller's goes: a placement must not remove what another one has placed.
        for (Placement placement : placements) {
            if (placement.in() == Place.HEADER) {
                HeaderPlace.clear(request, placement.name());
            } else if (placement.in() == Place.QUERY) {
                QueryPlace.clear(request, placement.name());
            }
        }
        Map<String, String> inPath = new LinkedHashMap<>();
        Map<String, String> inBody = new LinkedHashMap<>();
        for (Placement placement : placements) {
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

    /** JSON where one of them goes into the body. */
    static BodyNeed bodyNeed(List<Placement> placements) {
        for (Placement placement : placements) {
            if (placement.in() == Place.BODY) {
                return BodyNeed.JSON;
            }
        }
        return BodyNeed.NONE;
    }

    /** Whether all of them can be placed again over what they placed before: what fills a placeholder can't. */
    static boolean replace(List<Placement> placements) {
        for (Placement placement : placements) {
            if (placement.in() == Place.PATH || placement.in() == Place.BODY) {
                return false;
            }
        }
        return true;
    }
}
