package io.postern.admin.consent;

/** What came of a consent, as the person in front of the browser is told. */
enum ConsentOutcome {
    DONE("The consent is stored. You can close this page."),
    UNKNOWN("This consent is not one that was asked for, was used before, or took too long. Ask for a new one."),
    DENIED("The consent was denied."),
    SERVER_REFUSED("The authorization server refused. The credential's configuration may be wrong."),
    UNUSABLE_ANSWER("The authorization server's answer can't be used. Where it lacks a refresh token,"
            + " the server may want another scope, such as offline_access. The gateway's log says what is wrong."),
    FAILED("The consent could not be completed. The log says why. Ask for a new one.");

    private final String sentence;

    ConsentOutcome(String sentence) {
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }
}
