package io.postern.core.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row: a sentence, the conditions of one rule, a request, and whether the rule matches where it allows and where it denies. */
class RuleConditionsTest {

    private static final Map<String, Object> CLAIMS = Map.of(
            "sub",
            "user-1",
            "roles",
            List.of("admin", "user"),
            "level",
            3,
            "a.b",
            "exact",
            "realm",
            Map.of("roles", List.of("r1")));

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            no condition matches everything | {} | GET /x | true | true
            a method that is listed | {'methods':['GET','POST']} | POST /x | true | true
            a method that is not listed | {'methods':['GET']} | HEAD /x | false | false
            a template matches the whole path | {'path':{'template':'/v1/customers/{id}'}} | GET /v1/customers/7 | true | true
            a variable is exactly one segment | {'path':{'template':'/v1/customers/{id}'}} | GET /v1/customers/7/cards | false | false
            a variable is not empty | {'path':{'template':'/v1/customers/{id}'}} | GET /v1/customers/ | false | false
            an encoded slash is one character of its segment | {'path':{'template':'/projects/{id}'}} | GET /projects/a%2Fb | true | true
            a template is case-sensitive | {'path':{'template':'/v1/Admin'}} | GET /v1/admin | false | false
            a slash more at the end only denies | {'path':{'template':'/admin'}} | GET /admin/ | false | true
            a slash less at the end only denies | {'path':{'template':'/admin/'}} | GET /admin | false | true
            a decoded reserved character only denies | {'path':{'template':'/me:delete'}} | GET /me%3Adelete | false | true
            a full-width letter only denies | {'path':{'template':'/admin'}} | GET /%EF%BD%81dmin | false | true
            a character that nobody sees only denies | {'path':{'template':'/admin/**'}} | GET /ad%E2%80%8Bmin/x | false | true
            a space at the end of a segment only denies | {'path':{'template':'/admin/{id}'}} | GET /admin%20/x | false | true
            a dot at the end of a segment only denies | {'path':{'template':'/admin/{id}'}} | GET /admin./x | false | true
            a segment of white space only denies | {'path':{'template':'/admin'}} | GET /%20/admin. | false | true
            a dot inside a segment is itself | {'path':{'template':'/admin'}} | GET /ad.min | false | false
            an encoded reserved character only denies | {'path':{'template':'/me%3adelete'}} | GET /me:delete | false | true
            the rest of a path may be none | {'path':{'template':'/v1/**'}} | GET /v1 | true | true
            the rest of a path may be a slash | {'path':{'template':'/v1/**'}} | GET /v1/ | true | true
            the rest of a path may be long | {'path':{'template':'/v1/**'}} | GET /v1/a/b/c | true | true
            the rest begins with a segment | {'path':{'template':'/v1/**'}} | GET /v1x | false | false
            the rest alone is every path | {'path':{'template':'/**'}} | GET | true | true
            the root template is not the empty path, and may be | {'path':{'template':'/'}} | GET | false | true
            templates are canonical like paths | {'path':{'template':'/%61dmin'}} | GET /admin | true | true
            an expression is looked for anywhere | {'path':{'pattern':'users'}} | GET /v1/users/7 | true | true
            an expression may be tied to the start | {'path':{'pattern':'^/users'}} | GET /v1/users | false | false
            an expression may be tied to both ends | {'path':{'pattern':'^/users$'}} | GET /users | true | true
            an expression that denies sees no last slash | {'path':{'pattern':'^/users$'}} | GET /users/ | false | true
            an expression that denies sees decoded text | {'path':{'pattern':'^/a b$'}} | GET /a%20b | false | true
            an expression that denies sees careless text | {'path':{'pattern':'^/admin/'}} | GET /%EF%BD%81d%C2%ADmin%20./x | false | true
            an expression that must not fit sees careless text | {'path':{'pattern':'^/admin','presence':'absent'}} | GET /%EF%BD%81dmin | false | true
            an expression that allows sees the encoded path | {'path':{'pattern':'^/a%20b$'}} | GET /a%20b | true | true
            an expression may ignore case | {'path':{'pattern':'^/ADMIN','flags':'i'}} | GET /admin | true | true
            an expression may ignore case by itself | {'path':{'pattern':'(?i)^/ADMIN'}} | GET /admin | true | true
            an expression with operators | {'path':{'pattern':'^/v[12]/(users,orders)?/[0-9]+$'}} | GET /v2//7 | true | true
            a path must be absent | {'path':{'pattern':'^/public/','presence':'absent'}} | GET /private/x | true | true
            a path must be absent and is not | {'path':{'pattern':'^/public/','presence':'absent'}} | GET /public/x | false | false
            an absent path in doubt only denies | {'path':{'template':'/public','presence':'absent'}} | GET /public/ | false | true
            a query value fits | {'query':[{'name':{'pattern':'^a$'},'value':{'pattern':'^1$'}}]} | GET /?a=1 | true | true
            of two query values one fits, which only denies | {'query':[{'name':{'pattern':'^a$'},'value':{'pattern':'^1$'}}]} | GET /?a=1&a=2 | false | true
            a query name is decoded | {'query':[{'name':{'pattern':'^a\\\\[0\\\\]$'}}]} | GET /?a%5B0%5D=1 | true | true
            a plus may be a space, which only denies | {'query':[{'name':{'pattern':'^q$'},'value':{'pattern':'^drop table$'}}]} | GET /?q=drop+table | false | true
            an encoded space is one | {'query':[{'name':{'pattern':'^q$'},'value':{'pattern':'^drop table$'}}]} | GET /?q=drop%20table | true | true
            octets that are no text may be anything, which only denies | {'query':[{'name':{'pattern':'^q$'},'value':{'pattern':'^x$'}}]} | GET /?q=%FF | false | true
            a parameter without value has an empty one | {'query':[{'name':{'pattern':'^q$'},'value':{'pattern':'^$'}}]} | GET /?q | true | true
            a parameter is missing | {'query':[{'name':{'pattern':'^q$'}}]} | GET /?p=1 | false | false
            a parameter with brackets may be an element, which only denies | {'query':[{'name':{'pattern':'^role$'},'value':{'pattern':'^admin$'}}]} | GET /?role[]=admin | false | true
            an element with another value may be it, too | {'query':[{'name':{'pattern':'^role$'},'value':{'pattern':'^user$'}}]} | GET /?role=user&role%5B0%5D=admin | false | true
            a dot in a name may be an underscore, which only denies | {'query':[{'name':{'pattern':'^user_id$'}}]} | GET /?user.id=1 | false | true
            a space before a name may be none, which only denies | {'query':[{'name':{'pattern':'^role$'}}]} | GET /?+role=1 | false | true
            a space behind a name may be none, which only denies | {'query':[{'name':{'pattern':'^role$'}}]} | GET /?role+=1 | false | true
            any white space of Unicode behind a name may be none, which only denies | {'query':[{'name':{'pattern':'^role$'}}]} | GET /?role%C2%A0=1 | false | true
            a bracket that nothing closes may be an underscore, which only denies | {'query':[{'name':{'pattern':'^user_id$'}}]} | GET /?user[id=1 | false | true
            a bracket at the beginning may be one, too | {'query':[{'name':{'pattern':'^_id$'}}]} | GET /?[id=1 | false | true
            a parameter's name in another case only denies | {'query':[{'name':{'pattern':'^dryRun$'}}]} | GET /?DryRun=1 | false | true
            an expression for a name in another case only denies | {'query':[{'name':{'pattern':'^dry(R)?un$'}}]} | GET /?DRYRUN=1 | false | true
            a parameter in another case must fit, too | {'query':[{'name':{'pattern':'^dryRun$'},'value':{'pattern':'^1$'}}]} | GET /?dryRun=1&dryrun=0 | false | true
            a parameter that must be absent may be there in another case | {'query':[{'name':{'pattern':'^admin$'},'presence':'absent'}]} | GET /?Admin=1 | false | true
            a parameter's value has its case | {'query':[{'name':{'pattern':'^a$'},'value':{'pattern':'^x$'}}]} | GET /?a=X | false | false
            brackets alone are a name | {'query':[{'name':{'pattern':'^$'}}]} | GET /?[]=1 | false | false
            a parameter must be absent | {'query':[{'name':{'pattern':'^q$'},'presence':'absent'}]} | GET /?p=1 | true | true
            a parameter must be absent and is not | {'query':[{'name':{'pattern':'^q$'},'presence':'absent'}]} | GET /?q=1 | false | false
            a value must be absent and one of two is there, which only denies | {'query':[{'name':{'pattern':'^q$'},'value':{'pattern':'^ok$'},'presence':'absent'}]} | GET /?q=ok&q=no | false | true
            both conditions of a group must hold | {'query':[{'name':{'pattern':'^a$'}},{'name':{'pattern':'^b$'}}]} | GET /?a=1 | false | false
            all groups must hold | {'methods':['GET'],'query':[{'name':{'pattern':'^a$'}}]} | POST /?a=1 | false | false
            another sign may be a hyphen, which only denies | {'headers':[{'name':{'pattern':'^X-Team$'}}]} | GET /;x.team: red | false | true
            a header name is compared without case | {'headers':[{'name':{'pattern':'^X-Team$'},'value':{'pattern':'^red$'}}]} | GET /;x-team: red | true | true
            a header name with operators, too | {'headers':[{'name':{'pattern':'^X-(Team){1}$'}}]} | GET /;x-TEAM: red | true | true
            an underscore may be a hyphen, which only denies | {'headers':[{'name':{'pattern':'^X-Team$'}}]} | GET /;x_team: red | false | true
            a header value is compared with case | {'headers':[{'name':{'pattern':'^x$'},'value':{'pattern':'^Red$'}}]} | GET /;x: red | false | false
            of two header values one fits, which only denies | {'headers':[{'name':{'pattern':'^x$'},'value':{'pattern':'^a$'}}]} | GET /;x: a;X: b | false | true
            an element of a header's list only denies | {'headers':[{'name':{'pattern':'^x$'},'value':{'pattern':'^a$'}}]} | GET /;x: b, a | false | true
            white space that HTTP does not know only denies | {'headers':[{'name':{'pattern':'^x$'},'value':{'pattern':'^a$'}}]} | GET /;x: \u0085a\u00a0 | false | true
            the same in UTF-8 | {'headers':[{'name':{'pattern':'^x$'},'value':{'pattern':'^a$'}}]} | GET /;x: a\u00c2\u00a0 | false | true
            a header must be absent | {'headers':[{'name':{'pattern':'^x$'},'presence':'absent'}]} | GET /;y: 1 | true | true
            a header must be absent and may be there | {'headers':[{'name':{'pattern':'^x-y$'},'presence':'absent'}]} | GET /;x_y: 1 | false | true
            a claim fits | {'token':[{'claim':'sub','value':{'pattern':'^user-'}}]} | GET / | true | true
            one role of several is enough | {'token':[{'claim':'roles','value':{'pattern':'^admin$'}}]} | GET / | true | true
            no role fits | {'token':[{'claim':'roles','value':{'pattern':'^root$'}}]} | GET / | false | false
            a number is compared as text | {'token':[{'claim':'level','value':{'pattern':'^3$'}}]} | GET / | true | true
            a whole name goes before a nested one | {'token':[{'claim':'a.b','value':{'pattern':'^exact$'}}]} | GET / | true | true
            a nested claim is found by dots | {'token':[{'claim':'realm.roles','value':{'pattern':'^r1$'}}]} | GET / | true | true
            a claim must be absent | {'token':[{'claim':'azp','presence':'absent'}]} | GET / | true | true
            a role must be absent and is there | {'token':[{'claim':'roles','value':{'pattern':'^admin$'},'presence':'absent'}]} | GET / | false | false
            a body's member fits | {'body':[{'jsonPath':'$.a.b','value':{'pattern':'^x$'}}]} | POST /;{'a':{'b':'x'}} | true | true
            a body's member does not fit | {'body':[{'jsonPath':'$.a.b','value':{'pattern':'^x$'}}]} | POST /;{'a':{'b':'y'}} | false | false
            there is no body | {'body':[{'jsonPath':'$.a'}]} | POST / | false | false
            one of two elements fits, which only denies | {'body':[{'jsonPath':'$.a[*]','value':{'pattern':'^x$'}}]} | POST /;{'a':['x','y']} | false | true
            all elements fit | {'body':[{'jsonPath':'$.a[*]','value':{'pattern':'^x$'}}]} | POST /;{'a':['x','x']} | true | true
            a member in another case only denies | {'body':[{'jsonPath':'$.amount'}]} | POST /;{'Amount':1} | false | true
            a number has one value however it is written | {'body':[{'jsonPath':'$.a','value':{'pattern':'^1000$'}}]} | POST /;{'a':1e3} | true | true
            a fraction may be rounded to a double, and fits in both forms or only denies | {'body':[{'jsonPath':'$.a','value':{'pattern':'^1$'}}]} | POST /;{'a':0.99999999999999999999} | false | true
            a fraction that allows must fit when it is rounded | {'body':[{'jsonPath':'$.a','value':{'pattern':'^0'}}]} | POST /;{'a':0.99999999999999999999} | false | true
            a fraction of a few digits is itself | {'body':[{'jsonPath':'$.a','value':{'pattern':'^0[.]1$'}}]} | POST /;{'a':0.10} | true | true
            a whole number of many digits may be rounded, which only denies | {'body':[{'jsonPath':'$.a','value':{'pattern':'^9007199254740992$'}}]} | POST /;{'a':9007199254740993} | false | true
            a whole number of many digits is itself | {'body':[{'jsonPath':'$.a','value':{'pattern':'^9007199254740993$'}}]} | POST /;{'a':9007199254740993} | true | true
            a number beyond all doubles may be anything, which only denies | {'body':[{'jsonPath':'$.a','value':{'pattern':'^1'}}]} | POST /;{'a':1e309} | false | true
            a number too long to write may be anything, which only denies | {'body':[{'jsonPath':'$.a','value':{'pattern':'^1$'}}]} | POST /;{'a':1e-300000} | false | true
            an element of an array at the path only denies | {'body':[{'jsonPath':'$.a','value':{'pattern':'^x$'}}]} | POST /;{'a':['x']} | false | true
            an object is searched as JSON | {'body':[{'jsonPath':'$.a','value':{'pattern':'drop'}}]} | POST /;{'a':{'q':'drop it'}} | true | true
            any descendant is found | {'body':[{'jsonPath':'$..q','value':{'pattern':'drop'}}]} | POST /;{'a':[{'q':'drop it'}]} | true | true
            a JSON null is text | {'body':[{'jsonPath':'$.a','value':{'pattern':'^null$'}}]} | POST /;{'a':null} | true | true
            a body's member must be absent | {'body':[{'jsonPath':'$.admin','presence':'absent'}]} | POST /;{'a':1} | true | true
            a body's member must be absent and is there | {'body':[{'jsonPath':'$.admin','presence':'absent'}]} | POST /;{'admin':1} | false | false
            """)
    void matchesWhenRequestThenByEffect(
            String sentence, String conditions, String request, boolean allowMatches, boolean denyMatches) {
        RequestReadings readings = new RequestReadings(Rules.request(request.replace(';', '\n'), CLAIMS));
        assertThat(with("allow", conditions).matches(readings))
                .as("allow: %s", sentence)
                .isEqualTo(allowMatches);
        assertThat(with("deny", conditions).matches(readings))
                .as("deny: %s", sentence)
                .isEqualTo(denyMatches);
    }

    private static Rule with(String effect, String conditions) {
        return RuleDocument.parse("rule_1", Rules.json(conditions).put("effect", effect));
    }
}
