package io.postern.admin;

import io.postern.admin.id.ResourceId;
import io.postern.admin.identity.IssuedKey;
import io.postern.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Users, made by hand: in tests nobody has to be asked to let them in. */
final class TestUsers {

    private TestUsers() {}

    record TestUser(String userId, String token) {}

    static TestUser create(TestDatabase database) {
        String userId = ResourceId.next("usr_");
        String token = IssuedKey.USER_TOKEN.generate();
        try (Connection connection = database.connect(TestDatabase.OWNER);
                PreparedStatement user = connection.prepareStatement(
                        "insert into app_user (user_id, user_name, created_at) values (?, 'test', now())");
                PreparedStatement hash = connection.prepareStatement(
                        "insert into user_token (token_id, user_id, token_name, token_hash, created_at)"
                                + " values (?, ?, 'test', ?, now())")) {
            user.setString(1, userId);
            user.execute();
            hash.setString(1, ResourceId.next("tok_"));
            hash.setString(2, userId);
            hash.setBytes(3, MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
            hash.execute();
        } catch (SQLException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return new TestUser(userId, token);
    }

    static void join(TestDatabase database, String clientId, String userId, String roles) {
        database.execute("insert into member (client_id, user_id, roles, created_at) values ('" + clientId + "', '"
                + userId + "', '{" + roles + "}', now())");
    }
}
