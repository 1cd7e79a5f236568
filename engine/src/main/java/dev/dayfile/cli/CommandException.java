package dev.dayfile.cli;

/** A command cannot go on; its message is the one line that the user sees. */
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** The command line or the input is wrong. */
    static CommandException usage(String message) {
        return new CommandException(Exit.USAGE, message, null);
    }

    /** The machine failed. */
    static CommandException machine(String message, Throwable cause) {
        return new CommandException(Exit.MACHINE, message, cause);
    }

    int exitCode() {
        return exitCode;
    }
}
