package io.postern.admin.test;

import io.postern.admin.database.Transactions;
import io.postern.admin.gateway.AskedGateway;
import io.postern.admin.http.ApiException;
import io.postern.admin.http.Fields;
import io.postern.admin.identity.Members;
import io.postern.admin.identity.Requester;
import io.postern.admin.identity.Role;
import io.postern.core.field.InvalidFieldsException;
import io.postern.core.ticket.Ticket;
import io.postern.core.ticket.TicketPurpose;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** Tests of a target: who may write the client may also send a real call with one of its credentials. */
@Service
class TargetTestService {

    private final Members members;
    private final TestRepository repository;
    private final Transactions transactions;
    private final AskedGateway gateway;

    TargetTestService(Members members, TestRepository repository, Transactions transactions, AskedGateway gateway) {
        this.members = members;
        this.repository = repository;
        this.transactions = transactions;
        this.gateway = gateway;
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
                                    ? Mono.just(credentialId)
                                    : invalid("lies in another region than the target"));
                })
                .flatMap(credentialId -> gateway.ask(
                        TicketPurpose.TARGET_TEST,
                        Map.of(Ticket.CLIENT, clientId, Ticket.TARGET, targetId, Ticket.CREDENTIAL, credentialId),
                        TargetTestDocument.class));
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
