package io.postern.bench.soak;

import java.io.IOException;

/** Reads the rest of one answer, and holds it against what was asked. */
final class AnswerCheck {

    private final Wire in;
    private final Head head;
    private final Asked asked;
    private final Mix mix;

    AnswerCheck(Wire in, Head head, Asked asked, Mix mix) {
        this.in = in;
        this.head = head;
        this.asked = asked;
        this.mix = mix;
    }

    /** What is wrong; empty where nothing is. */
    String fault() throws IOException {
        boolean ours = head.has("postern-error-source", "gateway");
        return switch (asked.kind()) {
            case HEAD, EMPTY -> ofTarget(false);
            case EVENTS -> ours ? status() : events(asked.size(), true);
            case LEFT_EVENTS -> ours ? refusal(502) : leftEvents();
            case REFUSED, UNREADABLE -> refusal(asked.status());
            case LOST -> refusal(502);
            case CUT, EARLY -> ours ? refusal(502) : ofTarget(true);
            case ANSWER -> ofTarget(true);
        };
    }

    private String status() {
        return "an answer with “" + head.start() + "” and " + head.all("postern-proxy-message");
    }

    private String refusal(int status) throws IOException {
        String body = Answers.text(in.body(head, false));
        String id = String.valueOf(head.first("postern-request-id"));
        return head.status() == status
                        && head.has("postern-error-source", "gateway")
                        && body.contains("\"requestId\":\"" + id + "\"")
                ? ""
                : status() + ", not a refusal with " + status + ": " + Wire.shortened(body);
    }

    private String ofTarget(boolean withBody) throws IOException {
        if (head.status() != asked.status() || !head.all("x-mark").equals(java.util.List.of(asked.id()))) {
            return status() + " and the mark " + head.all("x-mark");
        }
        boolean gotAll = head.has("x-got", Integer.toString(asked.sent()));
        if (!gotAll && asked.kind() != Asked.Kind.EARLY) {
            return "the target got " + head.all("x-got") + " of " + asked.sent() + " octets";
        }
        if (!withBody) {
            return "";
        }
        if (head.first("content-length") == null && !head.isChunked()) {
            return "an answer without an end: " + head.fields();
        }
        return Marked.fault(in.body(head, false), "a" + asked.id(), asked.size());
    }

    private String leftEvents() throws IOException {
        if (asked.head().contains("left=caller")) {
            return events(mix.random().nextInt(30), false);
        }
        String fault = events(asked.size(), true);
        return fault.isEmpty() ? "the target went away, and its stream looks whole" : fault;
    }

    private String events(int count, boolean toTheEnd) throws IOException {
        if (!head.has("x-mark", asked.id()) || !head.has("content-type", "text/event-stream") || !head.isChunked()) {
            return status();
        }
        StringBuilder got = new StringBuilder();
        StringBuilder wanted = new StringBuilder();
        for (int i = 0; i < count; i++) {
            wanted.append("data: ").append(asked.id()).append('-').append(i).append("\n\n");
        }
        while (toTheEnd || got.length() < wanted.length()) {
            byte[] chunk = in.chunk();
            if (chunk.length == 0) {
                break;
            }
            got.append(Answers.text(chunk));
        }
        boolean good = toTheEnd ? wanted.toString().contentEquals(got) : got.indexOf(wanted.toString()) == 0;
        return good ? "" : "events that differ: " + Wire.shortened(got.toString());
    }
}
