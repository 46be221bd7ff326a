package io.postern.gateway.upstream;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.postern.core.plan.ProxyPlan;
import io.postern.core.target.OwnLinks;
import io.postern.core.target.TargetUrl;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes links of a target to itself, in the headers of its answer, lead to its proxy: whoever follows one is known there, and
 * at the target is a stranger who shows it a key of the gateway's. The headers are {@code Location} and
 * {@code Content-Location} (RFC 9110), {@code Operation-Location}, as Azure's APIs have it, and {@code Link} (RFC 8288). Bodies
 * pass as they are.
 *
 * <p>A link is to the target itself where it has the base URL's scheme, host and port, or none of them, and its path is the base
 * URL's or below it; what follows is kept to the letter. Every other one passes as it is: to other hosts, above the base URL,
 * relative to the request's own path (which is right by itself), or with dot segments, backslashes or white space, which two
 * readers may take for different links.
 */
final class ProxyLinks {

    private static final AsciiString LINK = AsciiString.cached("Link");
    private static final AsciiString[] REFERENCES = {
        AsciiString.cached("Location"), AsciiString.cached("Content-Location"), AsciiString.cached("Operation-Location")
    };

    private final String publicUrl;
    private final ProxyPlan plan;

    private ProxyLinks(String publicUrl, ProxyPlan plan) {
        this.publicUrl = publicUrl;
        this.plan = plan;
    }

    /**
     * Null where links stay as they are.
     *
     * @param publicUrl where apps reach the gateway, without a slash at its end; null: nobody knows
     */
    static @Nullable ProxyLinks of(@Nullable String publicUrl, ProxyPlan plan) {
        return publicUrl == null || plan.target().ownLinks() == OwnLinks.KEEP ? null : new ProxyLinks(publicUrl, plan);
    }

    void rewrite(HttpHeaders answer) {
        for (AsciiString name : REFERENCES) {
            if (answer.contains(name)) {
                each(answer, name, this::reference);
            }
        }
        if (answer.contains(LINK)) {
            each(answer, LINK, this::links);
        }
    }

    private interface Rewriting {
        String of(String value);
    }

    private static void each(HttpHeaders answer, AsciiString name, Rewriting rewriting) {
        List<String> values = answer.getAll(name);
        List<String> rewritten = new ArrayList<>(values.size());
        for (String value : values) {
            rewritten.add(rewriting.of(value));
        }
        if (!rewritten.equals(values)) {
            answer.set(name, rewritten);
        }
    }

    /** A header of the form {@code <reference>; parameters, <reference>; parameters}. */
    private String links(String value) {
        StringBuilder rewritten = new StringBuilder(value.length() + 64);
        // Looked for once: behind the last one, each of many openings would be looked through to the end.
        int lastEnd = value.lastIndexOf('>');
        boolean quoted = false;
        int i = 0;
        while (i < value.length()) {
            char c = value.charAt(i);
            int end = c == '<' && !quoted && i < lastEnd ? value.indexOf('>', i) : -1;
            if (end >= 0) {
                rewritten.append('<').append(reference(value.substring(i + 1, end)));
                i = end;
                continue;
            }
            if (quoted && c == '\\' && i + 1 < value.length()) {
                rewritten.append(c);
                c = value.charAt(++i);
            } else if (c == '"') {
                quoted = !quoted;
            }
            rewritten.append(c);
            i++;
        }
        return rewritten.toString();
    }

    private String reference(String reference) {
        TargetUrl target = plan.target().url();
        int path = path(reference, target);
        if (path < 0 || !reference.startsWith(target.basePath(), path)) {
            return reference;
        }
        String rest = reference.substring(path + target.basePath().length());
        boolean below = rest.isEmpty() || rest.charAt(0) == '/' || rest.charAt(0) == '?' || rest.charAt(0) == '#';
        return below && isPlain(rest) ? publicUrl + "/api/" + plan.proxyId() + rest : reference;
    }

    /** Where the path begins of a reference to the target's host; -1 where it is to another one, or relative. */
    private static int path(String reference, TargetUrl target) {
        int authority = 0;
        String scheme = target.secure() ? "https:" : "http:";
        if (reference.regionMatches(true, 0, scheme, 0, scheme.length())) {
            authority = scheme.length();
        }
        if (!reference.startsWith("//", authority)) {
            return authority == 0 && reference.startsWith("/") ? 0 : -1;
        }
        authority += 2;
        int end = authority;
        while (end < reference.length() && "/?#".indexOf(reference.charAt(end)) < 0) {
            end++;
        }
        String host = reference.substring(authority, end);
        String own = target.authority();
        boolean same = host.equalsIgnoreCase(own)
                || (target.port() == (target.secure() ? 443 : 80) && host.equalsIgnoreCase(own + ":" + target.port()));
        return same ? end : -1;
    }

    private static boolean isPlain(String rest) {
        int segment = 0;
        boolean inPath = true;
        for (int i = 0; i <= rest.length(); i++) {
            char c = i < rest.length() ? rest.charAt(i) : '#';
            if (c <= ' ' || c == '\\' || c >= 0x7F) {
                return false;
            }
            if (inPath && (c == '/' || c == '?' || c == '#')) {
                if (isDots(rest.substring(segment, i))) {
                    return false;
                }
                segment = i + 1;
                inPath = c == '/';
            }
        }
        return true;
    }

    private static boolean isDots(String segment) {
        String dots = segment.replace("%2e", ".").replace("%2E", ".");
        return dots.equals(".") || dots.equals("..");
    }
}
