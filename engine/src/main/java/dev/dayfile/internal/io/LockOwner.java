package dev.dayfile.internal.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Who holds a lock file, as its second line says it. The system's own lock is not enough: POSIX drops it as soon as
 * anything in the owner's process opens the file and closes it again, be it a backup. So whoever finds it free asks
 * whether the process that the file names still lives.
 *
 * <p>That can only be asked where its number means the same: on the same boot of the same machine and in the same
 * namespaces of processes and times. In another container, on another machine or on a system that does not tell, the
 * system's lock alone decides. A process is told from a later one of its number by when it started.
 *
 * @param scope where the number means something; {@value #UNKNOWN} where that cannot be told
 * @param pid the process
 * @param start when it started, in ticks since the machine did; no clock that somebody may set
 * @param file the identity of the lock file: the line in a copy of it names nobody
 * @param token tells one holding from another
 */
record LockOwner(String scope, long pid, String start, String file, String token) {
    private static final String UNKNOWN = "-";
    private static final String WORD = "owner";
    private static final Path PROC = Path.of("/proc");
    private static final int STATE_FIELD = 0; // of those behind the name in parentheses
    private static final int START_FIELD = 19;

    /** This process, about to hold a file. */
    static LockOwner here(String file) {
        return here(file, PROC);
    }

    /** As {@link #here(String)}, with the folder in which the system shows its processes. */
    static LockOwner here(String file, Path proc) {
        long pid = ProcessHandle.current().pid();
        String scope = scope(proc, pid);
        String[] status = status(proc, pid);
        return new LockOwner(
                status == null ? UNKNOWN : scope,
                pid,
                status == null ? UNKNOWN : status[START_FIELD],
                file.isEmpty() ? UNKNOWN : file.replace(' ', '_'),
                Long.toHexString(ThreadLocalRandom.current().nextLong()));
    }

    /** The owner that a lock file names; {@code null} when it names none that can be understood. */
    static LockOwner parse(String content) {
        String[] lines = content.split("\n");
        String[] words = lines.length < 2 ? new String[0] : lines[1].split(" ");
        if (words.length != 6 || !words[0].equals(WORD)) {
            return null;
        }
        try {
            return new LockOwner(words[1], Long.parseLong(words[2]), words[3], words[4], words[5]);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    String line() {
        return String.join(" ", WORD, scope, Long.toString(pid), start, file, token);
    }

    /**
     * Whether this is another process that certainly lives and so still holds the file.
     *
     * @param asker this process, about to hold the same file
     */
    boolean livesBeside(LockOwner asker) {
        return livesBeside(asker, PROC);
    }

    boolean livesBeside(LockOwner asker, Path proc) {
        if (scope.equals(UNKNOWN) || !scope.equals(asker.scope) || !file.equals(asker.file) || pid == asker.pid) {
            return false;
        }
        String[] status = status(proc, pid);
        if (status == null || !status[START_FIELD].equals(start)) {
            return false;
        }
        // Killed, and its parent has not asked for its end yet, which in a container may last for ever.
        String state = status[STATE_FIELD];
        return !state.equals("Z") && !state.equals("X") && !state.equals("x");
    }

    private static String scope(Path proc, long pid) {
        try {
            String self = Long.toString(pid);
            if (!Files.readSymbolicLink(proc.resolve("self")).toString().equals(self)) {
                return UNKNOWN; // the processes of another namespace are shown here
            }
            String boot =
                    Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip();
            Path namespaces = proc.resolve("self/ns");
            Path time = namespaces.resolve("time"); // since Linux 5.6
            return String.join(
                    "/",
                    boot,
                    Files.readSymbolicLink(namespaces.resolve("pid")).toString(),
                    Files.isSymbolicLink(time) ? Files.readSymbolicLink(time).toString() : UNKNOWN);
        } catch (IOException | UnsupportedOperationException e) {
            return UNKNOWN;
        }
    }

    /** What the system says of a process, from its state on; {@code null} when there is none or nothing can be said. */
    private static String[] status(Path proc, long pid) {
        try {
            String all = Files.readString(proc.resolve(Long.toString(pid)).resolve("stat"));
            String[] fields = all.substring(all.lastIndexOf(')') + 1).strip().split(" ");
            return fields.length > START_FIELD ? fields : null;
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }
}
