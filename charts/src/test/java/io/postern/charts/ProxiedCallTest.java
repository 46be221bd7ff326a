package io.postern.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command of {@code helm test}, run by this machine's curl against something that answers in the gateway's place. */
class ProxiedCallTest {

    @TempDir
    Path folder;

    @Test
    void callWhenTheTargetAnswersThenSucceedsWithTheCredentialOfTheSecret() throws IOException {
        List<String> seen = new ArrayList<>();

        String printed = call(200, seen);

        assertThat(seen).containsExactly("/api/prx_01/v1/status Bearer of-the-caller");
        assertThat(printed).contains("200", "answered").doesNotContain("of-the-caller");
    }

    @Test
    void callWhenItIsRefusedThenFails() {
        assertThatThrownBy(() -> call(403, new ArrayList<>())).hasMessageContaining("403");
    }

    private String call(int status, List<String> seen) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            seen.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] body = "answered".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            Path header = Files.writeString(folder.resolve("header"), "Authorization: Bearer of-the-caller");
            KubernetesObject pod = Chart.one(Chart.rendered("everything"), "Pod", "postern-test");
            List<String> command =
                    new ArrayList<>(KubernetesObject.texts(pod.container().required("command")));
            for (String argument : KubernetesObject.texts(pod.container().required("args"))) {
                command.add(
                        argument.startsWith("http://")
                                ? "http://127.0.0.1:" + server.getAddress().getPort()
                                        + URI.create(argument).getPath()
                                : argument.replace("/etc/postern/test/header", header.toString()));
            }
            return Program.run(1, Map.of(), command);
        } finally {
            server.stop(0);
        }
    }
}
