package io.postern.admin.test;

import io.postern.admin.database.Transactions;
import io.postern.admin.gateway.AskedGateway;
import io.postern.admin.http.ApiException;
import io.postern.admin.identity.Members;
import io.postern.admin.identity.Requester;
import io.postern.admin.identity.Role;
import io.postern.core.ticket.Ticket;
import io.postern.core.ticket.TicketPurpose;
import java.util.Map;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Tests of a credential: who may write it may also learn whether it works. */
@Service
class CredentialTestService {

    private final Members members;
    private final TestRepository repository;
    private final Transactions transactions;
    private final AskedGateway gateway;

    CredentialTestService(Members members, TestRepository repository, Transactions transactions, AskedGateway gateway) {
        this.members = members;
        this.repository = repository;
        this.transactions = transactions;
        this.gateway = gateway;
    }

    Mono<CredentialTestDocument> test(Requester who, String clientId, String credentialId) {
        return members.require(who, clientId, Role.ADMIN)
                .then(transactions.read(repository.hasCredential(clientId, credentialId)))
                .switchIfEmpty(Mono.error(ApiException::notFound))
                .then(Mono.defer(() -> gateway.ask(
                        TicketPurpose.CREDENTIAL_TEST,
                        Map.of(Ticket.CLIENT, clientId, Ticket.CREDENTIAL, credentialId),
                        CredentialTestDocument.class)));
    }
}
