package io.postern.gateway.failure;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A refusal as callers read it: {@code {"error":{"code","message","requestId",…},"message"}}. The message stands there twice:
 * the SDKs of some APIs look for it beside the error, and would tell their users nothing but the status.
 */
public final class RefusalBody {

    private static final JsonMapper JSON = JsonMapper.shared();

    private RefusalBody() {}

    /** The document, in UTF-8. */
    public static byte[] of(Refusal refusal, String requestId) {
        ObjectNode document = JSON.createObjectNode();
        ObjectNode error = document.putObject("error");
        error.put("code", refusal.code().word());
        error.put("message", refusal.message());
        error.put("requestId", requestId);
        refusal.attributes().forEach(error::put);
        document.put("message", refusal.message());
        return JSON.writeValueAsBytes(document);
    }
}
