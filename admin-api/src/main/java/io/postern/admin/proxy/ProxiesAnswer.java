package io.postern.admin.proxy;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.postern.admin.http.Page;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The envelope, also of one proxy. */
@Schema(name = "Proxies")
record ProxiesAnswer(
        List<ProxyDocument> proxies,
        @Schema(example = "Success") String message,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String nextCursor) {

    static ProxiesAnswer one(ProxyDocument proxy, String message) {
        return new ProxiesAnswer(List.of(proxy), message, null);
    }

    static ProxiesAnswer page(Page.Slice<ProxyDocument> slice) {
        return new ProxiesAnswer(slice.items(), "Success", slice.nextCursor());
    }
}
