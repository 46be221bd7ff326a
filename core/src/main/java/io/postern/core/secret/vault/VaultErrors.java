package io.postern.core.secret.vault;

import io.postern.core.secret.SecretStoreException;
import io.postern.core.secret.SecretStoreException.Reason;
import java.util.concurrent.TimeoutException;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import tools.jackson.databind.JsonNode;

/** What Vault's refusals and silences mean. None of the texts repeats what Vault said: it may quote what it was sent. */
final class VaultErrors {

    private VaultErrors() {}

    /** The error of an answer that is none of the good ones. */
    static SecretStoreException refused(String what, VaultAnswer answer) {
        int status = answer.status();
        if (status == 404) {
            return new SecretStoreException(Reason.NOT_FOUND, what + ": not there");
        }
        if (status == 400 && namesCheckAndSet(answer.body())) {
            return new SecretStoreException(Reason.CONFLICT, what + ": the newest version is another one");
        }
        if (isTransient(status)) {
            String cause = status == 503 ? "sealed or not active" : "out of order";
            return new SecretStoreException(Reason.UNAVAILABLE, what + ": Vault is " + cause + " (" + status + ")");
        }
        return new SecretStoreException(Reason.DENIED, what + ": Vault refuses it (" + status + ")");
    }

    private static boolean namesCheckAndSet(JsonNode body) {
        return body.path("errors").path(0).asString("").contains("check-and-set parameter did not match");
    }

    /** A redirect is one of them: it is a standby's, and the token must not follow it to another host. 412: not replicated yet. */
    private static boolean isTransient(int status) {
        return status >= 500 || status == 429 || status == 412 || status / 100 == 3;
    }

    /** The error of a call that brought no answer, or of a login. */
    static SecretStoreException failed(String what, Throwable error) {
        if (error instanceof SecretStoreException known) {
            return known;
        }
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof WebClientResponseException response) {
                int status = response.getStatusCode().value();
                return isTransient(status)
                        ? new SecretStoreException(Reason.UNAVAILABLE, what + ": Vault answers " + status)
                        : new SecretStoreException(Reason.DENIED, what + ": Vault refuses it (" + status + ")");
            }
        }
        String text = error instanceof TimeoutException ? ": no answer in time" : ": Vault is not reached";
        return new SecretStoreException(Reason.UNAVAILABLE, what + text, error);
    }
}
