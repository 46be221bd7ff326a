package io.postern.admin.consent;

import io.postern.admin.audit.Journal;
import io.postern.admin.change.ChangeLog.Changed;
import io.postern.admin.consent.ConsentRepository.Asked;
import io.postern.admin.database.Transactions;
import io.postern.admin.gateway.AskedGateway;
import io.postern.admin.http.ApiException;
import io.postern.admin.http.ErrorCode;
import io.postern.admin.http.Timestamps;
import io.postern.admin.id.ResourceId;
import io.postern.admin.identity.Identity;
import io.postern.admin.identity.Members;
import io.postern.admin.identity.Requester;
import io.postern.admin.identity.Role;
import io.postern.core.change.ResourceKind;
import io.postern.core.credential.CredentialKinds;
import io.postern.core.credential.CredentialType;
import io.postern.core.credential.OAuth2Grant;
import io.postern.core.credential.OAuth2Spec;
import io.postern.core.credential.TargetCredentialSpec;
import io.postern.core.ticket.Ticket;
import io.postern.core.ticket.TicketPurpose;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Asks for consents, and finishes them when the browser comes back; all that needs a secret is done by a gateway. */
@Service
class ConsentService {

    private static final Logger LOG = LoggerFactory.getLogger(ConsentService.class);

    private final Members members;
    private final ConsentRepository consents;
    private final PkceSecrets secrets;
    private final Transactions transactions;
    private final AskedGateway gateway;
    private final Journal journal;
    private final ConsentProperties properties;

    ConsentService(
            Members members,
            ConsentRepository consents,
            PkceSecrets secrets,
            Transactions transactions,
            AskedGateway gateway,
            Journal journal,
            ConsentProperties properties) {
        this.members = members;
        this.consents = consents;
        this.secrets = secrets;
        this.transactions = transactions;
        this.gateway = gateway;
        this.journal = journal;
        this.properties = properties;
    }

    /** What a gateway answers; {@code code} is {@code ok}, or says why not. */
    record GatewayAnswer(String code, @Nullable String url) {}

    Mono<ConsentDocument> ask(Requester who, String clientId, String credentialId) {
        return members.require(who, clientId, Role.ADMIN)
                .then(transactions.read(consents.credential(clientId, credentialId)))
                .switchIfEmpty(Mono.error(ApiException::notFound))
                .doOnNext(ConsentService::requireCodeGrant)
                .flatMap(credential -> {
                    String state = secrets.newState();
                    return ask(
                            state,
                            new Asked(
                                    clientId,
                                    credentialId,
                                    credential.sharedCallback(),
                                    secrets.challenge(state),
                                    who.userId()));
                });
    }

    private Mono<ConsentDocument> ask(String state, Asked asked) {
        String callbackUrl = callbackUrl(asked);
        Map<String, String> claims = Map.of(
                Ticket.CLIENT,
                asked.clientId(),
                Ticket.CREDENTIAL,
                asked.credentialId(),
                Ticket.STATE,
                state,
                Ticket.CHALLENGE,
                asked.challenge(),
                Ticket.REDIRECT_URI,
                callbackUrl);
        return gateway.ask(TicketPurpose.CONSENT_URL, claims, GatewayAnswer.class)
                .flatMap(answer -> {
                    String url = answer.url();
                    if (url == null) {
                        return Mono.error(new ApiException(
                                ErrorCode.CONFLICT, "The gateway can't use the credential's secret: " + answer.code()));
                    }
                    return transactions
                            .write(consents.insert(secrets.hash(state), asked, properties.validFor()))
                            .map(until -> new ConsentDocument(url, callbackUrl, Timestamps.text(until)));
                });
    }

    /** Of its own, so that what comes back says which server it comes from. */
    private String callbackUrl(Asked asked) {
        URI url = properties.callbackUrl();
        if (url == null) {
            throw new ApiException(ErrorCode.CONFLICT, "postern.admin.consent.callback-url is not set");
        }
        String shared = url.toString();
        return asked.sharedCallback() ? shared : shared + "/" + asked.credentialId();
    }

    private static void requireCodeGrant(ConsentRepository.Configured credential) {
        ObjectNode config = (ObjectNode) JsonMapper.shared().readTree(credential.config());
        TargetCredentialSpec spec =
                (TargetCredentialSpec) CredentialKinds.parse(CredentialType.TARGET, credential.authType(), config);
        if (!(spec.placed() instanceof OAuth2Spec oauth2) || oauth2.grant() != OAuth2Grant.AUTHORIZATION_CODE) {
            throw new ApiException(
                    ErrorCode.CONFLICT,
                    "Only a credential of oauth2 with the grant authorization_code is consented to");
        }
    }

    /**
     * Never fails for what the browser sent; a state counts once, whatever comes of it.
     *
     * @param cameBackTo whose callback URL it came back to; null: to that which older credentials have together
     */
    Mono<ConsentOutcome> finish(
            @Nullable String cameBackTo, @Nullable String state, @Nullable String code, @Nullable String error) {
        if (state == null || state.length() > 256) {
            return Mono.just(ConsentOutcome.UNKNOWN);
        }
        return transactions
                .write(consents.take(secrets.hash(state)))
                .filter(asked -> isAtItsCallback(asked, cameBackTo))
                .flatMap(asked -> error != null || code == null
                        ? Mono.just(
                                "access_denied".equals(error) ? ConsentOutcome.DENIED : ConsentOutcome.SERVER_REFUSED)
                        : exchange(asked, state, code))
                .defaultIfEmpty(ConsentOutcome.UNKNOWN);
    }

    private static boolean isAtItsCallback(Asked asked, @Nullable String cameBackTo) {
        boolean is = asked.sharedCallback()
                ? cameBackTo == null
                : asked.credentialId().equals(cameBackTo);
        if (!is) {
            LOG.warn(
                    "The consent for credential {} came back to a callback URL that is not its own, and was refused",
                    asked.credentialId());
        }
        return is;
    }

    private Mono<ConsentOutcome> exchange(Asked asked, String state, String code) {
        return Mono.justOrEmpty(secrets.verifier(state, asked.challenge()))
                .flatMap(verifier -> gateway.ask(
                        TicketPurpose.CONSENT,
                        Map.of(
                                Ticket.CLIENT,
                                asked.clientId(),
                                Ticket.CREDENTIAL,
                                asked.credentialId(),
                                Ticket.CODE,
                                code,
                                Ticket.VERIFIER,
                                verifier,
                                Ticket.REDIRECT_URI,
                                callbackUrl(asked)),
                        GatewayAnswer.class))
                .map(answer -> switch (answer.code()) {
                    case "ok" -> ConsentOutcome.DONE;
                    case "unusable_answer" -> ConsentOutcome.UNUSABLE_ANSWER;
                    case "refused" -> ConsentOutcome.SERVER_REFUSED;
                    default -> ConsentOutcome.FAILED;
                })
                .onErrorReturn(ApiException.class, ConsentOutcome.FAILED)
                .defaultIfEmpty(ConsentOutcome.FAILED)
                .flatMap(outcome ->
                        outcome == ConsentOutcome.DONE ? written(asked).thenReturn(outcome) : Mono.just(outcome));
    }

    private Mono<Void> written(Asked asked) {
        return transactions.write(journal.updated(
                // Whoever asked, a program too: it is only named here.
                new Requester(new Identity.User(asked.userId(), null), ResourceId.next("req_")),
                asked.clientId(),
                new Changed(ResourceKind.CREDENTIAL, asked.credentialId()),
                List.of("consent")));
    }
}
