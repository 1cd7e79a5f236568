package dev.dayfile.cli;

/** What a command's exit status says; scripts rely on it. */
final class Exit {
    /** Done. */
    static final int DONE = 0;

    /** The data is not as it should be: damage was found, a row was refused. */
    static final int DATA = 1;

    /** The command line or the input is wrong. */
    static final int USAGE = 2;

    /** The machine failed: disk full, lock held, no permission, memory ran out. */
    static final int MACHINE = 3;

    private Exit() {}
}
