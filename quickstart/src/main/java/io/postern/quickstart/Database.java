package io.postern.quickstart;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * The PostgreSQL to use, and who logs in to it.
 *
 * @param location {@code //host:port/database} and parameters, as in every kind of URL
 * @param owner migrates the schema
 * @param admin of the admin API
 * @param gateway of the gateway, which only reads
 */
record Database(String location, Login owner, Login admin, Login gateway) {

    /** A user of PostgreSQL. */
    record Login(String user, String password) {

        @Override
        public String toString() {
            return "Login[user=" + user + "]";
        }
    }

    String jdbcUrl() {
        return "jdbc:postgresql:" + location;
    }

    String r2dbcUrl() {
        return "r2dbc:postgresql:" + location;
    }

    /**
     * Reads {@code --postgres}: one user who does everything.
     *
     * @throws QuickstartException where it is no such URL
     */
    static Database parse(String url) {
        String bare = url.replaceFirst("^(jdbc:|r2dbc:)", "").replaceFirst("^postgres(ql)?:", "");
        int at = bare.lastIndexOf('@');
        if (!bare.startsWith("//") || at < 0) {
            throw new QuickstartException("--postgres needs postgresql://USER:PASSWORD@HOST:PORT/DB.");
        }
        String[] login = bare.substring(2, at).split(":", 2);
        String password = login.length == 2 ? login[1] : "";
        Login only = new Login(decode(login[0]), decode(password));
        return new Database("//" + bare.substring(at + 1), only, only, only);
    }

    /**
     * Logs in once, as the owner: what is wrong with {@code --postgres} is said at once, and by its name.
     *
     * @throws QuickstartException where nobody answers within 10 seconds, or the owner is not let in
     */
    void check() {
        Properties login = new Properties();
        login.setProperty("user", owner.user());
        login.setProperty("password", owner.password());
        login.setProperty("loginTimeout", "10");
        try {
            DriverManager.getConnection(jdbcUrl(), login).close();
        } catch (SQLException e) {
            throw new QuickstartException("The PostgreSQL of --postgres can't be used: " + e.getMessage(), e);
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
