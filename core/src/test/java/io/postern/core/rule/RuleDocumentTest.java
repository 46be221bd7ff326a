package io.postern.core.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.postern.core.field.InvalidFieldsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleDocumentTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            the least | {'effect':'deny'} | {'effect':'deny','priority':0}
            nulls are absent | {'effect':'deny','path':null,'notes':null} | {'effect':'deny','priority':0}
            methods in any case and order | {'effect':'allow','methods':['post','GET']} | {'effect':'allow','priority':0,'methods':['GET','POST']}
            a template | {'effect':'allow','path':{'template':'/v1/{id}/%61'}} | {'effect':'allow','priority':0,'path':{'template':'/v1/{id}/a','presence':'present'}}
            a pattern | {'effect':'deny','priority':900,'path':{'pattern':'^/x'},'notes':'n'} | {'effect':'deny','priority':900,'path':{'pattern':'^/x','presence':'present'},'notes':'n'}
            the older path | {'effect':'deny','pathPattern':'^/x','pathPresence':'absent'} | {'effect':'deny','priority':0,'path':{'pattern':'^/x','presence':'absent'}}
            the nested path | {'effect':'deny','path':{'path':{'pattern':'^/x'},'presence':'must_exist'}} | {'effect':'deny','priority':0,'path':{'pattern':'^/x','presence':'present'}}
            the older header checks | {'effect':'deny','headerChecks':[{'name':{'pattern':'^X$'},'value':{'pattern':'.*'},'presence':'must_not_exist'}]} | {'effect':'deny','priority':0,'headers':[{'name':{'pattern':'^X$'},'value':{'pattern':'.*'},'presence':'absent'}]}
            the older query checks | {'effect':'deny','queryChecks':[{'name':{'pattern':'q'}}]} | {'effect':'deny','priority':0,'query':[{'name':{'pattern':'q'},'value':{'pattern':'.*'},'presence':'present'}]}
            a claim | {'effect':'deny','token':[{'claim':'sub','value':{'pattern':'x'}}]} | {'effect':'deny','priority':0,'token':[{'claim':'sub','value':{'pattern':'x'},'presence':'present'}]}
            a body | {'effect':'deny','body':[{'jsonPath':'$.a','value':{'pattern':'x','flags':'is'}}]} | {'effect':'deny','priority':0,'body':[{'jsonPath':'$.a','value':{'pattern':'x','flags':'is'},'presence':'present'}]}
            the older body | {'effect':'deny','body':[{'jsonPath':{'pattern':'.*'},'matchValue':{'pattern':'drop','flags':'i'},'presence':'must_exist'}]} | {'effect':'deny','priority':0,'body':[{'jsonPath':'$..*','value':{'pattern':'drop','flags':'i'},'presence':'present'}]}
            flags for all patterns | {'effect':'deny','regexFlags':'gi','path':{'pattern':'x'}} | {'effect':'deny','priority':0,'path':{'pattern':'x','flags':'i','presence':'present'}}
            flags as a list | {'effect':'deny','regexFlags':['m','i'],'path':{'pattern':'x'}} | {'effect':'deny','priority':0,'path':{'pattern':'x','flags':'im','presence':'present'}}
            own flags go before flags for all | {'effect':'deny','regexFlags':'i','path':{'pattern':'x','flags':''}} | {'effect':'deny','priority':0,'path':{'pattern':'x','presence':'present'}}
            """)
    void writeWhenParsedThenTheOneShape(String name, String given, String written) {
        Rule rule = Rules.rule("rule_1", given);
        assertThat(RuleDocument.write(rule)).as(name).isEqualTo(Rules.json(written));
        assertThat(RuleDocument.parse("rule_1", RuleDocument.write(rule))).isEqualTo(rule);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            {}                                            | effect: must be allow or deny
            {'effect':'maybe'}                            | effect: must be allow or deny
            {'effect':1}                                  | effect: must be a string
            {'effect':'deny','priority':1001}             | priority: must be a whole number from 0 to 1000
            {'effect':'deny','priority':-1}               | priority: must be a whole number from 0 to 1000
            {'effect':'deny','priority':1.5}              | priority: must be a whole number from 0 to 1000
            {'effect':'deny','priority':'1'}              | priority: must be a whole number from 0 to 1000
            {'effect':'deny','methods':'GET'}             | methods: must be an array
            {'effect':'deny','methods':['GET','FETCH']}   | methods.1: must be one of GET
            {'effect':'deny','methods':[1]}               | methods.0: must be one of GET
            {'effect':'deny','surprise':1}                | surprise: is unknown
            {'effect':'deny','path':'x'}                  | path: must be an object
            {'effect':'deny','path':{}}                   | path: must have either a template or a pattern
            {'effect':'deny','path':{'pattern':'a','template':'/a'}} | path: must have either a template or a pattern
            {'effect':'deny','path':{'pattern':'a','x':1}} | path.x: is unknown
            {'effect':'deny','path':{'pattern':'a','presence':'perhaps'}} | path.presence: must be present or absent
            {'effect':'deny','path':{'pattern':'(?=a)'}}  | path.pattern: is no RE2 expression
            {'effect':'deny','path':{'pattern':'a','flags':'x'}} | path.flags: has flags other than i, m and s
            {'effect':'deny','path':{'template':'a'}}     | path.template: must begin with a slash
            {'effect':'deny','path':{'template':'/a//b'}} | path.template: must have no empty segments
            {'effect':'deny','path':{'template':'//**'}}  | path.template: must have no empty segments
            {'effect':'deny','path':{'template':'/a/../b'}} | path.template: can't be the path of any request: The path has a dot segment.
            {'effect':'deny','path':{'template':'/a b'}}  | path.template: can't be the path of any request
            {'effect':'deny','path':{'template':'/a/x{id}'}} | path.template: must have braces only around the name of a whole segment
            {'effect':'deny','path':{'template':'/a/{}'}} | path.template: must have braces only around the name of a whole segment
            {'effect':'deny','path':{'template':'/a/*/b'}} | path.template: must have stars only at its end
            {'effect':'deny','path':{'template':'/a/**/b'}} | path.template: must have stars only at its end
            {'effect':'deny','pathPattern':'a','path':{'pattern':'a'}} | path: must not stand beside the older
            {'effect':'deny','pathPresence':'absent'}     | pathPattern: is required where there is a pathPresence
            {'effect':'deny','headers':{}}                | headers: must be an array
            {'effect':'deny','headers':[1]}               | headers.0: must be an object
            {'effect':'deny','headers':[{}]}              | headers.0.name: is required
            {'effect':'deny','headers':[{'name':'X'}]}    | headers.0.name: must be an object
            {'effect':'deny','headers':[{'name':{'pattern':'a'},'value':{}}]} | headers.0.value.pattern: is required
            {'effect':'deny','headers':[],'headerChecks':[]} | headers: must not stand beside the older headerChecks
            {'effect':'deny','token':[{}]}                | token.0.claim: must be the name of a claim
            {'effect':'deny','body':[{}]}                 | body.0.jsonPath: is required
            {'effect':'deny','body':[{'jsonPath':'$[?(@.a)]'}]} | body.0.jsonPath: must have no filters and no scripts
            {'effect':'deny','body':[{'jsonPath':{'pattern':'x.*'}}]} | body.0.jsonPath.pattern: must be a JSON path that begins with $
            {'effect':'deny','regexFlags':'u'}            | regexFlags: has flags other than i, m and s
            {'effect':'deny','regexFlags':1}              | regexFlags: must be a string of the flags i, m and s
            """)
    void parseWhenWrongThenFieldAndReason(String document, String message) {
        assertThatThrownBy(() -> Rules.rule("rule_1", document))
                .isInstanceOf(InvalidFieldsException.class)
                .hasMessageContaining(message);
    }

    @Test
    void parseWhenSeveralFieldsAreWrongThenAllAreTold() {
        InvalidFieldsException thrown = catchThrowableOfType(
                InvalidFieldsException.class,
                () -> Rules.rule("r", "{'effect':'x','priority':-1,'body':[{'jsonPath':'a'}],'z':1}"));
        assertThat(thrown.errors()).hasSize(4);
    }

    @Test
    void parseWhenBoundsAreBrokenThenRefused() {
        assertThatThrownBy(() -> Rules.rule("r", "{'effect':'deny','notes':'" + "n".repeat(1001) + "'}"))
                .hasMessageContaining("notes: is longer than 1000");
        String many = "{'claim':'a'},".repeat(33);
        assertThatThrownBy(() ->
                        Rules.rule("r", "{'effect':'deny','token':[" + many.substring(0, many.length() - 1) + "]}"))
                .hasMessageContaining("token: must have at most 32 elements");
    }
}
