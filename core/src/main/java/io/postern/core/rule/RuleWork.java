package io.postern.core.rule;

/**
 * The work that one evaluation may take, over all rules and scopes. Rules are their tenant's, and so are the requests that they
 * look at, but all calls of a gateway share its threads. What is counted is the most that a step may cost, and no time: the
 * same rules and request are always decided alike.
 */
final class RuleWork {

    /**
     * One is a character that one instruction of an expression looks at. All of it takes one to one and a half seconds where every
     * instruction is alive all the time, and a tenth of that in honest expressions: one for card numbers spends 67 million on a
     * body of 1 MB, in 0.1 s. So less would refuse these.
     */
    static final long MOST = 100_000_000;

    /** To visit a value in a document costs about as much as so many instructions. */
    private static final int VISIT = 10;

    /** Plain text is compared so many characters at a time. */
    private static final int AT_ONCE = 16;

    private long left = MOST;

    /** There is more to do than may be done. */
    static final class TooMuchException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private TooMuchException() {
            // No stack trace: it is a decision, and hostile requests must not make it expensive.
            super("the rules take too much work", null, false, false);
        }
    }

    /** Before an expression of that size runs over so many characters; 0: it is plain text. */
    void search(int instructions, int characters) {
        spend(instructions == 0 ? 1 + characters / AT_ONCE : (long) instructions * (characters + 1));
    }

    /** Before so many values of a document are visited. */
    void visit(int values) {
        spend((long) values * VISIT);
    }

    /** After a part of a document was written as text. */
    void write(int characters) {
        spend(characters);
    }

    private void spend(long work) {
        left -= work;
        if (left < 0) {
            throw new TooMuchException();
        }
    }
}
