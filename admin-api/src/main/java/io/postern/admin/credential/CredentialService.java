package io.postern.admin.credential;

import io.postern.admin.audit.Journal;
import io.postern.admin.change.ChangeLog.Changed;
import io.postern.admin.credential.SecretCustody.Kept;
import io.postern.admin.database.Transactions;
import io.postern.admin.http.ApiException;
import io.postern.admin.http.ErrorCode;
import io.postern.admin.http.Page;
import io.postern.admin.http.Patch;
import io.postern.admin.http.Timestamps;
import io.postern.admin.id.ResourceId;
import io.postern.admin.identity.Members;
import io.postern.admin.identity.Requester;
import io.postern.admin.identity.Role;
import io.postern.core.change.ResourceKind;
import io.postern.core.field.FieldError;
import io.postern.core.field.InvalidFieldsException;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** Credentials: authorise, check, keep the secret, and then write the row that names it, in that order. */
@Service
class CredentialService {

    private final Members members;
    private final CredentialRepository credentials;
    private final SecretCustody custody;
    private final CredentialAddressCheck addresses;
    private final Transactions transactions;
    private final Journal journal;
    private final Clock clock;

    CredentialService(
            Members members,
            CredentialRepository credentials,
            SecretCustody custody,
            CredentialAddressCheck addresses,
            Transactions transactions,
            Journal journal,
            Clock clock) {
        this.members = members;
        this.credentials = credentials;
        this.custody = custody;
        this.addresses = addresses;
        this.transactions = transactions;
        this.journal = journal;
        this.clock = clock;
    }

    Mono<Page.Slice<CredentialDocument>> list(Requester who, String clientId, Page page) {
        return members.require(who, clientId, Role.USER)
                .then(transactions.read(credentials.rows().list(clientId, page)))
                .map(slice -> slice.map(CredentialDocument::of));
    }

    Mono<CredentialDocument> get(Requester who, String clientId, String credentialId) {
        return members.require(who, clientId, Role.USER)
                .then(transactions.read(credentials.rows().find(clientId, credentialId)))
                .map(CredentialDocument::of)
                .switchIfEmpty(Mono.error(ApiException::notFound));
    }

    Mono<CredentialDocument> create(Requester who, String clientId, ObjectNode document) {
        String id = ResourceId.next("cred_");
        CredentialChange.Owner owner = new CredentialChange.Owner(id, clientId, who.userId());
        return members.require(who, clientId, Role.ADMIN)
                .then(Mono.fromCallable(() -> CredentialChange.creation(document, owner)))
                .delayUntil(fields -> addresses.check(fields, document))
                .delayUntil(fields -> custody.check(fields.secret(), document))
                .flatMap(fields -> keeping(clientId, id, fields, kept -> {
                    CredentialRow row = CredentialChange.created(fields, kept, owner, Timestamps.now(clock));
                    return credentials
                            .rows()
                            .insert(row)
                            .then(journal.created(who, clientId, change(id), names(new Patch(document))))
                            .thenReturn(CredentialDocument.of(row));
                }));
    }

    /** With a new secret this is a rotation: the row names a new version, and the old one stays for a while. */
    Mono<CredentialDocument> update(Requester who, String clientId, String credentialId, Patch patch) {
        return members.require(who, clientId, Role.ADMIN)
                .then(transactions.read(credentials.rows().find(clientId, credentialId)))
                .switchIfEmpty(Mono.error(ApiException::notFound))
                .map(row -> CredentialChange.update(row, patch))
                .delayUntil(fields -> addresses.check(fields, patch.members()))
                .delayUntil(fields -> custody.check(fields.secret(), patch.members()))
                .flatMap(before -> keeping(
                        clientId,
                        credentialId,
                        before,
                        kept -> credentials
                                .rows()
                                .lock(clientId, credentialId)
                                .switchIfEmpty(Mono.error(ApiException::notFound))
                                .flatMap(row -> {
                                    // Checked again: another PUT may have changed the row since.
                                    CredentialFields fields = CredentialChange.update(row, patch);
                                    CredentialRow updated =
                                            CredentialChange.updated(row, fields, kept, Timestamps.now(clock));
                                    return credentials
                                            .rows()
                                            .update(updated)
                                            .then(journal.updated(who, clientId, change(credentialId), names(patch)))
                                            .thenReturn(CredentialDocument.of(updated));
                                })));
    }

    /** Deletes the credential and its secret; fails with {@code in_use} and the proxies' ids where there are any. */
    Mono<Void> delete(Requester who, String clientId, String credentialId) {
        return members.require(who, clientId, Role.ADMIN)
                .then(transactions.write(credentials
                        .rows()
                        .lock(clientId, credentialId)
                        .switchIfEmpty(Mono.error(ApiException::notFound))
                        .flatMap(row -> credentials
                                .usedBy(credentialId)
                                .flatMap(CredentialService::refuseUsed)
                                .then(credentials.rows().delete(clientId, credentialId))
                                .then(journal.deleted(who, clientId, change(credentialId), List.of()))
                                .thenReturn(row))))
                .flatMap(row -> row.secret() == null && row.secretReference() == null
                        ? Mono.empty()
                        : custody.destroyAll(List.of(row.path())));
    }

    private Mono<CredentialDocument> keeping(
            String clientId, String id, CredentialFields fields, Function<Kept, Mono<CredentialDocument>> work) {
        return custody.keep(
                        SecretCustody.path(clientId, id),
                        fields.spec(),
                        fields.secret().values())
                .flatMap(kept -> transactions
                        .write(Mono.defer(() -> work.apply(kept)))
                        .onErrorResume(failure -> custody.discard(kept, failure).then(Mono.error(failure))));
    }

    private static Mono<Void> refuseUsed(List<String> proxies) {
        if (proxies.isEmpty()) {
            return Mono.empty();
        }
        return Mono.error(new ApiException(
                ErrorCode.IN_USE,
                "The credential is used by " + (proxies.size() == 1 ? "a proxy" : proxies.size() + " proxies"),
                proxies.stream()
                        .limit(100)
                        .map(id -> new FieldError(List.of("proxies", id), "uses this credential"))
                        .toList()));
    }

    private static List<String> names(Patch patch) {
        return patch.names(CredentialFields.READ_ONLY);
    }

    private static Changed change(String credentialId) {
        return new Changed(ResourceKind.CREDENTIAL, credentialId);
    }

    static InvalidFieldsException secretRequired() {
        return InvalidFieldsException.of("is required for this kind and configuration", "credentialSecret");
    }
}
