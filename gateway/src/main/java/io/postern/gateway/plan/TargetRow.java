package io.postern.gateway.plan;

/** A target's row, as far as a plan needs it. */
record TargetRow(String targetId, String baseUrl, String encodedSlashes, String ownLinks, String defaultEffect) {}
