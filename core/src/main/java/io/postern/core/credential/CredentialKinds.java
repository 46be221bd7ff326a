package io.postern.core.credential;

import io.postern.core.field.FieldError;
import io.postern.core.field.InvalidFieldsException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Every kind of credential, by name; made from the two sealed lists, so that a kind in a list can't be forgotten here. */
public final class CredentialKinds {

    private static final Map<String, Class<? extends CredentialSpec>> CALLER = byName(CallerCredentialSpec.class);
    private static final Map<String, Class<? extends CredentialSpec>> TARGET = byName(TargetCredentialSpec.class);

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private CredentialKinds() {}

    /** The names that {@code credentialAuthType} may have for credentials of this type, aliases left out. */
    public static Set<String> names(CredentialType type) {
        Set<String> names = new TreeSet<>();
        kinds(type).values().forEach(spec -> names.add(nameOf(spec)));
        return Collections.unmodifiableSet(names);
    }

    /** The canonical name for a name or an alias; empty where there is no such kind for this type of credential. */
    public static Optional<String> canonicalName(CredentialType type, String nameOrAlias) {
        return Optional.ofNullable(kinds(type).get(nameOrAlias)).map(CredentialKinds::nameOf);
    }

    /**
     * Reads the {@code credentialConfig} of a kind.
     *
     * @param authType a name or alias; {@link #canonicalName} must know it
     * @throws InvalidFieldsException with paths inside the config: unknown member, wrong type, or a value the kind refuses
     */
    public static CredentialSpec parse(CredentialType type, String authType, ObjectNode config) {
        Class<? extends CredentialSpec> kind = kinds(type).get(authType);
        if (kind == null) {
            throw new IllegalArgumentException("no kind of credential named " + authType);
        }
        try {
            return JSON.treeToValue(config, kind);
        } catch (DatabindException e) {
            throw fieldErrors(e);
        }
    }

    /** The {@code credentialConfig} that reads as this spec, defaults filled in. */
    public static ObjectNode config(CredentialSpec spec) {
        ObjectNode config = JSON.valueToTree(spec);
        config.properties().removeIf(member -> member.getValue().isNull());
        return config;
    }

    /** The canonical name of a kind. */
    public static String nameOf(Class<?> spec) {
        CredentialKind kind = spec.getAnnotation(CredentialKind.class);
        if (kind == null) {
            throw new IllegalStateException(spec + " has no @CredentialKind");
        }
        return kind.value();
    }

    private static Map<String, Class<? extends CredentialSpec>> kinds(CredentialType type) {
        return type == CredentialType.PROXY ? CALLER : TARGET;
    }

    private static Map<String, Class<? extends CredentialSpec>> byName(Class<? extends CredentialSpec> list) {
        Map<String, Class<? extends CredentialSpec>> byName = new LinkedHashMap<>();
        for (Class<?> permitted : list.getPermittedSubclasses()) {
            Class<? extends CredentialSpec> spec = permitted.asSubclass(CredentialSpec.class);
            List<String> names = new ArrayList<>(List.of(nameOf(spec)));
            names.addAll(List.of(spec.getAnnotation(CredentialKind.class).aliases()));
            for (String name : names) {
                if (byName.put(name, spec) != null) {
                    throw new IllegalStateException("two kinds of credential named " + name);
                }
            }
        }
        return Collections.unmodifiableMap(byName);
    }

    /** Jackson knows where it failed; the record's own check may know a field inside that place. */
    private static InvalidFieldsException fieldErrors(DatabindException e) {
        List<String> path = e.getPath().stream()
                .map(step ->
                        step.getPropertyName() != null ? step.getPropertyName() : Integer.toString(step.getIndex()))
                .toList();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidFieldsException invalid) {
                return new InvalidFieldsException(invalid.errors().stream()
                        .map(error -> {
                            List<String> whole = new ArrayList<>(path);
                            whole.addAll(error.path());
                            return new FieldError(whole, error.message());
                        })
                        .toList());
            }
        }
        return new InvalidFieldsException(List.of(new FieldError(path, problem(e))));
    }

    private static String problem(JacksonException e) {
        if (e instanceof tools.jackson.databind.exc.UnrecognizedPropertyException) {
            return "is not a field of this kind of credential";
        }
        if (e instanceof tools.jackson.databind.exc.InvalidFormatException) {
            return "is not one of the values that are possible here";
        }
        return "has the wrong type";
    }
}
