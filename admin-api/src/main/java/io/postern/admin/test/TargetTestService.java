package io.postern.admin.test;

import io.postern.admin.database.Transactions;
import io.postern.admin.http.ApiException;
import io.postern.admin.http.Fields;
import io.postern.admin.id.ResourceId;
import io.postern.admin.identity.Members;
import io.postern.admin.identity.Requester;
import io.postern.admin.identity.Role;
import io.postern.core.field.InvalidFieldsException;
import io.postern.core.hash.CallerHasher;
import io.postern.core.ticket.TargetTestTicket;
import java.time.Clock;
import java.util.Set;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** Tests of a target: who may write the client may also send a real call with one of its credentials. */
@Service
class TargetTestService {

    private static final long TICKET_SECONDS = 30;

    private final Members members;
    private final TargetTestRepository repository;
    private final Transactions transactions;
    private final TestingGateway gateway;
    private final CallerHasher hasher;
    private final Clock clock;

    TargetTestService(
            Members members,
            TargetTestRepository repository,
            Transactions transactions,
            TestingGateway gateway,
            CallerHasher hasher,
            Clock clock) {
        this.members = members;
        this.repository = repository;
        this.transactions = transactions;
        this.gateway = gateway;
        this.hasher = hasher;
        this.clock = clock;
    }

    Mono<TargetTestDocument> test(Requester who, String clientId, String targetId, ObjectNode document) {
        return members.require(who, clientId, Role.ADMIN)
                .then(transactions.read(repository.targetRegion(clientId, targetId)))
                .switchIfEmpty(Mono.error(ApiException::notFound))
                .flatMap(region -> {
                    String credentialId = credentialId(document);
                    return transactions
                            .read(repository.targetCredentialRegion(clientId, credentialId))
                            .switchIfEmpty(invalid("is no target credential of this client"))
                            .flatMap(found -> found.equals(region)
                                    ? Mono.just(ticket(clientId, targetId, credentialId))
                                    : invalid("lies in another region than the target"));
                })
                .flatMap(gateway::test);
    }

    private String ticket(String clientId, String targetId, String credentialId) {
        return new TargetTestTicket(
                        clientId,
                        targetId,
                        credentialId,
                        ResourceId.next("tkt_"),
                        clock.instant().plusSeconds(TICKET_SECONDS))
                .issue(hasher);
    }

    private static String credentialId(ObjectNode document) {
        Fields fields = Fields.of(document, Set.of());
        String credentialId = fields.text("credentialId");
        fields.finish();
        return credentialId;
    }

    private static Mono<String> invalid(String message) {
        return Mono.error(() -> InvalidFieldsException.of(message, "credentialId"));
    }
}
