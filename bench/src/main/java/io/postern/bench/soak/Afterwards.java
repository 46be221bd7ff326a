package io.postern.bench.soak;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What must be when nobody calls any more. */
final class Afterwards {

    private static final int QUIET_MILLIS = 40_000;
    /** Sockets of the management port and the like, which come and go. */
    private static final int FILES = 8;

    private static final int THREADS = 6;
    private static final int DIRECT_KIB = 16 * 1024;

    private final Deployment deployment;
    private final Gateway gateway;
    private final List<Target> targets;
    private final Findings findings;

    Afterwards(Deployment deployment, List<Target> targets, Findings findings) {
        this.deployment = deployment;
        this.gateway = deployment.gateway();
        this.targets = targets;
        this.findings = findings;
    }

    /** Until nothing is under way; what still is after a while is a broken promise. */
    void awaitQuiet() throws IOException {
        Map<String, Double> busy = busy();
        for (int waited = 0; waited < QUIET_MILLIS && !busy.isEmpty(); waited += 200) {
            Wire.pause(200);
            busy = busy();
        }
        if (!busy.isEmpty()) {
            findings.broken(Promise.QUIET, "after " + QUIET_MILLIS / 1000 + " s there are still " + busy);
        }
    }

    private Map<String, Double> busy() throws IOException {
        List<String> metrics = gateway.metrics();
        Map<String, Double> busy = new TreeMap<>();
        busy.put("calls in flight", Gateway.sum(metrics, "postern_calls_in_flight"));
        busy.put("connections to targets in use", Gateway.sum(metrics, "postern_upstream_connections", "active"));
        busy.put("connections to targets", Gateway.sum(metrics, "postern_upstream_connections"));
        busy.put("calls that wait for a connection", Gateway.sum(metrics, "postern_upstream_waiting"));
        busy.put("calls that wait for the request log", Gateway.sum(metrics, "postern_requestlog_waiting"));
        busy.put(
                "connections that targets have",
                targets.stream().mapToDouble(Target::open).sum());
        busy.values().removeIf(number -> number == 0);
        return busy;
    }

    Gateway.Vitals collected() throws IOException {
        gateway.collect();
        return gateway.vitals();
    }

    /** @param answered the ids of all answers that a call in the log belongs to */
    void check(Gateway.Vitals before, Set<String> answered) throws IOException, SQLException {
        checkLog(answered);
        checkVitals(before);
        checkBuffers();
    }

    private void checkLog(Set<String> answered) throws IOException, SQLException {
        Map<String, Integer> ids = new HashMap<>();
        Map<String, Integer> paths = new HashMap<>();
        try (Connection connection = DriverManager.getConnection(deployment.database(), "postgres", "postgres");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select request_id, path, outcome, code from request_log")) {
            while (rows.next()) {
                ids.merge(rows.getString(1), 1, Integer::sum);
                String path = rows.getString(2);
                if ("gateway".equals(rows.getString(3))) {
                    findings.broken(
                            Promise.LOGGED, path + " is in it as the gateway's own failure, " + rows.getString(4));
                }
                if (path != null) {
                    paths.merge(path.substring(path.lastIndexOf('/') + 1), 1, Integer::sum);
                }
            }
        }
        Set<String> marks = new HashSet<>();
        targets.forEach(target -> marks.addAll(target.seen().keySet()));
        tellMissing("answers", answered, ids);
        tellMissing("calls that the target got", marks, paths);
        tellDoubled("calls", ids);
        tellDoubled("requests", paths);
        double dropped = gateway.metric("postern_requestlog_dropped_total");
        if (dropped > 0) {
            findings.broken(Promise.LOGGED, dropped + " were dropped");
        }
        System.out.println(ids.size() + " calls are in the request log");
    }

    private void tellMissing(String what, Set<String> wanted, Map<String, Integer> there) {
        List<String> missing =
                wanted.stream().filter(id -> !there.containsKey(id)).toList();
        if (!missing.isEmpty()) {
            findings.broken(
                    Promise.LOGGED,
                    missing.size() + " " + what + " are not in it: "
                            + missing.stream().limit(5).toList());
        }
    }

    private void tellDoubled(String what, Map<String, Integer> there) {
        List<String> doubled = there.entrySet().stream()
                .filter(entry -> entry.getValue() > 1)
                .map(Map.Entry::getKey)
                .toList();
        if (!doubled.isEmpty()) {
            findings.broken(
                    Promise.LOGGED,
                    doubled.size() + " " + what + " are in it more than once: "
                            + doubled.stream().limit(5).toList());
        }
    }

    private void checkVitals(Gateway.Vitals before) throws IOException {
        Gateway.Vitals after = collected();
        System.out.println("before: " + before + ", after: " + after);
        if (after.files() > before.files() + FILES
                || after.threads() > before.threads() + THREADS
                || after.directKib() > before.directKib() + DIRECT_KIB) {
            findings.broken(Promise.RETURNED, before + " before, " + after + " after");
        }
    }

    private void checkBuffers() throws IOException {
        String said = gateway.said();
        said.lines()
                .filter(line -> line.contains("LEAK:") || line.contains(" ERROR "))
                .forEach(line -> findings.broken(
                        line.contains("LEAK:") ? Promise.BUFFERS : Promise.QUIET, "the gateway said: " + line));
    }
}
