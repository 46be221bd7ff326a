package io.postern.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Heads that no target should send. What a strict reader and a lenient one understand in the same way may pass or be refused; what
 * they do not is refused. A line of the target's never becomes two of the caller's.
 */
class HostileHeadIT extends WithHostileTarget {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            nothing                        | {close}                                                   | upstream_broken
            HTTP/0.9                       | <html>ok</html>{close}                                    | upstream_broken
            a greeting of another protocol | 220 mail.example ESMTP~{close}                            | upstream_broken
            a preface of HTTP/2            | PRI * HTTP/2.0~~SM~~{close}                               | upstream_broken
            frames of HTTP/2               | {NUL}{NUL}{NUL}{x04}{NUL}{NUL}{NUL}{NUL}{NUL}{close}      | upstream_broken
            an alert of TLS                | {x15}{x03}{x03}{NUL}{x02}{x02}{x28}{close}                | upstream_broken
            octets                         | {x80}{xFF}{xFE}{x81}~~{close}                             | upstream_broken
            empty lines alone              | ~~~~{close}                                               | upstream_broken
            empty lines before it          | ~~HTTP/1.1 200 OK~Content-Length: 2~~ok                   | 200 ok or upstream_broken
            NUL before it                  | {NUL}{NUL}HTTP/1.1 200 OK~Content-Length: 2~~ok{close}    | 200 ok or upstream_broken
            a space before it              | {SP}HTTP/1.1 200 OK~Content-Length: 2~~ok{close}          | 200 ok or upstream_broken
            version 2                      | HTTP/2 200 OK~Content-Length: 2~~ok{close}                | 200 ok or upstream_broken
            version 2.0                    | HTTP/2.0 200 OK~Content-Length: 2~~ok{close}              | 200 ok or upstream_broken
            version 1.2                    | HTTP/1.2 200 OK~Content-Length: 2~~ok{close}              | 200 ok or upstream_broken
            version 11.1                   | HTTP/11.1 200 OK~Content-Length: 2~~ok{close}             | 200 ok or upstream_broken
            no version                     | HTTP/ 200 OK~Content-Length: 2~~ok{close}                 | upstream_broken
            a name in small letters        | http/1.1 200 OK~Content-Length: 2~~ok{close}              | 200 ok or upstream_broken
            a name of another protocol     | ICY 200 OK~Content-Length: 2~~ok{close}                   | upstream_broken
            two spaces                     | HTTP/1.1  200  OK~Content-Length: 2~~ok{close}            | 200 ok or upstream_broken
            tabs                           | HTTP/1.1{TAB}200{TAB}OK~Content-Length: 2~~ok{close}      | 200 ok or upstream_broken
            no spaces                      | HTTP/1.1200OK~Content-Length: 2~~ok{close}                | upstream_broken
            no status                      | HTTP/1.1~Content-Length: 2~~ok{close}                     | upstream_broken
            an empty reason                | HTTP/1.1 200 ~Content-Length: 2~~ok                       | 200 ok
            no reason and no space         | HTTP/1.1 200~Content-Length: 2~~ok                        | 200 ok or upstream_broken
            a reason of other letters      | HTTP/1.1 200 Tr{xE8}s~Content-Length: 2~~ok               | 200 ok
            a CR in the reason             | HTTP/1.1 200 a{CR}X-Poison: 1~Content-Length: 2~~ok{close} | 200 ok or upstream_broken
            a NUL in the reason            | HTTP/1.1 200 a{NUL}b~Content-Length: 2~~ok{close}         | 200 ok or upstream_broken
            status 000                     | HTTP/1.1 000 None~Content-Length: 2~~ok{close}            | upstream_broken
            status 0                       | HTTP/1.1 0 None~Content-Length: 2~~ok{close}              | upstream_broken
            status 99                      | HTTP/1.1 99 Low~Content-Length: 2~~ok{close}              | upstream_broken
            status 099                     | HTTP/1.1 099 Low~Content-Length: 2~~ok{close}             | upstream_broken
            status 0200                    | HTTP/1.1 0200 OK~Content-Length: 2~~ok{close}             | 200 ok or upstream_broken
            status +200                    | HTTP/1.1 +200 OK~Content-Length: 2~~ok{close}             | 200 ok or upstream_broken
            status -200                    | HTTP/1.1 -200 OK~Content-Length: 2~~ok{close}             | upstream_broken
            status 600                     | HTTP/1.1 600 High~Content-Length: 2~~ok                   | 600 ok or upstream_broken
            status 999                     | HTTP/1.1 999 High~Content-Length: 2~~ok                   | 999 ok or upstream_broken
            status 1000                    | HTTP/1.1 1000 High~Content-Length: 2~~ok{close}           | upstream_broken
            status 20                      | HTTP/1.1 20 Short~Content-Length: 2~~ok{close}            | upstream_broken
            status 2000000000              | HTTP/1.1 2000000000 High~Content-Length: 2~~ok{close}     | upstream_broken
            status beyond 32 bits          | HTTP/1.1 4294967496 High~Content-Length: 2~~ok{close}     | upstream_broken
            status 2oo                     | HTTP/1.1 2oo OK~Content-Length: 2~~ok{close}              | upstream_broken
            status 200.1                   | HTTP/1.1 200.1 OK~Content-Length: 2~~ok{close}            | upstream_broken
            status 20 0                    | HTTP/1.1 20 0 OK~Content-Length: 2~~ok{close}             | upstream_broken
            """)
    void sendWhenTheFirstLineIsHostileThen(String what, String answer, String expected) throws Exception {
        hostile.assertOutcome(what, answer, expected);
    }

    /** Each is sent between the first line and a length. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            no colon                       | Nothing~                                | 200 ok or upstream_broken
            no name                        | : value~                                | 200 ok or upstream_broken
            no value                       | X-A:~X-B:{SP}~                          | 200 ok
            a colon alone                  | :~                                      | 200 ok or upstream_broken
            a space before the colon       | X-A : 1~                                | 200 ok or upstream_broken
            a tab before the colon         | X-A{TAB}: 1~                            | 200 ok or upstream_broken
            a space in the name            | X A: 1~                                 | 200 ok or upstream_broken
            a NUL in the name              | X{NUL}A: 1~                             | 200 ok or upstream_broken
            a CR in the name               | X{CR}A: 1~                              | 200 ok or upstream_broken
            a bracket in the name          | X(A): 1~                                | 200 ok or upstream_broken
            a letter of no alphabet        | X{xE9}: 1~                              | 200 ok or upstream_broken
            a value of other letters       | X-A: {xE9}{xFF}~                        | 200 ok
            a tab in the value             | X-A: a{TAB}b~                           | 200 ok
            a CR in the value              | X-A: a{CR}X-Poison: 1~                  | 200 ok or upstream_broken
            a CR at its end                | X-A: a{CR}~                             | 200 ok or upstream_broken
            a NUL in the value             | X-A: a{NUL}b~                           | 200 ok or upstream_broken
            a DEL in the value             | X-A: a{x7F}b~                           | 200 ok or upstream_broken
            an escape in the value         | X-A: {x1B}[2J~                          | 200 ok or upstream_broken
            a line that ends without CR    | X-A: a{LF}X-B: b~                       | 200 ok or upstream_broken
            all lines without CR           | X-A: a{LF}Content-Length: 2{LF}{LF}ok{close} | 200 ok or upstream_broken
            a fold                         | X-A: a~ b~                              | 200 ok or upstream_broken
            a fold with a tab              | X-A: a~{TAB}b~                          | 200 ok or upstream_broken
            a fold as the first field      | {SP}X-A: a~                             | 200 ok or upstream_broken
            a fold that looks like a field | X-A: a~ Content-Length: 9~              | 200 ok or upstream_broken
            a fold that is empty           | X-A: a~{SP}~                            | 200 ok or upstream_broken
            a first line in the middle     | HTTP/1.1 302 Found~                     | 200 ok or upstream_broken
            a field many times             | X-A: 1~X-A: 2~X-A: 3~                   | 200 ok
            framing under a false name     | Content-Length{SP}: 9~                  | upstream_broken
            framing named as a hop         | Connection: content-length, date, x-a~X-A: 1~ | 200 ok
            """)
    void sendWhenAFieldIsHostileThen(String what, String field, String expected) throws Exception {
        hostile.assertOutcome(what, "HTTP/1.1 200 OK~" + field + "Content-Length: 2~~ok{close}", expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            a first line                   | HTTP/1.1 200 {many}~Content-Length: 2~~ok{close}
            a first line without an end    | HTTP/1.1 200 {many}
            a field                        | HTTP/1.1 200 OK~X-A: {many}~Content-Length: 2~~ok{close}
            a name                         | HTTP/1.1 200 OK~{many}: a~Content-Length: 2~~ok{close}
            a field without an end         | HTTP/1.1 200 OK~X-A: {many}
            spaces before the value        | HTTP/1.1 200 OK~X-A:{spaces}1~Content-Length: 2~~ok{close}
            folds                          | HTTP/1.1 200 OK~X-A: a{folds}~Content-Length: 2~~ok{close}
            fields                         | HTTP/1.1 200 OK~{fields}Content-Length: 2~~ok{close}
            """)
    void sendWhenAHeadIsLargerThanAllowedThenBroken(String what, String answer) throws Exception {
        String large = answer.replace("{many}", "m".repeat(70_000))
                .replace("{spaces}", " ".repeat(70_000))
                .replace("{folds}", "~ fold".repeat(14_000))
                .replace("{fields}", "X-A: 12345~".repeat(7_000));
        hostile.assertOutcome(what, large, "upstream_broken");
    }

    @Test
    void sendWhenAHeadHasNoEndThenBrokenAndTheTargetIsLeft() throws Exception {
        hostile.script = peer -> {
            HostileTarget.send(peer, "HTTP/1.1 200 OK\r\n");
            for (int i = 0; ; i++) {
                HostileTarget.send(peer, "X-" + i + ": on and on\r\n");
            }
        };
        HostileTarget.assertOutcome("an endless head", hostile.get(), "upstream_broken");
        hostile.awaitSilence();
        hostile.assertNextCallsAreUntouched();
    }

    @Test
    void sendWhenThereAreManySmallFieldsThenAllOfThemPass() throws Exception {
        hostile.script = HostileTarget.playing("HTTP/1.1 200 OK~" + "X-A: 1~".repeat(1_000) + "Content-Length: 2~~ok");
        CallerAnswer answer = hostile.get();
        HostileTarget.assertOutcome("a thousand fields", answer, "200 ok");
        assertThat(answer.header("x-a")).hasSize(1_000);
        hostile.assertNextCallsAreUntouched();
    }
}
