package io.postern.gateway.upstream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers whose end is said wrongly, twice, or not at all (RFC 9112, sections 6 and 7). */
class HostileFramingIT extends WithHostileTarget {

    /** What cannot be read is no length (section 6.3): the whole answer is discarded. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            an exact length                | Content-Length: 2~~ok                         | 200 ok
            leading zeros                  | Content-Length: 00002~~ok                     | 200 ok or upstream_broken
            spaces around it               | Content-Length: {TAB} 2 {TAB}~~ok             | 200 ok
            a length that is too long      | Content-Length: 3~~ok{close}                  | upstream_broken
            a length that is too short     | Content-Length: 2~~ok and more                | 200 ok
            a length of 0 and a body       | Content-Length: 0~~poison                     | 200 {SP}
            a negative length              | Content-Length: -2~~ok{close}                 | upstream_broken
            minus 0                        | Content-Length: -0~~ok{close}                 | upstream_broken
            a plus sign                    | Content-Length: +2~~ok{close}                 | upstream_broken
            hex                            | Content-Length: 0x2~~ok{close}                | upstream_broken
            hex digits                     | Content-Length: a~~0123456789{close}          | upstream_broken
            a fraction                     | Content-Length: 2.0~~ok{close}                | upstream_broken
            an exponent                    | Content-Length: 2e0~~ok{close}                | upstream_broken
            a word                         | Content-Length: two~~ok{close}                | upstream_broken
            no digits                      | Content-Length:~~ok{close}                    | upstream_broken
            a space between                | Content-Length: 2 2~~ok{close}                | upstream_broken
            a semicolon                    | Content-Length: 2;~~ok{close}                 | upstream_broken
            a comma                        | Content-Length: 2,~~ok{close}                 | upstream_broken
            an underscore                  | Content-Length: 0_2~~ok{close}                | upstream_broken
            quotes                         | Content-Length: "2"~~ok{close}                | upstream_broken
            another digit for 2            | Content-Length: {xB2}~~ok{close}              | upstream_broken
            a list of the same             | Content-Length: 2, 2~~ok                      | 200 ok or upstream_broken
            a list of others               | Content-Length: 2, 3~~ok{close}               | upstream_broken
            the same twice                 | Content-Length: 2~Content-Length: 2~~ok       | 200 ok or upstream_broken
            another one under other letters | Content-Length: 2~content-length: 3~~ok{close} | upstream_broken
            one and none                   | Content-Length: 2~Content-Length:~~ok{close}  | upstream_broken
            beyond 32 bits                 | Content-Length: 4294967298~~ok{close}         | upstream_broken or cut
            the largest of 64 bits         | Content-Length: 9223372036854775807~~ok{close} | upstream_broken or cut
            beyond 63 bits                 | Content-Length: 9223372036854775810~~ok{close} | upstream_broken
            beyond 64 bits                 | Content-Length: 18446744073709551618~~ok{close} | upstream_broken
            no length                      | ~ok{close}                                    | 200 ok
            no length and nothing          | ~{close}                                      | 200 {SP}
            """)
    void sendWhenTheLengthIsThen(String what, String rest, String expected) throws Exception {
        hostile.assertOutcome(what, "HTTP/1.1 200 OK~" + rest, expected.replace("{SP}", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 2~Content-Length: 3", "Content-Length: 2~content-length: 2"})
    void sendWhenThereAreTwoLengthsBeforeHttp11ThenRefused(String fields) throws Exception {
        hostile.assertOutcome("HTTP/1.0", "HTTP/1.0 200 OK~" + fields + "~~ok{close}", "upstream_broken");
    }

    /** What is not chunked in the end may be taken as it comes until the connection ends, or refused. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            chunked                        | Transfer-Encoding: chunked                          | 200 ok
            in large letters               | Transfer-Encoding: CHUNKED                          | 200 ok
            spaces around it               | Transfer-Encoding: {TAB}chunked {TAB}               | 200 ok
            a length before it             | Content-Length: 3~Transfer-Encoding: chunked        | 200 ok or upstream_broken
            a length behind it             | Transfer-Encoding: chunked~Content-Length: 3        | 200 ok or upstream_broken
            a length that is none          | Transfer-Encoding: chunked~Content-Length: x        | 200 ok or upstream_broken
            two lengths                    | Content-Length: 1~Transfer-Encoding: chunked~Content-Length: 2 | 200 ok or upstream_broken
            twice                          | Transfer-Encoding: chunked, chunked                 | upstream_broken or cut
            twice in two lines             | Transfer-Encoding: chunked~Transfer-Encoding: chunked | 200 ok or upstream_broken or cut
            an empty member                | Transfer-Encoding: , chunked                        | 200 ok or upstream_broken
            a coding before it             | Transfer-Encoding: gzip, chunked                    | upstream_broken
            a coding behind it             | Transfer-Encoding: chunked, gzip                    | upstream_broken
            another coding                 | Transfer-Encoding: gzip                             | upstream_broken
            a made up coding               | Transfer-Encoding: xchunked                         | upstream_broken
            chunked with a letter more     | Transfer-Encoding: chunkedx                         | upstream_broken
            chunked with a parameter       | Transfer-Encoding: chunked;a=b                      | 200 ok or upstream_broken
            chunked in quotes              | Transfer-Encoding: "chunked"                        | upstream_broken
            chunked behind a VT            | Transfer-Encoding: {x0B}chunked                     | upstream_broken
            chunked before a NUL           | Transfer-Encoding: chunked{NUL}                     | upstream_broken
            a space before the colon       | Transfer-Encoding : chunked                         | 200 ok or upstream_broken
            identity and a length          | Transfer-Encoding: identity~Content-Length: 12      | 200 2~ok~0~~ or upstream_broken
            """)
    void sendWhenTheCodingIsThen(String what, String fields, String expected) throws Exception {
        hostile.assertOutcome(what, "HTTP/1.1 200 OK~" + fields + "~~2~ok~0~~{close}", expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            an extension                   | 2;a=b~ok~0;c~~                                | 200 ok
            a quoted extension             | 2;a="b;c"~ok~0~~                              | 200 ok
            leading zeros                  | 00002~ok~000~~                                | 200 ok
            large and small digits         | A~0123456789~b~0123456789a~0~~                | 200 01234567890123456789a
            trailers                       | 2~ok~0~X-Poison: 1~X-B: 2~~                   | 200 ok
            a framing trailer              | 2~ok~0~Content-Length: 9~~                    | 200 ok or broken
            no chunks                      | 0~~                                           | 200 {SP}
            a size in hex notation         | 0x2~ok~0~~{close}                             | broken
            a size with a sign             | +2~ok~0~~{close}                              | broken
            a negative size                | -2~ok~0~~{close}                              | broken
            minus 0                        | 2~ok~-0~~{close}                              | broken
            a size with an underscore      | 0_2~ok~0~~{close}                             | broken
            no size                        | ~ok~0~~{close}                                | broken
            a size that is a word          | two~ok~0~~{close}                             | broken
            a space before the size        | {SP}2~ok~0~~{close}                           | 200 ok or broken
            a space behind the size        | 2{SP}~ok~0~~{close}                           | 200 ok or broken
            a size without CR              | 2{LF}ok~0~~{close}                            | 200 ok or broken
            a size without LF              | 2{CR}ok~0~~{close}                            | broken
            a NUL behind the size          | 2{NUL}~ok~0~~{close}                          | broken
            a comma behind the size        | 2,~ok~0~~{close}                              | broken
            an extension without CR        | 2;a{LF}ok~0~~{close}                          | 200 ok or broken
            data longer than its size      | 2~ok!~0~~{close}                              | broken
            data shorter than its size     | 4~ok~0~~{close}                               | broken
            data that ends without CR      | 2~ok{LF}0~~{close}                            | 200 ok or broken
            data that ends with nothing    | 2~ok0~~{close}                                | broken
            a size beyond 31 bits          | 80000002~ok~0~~{close}                        | broken
            a size beyond 32 bits          | 100000002~ok~0~~{close}                       | broken
            a size beyond 64 bits          | 10000000000000002~ok~0~~{close}               | broken
            a size of very many digits     | {zeros}2~ok~0~~{close}                        | 200 ok or broken
            no last chunk                  | 2~ok~{close}                                  | broken
            a last chunk without its end   | 2~ok~0~{close}                                | broken
            half of the end                | 2~ok~0~{CR}{close}                            | broken
            a trailer without its end      | 2~ok~0~X-A: 1~{close}                         | broken
            a trailer that is no field     | 2~ok~0~Nothing~~{close}                       | 200 ok or broken
            trailers without end           | 2~ok~0~{fields}                               | broken
            an extension without end       | 2~ok~2;{fields}                               | broken
            a head in place of a chunk     | 2~ok~HTTP/1.1 200 OK~Content-Length: 6~~poison{close} | broken
            a reset in the middle          | 2~ok~2~{turn}{reset}                          | broken
            """)
    void sendWhenTheChunksAreThen(String what, String chunks, String expected) throws Exception {
        String octets = chunks.replace("{zeros}", "0".repeat(20_000)).replace("{fields}", "X-A: 12345~".repeat(10_000));
        hostile.assertOutcome(
                what,
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~" + octets,
                expected.replace("{SP}", "").replace("broken", "upstream_broken or cut or upstream_unreachable"));
    }
}
