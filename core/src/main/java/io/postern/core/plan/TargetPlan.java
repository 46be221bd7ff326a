package io.postern.core.plan;

import io.postern.core.target.EncodedSlashes;
import io.postern.core.target.OwnLinks;
import io.postern.core.target.TargetUrl;

/** Where a proxy's calls go. */
public record TargetPlan(String targetId, TargetUrl url, EncodedSlashes encodedSlashes, OwnLinks ownLinks) {}
