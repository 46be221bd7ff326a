package io.postern.admin.explain;

import io.postern.admin.database.Transactions;
import io.postern.admin.explain.ExplainRepository.Judged;
import io.postern.admin.http.ApiException;
import io.postern.admin.identity.Members;
import io.postern.admin.identity.Requester;
import io.postern.admin.identity.Role;
import io.postern.core.request.AmbiguousRequestException;
import io.postern.core.request.CanonicalQuery;
import io.postern.core.request.PathCanonicalizer;
import io.postern.core.request.QueryCanonicalizer;
import io.postern.core.rule.RuleEvaluator;
import io.postern.core.rule.RuleRequest;
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

    private static ExplanationDocument explain(Judged judged, ExplainFields fields) {
        if (!judged.active()) {
            return ExplanationDocument.refused("proxy_inactive", "The proxy is not active.");
        }
        try {
            String path = PathCanonicalizer.canonicalize(fields.path(), judged.encodedSlashes())
                    .value();
            CanonicalQuery query = QueryCanonicalizer.canonicalize(fields.query());
            RuleRequest request =
                    new RuleRequest(fields.method(), path, query, fields.headers(), fields.claims(), fields.body());
            return ExplanationDocument.decided(RuleEvaluator.explain(judged.scopes(), request), path, query.encoded());
        } catch (AmbiguousRequestException e) {
            return ExplanationDocument.refused("ambiguous_" + e.part().name().toLowerCase(Locale.ROOT), e.reason());
        }
    }
}
