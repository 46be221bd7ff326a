package io.postern.core.credential;

import io.postern.core.field.InvalidFieldsException;
import io.postern.core.secret.SecretBundle;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * AWS Signature Version 4 in {@code Authorization}. Secret: {@code accessKeyId}, {@code secretAccessKey}, and for temporary
 * credentials {@code sessionToken}.
 *
 * @param service the service's name in signatures, as {@code s3} or {@code execute-api}
 * @param region as {@code eu-central-1}
 * @param payloadMode how the body is signed; {@code signed} where it is left out
 * @param maxHashedBytes only with {@code signed}: the largest body that is read whole and hashed, 0 to 16 MiB; 1 MiB where it
 *     is left out. A gateway's operator may have a lower bound
 * @param largerBody only with {@code signed}: what becomes of a larger body; {@code refuse} where it is left out
 */
@CredentialKind("awsSigV4")
public record AwsSigV4Spec(
        @Nullable String service,
        @Nullable String region,
        @Nullable AwsPayloadMode payloadMode,
        @Nullable Integer maxHashedBytes,
        @Nullable AwsLargerBody largerBody)
        implements TargetCredentialSpec {

    private static final Pattern SCOPE_PART = Pattern.compile("[a-z0-9-]{1,64}");
    private static final int MOST_HASHED_BYTES = 16 * 1024 * 1024;
    private static final int DEFAULT_HASHED_BYTES = 1024 * 1024;

    public AwsSigV4Spec {
        checkScopePart(service, "service");
        checkScopePart(region, "region");
        if (payloadMode == null) {
            payloadMode = AwsPayloadMode.SIGNED;
        }
        if (payloadMode == AwsPayloadMode.SIGNED) {
            maxHashedBytes = maxHashedBytes == null ? Integer.valueOf(DEFAULT_HASHED_BYTES) : maxHashedBytes;
            largerBody = largerBody == null ? AwsLargerBody.REFUSE : largerBody;
            if (maxHashedBytes < 0 || maxHashedBytes > MOST_HASHED_BYTES) {
                throw InvalidFieldsException.of("must be from 0 to " + MOST_HASHED_BYTES, "maxHashedBytes");
            }
        } else if (maxHashedBytes != null || largerBody != null) {
            throw InvalidFieldsException.of(
                    "is for payloadMode signed only", maxHashedBytes != null ? "maxHashedBytes" : "largerBody");
        }
        if (payloadMode == AwsPayloadMode.STREAMING && !"s3".equals(service)) {
            throw InvalidFieldsException.of("streaming is known to the service s3 only", "payloadMode");
        }
    }

    private static void checkScopePart(@Nullable String value, String field) {
        if (value == null || value.isEmpty()) {
            throw InvalidFieldsException.of("is required", field);
        }
        if (!SCOPE_PART.matcher(value).matches()) {
            throw InvalidFieldsException.of("must be at most 64 lower-case letters, digits and hyphens", field);
        }
    }

    @Override
    public String service() {
        return Objects.requireNonNull(service);
    }

    @Override
    public String region() {
        return Objects.requireNonNull(region);
    }

    @Override
    public AwsPayloadMode payloadMode() {
        return Objects.requireNonNull(payloadMode);
    }

    @Override
    public Set<String> secretNames() {
        return Set.of("accessKeyId", "secretAccessKey");
    }

    @Override
    public Set<String> optionalSecretNames() {
        return Set.of("sessionToken");
    }

    @Override
    public void checkSecret(SecretBundle secret) {
        TargetCredentialSpec.super.checkSecret(secret);
        if (secret.value("accessKeyId").reveal().chars().anyMatch(c -> c <= 0x20 || c > 0x7E || c == '/' || c == ',')) {
            throw InvalidFieldsException.of(
                    "must be printable ASCII without spaces, slashes and commas", "accessKeyId");
        }
    }
}
