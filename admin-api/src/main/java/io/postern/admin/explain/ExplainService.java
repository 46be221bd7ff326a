package io.postern.admin.explain;

import io.postern.admin.database.Transactions;
import io.postern.admin.explain.ExplainRepository.Judged;
import io.postern.admin.explain.ExplainRepository.Reading;
import io.postern.admin.http.ApiException;
import io.postern.admin.identity.Members;
import io.postern.admin.identity.Requester;
import io.postern.admin.identity.Role;
import io.postern.core.credential.Place;
import io.postern.core.request.AmbiguousRequestException;
import io.postern.core.request.CallMethods;
import io.postern.core.request.CanonicalQuery;
import io.postern.core.request.DroppedHeaders;
import io.postern.core.request.JsonMediaType;
import io.postern.core.request.PassedReferer;
import io.postern.core.request.PathCanonicalizer;
import io.postern.core.request.PresentedQuery;
import io.postern.core.request.QueryCanonicalizer;
import io.postern.core.request.RequestHeaders;
import io.postern.core.rule.RuleEvaluator;
import io.postern.core.rule.RuleRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** Decides about a request as the gateway would, with the same code, and says why. */
@Service
class ExplainService {

    private static final String CONTENT_TYPE = "Content-Type";

    private final Members members;
    private final ExplainRepository repository;
    private final Transactions transactions;

    ExplainService(Members members, ExplainRepository repository, Transactions transactions) {
        this.members = members;
        this.repository = repository;
        this.transactions = transactions;
    }

    Mono<ExplanationDocument> explain(Requester who, String clientId, String proxyId, ObjectNode document) {
        return members.require(who, clientId, Role.USER)
                .then(transactions.read(repository.judged(clientId, proxyId)))
                .switchIfEmpty(Mono.error(ApiException::notFound))
                .map(judged -> explain(judged, ExplainFields.read(document)));
    }

    /** In the gateway's order: what can't be read is refused before a proxy that is switched off. */
    private static ExplanationDocument explain(Judged judged, ExplainFields fields) {
        if (!CallMethods.ALL.contains(fields.method())) {
            return ExplanationDocument.refused("method_not_allowed", CallMethods.refusal() + ".");
        }
        try {
            RuleRequest request = request(judged, fields);
            return judged.active()
                    ? ExplanationDocument.decided(RuleEvaluator.explain(judged.scopes(), request), request)
                    : ExplanationDocument.refused("proxy_inactive", "The proxy is not active.");
        } catch (AmbiguousRequestException e) {
            return ExplanationDocument.refused("ambiguous_" + e.part().name().toLowerCase(Locale.ROOT), e.reason());
        }
    }

    /** What rules see of it: the gateway takes away what the target does not get either. */
    private static RuleRequest request(Judged judged, ExplainFields fields) {
        Reading reading = judged.reading();
        String path = PathCanonicalizer.canonicalize(fields.path(), reading.encodedSlashes())
                .value();
        if (path.isEmpty() && reading.target().basePath().isEmpty()) {
            path = "/";
        }
        CanonicalQuery query =
                PresentedQuery.without(QueryCanonicalizer.canonicalize(fields.query()), reading.ownName(Place.QUERY));
        DroppedHeaders dropped = DroppedHeaders.of(
                values(fields.headers(), "Connection"), reading.ownName(Place.HEADER), false, reading.tracePasses());
        String type = fields.body() == null || !judged.scopes().readsBody()
                ? null
                : JsonMediaType.of(values(fields.headers(), CONTENT_TYPE));
        RequestHeaders passing = consumer -> {
            fields.headers().forEach((name, value) -> {
                if (!dropped.contains(name) && (type == null || !name.equalsIgnoreCase(CONTENT_TYPE))) {
                    consumer.accept(name, PassedReferer.of(name, value, reading.ownName(Place.QUERY)));
                }
            });
            if (type != null) {
                consumer.accept(CONTENT_TYPE, type);
            }
        };
        return new RuleRequest(fields.method(), path, query, passing, fields.claims(), fields.body());
    }

    private static List<String> values(RequestHeaders headers, String wanted) {
        List<String> values = new ArrayList<>();
        headers.forEach((name, value) -> {
            if (name.equalsIgnoreCase(wanted)) {
                values.add(value);
            }
        });
        return values;
    }
}
