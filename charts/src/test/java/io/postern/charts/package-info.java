/** The Helm chart: what it renders, whether that agrees with the applications, and what Kubernetes says to it. */
@NullMarked
package io.postern.charts;

import org.jspecify.annotations.NullMarked;
