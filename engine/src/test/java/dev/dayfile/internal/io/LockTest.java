package dev.dayfile.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dayfile.ChildJvm;
import dev.dayfile.ReadOnlyMount;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
        try (Disk.FileLockHandle held = Disk.LOCAL.lock(file, "pid 4712")) {
            assertThat(held.isOurs()).isTrue();
            assertThat(Files.readAllLines(file)).first().isEqualTo("pid 4712");
        }
        assertThat(file).isEmptyFile();
    }

    @Test
    void shouldRefuseWhileTheHolderLivesAlthoughTheSystemDroppedItsLock() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/ns/pid")), "elsewhere the system's lock alone decides");
        Path file = root.resolve("LOCK");
        Process holder = ChildJvm.start(ChildJvm.SMALL, ReadingHolder.class, file);
        try {
            assertThat(holder.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("held and read");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                assertThat(channel.tryLock()).as("the system's lock").isNotNull();
            }
            assertRefused(file, "pid " + holder.pid());
            assertRefused(file, "pid " + holder.pid()); // and the refusal has changed nothing
            assertThat(Disk.LOCAL.lockHeld(file)).isTrue();
        } finally {
            holder.destroyForcibly();
            assertThat(holder.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(Disk.LOCAL.lockHeld(file)).isFalse();
        Disk.LOCAL.lock(file, "pid 4712").close();
    }

    @Test
    void shouldNotBelieveALockFileThatWasCopied() throws Exception {
        Path file = root.resolve("LOCK");
        Path copy = Files.createDirectory(root.resolve("copy")).resolve("LOCK");
        Process holder = ChildJvm.start(ChildJvm.SMALL, ReadingHolder.class, file);
        try {
            assertThat(holder.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("held and read");
            Files.copy(file, copy);
            assertThat(Disk.LOCAL.lockHeld(copy)).isFalse();
            Disk.LOCAL.lock(copy, "pid 4712").close();
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void shouldExcludeAnotherClassLoaderOfThisProcess() throws Exception {
        Path file = root.resolve("LOCK");
        URL classes = Disk.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader other = new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
            Class<?> otherDisk = other.loadClass(Disk.class.getName());
            assertThat(otherDisk).isNotSameAs(Disk.class);
            Object local = otherDisk.getField("LOCAL").get(null);
            Method lock = otherDisk.getMethod("lock", Path.class, String.class);
            try (Disk.FileLockHandle held = Disk.LOCAL.lock(file, "pid 4711")) {
                assertThatThrownBy(() -> lock.invoke(local, file, "pid 4712"))
                        .hasRootCauseInstanceOf(IOException.class)
                        .hasRootCauseMessage("held by pid 4711 [file=" + file + "]");
                assertThat(otherDisk.getMethod("lockHeld", Path.class).invoke(local, file))
                        .isEqualTo(true);
                assertThat(held.isOurs()).isTrue();
            }
            try (AutoCloseable held = (AutoCloseable) lock.invoke(local, file, "pid 4713")) {
                assertThat(held).isNotNull();
                assertRefused(file, "pid 4713");
            }
        }
        Disk.LOCAL.lock(file, "pid 4712").close();
    }

    @Test
    void shouldNoticeThatTheFileIsAnothersDeletedOrReplaced() throws IOException {
        Path file = root.resolve("LOCK");
        try (Disk.FileLockHandle held = Disk.LOCAL.lock(file, "pid 1")) {
            assertThat(held.isOurs()).isTrue();
            String ours = Files.readString(file);
            Files.writeString(file, "pid 2\nowner - 2 - - abc\n");
            assertThat(held.isOurs()).isFalse();
            Files.writeString(file, ours);
            assertThat(held.isOurs()).isTrue();
            Path kept = root.resolve("kept");
            Files.move(file, kept);
            assertThat(held.isOurs()).isFalse();
            Files.writeString(file, ours);
            assertThat(held.isOurs()).as("the same text in another file").isFalse();
            Files.writeString(kept, "pid 2\nowner - 2 - - abc\n");
        }
        assertThat(root.resolve("kept")).as("another's line stays").isNotEmptyFile();
    }

    @Test
    void shouldTakeKeepAndLeaveTheLockInAnInterruptedThread() throws IOException {
        Path file = root.resolve("LOCK");
        Thread.currentThread().interrupt();
        try {
            try (Disk.FileLockHandle held = Disk.LOCAL.lock(file, "pid 1")) {
                assertThat(held.isOurs()).isTrue();
                assertRefused(file, "pid 1");
            }
            assertThat(Disk.LOCAL.lockHeld(file)).isFalse();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(file).isEmptyFile();
    }

    @Test
    void shouldSeeAHolderOnAReadOnlyFileSystem() throws Exception {
        Path store = Files.createDirectory(root.resolve("store"));
        Path file = store.resolve("LOCK");
        Files.writeString(file, "left by a dead process\n");
        try (ReadOnlyMount mount = ReadOnlyMount.of(store, root.resolve("read-only"))) {
            Path seen = mount.folder().resolve("LOCK");
            assertThat(Disk.LOCAL.lockHeld(seen)).isFalse();
            Process holder = ChildJvm.start(List.of(), Holder.class, file);
            try {
                assertThat(holder.inputReader(StandardCharsets.UTF_8).readLine())
                        .isEqualTo("held");
                assertThat(Disk.LOCAL.lockHeld(seen)).isTrue();
            } finally {
                holder.destroyForcibly();
                assertThat(holder.waitFor(10, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(Disk.LOCAL.lockHeld(seen)).isFalse();
            try (Disk.FileLockHandle held = Disk.LOCAL.lock(file, "pid 4711")) {
                assertThat(held).isNotNull();
                assertThat(Disk.LOCAL.lockHeld(seen)).as("held by this process").isTrue();
            }
        }
    }

    @Test
    void shouldTakeALockFileThatADeadProcessLeft() throws IOException {
        Path file = root.resolve("LOCK");
        Files.writeString(file, "pid 999999 a very long line of a process that is gone\n");
        try (Disk.FileLockHandle held = Disk.LOCAL.lock(file, "pid 1")) {
            assertThat(held).isNotNull();
            assertThat(Files.readAllLines(file)).first().isEqualTo("pid 1");
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

    /** As {@link Holder}, and something else in its process reads the file, as a backup does. */
    static final class ReadingHolder {
        private ReadingHolder() {}

        public static void main(String[] args) throws Exception {
            Path file = Path.of(args[0]);
            Disk.LOCAL.lock(file, "pid " + ProcessHandle.current().pid());
            Files.readAllBytes(file);
            System.out.println("held and read");
            Thread.sleep(60_000);
        }
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
