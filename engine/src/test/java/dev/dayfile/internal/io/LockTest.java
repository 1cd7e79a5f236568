package dev.dayfile.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dayfile.ChildJvm;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockTest {
    @TempDir
    Path root;

    @Test
    void shouldNameTheHolderWhenThisProcessHoldsIt() throws IOException {
        Path file = root.resolve("LOCK");
        try (Disk.FileLockHandle held = Disk.LOCAL.lock(file, "pid 4711")) {
            assertThat(held).isNotNull();
            assertRefused(file, "pid 4711");
            assertRefused(file, "pid 4711"); // and the refusal has not let it go
        }
        Disk.LOCAL.lock(file, "pid 4712").close();
    }

    @Test
    void shouldNameTheHolderWhenAnotherProcessHoldsItAndNotBlockOnceItIsDead() throws Exception {
        Path file = root.resolve("LOCK");
        Process holder = ChildJvm.start(List.of(), Holder.class, file);
        try {
            assertThat(holder.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("held");
            assertRefused(file, "pid " + holder.pid());
        } finally {
            holder.destroyForcibly();
            assertThat(holder.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(Files.readString(file))
                .as("the dead process has left its line")
                .contains("pid " + holder.pid());
        Disk.LOCAL.lock(file, "pid 4712").close();
        assertThat(Files.readString(file).strip()).isEqualTo("pid 4712");
    }

    @Test
    void shouldTakeALockFileThatADeadProcessLeft() throws IOException {
        Path file = root.resolve("LOCK");
        Files.writeString(file, "pid 999999 a very long line of a process that is gone\n");
        try (Disk.FileLockHandle held = Disk.LOCAL.lock(file, "pid 1")) {
            assertThat(held).isNotNull();
            assertThat(Files.readString(file).strip()).isEqualTo("pid 1");
        }
    }

    @Test
    void shouldLeaveTheLockFreeWhenTakingItFails() throws IOException {
        Path file = root.resolve("LOCK");
        for (int n = 1; ; n++) {
            FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
            disk.failAfter(n, new IOException("Input/output error"));
            try {
                disk.lock(file, "pid 1").close();
            } catch (IOException e) {
                assertThat(disk.fired()).isTrue();
            }
            Disk.LOCAL.lock(file, "pid 2").close();
            if (!disk.fired()) {
                break;
            }
        }
        assertThatThrownBy(() -> Disk.LOCAL.lock(root.resolve("no/such/folder/LOCK"), "pid 1"))
                .isInstanceOf(IOException.class);
    }

    private static void assertRefused(Path file, String holder) {
        IOException refused = catchThrowableOfType(
                IOException.class, () -> Disk.LOCAL.lock(file, "pid 2").close());
        StorageException shown = Failures.storage("lock the store", file, refused);
        assertThat(shown.code()).isEqualTo(StorageException.Code.LOCKED);
        assertThat(shown).hasMessageContaining(holder).hasMessageContaining(file.toString());
    }

    /** Another process that takes the lock and waits to be killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws Exception {
            Disk.LOCAL.lock(Path.of(args[0]), "pid " + ProcessHandle.current().pid());
            System.out.println("held");
            Thread.sleep(60_000);
        }
    }
}
