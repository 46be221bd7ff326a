package io.postern.core.credential;

import io.postern.core.field.InvalidFieldsException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Any number of placements, each a template over the secret values. Secret: the names that the templates use.
 *
 * @param inject at least one, at most 32, applied in this order
 */
@CredentialKind("custom")
public record CustomSpec(@Nullable List<Placement> inject) implements TargetCredentialSpec {

    public CustomSpec {
        if (inject == null || inject.isEmpty()) {
            throw InvalidFieldsException.of("needs at least one placement", "inject");
        }
        if (inject.size() > 32) {
            throw InvalidFieldsException.of("has more than 32 placements", "inject");
        }
        inject = List.copyOf(inject);
    }

    @Override
    public List<Placement> inject() {
        return inject == null ? List.of() : inject;
    }

    @Override
    public Set<String> secretNames() {
        Set<String> names = new LinkedHashSet<>();
        inject().forEach(placement -> names.addAll(placement.value().names()));
        return names;
    }
}
