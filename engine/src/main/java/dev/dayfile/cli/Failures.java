package dev.dayfile.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns every failure into one line on the error stream and an exit status; the stack trace is for {@code --debug}. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private static final int MOST_CAUSES = 20;
    private static final long LEAST_ADVICE_MB = 256;

    /** Made beforehand, for when there is no memory to make a better one. */
    private static final byte[] OUT_OF_MEMORY =
            "dayfile: memory ran out; give it more, such as DAYFILE_JAVA_OPTIONS=-Xmx256m\n".getBytes(US_ASCII);

    @Override
    public int handleParseException(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        command.getErr().println("dayfile: " + oneLine(failure.getMessage()));
        command.getErr().println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return Exit.USAGE;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        command.getErr().println("dayfile: " + oneLine(message(failure)));
        if (command.getParseResult().hasMatchedOption("--debug")) {
            failure.printStackTrace(command.getErr());
        }
        command.getErr().flush();
        return exitCode(failure);
    }

    /**
     * Tells of an error of the machine or of the program, such as memory that ran out, in one line; there may be hardly
     * any memory to do it with.
     *
     * @return the exit status
     */
    static int report(Error failure, PrintStream err, boolean debug) {
        try {
            err.println("dayfile: " + oneLine(message(failure)));
            if (debug) {
                failure.printStackTrace(err);
            }
        } catch (OutOfMemoryError again) {
            err.write(OUT_OF_MEMORY, 0, OUT_OF_MEMORY.length);
        }
        err.flush();
        return Exit.MACHINE;
    }

    /** The same of a thread that a command has started: what it was to do will not be done, so the process ends. */
    static void inThread(Throwable failure, PrintStream err) {
        if (failure instanceof Error error) {
            Runtime.getRuntime().halt(report(error, err, false)); // as after a kill, the ring has what was appended
        }
        err.println("dayfile: " + oneLine(message(failure)));
        err.flush();
    }

    static int exitCode(Throwable failure) {
        if (errorIn(failure) != null) {
            return Exit.MACHINE;
        }
        if (failure instanceof CommandException command) {
            return command.exitCode();
        }
        if (failure instanceof CorruptFileException) {
            return Exit.DATA;
        }
        if (failure instanceof StorageException storage && storage.code() == StorageException.Code.UNSUPPORTED) {
            return Exit.USAGE; // of another version or by another codec: what it was given is not for this program
        }
        if (failure instanceof IllegalArgumentException || failure instanceof IllegalStateException) {
            return Exit.USAGE;
        }
        return causeOf(failure) instanceof NoSuchFileException ? Exit.USAGE : Exit.MACHINE;
    }

    static String message(Throwable failure) {
        if (errorIn(failure) instanceof OutOfMemoryError memory) {
            long heap = Runtime.getRuntime().maxMemory() >> 20;
            return "memory ran out [" + memory.getMessage() + ", heap=" + heap + " MB]; give it more, such as"
                    + " DAYFILE_JAVA_OPTIONS=-Xmx" + Math.max(LEAST_ADVICE_MB, 4 * heap) + "m";
        }
        Throwable cause = causeOf(failure);
        if (cause instanceof NoSuchFileException missing) {
            return "no such file: " + missing.getFile();
        }
        if (cause instanceof AccessDeniedException denied) {
            return "permission denied: " + denied.getFile();
        }
        if (cause instanceof FileSystemException fileSystem && fileSystem.getReason() != null) {
            return fileSystem.getReason() + ": " + fileSystem.getFile();
        }
        boolean expected = cause instanceof IOException
                || cause instanceof CommandException
                || cause instanceof StorageException
                || cause instanceof IllegalArgumentException
                || cause instanceof IllegalStateException;
        if (expected && cause.getMessage() != null) {
            return cause.getMessage();
        }
        return "unexpected failure, --debug shows where: " + cause;
    }

    /** The error that a failure is or comes from, or {@code null}: another thread's comes wrapped. */
    private static Error errorIn(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
            if (cause instanceof Error error) {
                return error;
            }
            cause = cause.getCause();
        }
        return null;
    }

    private static Throwable causeOf(Throwable failure) {
        return failure instanceof UncheckedIOException io ? io.getCause() : failure;
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
