package io.postern.quickstart;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

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

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
