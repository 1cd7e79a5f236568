package dev.dayfile.internal.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose line in a lock file counts, with a folder of processes that the test makes. */
class LockOwnerTest {
    private static final String FILE = "(dev=1,ino=2)";
    private static final long SELF = ProcessHandle.current().pid();
    private static final long OTHER = SELF + 1;

    @TempDir
    Path proc;

    @BeforeEach
    void aMachine() throws IOException {
        Files.createDirectories(proc.resolve("sys/kernel/random"));
        boot("boot-1");
        process(SELF, "java", "S", 1_000);
        Files.createSymbolicLink(proc.resolve("self"), Path.of(Long.toString(SELF)));
        Files.createDirectory(proc.resolve("self/ns"));
        namespace("pid", "pid:[4026531836]");
        namespace("time", "time:[4026531834]");
    }

    @Test
    void shouldReadWhatItWrites() {
        LockOwner here = LockOwner.here(FILE, proc);
        assertThat(LockOwner.parse("pid 1\n" + here.line() + "\n")).isEqualTo(here);
        assertThat(here.scope()).isEqualTo("boot-1/pid:[4026531836]/time:[4026531834]");
        assertThat(here.start()).isEqualTo("1000");
        assertThat(LockOwner.here(FILE, proc).token()).isNotEqualTo(here.token());
    }

    @Test
    void shouldNotUnderstandWhatNobodyWrote() {
        for (String content : new String[] {
            "", "pid 7", "pid 7\n", "pid 7\nowner", "pid 7\nowner a b c d e", "pid 7\nother a 1 c d e", "\n\n\n"
        }) {
            assertThat(LockOwner.parse(content)).as(content).isNull();
        }
    }

    @Test
    void shouldTellALivingProcessFromADeadOne() throws IOException {
        LockOwner asker = LockOwner.here(FILE, proc);
        LockOwner owner = new LockOwner(asker.scope(), OTHER, "2000", FILE, "t");
        assertThat(owner.livesBeside(asker, proc)).as("no such process").isFalse();
        process(OTHER, "a (strange) name) R 1", "S", 2_000);
        assertThat(owner.livesBeside(asker, proc)).isTrue();
        process(OTHER, "java", "Z", 2_000);
        assertThat(owner.livesBeside(asker, proc))
                .as("killed and not waited for")
                .isFalse();
        process(OTHER, "java", "S", 2_001);
        assertThat(owner.livesBeside(asker, proc))
                .as("a later process of that number")
                .isFalse();
        Files.writeString(proc.resolve(OTHER + "/stat"), "nonsense");
        assertThat(owner.livesBeside(asker, proc)).isFalse();
    }

    @Test
    void shouldLeaveItToTheSystemsLockWhereTheNumberSaysNothing() throws IOException {
        LockOwner asker = LockOwner.here(FILE, proc);
        process(OTHER, "java", "S", 2_000);
        assertThat(new LockOwner(asker.scope(), OTHER, "2000", FILE, "t").livesBeside(asker, proc))
                .isTrue();
        assertThat(new LockOwner(asker.scope(), OTHER, "2000", "(dev=1,ino=3)", "t").livesBeside(asker, proc))
                .as("the line of another file")
                .isFalse();
        assertThat(new LockOwner(asker.scope(), SELF, "1000", FILE, "t").livesBeside(asker, proc))
                .as("this process, which knows better")
                .isFalse();
        assertThat(new LockOwner("-", OTHER, "2000", FILE, "t").livesBeside(asker, proc))
                .as("an owner that could not tell")
                .isFalse();
        for (String scope : new String[] {
            "boot-2/pid:[4026531836]/time:[4026531834]",
            "boot-1/pid:[4026532000]/time:[4026531834]",
            "boot-1/pid:[4026531836]/time:[4026532001]"
        }) {
            assertThat(new LockOwner(scope, OTHER, "2000", FILE, "t").livesBeside(asker, proc))
                    .as(scope)
                    .isFalse();
        }
    }

    @Test
    void shouldKnowNoScopeWhereTheSystemTellsNone() throws IOException {
        Files.delete(proc.resolve("self"));
        Files.createSymbolicLink(proc.resolve("self"), Path.of(Long.toString(OTHER)));
        LockOwner asker = LockOwner.here(FILE, proc);
        assertThat(asker.scope()).as("processes of another namespace").isEqualTo("-");
        assertThat(LockOwner.parse("pid 1\n" + asker.line())).isEqualTo(asker);

        LockOwner nowhere = LockOwner.here("", proc.resolve("no/such/folder"));
        assertThat(nowhere.scope()).isEqualTo("-");
        assertThat(nowhere.livesBeside(nowhere, proc)).isFalse();
        assertThat(LockOwner.parse("pid 1\n" + nowhere.line())).isEqualTo(nowhere);
    }

    private void boot(String id) throws IOException {
        Files.writeString(proc.resolve("sys/kernel/random/boot_id"), id + "\n");
    }

    private void namespace(String kind, String id) throws IOException {
        Files.createSymbolicLink(proc.resolve("self/ns").resolve(kind), Path.of(id));
    }

    private void process(long pid, String name, String state, long start) throws IOException {
        Path folder = Files.createDirectories(proc.resolve(Long.toString(pid)));
        Files.writeString(
                folder.resolve("stat"),
                pid + " (" + name + ") " + state + " 1 1 1 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 " + start + " 0 0\n");
    }
}
