package io.postern.quickstart;

import io.postern.core.address.AllowedRange;
import io.postern.core.field.InvalidFieldsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What was asked for on the command line.
 *
 * @param help only to print {@link #HELP}
 * @param fresh to begin with no data
 * @param adminPort 0: any free one
 * @param gatewayPort 0: any free one
 * @param data where everything is kept
 * @param allow outbound addresses that the address guard lets through, each {@code CIDR[:PORT[-PORT]]}
 * @param vault whether secrets lie in Vault rather than in PostgreSQL
 * @param postgres a PostgreSQL to use in place of our own
 */
record Options(
        boolean help,
        boolean fresh,
        int adminPort,
        int gatewayPort,
        Path data,
        List<String> allow,
        boolean vault,
        Optional<String> postgres) {

    static final String HELP = """
            Usage: ./run [OPTION]...
            Starts Postern in one process: PostgreSQL, the admin API, the gateway, and a demo target to call.

              --fresh             start over: delete the data of earlier runs
              --admin-port PORT   of the admin API (8081); its management port is 1000 higher
              --gateway-port PORT of the gateway (8080); its management port is 1000 higher
              --data DIR          where data, keys and logs are kept (.postern)
              --allow CIDR[:PORT[-PORT]]
                                  an outbound address that the address guard lets through, such as
                                  10.1.2.0/24:443; can be given several times. The demo target's own address
                                  is the only one that is let through without being named
              --vault             keep secrets in the Vault of VAULT_ADDR and VAULT_TOKEN (and VAULT_NAMESPACE),
                                  under secret/postern, rather than sealed in PostgreSQL
              --postgres URL      use this PostgreSQL rather than our own: postgresql://USER:PASSWORD@HOST:PORT/DB;
                                  the user migrates it, and needs the right to create roles
              --help              print this

            Ctrl-C stops all of it. Everything listens on 127.0.0.1 only.
            """;

    Options {
        allow = List.copyOf(allow);
    }

    /**
     * Reads the command line.
     *
     * @throws QuickstartException where it means nothing
     */
    static Options parse(List<String> arguments) {
        boolean help = false;
        boolean fresh = false;
        int adminPort = 8081;
        int gatewayPort = 8080;
        Path data = Path.of(".postern");
        List<String> allow = new ArrayList<>();
        boolean vault = false;
        Optional<String> postgres = Optional.empty();
        Iterator<String> rest = split(arguments).iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--help", "-h" -> help = true;
                case "--fresh" -> fresh = true;
                case "--admin-port" -> adminPort = port(option, value(option, rest));
                case "--gateway-port" -> gatewayPort = port(option, value(option, rest));
                case "--data" -> data = Path.of(value(option, rest));
                case "--allow" -> allow.add(range(value(option, rest)));
                case "--vault" -> vault = true;
                case "--postgres" -> postgres = Optional.of(value(option, rest));
                default -> throw new QuickstartException("There is no option " + option + "; ./run --help lists them.");
            }
        }
        if (fresh && postgres.isPresent()) {
            throw new QuickstartException(
                    "--fresh deletes only our own PostgreSQL: empty the one of --postgres yourself.");
        }
        if (adminPort == gatewayPort && adminPort != 0) {
            throw new QuickstartException("The admin API and the gateway need two ports.");
        }
        return new Options(
                help, fresh, adminPort, gatewayPort, data.toAbsolutePath().normalize(), allow, vault, postgres);
    }

    /** {@code --name=value} is the same as {@code --name value}. */
    private static List<String> split(List<String> arguments) {
        List<String> words = new ArrayList<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (argument.startsWith("--") && equals > 0) {
                words.add(argument.substring(0, equals));
                words.add(argument.substring(equals + 1));
            } else {
                words.add(argument);
            }
        }
        return words;
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new QuickstartException(option + " needs a value; ./run --help says which.");
        }
        return rest.next();
    }

    private static int port(String option, String value) {
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new QuickstartException(option + " needs a port from 0 to 65535, not " + value + ".");
    }

    private static String range(String value) {
        try {
            AllowedRange.parse(value);
            return value;
        } catch (InvalidFieldsException e) {
            throw new QuickstartException(
                    "--allow needs CIDR[:PORT[-PORT]]: " + e.errors().get(0).message() + ".", e);
        }
    }
}
