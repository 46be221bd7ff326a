package io.postern.admin.requestlog;

import io.postern.admin.database.Transactions;
import io.postern.admin.identity.Members;
import io.postern.admin.identity.Requester;
import io.postern.admin.identity.Role;
import java.util.List;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** The calls of a client, for its members. */
@Service
class RequestService {

    private final Members members;
    private final RequestRepository requests;
    private final Transactions transactions;

    RequestService(Members members, RequestRepository requests, Transactions transactions) {
        this.members = members;
        this.requests = requests;
        this.transactions = transactions;
    }

    Mono<RequestsAnswer> list(Requester who, String clientId, RequestFilter filter) {
        return members.require(who, clientId, Role.USER)
                .then(transactions.read(requests.find(clientId, filter)))
                .map(rows -> answer(rows, filter.limit()));
    }

    private static RequestsAnswer answer(List<RequestRow> rows, int limit) {
        boolean more = rows.size() > limit;
        List<RequestRow> page = more ? rows.subList(0, limit) : rows;
        RequestRow last = more ? page.get(limit - 1) : null;
        return new RequestsAnswer(
                page.stream().map(RequestDocument::of).toList(),
                "Success",
                last == null ? null : new RequestCursor(last.endedAtMicros(), last.requestId()).text());
    }
}
