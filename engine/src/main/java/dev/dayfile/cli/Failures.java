package dev.dayfile.cli;

import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.StorageException;
import java.io.IOException;
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

    static int exitCode(Throwable failure) {
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

    private static Throwable causeOf(Throwable failure) {
        return failure instanceof UncheckedIOException io ? io.getCause() : failure;
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
