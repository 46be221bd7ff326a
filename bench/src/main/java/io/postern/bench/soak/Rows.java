package io.postern.bench.soak;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What the admin API would have written: two proxies of one caller, with a rule that denies {@code /v1/denied/}. */
final class Rows {

    static final String CLIENT = "cl_soak";
    static final byte[] HASH_KEY = new byte[32];
    private static final String WHEN = "user_id, created_at, updated_at";
    private static final String BY = "'usr_00000000000000000000000000', now(), now()";

    private Rows() {}

    /** The statements, for targets at these addresses. */
    static String script(String target, String moodyTarget) {
        return String.join(
                ";\n",
                "insert into app_user (user_id, user_name, created_at) values ('usr_00000000000000000000000000', 'soak', now())",
                "insert into client (client_id, client_name, " + WHEN + ") values ('" + CLIENT + "', 'Soak', " + BY
                        + ")",
                "insert into member (client_id, user_id, roles, created_at) values ('" + CLIENT
                        + "', 'usr_00000000000000000000000000', '{owner}', now())",
                credential("cred_caller", "proxy", "apiKey", "{}", "null, null, null", hashes()),
                credential(
                        "cred_target",
                        "target",
                        "bearer",
                        "{\"prefix\":\"Bearer \"}",
                        "'vault', '" + CLIENT + "/cred_target', 1",
                        "[]"),
                target("tgt_soak", target),
                target("tgt_moody", moodyTarget),
                proxy(Mix.PROXY, "tgt_soak"),
                proxy(Mix.MOODY, "tgt_moody"),
                "insert into rule (rule_id, client_id, proxy_id, definition, " + WHEN + ") values ('rule_soak', '"
                        + CLIENT
                        + "', '" + Mix.PROXY
                        + "', '{\"effect\":\"deny\",\"priority\":0,\"path\":{\"pattern\":\"^/v1/denied/.*$\",\"presence\":\"present\"}}'::jsonb, "
                        + BY + ")",
                "insert into change (revision, client_id, resource_kind, resource_id) values (nextval('change_revision'), '"
                        + CLIENT + "', 'client', '" + CLIENT + "')",
                "");
    }

    private static String credential(String id, String type, String kind, String config, String secret, String hashes) {
        return "insert into credential (credential_id, client_id, credential_type, credential_auth_type, credential_name,"
                + " credential_region, credential_default_rule_effect, credential_config,"
                + " credential_rotation_grace_seconds, secret_store, secret_path, secret_version, caller_hashes, "
                + WHEN
                + ") values ('" + id + "', '" + CLIENT + "', '" + type + "', '" + kind + "', 'Soak', 'eu-1', 'allow', '"
                + config + "'::jsonb, 0, " + secret + ", '" + hashes + "'::jsonb, " + BY + ")";
    }

    private static String target(String id, String url) {
        return "insert into target (target_id, client_id, target_name, target_region, target_base_url, target_test_path,"
                + " target_default_rule_effect, target_encoded_slashes, " + WHEN + ") values ('" + id + "', '" + CLIENT
                + "', 'Soak', 'eu-1', '" + url + "', '/', 'allow', 'refuse', " + BY + ")";
    }

    private static String proxy(String id, String target) {
        return "insert into proxy (proxy_id, client_id, proxy_name, proxy_region, proxy_proxy_credential_id,"
                + " proxy_proxy_credential_type, proxy_target_id, proxy_target_credential_id,"
                + " proxy_target_credential_type, proxy_active, proxy_default_rule_effect,"
                + " proxy_max_requests_per_minute, proxy_connect_millis, proxy_first_byte_millis, proxy_idle_millis,"
                + " proxy_retries, " + WHEN + ") values ('" + id + "', '" + CLIENT
                + "', 'Soak', 'eu-1', 'cred_caller', 'proxy', '" + target
                + "', 'cred_target', 'target', true, 'allow', null, 5000, 20000, 20000, 0, " + BY + ")";
    }

    private static String hashes() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(HASH_KEY, "HmacSHA256"));
            String hash = Base64.getEncoder().encodeToString(mac.doFinal(Mix.KEY.getBytes(StandardCharsets.UTF_8)));
            return "[{\"keyId\":\"k1\",\"hash\":\"" + hash + "\",\"validUntil\":null}]";
        } catch (GeneralSecurityException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
