package io.postern.admin.consent;

import io.swagger.v3.oas.annotations.Hidden;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * Where the authorization server sends the browser back to (RFC 6749, section 4.1.2). The state is the only proof, and counts only at
 * the callback URL of its credential: a code that was made for another one is not handed to this one's server (RFC 9700, section
 * 4.4). The page
 * that is answered is made of fixed sentences: nothing of the request stands in it.
 */
@RestController
@Hidden
class ConsentCallback {

    private final ConsentService consents;

    ConsentCallback(ConsentService consents) {
        this.consents = consents;
    }

    @GetMapping(
            path = {"/api/oauth2/callback", "/api/oauth2/callback/{credentialId}"},
            produces = MediaType.TEXT_HTML_VALUE)
    Mono<ResponseEntity<String>> callback(
            @PathVariable(required = false) @Nullable String credentialId,
            @RequestParam @Nullable String state,
            @RequestParam @Nullable String code,
            @RequestParam @Nullable String error) {
        return consents.finish(credentialId, state, code, error).map(ConsentCallback::page);
    }

    private static ResponseEntity<String> page(ConsentOutcome outcome) {
        return ResponseEntity.status(outcome == ConsentOutcome.DONE ? HttpStatus.OK : HttpStatus.BAD_REQUEST)
                .contentType(MediaType.parseMediaType("text/html;charset=utf-8"))
                .cacheControl(CacheControl.noStore())
                // The address has the code: no other site is to learn it.
                .header("Referrer-Policy", "no-referrer")
                .body("<!doctype html><html lang=\"en\"><head><title>Postern</title></head><body><p>"
                        + outcome.sentence() + "</p></body></html>");
    }
}
