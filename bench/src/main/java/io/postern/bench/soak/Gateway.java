package io.postern.bench.soak;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The gateway's process, seen from outside. */
final class Gateway {

    private final Program program;
    private final int managementPort;

    Gateway(Program program, int managementPort) {
        this.program = program;
        this.managementPort = managementPort;
    }

    /**
     * What a process has of the machine.
     *
     * @param directKib of memory outside of the heap that buffers are in
     */
    record Vitals(long files, long threads, long directKib) {}

    boolean isReady() throws IOException {
        return ask("/actuator/health/readiness").statusCode() == 200;
    }

    private java.net.http.HttpResponse<String> ask(String path) throws IOException {
        return Deployment.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path))
                .build());
    }

    /** The sum of a metric's values whose line has all of these words. */
    double metric(String name, String... tags) throws IOException {
        return sum(metrics(), name, tags);
    }

    List<String> metrics() throws IOException {
        return ask("/actuator/prometheus").body().lines().toList();
    }

    static double sum(List<String> metrics, String name, String... tags) {
        return metrics.stream()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> Arrays.stream(tags).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    Vitals vitals() throws IOException {
        return new Vitals(count("fd"), count("task"), (long) metric("jvm_buffer_memory_used_bytes", "direct") / 1024);
    }

    private long count(String what) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc/" + program.pid() + "/" + what))) {
            return entries.count();
        }
    }

    String said() throws IOException {
        return program.said();
    }

    /** Collects garbage: only of a buffer that was collected Netty can tell that nobody gave it back. */
    @SuppressWarnings("BanJNDI") // the address is one of this machine's own processes, which was started here
    void collect() throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(program.pid()));
            JMXServiceURL address = new JMXServiceURL(machine.startLocalManagementAgent());
            machine.detach();
            try (JMXConnector connector = JMXConnectorFactory.connect(address)) {
                ManagementFactory.newPlatformMXBeanProxy(
                                connector.getMBeanServerConnection(),
                                ManagementFactory.MEMORY_MXBEAN_NAME,
                                MemoryMXBean.class)
                        .gc();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException(e);
        }
    }
}
