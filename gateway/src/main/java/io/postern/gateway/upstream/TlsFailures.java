package io.postern.gateway.upstream;

import io.postern.gateway.failure.Refusal;
import java.security.cert.CertificateException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * On which side a TLS handshake failed. The refusal's {@code failedSide} is {@code credential} where the target did not like
 * what it was shown of the gateway, and {@code target} where the gateway did not like what it was shown of the target, or
 * nobody says.
 */
final class TlsFailures {

    private static final String FAILED_SIDE = "failedSide";
    private static final String CREDENTIAL = "credential";

    /** The alerts that are about the other side's certificate (RFC 8446, section 6.2). */
    private static final Set<String> ABOUT_CERTIFICATE = Set.of(
            "certificate_required",
            "bad_certificate",
            "unsupported_certificate",
            "certificate_revoked",
            "certificate_expired",
            "certificate_unknown",
            "unknown_ca",
            "access_denied");

    private static final Pattern ALERT = Pattern.compile("Received fatal alert: ([a-z_]{1,64})");

    private TlsFailures() {}

    static Refusal explained(Refusal refusal, Throwable failure, boolean shown) {
        String alert = alert(failure);
        if (alert != null && ABOUT_CERTIFICATE.contains(alert)) {
            return new Refusal(
                    refusal.code(),
                    shown
                            ? "The target did not accept the client certificate of the credential."
                            : "The target wants a client certificate, and the credential has none.",
                    refusal.detail() + " (alert " + alert + ")",
                    Map.of(FAILED_SIDE, CREDENTIAL),
                    null);
        }
        if (!shown && "handshake_failure".equals(alert)) {
            // So says a server of TLS 1.2 that gets no certificate (RFC 5246, section 7.4.6), and one that likes no
            // cipher.
            return new Refusal(
                    refusal.code(),
                    "The target refused the handshake. It may want a client certificate, and the credential has none.",
                    refusal.detail() + " (alert " + alert + ")",
                    Map.of(FAILED_SIDE, "target"),
                    null);
        }
        return new Refusal(
                refusal.code(),
                isOurs(failure) ? "The target's certificate is not trusted, or not for its host." : refusal.message(),
                alert == null ? refusal.detail() : refusal.detail() + " (alert " + alert + ")",
                Map.of(FAILED_SIDE, "target"),
                null);
    }

    /** Whether the target answered, and it was the credential that it did not like. */
    static boolean isCredentials(Refusal refusal) {
        return CREDENTIAL.equals(refusal.attributes().get(FAILED_SIDE));
    }

    private static boolean isOurs(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = UpstreamFailures.next(cause)) {
            if (cause instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String alert(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = UpstreamFailures.next(cause)) {
            Matcher alert = ALERT.matcher(String.valueOf(cause.getMessage()));
            if (alert.find()) {
                return alert.group(1);
            }
        }
        return null;
    }
}
