import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.TreeMap;

/** A target for the images' test: answers with the request line and the headers as it got them, one a line. {@code java Target.java PORT} */
public final class Target {

    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), 0);
        server.createContext("/", exchange -> {
            StringBuilder text = new StringBuilder();
            text.append(exchange.getRequestMethod()).append(' ').append(exchange.getRequestURI()).append('\n');
            new TreeMap<>(exchange.getRequestHeaders())
                    .forEach((name, values) -> values.forEach(value -> text.append(name.toLowerCase(Locale.ROOT))
                            .append(": ")
                            .append(value)
                            .append('\n')));
            byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }
}
