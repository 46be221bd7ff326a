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
            RuleRequest request = request(judged.reading(), fields);
            return judged.active()
                    ? ExplanationDocument.decided(RuleEvaluator.explain(judged.scopes(), request), request)
                    : ExplanationDocument.refused("proxy_inactive", "The proxy is not active.");
        } catch (AmbiguousRequestException e) {
            return ExplanationDocument.refused("ambiguous_" + e.part().name().toLowerCase(Locale.ROOT), e.reason());
        }
    }

    /** What rules see of it: the gateway takes away what the target does not get either. */
    private static RuleRequest request(Reading reading, ExplainFields fields) {
        String path = PathCanonicalizer.canonicalize(fields.path(), reading.encodedSlashes())
                .value();
        if (path.isEmpty() && reading.target().basePath().isEmpty()) {
            path = "/";
        }
        CanonicalQuery query =
                PresentedQuery.without(QueryCanonicalizer.canonicalize(fields.query()), reading.ownName(Place.QUERY));
        List<String> connection = new ArrayList<>();
        fields.headers().forEach((name, value) -> {
            if (name.equalsIgnoreCase("Connection")) {
                connection.add(value);
            }
        });
        DroppedHeaders dropped =
                DroppedHeaders.of(connection, reading.ownName(Place.HEADER), false, reading.tracePasses());
        RequestHeaders passing = consumer -> fields.headers().forEach((name, value) -> {
            if (!dropped.contains(name)) {
                consumer.accept(name, value);
            }
        });
        return new RuleRequest(fields.method(), path, query, passing, fields.claims(), fields.body());
    }
}
