package io.postern.admin.command;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The commands by name. Each takes its settings as the serving program does, does its work once, and ends. */
public final class Commands {

    /** It did what it was asked for. */
    static final int DONE = 0;

    /** It tried and failed, or left something to do. */
    static final int FAILED = 1;

    /** It was called in a way in which it could not try. */
    static final int MISUSED = 2;

    private Commands() {}

    /** Whether the arguments name a command, known or not; settings begin with two hyphens. */
    public static boolean named(String... arguments) {
        return arguments.length > 0 && !arguments[0].startsWith("-");
    }

    /**
     * Runs the command that the first argument names.
     *
     * @return the process's exit code
     */
    @SuppressWarnings("SystemOut") // who runs a command reads the terminal, or the log of a job
    public static int run(String... arguments) {
        return run(System.out, System.err, arguments);
    }

    static int run(PrintStream out, PrintStream err, String... arguments) {
        String[] settings = Arrays.copyOfRange(arguments, 1, arguments.length);
        return switch (arguments[0]) {
            case "migrate" -> MigrateCommand.run(out, err, settings);
            case "reseal" -> ResealCommand.run(out, err, settings);
            default -> {
                err.println("There is no command " + arguments[0] + "; there are " + List.of("migrate", "reseal")
                        + ", and none serves.");
                yield MISUSED;
            }
        };
    }

    /** The beans of one command, with the settings of the whole program. */
    static ConfigurableApplicationContext context(Class<?> beans, String... settings) {
        return new SpringApplicationBuilder(beans)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .registerShutdownHook(false)
                .run(settings);
    }
}
